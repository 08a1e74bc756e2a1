import type { TokenExchange } from "../../simulated/exchange";
import { recordOf } from "../../simulated/exchange-log";
import { queryParameters } from "../../simulated/query-api";
import type { AlicloudStsCall } from "./services/answer";
import { ALICLOUD_STS_VERSION, alicloudStsError } from "./services/answer";
import { assumeRoleWithOidc } from "./services/assume-role-with-oidc";
import { getAlicloudCallerIdentity } from "./services/caller-identity";

/** STS as its clients reach it. They read no endpoint from the environment, so they come by its host names. */
export const alicloudExchange: TokenExchange = {
  hosts: [/^sts(-vpc)?\.[a-z0-9-]+\.aliyuncs\.com$/, /^sts\.aliyuncs\.com$/],
  async handle(request, context) {
    const { pathname, host } = new URL(request.url);
    if (pathname !== "/") return undefined;
    const parameters = await queryParameters(request);
    // Signature version 3 carries action and version in headers.
    const action = parameters.get("Action") ?? request.headers.get("x-acs-action");
    const version = parameters.get("Version") ?? request.headers.get("x-acs-version");
    // Requests of another version are not for this service.
    if (action === null || version !== ALICLOUD_STS_VERSION) return undefined;
    const call: AlicloudStsCall = { action, host, format: formatOf(request, parameters) };
    if (action === "AssumeRoleWithOIDC") return assumeRoleWithOidc(parameters, call, context);
    if (action === "GetCallerIdentity") return getAlicloudCallerIdentity(request, parameters, call, context);
    const record = recordOf(action, context);
    record.step("operation", false, "the sandbox knows AssumeRoleWithOIDC and GetCallerIdentity");
    record.refused("InvalidParameter");
    const message = 'The specified parameter "Action or Version" is not valid.';
    return alicloudStsError(call, { status: 400, code: "InvalidParameter", message });
  },
  // A refused client must not fall back to the real credentials of the machine that the sandbox runs on.
  environment: () => ({ ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" }),
};

function formatOf(request: Request, parameters: URLSearchParams): AlicloudStsCall["format"] {
  const asked = parameters.get("Format")?.toUpperCase();
  if (asked !== undefined) return asked === "JSON" ? "JSON" : "XML";
  return request.headers.get("accept")?.includes("json") ? "JSON" : "XML";
}
