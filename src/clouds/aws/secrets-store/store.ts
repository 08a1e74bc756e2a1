import * as pulumi from "@pulumi/pulumi";
import { checkForm } from "../../../core/form";
import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { ifKnown, isLater } from "../../../core/known";
import { show } from "../../../core/show";
import { quotedYaml } from "../../quoted-yaml";
import type { NamedMount, SecretsStore } from "../../secrets-store";
import { checkSecretFile } from "../../secrets-store-files";
import type { AwsIdentity, AwsPolicyStatement, AwsWorkloadArgs } from "../args";
import { AwsWiringForm } from "../args";
import { AWS_DEFAULT_AUDIENCE } from "../audience";
import { awsWiringForm } from "../wiring";
import type { AwsSecretObject, AwsSecretsMountArgs } from "./args";
import { AwsSecretService } from "./args";
import { isNameOf, readSecretArn, secretResource } from "./arn";
import { readAwsSecretsMountArgs } from "./shape";

/** What the provider calls (secrets-store-csi-driver-provider-aws a74182c, README). */
const ACTIONS: Readonly<Record<AwsSecretService, string[]>> = {
  [AwsSecretService.SecretsManager]: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
  [AwsSecretService.ParameterStore]: ["ssm:GetParameters"],
};

/** Names every mount's inline policy. */
const policyName = (mount: string) => `secrets-store-${mount}`;

const checkGiven = checkForm("aws-secret-text-empty", "text", /\S/, "something, or to be left out");
const checkKeyArn = checkForm(
  "aws-kms-key-arn-invalid",
  "key",
  /^arn:aws[a-z0-9-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+$/,
  "the ARN of a key of KMS; aliases are none in a policy",
);

/** AWS Secrets Manager and Parameter Store. */
export const awsSecretsStore: SecretsStore<AwsSecretsMountArgs, AwsWorkloadArgs, AwsIdentity> = {
  name: "aws",
  provider: "aws",
  read: readAwsSecretsMountArgs,
  check: ({ objects, region, kmsKeyArns = [], grantedElsewhere = false }) => [
    ...objects.flatMap((object, index) => issuesUnder(`objects[${index}]`, checkObject(object, grantedElsewhere))),
    ...checkRegions(objects, region),
    ...kmsKeyArns.flatMap((arn, index) => ifKnown(arn, `kmsKeyArns[${index}]`, checkKeyArn)),
    ...(kmsKeyArns.length > 0 && grantedElsewhere
      ? [issue("argument-without-effect", "kmsKeyArns", "Cannot use kmsKeyArns: nothing is granted here; leave it out")]
      : []),
  ],
  checkToken: (workload) => {
    const { audience = AWS_DEFAULT_AUDIENCE } = workload;
    return audience === AWS_DEFAULT_AUDIENCE || usesPodIdentity(workload)
      ? []
      : [
          issue(
            "secrets-store-audience-mismatch",
            "aws.audience",
            `Cannot mount secrets with tokens for ${show(audience)}: AWS's provider takes those for ${show(AWS_DEFAULT_AUDIENCE)}; leave out audience`,
          ),
        ];
  },
  checkGrants: (workload, mounts) => {
    const names = mounts.flatMap(policyOf).map(([name]) => name);
    return (["inlineStatements", "inlinePolicies"] as const).flatMap((argument) =>
      names
        .filter((name) => Object.hasOwn(workload[argument] ?? {}, name))
        .map((name) =>
          issue(
            "aws-inline-policy-taken",
            `aws.${argument}.${name}`,
            `Cannot name a policy ${show(name)}: the right to read a mount is of that name; choose another name`,
          ),
        ),
    );
  },
  grant: (workload, mounts) => ({
    ...workload,
    inlineStatements: { ...workload.inlineStatements, ...Object.fromEntries(mounts.flatMap(policyOf)) },
  }),
  files: ({ objects }) => objects.flatMap(({ file, values = [] }) => [file, ...values.map((value) => value.file)]),
  parameters: ({ objects, region }, workload) => {
    const chosen = region ?? objects.flatMap(({ arn = "" }) => readSecretArn(arn)?.region ?? [])[0];
    return {
      ...(chosen === undefined ? {} : { region: chosen }),
      ...(usesPodIdentity(workload as AwsWorkloadArgs) ? { usePodIdentity: "true" } : {}),
      objects: quotedYaml(objects.map(described)),
    };
  },
  token: (workload) => ({
    audience: usesPodIdentity(workload) ? POD_IDENTITY_AUDIENCE : AWS_DEFAULT_AUDIENCE,
    getsItself: false,
  }),
};

/** What the EKS Pod Identity Agent takes tokens for (secrets-store-csi-driver-provider-aws a74182c, README). */
const POD_IDENTITY_AUDIENCE = "pods.eks.amazonaws.com";

/** Whether the pods of a workload are given their role by EKS Pod Identity, and so are their mounts. */
function usesPodIdentity(workload: AwsWorkloadArgs): boolean {
  return awsWiringForm(workload) === AwsWiringForm.PodIdentity;
}

function described({
  arn = "",
  name,
  service,
  file,
  version,
  versionLabel,
  values = [],
}: pulumi.Unwrap<AwsSecretObject>) {
  const read = readSecretArn(arn);
  const objectType = service ?? read?.service ?? AwsSecretService.SecretsManager;
  const isSecret = objectType === AwsSecretService.SecretsManager;
  return {
    // Parameter Store goes by names alone.
    objectName: name ?? (isSecret ? arn : (read?.name ?? "")),
    objectType,
    objectAlias: file,
    ...(version === undefined ? {} : { objectVersion: version }),
    ...(versionLabel === undefined ? {} : { objectVersionLabel: versionLabel }),
    ...(values.length === 0
      ? {}
      : { jmesPath: values.map((value) => ({ path: value.path, objectAlias: value.file })) }),
  };
}

/** The policy of one mount: exactly its objects, and their keys. */
function policyOf({ name, mount }: NamedMount<AwsSecretsMountArgs>): [string, AwsPolicyStatement[]][] {
  const { objects, kmsKeyArns = [], grantedElsewhere = false } = mount;
  if (grantedElsewhere) return [];
  const statements = Object.values(AwsSecretService).flatMap((service): AwsPolicyStatement[] => {
    const resources = objects
      .filter((object) => serviceOf(object) === service)
      .flatMap(({ arn }) => (arn === undefined ? [] : [resourceOf(arn)]));
    return resources.length === 0 ? [] : [{ actions: ACTIONS[service], resources: [...new Set(resources)] }];
  });
  const keys = kmsKeyArns.length === 0 ? [] : [{ actions: ["kms:Decrypt"], resources: kmsKeyArns }];
  return [[policyName(name), [...statements, ...keys]]];
}

function resourceOf(arn: pulumi.Input<string>): pulumi.Input<string> {
  return isLater(arn) ? pulumi.output(arn).apply(secretResource) : secretResource(arn as string);
}

/** Plain, because it decides which statement an object is in. */
function serviceOf({ arn, service }: AwsSecretObject): AwsSecretService | undefined {
  return service ?? (typeof arn === "string" ? readSecretArn(arn)?.service : undefined);
}

function checkObject(object: AwsSecretObject, grantedElsewhere: boolean): Issue[] {
  const { arn, name, service, file, version, versionLabel, values = [] } = object;
  const read = typeof arn === "string" ? readSecretArn(arn) : undefined;
  return [
    ...checkSecretFile(file, "file"),
    ...values.flatMap((value, index) => checkSecretFile(value.file, `values[${index}].file`)),
    ...(typeof arn === "string" && read === undefined ? [arnInvalid(arn)] : []),
    ...(arn === undefined && !(grantedElsewhere && name !== undefined) ? [arnMissing(name)] : []),
    ...(serviceOf(object) === undefined && (arn === undefined || isLater(arn))
      ? [
          issue(
            "aws-secret-service-missing",
            "service",
            'Cannot tell where the object is kept: set service to "secretsmanager" or "ssmparameter"',
          ),
        ]
      : []),
    ...(service !== undefined && read !== undefined && service !== read.service
      ? [
          issue(
            "aws-secret-service-mismatch",
            "service",
            `Cannot read ${show(arn)} from ${show(service)}: it is of ${show(read.service)}`,
          ),
        ]
      : []),
    ...Object.entries({ name, version, versionLabel }).flatMap(([field, value]) => ifKnown(value, field, checkGiven)),
    ...values.flatMap(({ path }, index) => checkGiven(path, `values[${index}].path`)),
    ...(typeof name === "string" && typeof arn === "string" && !isNameOf(name, arn)
      ? [
          issue(
            "aws-secret-name-mismatch",
            "name",
            `Cannot read ${show(name)} with the right to read ${show(arn)}: that is another; leave out name`,
          ),
        ]
      : []),
    ...(serviceOf(object) === AwsSecretService.ParameterStore && version !== undefined && versionLabel !== undefined
      ? [
          issue(
            "aws-secret-version-ambiguous",
            "version",
            "Cannot read a parameter by version and label: leave out one of them",
          ),
        ]
      : []),
  ];
}

function arnInvalid(arn: string): Issue {
  const fault = `Cannot mount ${show(arn)}: expected the ARN of a secret of Secrets Manager or of a parameter, without wildcards`;
  return issue("aws-secret-arn-invalid", "arn", fault);
}

function arnMissing(name: unknown): Issue {
  const fault =
    name === undefined
      ? "Cannot mount nothing: set arn"
      : "Cannot grant the right to read a secret by its name: set arn, or grantedElsewhere where the role may read it already";
  return issue("aws-secret-arn-missing", "arn", fault);
}

/** The provider asks one region, and refuses ARNs of another. */
function checkRegions(objects: readonly AwsSecretObject[], region: unknown): Issue[] {
  const [first, ...more] = objects.flatMap(({ arn }, index) => {
    const read = typeof arn === "string" ? readSecretArn(arn) : undefined;
    return read === undefined ? [] : [{ index, region: read.region }];
  });
  const expected = typeof region === "string" ? region : first?.region;
  const others = [...(first === undefined ? [] : [first]), ...more].filter((each) => each.region !== expected);
  return isLater(region)
    ? []
    : others.map(({ index, region: other }) =>
        issue(
          "aws-secret-region-mismatch",
          `objects[${index}].arn`,
          `Cannot mount an object of ${show(other)} beside ${show(expected)}: the provider asks one region for a mount; put it into a mount of its own`,
        ),
      );
}
