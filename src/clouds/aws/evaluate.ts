import type { Decision } from "../../core/decision";
import { Work } from "../../core/language/work";
import type { Token } from "../../core/token";
import { tokenAudiences } from "../../core/token";
import { evaluateFederation } from "../../core/trust-policy/exchange";
import { awsDialectOf, readAwsFederation } from "./document";
import { awsEvaluatePodIdentity, POD_IDENTITY_SERVICE } from "./pod-identity/evaluate";
import type { AwsTrust } from "./trust";

/** What STS answers to this token: to the pod that holds it, or to EKS Pod Identity where the token is meant for that. */
export function awsEvaluate(trust: AwsTrust, token: Token, work = Work.for(trust)): Decision {
  const exchange = awsEvaluateWebIdentity(trust, token, work);
  const isForService = token.aud !== undefined && tokenAudiences(token).join() === POD_IDENTITY_SERVICE;
  if (exchange.decision === "allow" || !isForService) return exchange;
  const service = awsEvaluatePodIdentity(trust, token, work);
  return {
    decision: service.decision === "deny" ? exchange.decision : service.decision,
    trace: [...exchange.trace, ...service.trace],
  };
}

/** What STS answers to `AssumeRoleWithWebIdentity` with this token. */
export function awsEvaluateWebIdentity(trust: AwsTrust, token: Token, work = Work.for(trust)): Decision {
  return evaluateFederation(readAwsFederation(trust), token, awsDialectOf(trust), work);
}
