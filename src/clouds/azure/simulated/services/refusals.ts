import { randomUUID } from "node:crypto";
import type { TraceStep } from "../../../../core/decision";
import type { Token } from "../../../../core/token";
import { tokenAudiences } from "../../../../core/token";
import type { ExchangeContext } from "../../../simulated/exchange";
import type { AzureTrust } from "../../trust";

/** What Entra says no with. The numbers are those of its error reference; the texts are as clients have reported them. */
export interface EntraRefusal {
  /** The number behind `AADSTS`. */
  code: number;
  error: string;
  status: 400 | 401;
  message: string;
}

export const invalidRequest = (code: number, message: string): EntraRefusal => ({
  code,
  error: "invalid_request",
  status: 400,
  message,
});

export const invalidClient = (code: number, message: string): EntraRefusal => ({
  code,
  error: "invalid_client",
  status: 401,
  message,
});

export function tenantNotFound(tenant: string): EntraRefusal {
  return invalidRequest(
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}

export function applicationNotFound(clientId: string, tenant: string): EntraRefusal {
  return {
    code: 700016,
    error: "unauthorized_client",
    status: 400,
    message: `Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  };
}

/** Why no credential of the identity took the token: of the claims that Entra looks at one after the other, the furthest one reached. */
export function noMatchingCredential(
  client: { id: string; name: string },
  trust: AzureTrust,
  token: Token,
  trace: readonly TraceStep[],
): EntraRefusal {
  if (trust.federatedIdentityCredentials.length === 0) {
    return invalidClient(
      70025,
      `The client '${client.id}'(${client.name}) has no configured federated identity credentials.`,
    );
  }
  const failed = (what: string) => trace.some(({ step, passed }) => passed !== true && step.endsWith(`: ${what}`));
  if (failed("audience")) return noMatch(700212, "audience", tokenAudiences(token).join(", "));
  if (failed("subject")) {
    const inCapitals = trust.federatedIdentityCredentials.some(
      ({ issuer, subject }) => issuer === token.iss && subject?.toLowerCase() === token.sub.toLowerCase(),
    );
    return inCapitals ? noMatch(7002138, "subject", token.sub, CASE_SENSITIVE) : noMatch(700213, "subject", token.sub);
  }
  if (failed("issuer")) return noMatch(700211, "issuer", token.iss);
  return invalidClient(
    70021,
    `No matching federated identity record found for presented assertion. Assertion Issuer: '${token.iss}'. Assertion Subject: '${token.sub}'. Assertion Audience: '${tokenAudiences(token).join(", ")}'. ${REFERENCE}`,
  );
}

const REFERENCE = "https://learn.microsoft.com/entra/workload-id/workload-identity-federation";
const CASE_SENSITIVE = "The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ";

function noMatch(code: number, claim: string, value: string, why = ""): EntraRefusal {
  return invalidClient(
    code,
    `No matching federated identity record found for presented assertion ${claim} '${value}'. ${why}Check your federated identity credential Subject, Audience and Issuer against the presented assertion. ${REFERENCE}`,
  );
}

/** The refusal in the form that Entra gives it. */
export function entraRefused(refusal: EntraRefusal, request: Request, context: ExchangeContext): Response {
  const { code, error, status, message } = refusal;
  const traceId = randomUUID();
  const correlationId = request.headers.get("client-request-id") ?? randomUUID();
  const timestamp = `${new Date(context.now() * 1000).toISOString().slice(0, 19).replace("T", " ")}Z`;
  const body = {
    error,
    error_description: `AADSTS${code}: ${message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `${context.origin}/error?code=${code}`,
  };
  return Response.json(body, { status, headers: { "x-ms-request-id": traceId } });
}
