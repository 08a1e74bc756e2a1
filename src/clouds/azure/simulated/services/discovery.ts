import type { ExchangeContext } from "../../../simulated/exchange";
import { entraTenants } from "./directory";
import { entraRefused, invalidRequest, tenantNotFound } from "./refusals";

/** The clouds of Microsoft with the names of their sign-in hosts (answer of `/common/discovery/instance`, api-version 1.1, 2026-08). */
const CLOUDS = [
  {
    preferred_network: "login.microsoftonline.com",
    preferred_cache: "login.windows.net",
    aliases: ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
  },
  {
    preferred_network: "login.partner.microsoftonline.cn",
    preferred_cache: "login.partner.microsoftonline.cn",
    aliases: ["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
  },
  {
    preferred_network: "login.microsoftonline.us",
    preferred_cache: "login.microsoftonline.us",
    aliases: ["login.microsoftonline.us", "login.usgovcloudapi.net"],
  },
];

/** Whether a host signs in for Microsoft. The sandbox's own address does too, or clients would refuse it as unknown. */
export function instanceDiscovery(query: URLSearchParams, request: Request, context: ExchangeContext): Response {
  const asked = query.get("authorization_endpoint") ?? "";
  const { host, hostname, pathname } = URL.canParse(asked) ? new URL(asked) : new URL("https://unknown.invalid/");
  const tenant = pathname.split("/")[1] ?? "";
  const known = CLOUDS.some(({ aliases }) => aliases.includes(hostname));
  if (!known && !["127.0.0.1", "localhost"].includes(hostname)) {
    const refusal = invalidRequest(50049, `Unknown or invalid instance.`);
    return entraRefused({ ...refusal, error: "invalid_instance" }, request, context);
  }
  return Response.json({
    tenant_discovery_endpoint: `https://${host}/${tenant}/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: CLOUDS,
  });
}

export function openIdConfiguration(tenant: string, request: Request, context: ExchangeContext): Response {
  if (!entraTenants(context.resources).includes(tenant.toLowerCase())) {
    return entraRefused({ ...tenantNotFound(tenant), error: "invalid_tenant" }, request, context);
  }
  const base = `${context.origin}/${tenant}`;
  return Response.json({
    token_endpoint: `${base}/oauth2/v2.0/token`,
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: ["RS256"],
    response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
    scopes_supported: ["openid", "profile", "email", "offline_access"],
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
  });
}

/** Nothing that the sandbox hands out is signed. */
export function entraKeys(): Response {
  return Response.json({ keys: [] });
}
