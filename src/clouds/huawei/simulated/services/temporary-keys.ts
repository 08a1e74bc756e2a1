import { show } from "../../../../core/show";
import type { ExchangeContext } from "../../../simulated/exchange";
import { recordOf } from "../../../simulated/exchange-log";
import { HUAWEI_SIMULATED_ACCOUNT } from "../resources";
import { bodyOf, IAM_FAULT, membersOf, microseconds, refuseWith } from "./answer";

/** Seconds that temporary keys live (IAM API, CreateTemporaryAccessKeyByToken, read 2026-08). */
const KEY_SECONDS = { min: 900, max: 86_400, default: 900 };

/** `POST /v3.0/OS-CREDENTIAL/securitytokens`: temporary access keys for a token of the old IAM. */
export async function temporaryKeys(request: Request, context: ExchangeContext): Promise<Response> {
  const record = recordOf("POST /v3.0/OS-CREDENTIAL/securitytokens", context);
  const identity = membersOf(membersOf((await bodyOf(request)).auth).identity);
  const { id, duration_seconds: seconds = KEY_SECONDS.default } = membersOf(identity.token);
  const methods: readonly unknown[] = Array.isArray(identity.methods) ? identity.methods : [];
  const isDuration = typeof seconds === "number" && Number.isInteger(seconds);
  if (!methods.includes("token") || !isDuration || seconds < KEY_SECONDS.min || seconds > KEY_SECONDS.max) {
    const expected = `the method "token" and ${KEY_SECONDS.min} to ${KEY_SECONDS.max} seconds`;
    return refuseWith(record, IAM_FAULT.body, "body", `expected ${expected}, seen ${show(seconds)}`);
  }
  const session = context.recall(request.headers.get("x-auth-token") ?? (typeof id === "string" ? id : ""));
  if (session === undefined || session.expires <= context.now()) {
    const why = session === undefined ? "this sandbox did not hand out that token" : "the token has expired";
    return refuseWith(record, IAM_FAULT.unauthorized, "token", why);
  }
  const expires = Math.floor(context.now()) + seconds;
  const access = context.fake("huawei-access-key");
  const securitytoken = context.fake("huawei-security-token");
  for (const secret of [access, securitytoken]) context.remember(secret, { ...session, expires });
  record.about({ target: session.identity, subject: session.subject });
  record.allowed();
  const credential = {
    access,
    secret: context.fake("huawei-secret-key"),
    securitytoken,
    expires_at: microseconds(expires),
  };
  return Response.json({ credential }, { status: 201 });
}

/** `GET /v3/auth/domains`: the account behind a signed request, by which clients see that their keys work. The signature itself is not checked. */
export function callerAccount(request: Request, context: ExchangeContext): Response {
  const record = recordOf("GET /v3/auth/domains", context);
  const [, access = ""] = /^SDK-HMAC-SHA256 Access=([^,\s]+)/.exec(request.headers.get("authorization") ?? "") ?? [];
  const session = context.recall(access);
  const proof = context.recall(request.headers.get("x-security-token") ?? "");
  if (session === undefined || session.identity !== proof?.identity || session.expires <= context.now()) {
    const why = "the request is not signed with keys of this sandbox and their security token, or they have expired";
    return refuseWith(record, IAM_FAULT.unauthorized, "credentials", why);
  }
  record.about({ target: session.identity, subject: session.subject });
  record.allowed();
  return Response.json({ domains: [{ id: HUAWEI_SIMULATED_ACCOUNT, name: "sandbox", enabled: true }], links: {} });
}
