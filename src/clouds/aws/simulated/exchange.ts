import type { ExchangeContext, TokenExchange } from "../../simulated/exchange";
import { recordOf } from "../../simulated/exchange-log";
import { queryParameters } from "../../simulated/query-api";
import { STS_VERSION, stsError } from "./services/answer";
import { getCallerIdentity } from "./services/caller-identity";
import { credentialsOfPodIdentity } from "./services/pod-identity-agent";
import { assumeRoleWithWebIdentity } from "./services/web-identity";

/** STS as its clients reach it, in every partition, and the EKS Pod Identity Agent of a node. */
export const awsExchange: TokenExchange = {
  hosts: [
    /^sts(-fips)?(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/,
    /^sts(-fips)?\.[a-z0-9-]+\.api\.(aws|amazonwebservices\.com\.cn)$/,
    /^169\.254\.170\.23$/,
    /^\[fd00:ec2::23\]$/,
  ],
  async handle(request, context) {
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/credentials" && request.method === "GET") return credentialsOfPodIdentity(request, context);
    return pathname === "/" ? answerOfSts(request, context) : undefined;
  },
  // A refused client must not fall back to the real credentials of the machine that the sandbox runs on.
  environment: (origin) => ({ AWS_ENDPOINT_URL_STS: origin, AWS_EC2_METADATA_DISABLED: "true" }),
};

/** Requests of another version are not for this service. */
async function answerOfSts(request: Request, context: ExchangeContext): Promise<Response | undefined> {
  const parameters = await queryParameters(request);
  const action = parameters.get("Action");
  if (action === null || parameters.get("Version") !== STS_VERSION) return undefined;
  if (action === "AssumeRoleWithWebIdentity") return assumeRoleWithWebIdentity(parameters, context);
  if (action === "GetCallerIdentity") return getCallerIdentity(request, parameters, context);
  const record = recordOf(action, context);
  record.step("operation", false, "the sandbox knows AssumeRoleWithWebIdentity and GetCallerIdentity");
  record.refused("InvalidAction");
  const message = `Could not find operation ${action} for version ${STS_VERSION}`;
  return stsError({ status: 400, code: "InvalidAction", message });
}
