import type { DeployedResource } from "../../../deployed";
import type { ExchangeContext } from "../../../simulated/exchange";
import { timestamp } from "../../../simulated/query-api";

const ROLE = "alicloud:ram/role:Role";
const ROLE_SESSION_ARN = /^acs:ram::(\d+):assumed-role\/([^/]+)\/([^/]+)$/;

/** A role session as STS opens it, with credentials that are no credentials. */
export interface AlicloudRoleSession {
  /** The role's id and the session's name. */
  id: string;
  credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string; Expiration: string };
}

export function alicloudDeployedRole(
  resources: readonly DeployedResource[],
  roleArn: string,
): DeployedResource | undefined {
  return resources.find(({ type, state }) => type === ROLE && state.arn === roleArn);
}

/** Opens a session of a role for a subject, and remembers whom its keys stand for. */
export function openAlicloudRoleSession(
  role: DeployedResource,
  session: { name: string; seconds: number; subject: string },
  context: ExchangeContext,
): AlicloudRoleSession {
  const identity = `${String(role.state.arn).replace(":role/", ":assumed-role/")}/${session.name}`;
  const expires = Math.floor(context.now()) + session.seconds;
  const credentials = {
    AccessKeyId: context.fake("alicloud-access-key"),
    AccessKeySecret: context.fake("alicloud-access-key-secret"),
    SecurityToken: context.fake("alicloud-security-token"),
    Expiration: timestamp(expires),
  };
  for (const secret of [credentials.AccessKeyId, credentials.SecurityToken]) {
    context.remember(secret, { identity, subject: session.subject, expires });
  }
  return { id: `${role.state.roleId}:${session.name}`, credentials };
}

/** Whose session an ARN names, or `undefined` where its role is gone. */
export function readAlicloudRoleSession(
  arn: string,
  resources: readonly DeployedResource[],
): { account: string; roleId: string; principalId: string } | undefined {
  const [, account = "", roleName, sessionName] = ROLE_SESSION_ARN.exec(arn) ?? [];
  const role = alicloudDeployedRole(resources, `acs:ram::${account}:role/${roleName}`);
  if (role === undefined) return undefined;
  const roleId = String(role.state.roleId);
  return { account, roleId, principalId: `${roleId}:${sessionName}` };
}
