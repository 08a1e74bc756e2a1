import { show } from "../../../../core/show";
import type { Token } from "../../../../core/token";
import { tokenAudiences } from "../../../../core/token";
import type { DeployedResource } from "../../../deployed";
import type { ExchangeContext, VerifiedToken } from "../../../simulated/exchange";
import { recordOf } from "../../../simulated/exchange-log";
import { timestamp } from "../../../simulated/query-api";
import { alicloudDeployedProviders } from "../../deployed";
import { alicloudEvaluate } from "../../evaluate";
import type { AlicloudTrust } from "../../trust";
import type { AlicloudStsCall, AlicloudStsFault } from "./answer";
import { alicloudStsAnswer, alicloudStsError } from "./answer";
import { checkOidcParameters, DURATION_INVALID, OIDC_TOKEN_INVALID } from "./oidc-parameters";
import { alicloudDeployedRole, openAlicloudRoleSession } from "./role-session";

/** What ACK signs with; Alibaba Cloud documents no other for issuers of one's own. */
const SIGNATURE_ALGORITHMS = ["RS256"] as const;
/** Hours for which a token is accepted after it was issued, where the provider sets none (IMS API, CreateOIDCProvider, 2026-01). */
const DEFAULT_ISSUANCE_LIMIT_HOURS = 12;

const tokenFault = (kind: string, message: string): AlicloudStsFault => ({
  status: 401,
  code: `AuthenticationFail.OIDCToken.${kind}`,
  message,
});
const noPermission = (message: string): AlicloudStsFault => ({
  status: 403,
  code: "AuthenticationFail.NoPermission",
  message,
});

const ISSUER_MISMATCH = tokenFault(
  "IssuerNotMatch",
  "The issuer in the OIDC Token doesn't match the OIDC Provider registered.",
);

/** What STS says to a token that it cannot verify (RRSA guide, error messages, 2026-01). */
const UNVERIFIED: Record<Extract<VerifiedToken, { valid: false }>["reason"], (claims: Token) => AlicloudStsFault> = {
  malformed: () => OIDC_TOKEN_INVALID,
  "unknown-issuer": ({ iss }) =>
    tokenFault("IssuerConfigurationBroken", `Get public keys from OIDC Provider failed, the issuer is ${iss}.`),
  "bad-signature": () => OIDC_TOKEN_INVALID,
  expired: () => tokenFault("Expired", "This JsonWebToken is expired."),
  "not-yet-valid": () => OIDC_TOKEN_INVALID,
};

/** Hands out a session of a role for a token: first what the named provider accepts, then what the role's trust says. */
export async function assumeRoleWithOidc(
  parameters: URLSearchParams,
  call: AlicloudStsCall,
  context: ExchangeContext,
): Promise<Response> {
  const { roleArn, providerArn, sessionName, jwt, seconds, fault } = checkOidcParameters(parameters);
  const record = recordOf(call.action, context);
  const refuse = (refusal: AlicloudStsFault, step: string, detail: string) => {
    record.step(step, false, detail);
    record.refused(refusal.code);
    return alicloudStsError(call, refusal);
  };
  record.about({ target: roleArn });
  if (fault !== undefined) return refuse(fault, "parameters", fault.message);

  const provider = deployedProvider(context.resources, providerArn);
  if (provider === undefined) {
    return refuse(noPermission("No such OIDC Provider registered."), "account", `${providerArn} is not deployed`);
  }

  const verified = await context.verify(jwt, SIGNATURE_ALGORITHMS);
  const token = verified.valid ? verified.token : verified.claims;
  if (token === undefined) return refuse(OIDC_TOKEN_INVALID, "token", verified.valid ? "" : verified.detail);
  record.about({ subject: token.sub });
  if (provider.issuer !== token.iss) {
    return refuse(
      ISSUER_MISMATCH,
      "account",
      `${providerArn} stands for ${show(provider.issuer)}, not ${show(token.iss)}`,
    );
  }
  record.step("account", true, providerArn);
  if (!verified.valid) return refuse(UNVERIFIED[verified.reason](token), "token", verified.detail);
  record.step("token", true, `signed by key ${verified.keyId}`);

  const seen = tokenAudiences(token);
  if (!seen.some((audience) => provider.clientIds.includes(audience))) {
    const detail = `expected ${provider.clientIds.map(show).join(" or ")}, seen ${seen.map(show).join(", ")}`;
    return refuse(tokenFault("AudienceNotMatch", "Invalid audience."), "audience", detail);
  }
  const age = Math.floor(context.now()) - (token.iat ?? 0);
  if (age > provider.limitHours * 3600) {
    // Alibaba Cloud documents the limit and no error code of its own.
    const detail = `issued ${age} seconds ago, the provider accepts tokens for ${provider.limitHours} hours`;
    return refuse(OIDC_TOKEN_INVALID, "issuance time", detail);
  }

  const trust = context.trusts.find(({ identity }) => identity === roleArn)?.trust as AlicloudTrust | undefined;
  const role = alicloudDeployedRole(context.resources, roleArn);
  if (trust === undefined || role === undefined) {
    const unknown: AlicloudStsFault = {
      status: 404,
      code: "EntityNotExist.Role",
      message: `The role not exists: ${roleArn}. `,
    };
    return refuse(unknown, "role", `${roleArn} is not deployed`);
  }
  const { decision, trace } = alicloudEvaluate(trust, token);
  record.steps(trace);
  if (decision !== "allow") return refuse(noPermission("There is no permission"), "decision", decision);

  const longest = Number(role.state.maxSessionDuration ?? 3600);
  if (seconds > longest) {
    return refuse(DURATION_INVALID, "duration", `expected at most ${longest} seconds, seen ${seconds}`);
  }

  const session = openAlicloudRoleSession(role, { name: sessionName, seconds, subject: token.sub }, context);
  record.allowed();
  return alicloudStsAnswer(call, {
    OIDCTokenInfo: {
      Subject: token.sub,
      Issuer: token.iss,
      ClientIds: seen.join(","),
      ExpirationTime: timestamp(token.exp ?? 0),
      IssuanceTime: timestamp(token.iat ?? 0),
      VerificationInfo: "Success",
    },
    AssumedRoleUser: { AssumedRoleId: session.id, Arn: `${roleArn}/${sessionName}` },
    Credentials: { ...session.credentials },
  });
}

/** The RAM OIDC provider of an ARN. */
function deployedProvider(resources: readonly DeployedResource[], arn: string) {
  const provider = alicloudDeployedProviders(resources).find((each) => each.arn === arn);
  if (provider === undefined) return undefined;
  const { issuanceLimitTime } = resources.find(({ state }) => state.arn === arn)?.state ?? {};
  return { ...provider, limitHours: Number(issuanceLimitTime ?? DEFAULT_ISSUANCE_LIMIT_HOURS) };
}
