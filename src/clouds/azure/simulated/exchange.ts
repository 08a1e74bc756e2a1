import type { TokenExchange } from "../../simulated/exchange";
import { entraKeys, instanceDiscovery, openIdConfiguration } from "./services/discovery";
import { entraToken } from "./services/token";

const TOKEN = /^\/([^/]+)\/oauth2\/v2\.0\/token$/;
const OPENID_CONFIGURATION = /^\/([^/]+)\/v2\.0\/\.well-known\/openid-configuration$/;
const KEYS = /^\/[^/]+\/discovery\/v2\.0\/keys$/;

/** Microsoft Entra as workloads reach it, in every cloud of Microsoft. */
export const azureExchange: TokenExchange = {
  hosts: [
    /^login\.(microsoftonline\.com|microsoft\.com|windows\.net)$/,
    /^login\.(microsoftonline\.us|usgovcloudapi\.net)$/,
    /^login\.(chinacloudapi\.cn|partner\.microsoftonline\.cn)$/,
    // Regional endpoints, which clients take where AZURE_REGIONAL_AUTHORITY_NAME is set.
    /^[a-z0-9]+\.login\.(microsoft\.com|microsoftonline\.us|partner\.microsoftonline\.cn)$/,
  ],
  async handle(request, context) {
    const { pathname, searchParams } = new URL(request.url);
    const tenant = TOKEN.exec(pathname)?.[1];
    if (tenant !== undefined) return request.method === "POST" ? entraToken(request, tenant, context) : undefined;
    if (request.method !== "GET") return undefined;
    if (pathname === "/common/discovery/instance") return instanceDiscovery(searchParams, request, context);
    const discovered = OPENID_CONFIGURATION.exec(pathname)?.[1];
    if (discovered !== undefined) return openIdConfiguration(discovered, request, context);
    return KEYS.test(pathname) ? entraKeys() : undefined;
  },
  // Clients take the first segment of a path for the tenant, and nothing but https.
  // The pod's own authority host stays as it is: the client reaches it through the proxy, and a wrong one is noticed.
  environment: () => ({}),
};
