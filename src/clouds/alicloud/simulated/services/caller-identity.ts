import type { ExchangeContext } from "../../../simulated/exchange";
import { recordOf } from "../../../simulated/exchange-log";
import type { AlicloudStsCall, AlicloudStsFault } from "./answer";
import { alicloudStsAnswer, alicloudStsError } from "./answer";
import { readAlicloudRoleSession } from "./role-session";

const MISSING: AlicloudStsFault = {
  status: 400,
  code: "MissingAccessKeyId",
  message: "AccessKeyId is mandatory for this action.",
};
const UNKNOWN: AlicloudStsFault = {
  status: 404,
  code: "InvalidAccessKeyId.NotFound",
  message: "Specified access key is not found.",
};
const NO_TOKEN: AlicloudStsFault = {
  status: 400,
  code: "MissingSecurityToken",
  message: "SecurityToken is mandatory for this action.",
};
const OTHER_TOKEN: AlicloudStsFault = {
  status: 400,
  code: "InvalidSecurityToken.MismatchWithAccessKey",
  message: "Specified SecurityToken mismatch with the AccessKey.",
};
const EXPIRED: AlicloudStsFault = {
  status: 400,
  code: "InvalidSecurityToken.Expired",
  message: "Specified SecurityToken is expired.",
};

/** Tells the role session behind the access key of a signed request. The signature itself is not checked. */
export function getAlicloudCallerIdentity(
  request: Request,
  parameters: URLSearchParams,
  call: AlicloudStsCall,
  context: ExchangeContext,
): Response {
  const { accessKey, securityToken } = signerOf(request, parameters);
  const record = recordOf(call.action, context);
  const refuse = (fault: AlicloudStsFault, detail: string) => {
    record.step("credentials", false, detail);
    record.refused(fault.code);
    return alicloudStsError(call, fault);
  };

  if (accessKey === undefined) return refuse(MISSING, "the request is not signed");
  record.about({ target: accessKey });
  const session = context.recall(accessKey);
  if (session === undefined) return refuse(UNKNOWN, "this sandbox did not hand out that access key");
  if (securityToken === undefined) return refuse(NO_TOKEN, "the keys of a session go with its token");
  if (context.recall(securityToken)?.identity !== session.identity) {
    return refuse(OTHER_TOKEN, "the security token does not belong to the access key");
  }
  if (session.expires <= context.now()) return refuse(EXPIRED, `the session of ${session.identity} has ended`);
  const caller = readAlicloudRoleSession(session.identity, context.resources);
  if (caller === undefined) return refuse(UNKNOWN, `the role of ${session.identity} is not deployed any more`);

  record.about({ target: session.identity, subject: session.subject });
  record.step("credentials", true, `keys of ${session.identity}`);
  record.allowed();
  return alicloudStsAnswer(call, {
    IdentityType: "AssumedRoleUser",
    AccountId: caller.account,
    PrincipalId: caller.principalId,
    Arn: session.identity,
    RoleId: caller.roleId,
  });
}

/** Clients sign by parameters (signature version 1) or by headers (version 3). */
function signerOf(request: Request, parameters: URLSearchParams) {
  const header = request.headers.get("authorization") ?? "";
  return {
    accessKey: /^ACS3-[\w-]+ .*\bCredential=([^,\s]+)/.exec(header)?.[1] ?? parameters.get("AccessKeyId") ?? undefined,
    securityToken: request.headers.get("x-acs-security-token") ?? parameters.get("SecurityToken") ?? undefined,
  };
}
