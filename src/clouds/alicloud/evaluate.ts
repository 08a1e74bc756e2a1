import type { Decision } from "../../core/decision";
import { Work } from "../../core/language/work";
import type { Token } from "../../core/token";
import { evaluateFederation } from "../../core/trust-policy/exchange";
import { alicloudDialectOf, readAlicloudFederation } from "./document";
import type { AlicloudTrust } from "./trust";

/** What STS answers to `AssumeRoleWithOIDC` with this token, where the caller names the provider of the token's issuer. */
export function alicloudEvaluate(trust: AlicloudTrust, token: Token, work = Work.for(trust)): Decision {
  return evaluateFederation(readAlicloudFederation(trust), token, alicloudDialectOf(trust), work);
}
