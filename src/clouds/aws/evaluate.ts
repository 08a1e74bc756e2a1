import type { Decision } from "../../core/decision";
import { evaluateFederation } from "../../core/policy/federation";
import type { Token } from "../../core/token";
import { AWS_DIALECT, awsFederation } from "./policy";
import type { AwsTrust } from "./trust";

/** What STS answers to `AssumeRoleWithWebIdentity` with this token. */
export function awsEvaluate(trust: AwsTrust, token: Token): Decision {
  const { document, providers } = awsFederation(trust);
  return evaluateFederation(document, providers, token, AWS_DIALECT);
}
