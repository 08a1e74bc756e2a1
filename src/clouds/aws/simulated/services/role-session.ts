import type { DeployedResource } from "../../../deployed";
import type { ExchangeContext, SignatureAlgorithm } from "../../../simulated/exchange";
import { timestamp } from "../../../simulated/query-api";

/** Keys of RSA and, since 2024-11, of elliptic curves (IAM guide, OpenID Connect identity providers, 2026-05). */
export const AWS_SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = [
  "RS256",
  "RS384",
  "RS512",
  "ES256",
  "ES384",
  "ES512",
];

const ROLE = "aws:iam/role:Role";
const ROLE_SESSION_ARN = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\/([^/]+)$/;

/** A role session as STS opens it, with credentials that are no credentials. */
export interface AwsRoleSession {
  arn: string;
  /** The role's unique id and the session's name. */
  id: string;
  credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string; Expiration: string };
}

export function awsDeployedRole(resources: readonly DeployedResource[], roleArn: string): DeployedResource | undefined {
  return resources.find(({ type, state }) => type === ROLE && state.arn === roleArn);
}

/** Partition and account of an ARN. */
export function awsAccountOf(arn: string): { partition: string; account: string } {
  const [, partition = "", , , account = ""] = arn.split(":");
  return { partition, account };
}

/** Opens a session of a role for a subject, and remembers whom its keys stand for. */
export function openAwsRoleSession(
  role: DeployedResource,
  session: { name: string; seconds: number; subject: string },
  context: ExchangeContext,
): AwsRoleSession {
  const { partition, account } = awsAccountOf(String(role.state.arn));
  const arn = `arn:${partition}:sts::${account}:assumed-role/${role.state.name}/${session.name}`;
  const expires = Math.floor(context.now()) + session.seconds;
  const credentials = {
    AccessKeyId: context.fake("aws-access-key"),
    SecretAccessKey: context.fake("aws-secret-key"),
    SessionToken: context.fake("aws-session-token"),
    Expiration: timestamp(expires),
  };
  for (const secret of [credentials.AccessKeyId, credentials.SessionToken]) {
    context.remember(secret, { identity: arn, subject: session.subject, expires });
  }
  return { arn, id: `${role.state.uniqueId}:${session.name}`, credentials };
}

/** Whose session an ARN names, or `undefined` where its role is gone. */
export function readAwsRoleSession(
  arn: string,
  resources: readonly DeployedResource[],
): { account: string; id: string } | undefined {
  const [, partition, account = "", roleName, sessionName] = ROLE_SESSION_ARN.exec(arn) ?? [];
  const role = resources.find(({ type, state }) => {
    const owner = awsAccountOf(String(state.arn));
    return type === ROLE && state.name === roleName && owner.account === account && owner.partition === partition;
  });
  return role === undefined ? undefined : { account, id: `${role.state.uniqueId}:${sessionName}` };
}
