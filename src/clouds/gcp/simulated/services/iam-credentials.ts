import type { TraceStep } from "../../../../core/decision";
import { jsonObject } from "../../../../core/json";
import { show } from "../../../../core/show";
import type { ExchangeContext, ExchangeSession } from "../../../simulated/exchange";
import { gcpEvaluate } from "../../evaluate";
import type { GcpTokenPermission } from "../../impersonation";
import { gcpRoleHolds } from "../../impersonation";
import type { GcpTrust } from "../../trust";
import type { GcpFederatedSession } from "./federation";
import { googleError } from "./google-error";

const METHOD = /^\/v1\/projects\/-\/serviceAccounts\/([^/:]+):(generateAccessToken|generateIdToken)$/;

/** Longest lifetime in seconds without an organization policy that allows more (IAM Credentials API, read 2026-09). */
const LIFETIME_MAX = 3600;

/** What an access token of a service account stands for. */
interface GcpServiceAccountSession extends ExchangeSession {
  readonly scopes: readonly string[];
}

/** IAM Credentials: tokens of a service account for principals that a binding on it lets in. */
export async function answerIamCredentials(request: Request, context: ExchangeContext): Promise<Response | undefined> {
  const [, name, method] = METHOD.exec(new URL(request.url).pathname) ?? [];
  if (request.method !== "POST" || name === undefined || method === undefined) return undefined;
  const email = decodeURIComponent(name);
  const session = sessionOf(request, context);
  if (session === undefined) {
    const trace = [{ step: "bearer", passed: false, detail: "a token that was not handed out here, or has expired" }];
    context.explain({ call: method, target: email, allowed: false, code: "UNAUTHENTICATED", trace });
    return googleError(
      "UNAUTHENTICATED",
      "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
    );
  }
  const body = jsonObject(await request.text()) as Record<string, unknown>;
  return method === "generateIdToken"
    ? generateIdToken(email, body, session, context)
    : generateAccessToken(email, body, session, context);
}

function generateAccessToken(
  email: string,
  { lifetime = "3600s", scope = [] }: Record<string, unknown>,
  session: ExchangeSession,
  context: ExchangeContext,
): Response {
  const seconds = Number(/^(\d+(?:\.\d+)?)s$/.exec(String(lifetime))?.[1]);
  if (Number.isNaN(seconds)) return googleError("INVALID_ARGUMENT", `Invalid value at 'lifetime': ${show(lifetime)}`);
  if (seconds === 0) return googleError("INVALID_ARGUMENT", "Lifetime of access token must be larger then zero.");
  if (seconds > LIFETIME_MAX) {
    return googleError(
      "INVALID_ARGUMENT",
      "The access token can not have lifetimes of more than 1 hour. Use the Org Policy Constraint constraints/iam.allowServiceAccountCredentialLifetimeExtension to allow up to 12 hours.",
    );
  }
  if (!impersonates(email, "iam.serviceAccounts.getAccessToken", session, context)) {
    return permissionDenied("iam.serviceAccounts.getAccessToken");
  }
  const scopes = [scope].flat().map(String);
  const { accessToken, expires } = serviceAccountToken(email, { lifetime: seconds, scopes }, session, context);
  const expireTime = `${new Date(expires * 1000).toISOString().slice(0, 19)}Z`;
  return Response.json({ accessToken, expireTime });
}

function generateIdToken(
  email: string,
  { audience, includeEmail = false }: Record<string, unknown>,
  session: ExchangeSession,
  context: ExchangeContext,
): Response {
  if (typeof audience !== "string" || audience === "") {
    return googleError("INVALID_ARGUMENT", "The audience must be provided.");
  }
  return impersonates(email, "iam.serviceAccounts.getOpenIdToken", session, context)
    ? Response.json({ token: serviceAccountIdToken(email, audience, includeEmail === true, context) })
    : permissionDenied("iam.serviceAccounts.getOpenIdToken");
}

/** Whether the session's principal may become the service account now. */
export function impersonates(
  email: string,
  permission: GcpTokenPermission,
  session: ExchangeSession,
  context: ExchangeContext,
): boolean {
  const { allowed, trace } = isFederated(session) ? decide(email, permission, session, context) : NOT_FEDERATED;
  const log = { call: permission, target: email, subject: session.subject, allowed, trace };
  context.explain(allowed ? log : { ...log, code: "PERMISSION_DENIED" });
  return allowed;
}

export const accessDenied = (permission: GcpTokenPermission): string =>
  `Permission '${permission}' denied on resource (or it may not exist).`;

/** A new access token of the service account. */
export function serviceAccountToken(
  email: string,
  { lifetime, scopes }: { lifetime: number; scopes: readonly string[] },
  { subject }: ExchangeSession,
  context: ExchangeContext,
): { accessToken: string; expires: number } {
  const accessToken = context.fake("gcp-access-token");
  const expires = context.now() + lifetime;
  const session: GcpServiceAccountSession = { identity: email, subject, expires, scopes };
  context.remember(accessToken, session);
  return { accessToken, expires };
}

/** The scopes that an access token was asked for with. */
export function gcpScopesOf(session: ExchangeSession): readonly string[] {
  return "scopes" in session ? (session as GcpServiceAccountSession).scopes : [];
}

/** An ID token that clients can read, and nobody can verify. */
export function serviceAccountIdToken(
  email: string,
  audience: string,
  includeEmail: boolean,
  context: ExchangeContext,
): string {
  const now = Math.floor(context.now());
  const claims = {
    aud: audience,
    azp: email,
    exp: now + LIFETIME_MAX,
    iat: now,
    iss: "https://accounts.google.com",
    sub: email,
    ...(includeEmail ? { email, email_verified: true } : {}),
  };
  const fake = context.fake("gcp-id-token");
  const header = { alg: "RS256", kid: fake, typ: "JWT" };
  return [JSON.stringify(header), JSON.stringify(claims), fake]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");
}

function decide(
  email: string,
  permission: GcpTokenPermission,
  { pool, provider, token }: GcpFederatedSession,
  context: ExchangeContext,
): { allowed: boolean; trace: TraceStep[] } {
  const own = context.trusts.find(({ identity, trust }) => identity === email && (trust as GcpTrust).pool === pool);
  if (own === undefined) {
    const detail = `no binding on ${show(email)} names a principal of ${show(pool)}`;
    return { allowed: false, trace: [{ step: "bindings", passed: false, detail }] };
  }
  const trust = own.trust as GcpTrust;
  // Who may create a key of the account becomes it as well, but not here.
  const bindings = trust.bindings.filter((binding) => gcpRoleHolds(binding, permission));
  // Through which provider the principal came was settled when it came; what is granted to it may have changed since.
  const { decision, trace } = gcpEvaluate({ ...trust, bindings, providers: [provider] }, token);
  return { allowed: decision === "allow", trace };
}

const NOT_FEDERATED = {
  allowed: false,
  trace: [{ step: "caller", passed: false, detail: "a service account; only principals of a pool are let in here" }],
};

function isFederated(session: ExchangeSession): session is GcpFederatedSession {
  return "provider" in session;
}

function sessionOf(request: Request, context: ExchangeContext): ExchangeSession | undefined {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? "";
  const session = context.recall(bearer);
  return session !== undefined && session.expires > context.now() ? session : undefined;
}

function permissionDenied(permission: GcpTokenPermission): Response {
  return googleError("PERMISSION_DENIED", accessDenied(permission), [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "IAM_PERMISSION_DENIED",
      domain: "iam.googleapis.com",
      metadata: { permission },
    },
  ]);
}
