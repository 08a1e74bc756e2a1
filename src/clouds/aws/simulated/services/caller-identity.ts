import type { ExchangeContext } from "../../../simulated/exchange";
import { recordOf } from "../../../simulated/exchange-log";
import type { StsFault } from "./answer";
import { stsAnswer, stsError } from "./answer";
import { readAwsRoleSession } from "./role-session";

const CALL = "GetCallerIdentity";

const MISSING: StsFault = {
  status: 403,
  code: "MissingAuthenticationToken",
  message: "Request is missing Authentication Token",
};
const UNKNOWN: StsFault = {
  status: 403,
  code: "InvalidClientTokenId",
  message: "The security token included in the request is invalid.",
};
const EXPIRED: StsFault = {
  status: 403,
  code: "ExpiredToken",
  message: "The security token included in the request is expired",
};

/** Tells the role session behind the access key of a signed request. The signature itself is not checked. */
export function getCallerIdentity(request: Request, parameters: URLSearchParams, context: ExchangeContext): Response {
  const { accessKey, sessionToken } = signerOf(request, parameters);
  const record = recordOf(CALL, context);
  const refuse = (fault: StsFault, detail: string) => {
    record.step("credentials", false, detail);
    record.refused(fault.code);
    return stsError(fault);
  };

  if (accessKey === undefined) return refuse(MISSING, "the request is not signed (Signature Version 4)");
  record.about({ target: accessKey });
  const session = context.recall(accessKey);
  if (session === undefined) return refuse(UNKNOWN, "this sandbox did not hand out that access key");
  if (context.recall(sessionToken ?? "")?.identity !== session.identity) {
    return refuse(UNKNOWN, "the session token does not belong to the access key");
  }
  if (session.expires <= context.now()) return refuse(EXPIRED, `the session of ${session.identity} has ended`);
  const caller = readAwsRoleSession(session.identity, context.resources);
  if (caller === undefined) return refuse(UNKNOWN, `the role of ${session.identity} is not deployed any more`);

  record.about({ target: session.identity, subject: session.subject });
  record.step("credentials", true, `keys of ${session.identity}`);
  record.allowed();
  return stsAnswer(CALL, { Arn: session.identity, UserId: caller.id, Account: caller.account });
}

function signerOf(request: Request, parameters: URLSearchParams) {
  const header = request.headers.get("authorization") ?? "";
  const credential =
    /^AWS4-HMAC-SHA256 .*\bCredential=([^,\s]+)/.exec(header)?.[1] ?? parameters.get("X-Amz-Credential") ?? undefined;
  return {
    accessKey: credential?.split("/")[0],
    sessionToken: request.headers.get("x-amz-security-token") ?? parameters.get("X-Amz-Security-Token") ?? undefined,
  };
}
