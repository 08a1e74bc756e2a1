import type { TraceStep } from "../../../../core/decision";
import { show } from "../../../../core/show";
import type { ExchangeContext, VerifiedToken } from "../../../simulated/exchange";
import { azureEvaluate } from "../../evaluate";
import type { EntraClient } from "./directory";
import { entraClient, entraTenants } from "./directory";
import type { EntraRefusal } from "./refusals";
import {
  applicationNotFound,
  entraRefused,
  invalidClient,
  invalidRequest,
  noMatchingCredential,
  tenantNotFound,
} from "./refusals";

/** Lifetime in seconds of an access token that a token of another issuer was exchanged for (azure-workload-identity, FAQ, 2026-06). */
const ACCESS_TOKEN_LIFETIME = 86_399;
/** Others "may work, but haven't been tested" (Entra, workload identity federation, 2026-06). */
const SIGNATURE_ALGORITHMS = ["RS256"] as const;
const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

type Judgement = { subject?: string; trace: TraceStep[] } & ({ identity: EntraClient } | { refusal: EntraRefusal });

/** The client credentials grant, where a token of another issuer is what the client proves itself with. */
export async function entraToken(request: Request, tenant: string, context: ExchangeContext): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const judgement = await judge(form, tenant, context);
  const { subject = "", trace } = judgement;
  const log = { call: "oauth2/v2.0/token", target: form.get("client_id") ?? "", subject, trace };
  if ("refusal" in judgement) {
    context.explain({ ...log, allowed: false, code: `AADSTS${judgement.refusal.code}` });
    return entraRefused(judgement.refusal, request, context);
  }
  context.explain({ ...log, allowed: true });
  const accessToken = context.fake("azure-access-token");
  const expires = context.now() + ACCESS_TOKEN_LIFETIME;
  context.remember(accessToken, { identity: judgement.identity.id, subject, expires });
  return Response.json({
    token_type: "Bearer",
    expires_in: ACCESS_TOKEN_LIFETIME,
    ext_expires_in: ACCESS_TOKEN_LIFETIME,
    access_token: accessToken,
  });
}

/** Entra finds the identity first, then a credential for the claims; only the credential's issuer tells whose key has to have signed. */
async function judge(form: URLSearchParams, tenant: string, context: ExchangeContext): Promise<Judgement> {
  const refused = (refusal: EntraRefusal, step: string, detail: string): Judgement => ({
    refusal,
    trace: [{ step, passed: false, detail }],
  });
  const fault = faultOf(form);
  if (fault !== undefined) return refused(fault, "request", fault.message);
  const clientId = form.get("client_id") ?? "";
  const assertion = form.get("client_assertion") ?? "";
  const tenants = entraTenants(context.resources);
  if (!tenants.includes(tenant.toLowerCase())) {
    return refused(tenantNotFound(tenant), "tenant", `expected one of ${tenants.join(", ")}, seen ${show(tenant)}`);
  }
  const identity = entraClient(context.resources, tenant, clientId);
  if (identity === undefined) {
    const detail = `no managed identity or application with a service principal in tenant ${show(tenant)} that is deployed here has client id ${show(clientId)}`;
    return refused(applicationNotFound(clientId, tenant), "client", detail);
  }
  const verified = await context.verify(assertion, SIGNATURE_ALGORITHMS);
  const claims = verified.valid ? verified.token : verified.claims;
  if (claims === undefined) return refused(MALFORMED, "assertion", verified.valid ? "" : verified.detail);

  const { trust, name } = identity;
  const { decision, trace } = azureEvaluate(trust, claims);
  const subject = claims.sub;
  if (decision !== "allow") {
    const client = { id: clientId, name };
    return { refusal: noMatchingCredential(client, trust, claims, trace), subject, trace };
  }
  if (verified.valid)
    return { identity, subject, trace: [...trace, { step: "signature", passed: true, detail: verified.keyId }] };
  trace.push({ step: verified.reason, passed: false, detail: verified.detail });
  return { refusal: invalidAssertion(verified, context.now()), subject, trace };
}

function faultOf(form: URLSearchParams): EntraRefusal | undefined {
  const grantType = form.get("grant_type") ?? "";
  const missing = ["client_id", "grant_type", "scope"].find((name) => (form.get(name) ?? "") === "");
  if (missing !== undefined) {
    return invalidRequest(900144, `The request body must contain the following parameter: '${missing}'.`);
  }
  if (grantType !== "client_credentials") {
    const message = `The app requested an unsupported grant type '${grantType}'.`;
    return { ...invalidRequest(70003, message), error: "unsupported_grant_type" };
  }
  if (form.get("client_assertion") === null || form.get("client_assertion_type") !== JWT_BEARER) {
    return invalidClient(
      7000216,
      "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
    );
  }
  const scope = form.get("scope") ?? "";
  if (scope.split(" ").some((each) => each.endsWith("/.default"))) return undefined;
  const message = `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`;
  return { ...invalidRequest(1002012, message), error: "invalid_scope" };
}

const MALFORMED = invalidRequest(50027, "JWT token is invalid or malformed.");

function invalidAssertion(
  { reason, claims, keyId }: Extract<VerifiedToken, { valid: false }>,
  now: number,
): EntraRefusal {
  if (reason === "malformed" || claims === undefined) return MALFORMED;
  if (reason === "unknown-issuer") return invalidClient(50166, "Request to External OIDC endpoint failed.");
  if (reason === "bad-signature") {
    return invalidClient(
      7000272,
      `The certificate with identifier '${String(keyId)}' used to sign the federated credential could not be found in the metadata of identity provider '${claims.iss}'.`,
    );
  }
  const from = time(Number(claims.nbf ?? claims.iat));
  return invalidClient(
    700024,
    `Client assertion is not within its valid time range. Current time: ${time(now)}, assertion valid from ${from}, expiry time of assertion ${time(Number(claims.exp))}. Review the documentation at https://docs.microsoft.com/azure/active-directory/develop/active-directory-certificate-credentials .`,
  );
}

/** With seven digits of a second, as .NET writes it. */
function time(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? "none" : date.toISOString().replace("Z", "0000Z");
}
