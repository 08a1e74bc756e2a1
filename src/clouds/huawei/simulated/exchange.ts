import type { TokenExchange } from "../../simulated/exchange";
import { assumeAgencyWithOidc } from "./services/assume-agency";
import { tokenForIdToken, unscopedToken } from "./services/id-token";
import { callerAccount, temporaryKeys } from "./services/temporary-keys";

const UNSCOPED = /^\/v3\/OS-FEDERATION\/identity_providers\/([^/]+)\/protocols\/oidc\/auth$/;

/** IAM and STS as their clients reach them, in all of Huawei's clouds. */
export const huaweiExchange: TokenExchange = {
  hosts: [/^iam(-[a-z]+)?(\.[a-z0-9-]+)?\.myhuaweicloud\.(com|eu)$/, /^sts\.[a-z0-9-]+\.myhuaweicloud\.(com|eu)$/],
  async handle(request, context) {
    const { pathname } = new URL(request.url);
    const [, providerId] = UNSCOPED.exec(pathname) ?? [];
    if (request.method === "GET" && pathname === "/v3/auth/domains") return callerAccount(request, context);
    if (request.method !== "POST") return undefined;
    if (providerId !== undefined) return unscopedToken(request, decodeURIComponent(providerId), context);
    if (pathname === "/v3.0/OS-AUTH/id-token/tokens") return tokenForIdToken(request, context);
    if (pathname === "/v3.0/OS-CREDENTIAL/securitytokens") return temporaryKeys(request, context);
    if (pathname === "/v5/agencies/assume-with-oidc") return assumeAgencyWithOidc(request, context);
    return undefined;
  },
  environment: (origin) => ({ HUAWEICLOUD_SDK_IAM_ENDPOINT: origin, HUAWEICLOUD_SDK_STS_ENDPOINT: origin }),
};
