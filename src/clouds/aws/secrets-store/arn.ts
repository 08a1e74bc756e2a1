import { AwsSecretService } from "./args";

/** What the ARN of a secret or parameter says. */
interface SecretArn {
  service: AwsSecretService;
  region: string;
  /** The name of a parameter; a secret goes by its ARN. */
  name: string;
}

const ARN = /^arn:aws[a-z0-9-]*:(secretsmanager|ssm):([a-z0-9-]+):\d{12}:(secret:|parameter\/)([A-Za-z0-9/_+=.@-]+)$/;
const RESOURCES: Readonly<Record<string, string>> = { secretsmanager: "secret:", ssm: "parameter/" };

/** Reads the ARN of a secret or parameter; `undefined` where it is none. */
export function readSecretArn(arn: string): SecretArn | undefined {
  const [, service = "", region = "", resource = "", name = ""] = ARN.exec(arn) ?? [];
  if (service === "" || RESOURCES[service] !== resource) return undefined;
  const isSecret = service === "secretsmanager";
  return {
    service: isSecret ? AwsSecretService.SecretsManager : AwsSecretService.ParameterStore,
    region,
    // A name with folders begins with a slash, which its ARN does not repeat.
    name: !isSecret && name.includes("/") ? `/${name}` : name,
  };
}

/** Secrets Manager ends the ARN of a secret with a hyphen and six characters of its own; what is written without them names no secret in a policy. */
const COMPLETE = /-[A-Za-z0-9]{6}$/;

/** The resource of a policy that is exactly this secret or parameter. */
export function secretResource(arn: string): string {
  const isPart = readSecretArn(arn)?.service === AwsSecretService.SecretsManager && !COMPLETE.test(arn);
  return isPart ? `${arn}-??????` : arn;
}

/** Whether a name may be that of an ARN; of what is no ARN it may be. */
export function isNameOf(name: string, arn: string): boolean {
  const read = readSecretArn(arn);
  if (read === undefined || name === arn) return true;
  const [, secret] = arn.split(":secret:");
  return secret === undefined ? name === read.name : [secret, secret.replace(COMPLETE, "")].includes(name);
}
