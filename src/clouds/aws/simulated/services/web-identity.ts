import { show } from "../../../../core/show";
import type { Token } from "../../../../core/token";
import { tokenAudiences } from "../../../../core/token";
import type { DeployedResource } from "../../../deployed";
import type { ExchangeContext, VerifiedToken } from "../../../simulated/exchange";
import { recordOf } from "../../../simulated/exchange-log";
import { awsDeployedProviders } from "../../deployed";
import { awsProviderIssuer } from "../../document";
import { awsEvaluateWebIdentity } from "../../evaluate";
import type { AwsTrust } from "../../trust";
import type { StsFault } from "./answer";
import { stsAnswer, stsError } from "./answer";
import { AWS_SIGNATURE_ALGORITHMS, awsAccountOf, awsDeployedRole, openAwsRoleSession } from "./role-session";
import { checkWebIdentityParameters } from "./web-identity-parameters";

const CALL = "AssumeRoleWithWebIdentity";

const invalidToken = (message: string): StsFault => ({ status: 400, code: "InvalidIdentityToken", message });

const NOT_A_JWT = invalidToken(
  "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
);
const NO_KEY = invalidToken(
  `Couldn't retrieve verification key from your identity provider,  please reference ${CALL} documentation for requirements`,
);
const ACCESS_DENIED: StsFault = { status: 403, code: "AccessDenied", message: `Not authorized to perform sts:${CALL}` };
const TOO_LONG: StsFault = {
  status: 400,
  code: "ValidationError",
  message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
};

/** What STS says to a token that it cannot verify. For one that is not valid yet AWS publishes no text. */
const UNVERIFIED: Record<Extract<VerifiedToken, { valid: false }>["reason"], (claims: Token, now: number) => StsFault> =
  {
    malformed: () => NOT_A_JWT,
    "unknown-issuer": () => NO_KEY,
    "bad-signature": () => NO_KEY,
    expired: ({ exp }, now) => ({
      status: 400,
      code: "ExpiredTokenException",
      message: `Token expired: current date/time ${now} must be before the expiration date/time ${exp}`,
    }),
    "not-yet-valid": () => invalidToken("The ID Token provided is not valid yet"),
  };

/** Hands out a session of a role for a token: first what the account knows of the issuer, then what the role's trust says. */
export async function assumeRoleWithWebIdentity(
  parameters: URLSearchParams,
  context: ExchangeContext,
): Promise<Response> {
  const { roleArn, sessionName, jwt, seconds, fault } = checkWebIdentityParameters(parameters);
  const record = recordOf(CALL, context);
  const refuse = (refusal: StsFault, step: string, detail: string) => {
    record.step(step, false, detail);
    record.refused(refusal.code);
    return stsError(refusal);
  };
  record.about({ target: roleArn });
  if (fault !== undefined) return refuse(fault, "parameters", fault.message);

  const verified = await context.verify(jwt, AWS_SIGNATURE_ALGORITHMS);
  const token = verified.valid ? verified.token : verified.claims;
  if (token === undefined) return refuse(NOT_A_JWT, "token", verified.valid ? "" : verified.detail);
  record.about({ subject: token.sub });

  const provider = providerFor(token.iss, roleArn, context.resources);
  if (provider === undefined) {
    const unknown = invalidToken(`No OpenIDConnect provider found in your account for ${token.iss}`);
    return refuse(unknown, "account", `no IAM OIDC provider with URL ${show(token.iss)} is deployed`);
  }
  record.step("account", true, provider.arn);

  if (!verified.valid) {
    return refuse(UNVERIFIED[verified.reason](token, Math.floor(context.now())), "token", verified.detail);
  }
  record.step("token", true, `signed by key ${verified.keyId}`);

  const seen = tokenAudiences(token);
  const audience = seen.find((each) => provider.clientIds.includes(each));
  if (audience === undefined) {
    const detail = `expected ${provider.clientIds.map(show).join(" or ")}, seen ${seen.map(show).join(", ")}`;
    return refuse(invalidToken("Incorrect token audience"), "audience", detail);
  }

  const trust = context.trusts.find(({ identity }) => identity === roleArn)?.trust as AwsTrust | undefined;
  const role = awsDeployedRole(context.resources, roleArn);
  if (trust === undefined || role === undefined) return refuse(ACCESS_DENIED, "role", `${roleArn} is not deployed`);
  const { decision, trace } = awsEvaluateWebIdentity(trust, token);
  record.steps(trace);
  if (decision !== "allow") return refuse(ACCESS_DENIED, "decision", decision);

  const longest = Number(role.state.maxSessionDuration ?? 3600);
  if (seconds > longest) return refuse(TOO_LONG, "duration", `expected at most ${longest} seconds, seen ${seconds}`);

  const session = openAwsRoleSession(role, { name: sessionName, seconds, subject: token.sub }, context);
  record.allowed();
  return stsAnswer(CALL, {
    Credentials: { ...session.credentials },
    SubjectFromWebIdentityToken: token.sub,
    AssumedRoleUser: { AssumedRoleId: session.id, Arn: session.arn },
    Provider: provider.arn,
    Audience: audience,
  });
}

/** The IAM OIDC provider of an issuer in the account of a role. */
function providerFor(issuer: string, roleArn: string, resources: readonly DeployedResource[]) {
  const role = awsAccountOf(roleArn);
  return awsDeployedProviders(resources).find((provider) => {
    const { partition, account } = awsAccountOf(provider.arn);
    return account === role.account && partition === role.partition && awsProviderIssuer(provider.issuer) === issuer;
  });
}
