import type { Decision, TraceStep } from "../decision";
import type { Work } from "../language/work";
import { show } from "../show";
import { parseSubjectClaim } from "../subject";
import type { Token } from "../token";
import { tokenAudiences } from "../token";
import type { PolicyPrincipal } from "./document";
import { claimName } from "./documented-claims";
import { evaluatePolicy, listed } from "./evaluate";
import type { FederatedProvider, FederatedTrust, FederationDialect, KeyMeaning } from "./federation";
import { isFederatedPrincipal } from "./federation";
import type { KeyValue } from "./request";
import { principalsMatch } from "./request";
import type { Ternary } from "./ternary";
import { allOf } from "./ternary";

/** What the vendor answers to one token: provider, audience, then the trust policy. */
export function evaluateFederation(
  { document, providers }: FederatedTrust,
  token: Token,
  dialect: FederationDialect,
  work: Work,
): Decision {
  const provider = providers.byIssuer.get(token.iss);
  const audiences = token.aud === undefined ? [] : tokenAudiences(token);
  const isPrincipal = (principal: PolicyPrincipal) => isFederatedPrincipal(principal, token.iss, providers, dialect);
  const trace: TraceStep[] = [];
  const check = (step: string, passed: Ternary, detail: string): boolean => {
    trace.push({ step, passed, detail });
    return passed !== false;
  };

  const named = document.statements.some((statement) => principalsMatch(statement, isPrincipal) !== false);
  const known: Ternary = provider !== undefined ? true : named ? "unknown" : false;
  const missing = known === false ? dialect.refusals.provider : "not among the given providers";
  const found = `issuer ${show(token.iss)}: ${provider === undefined ? missing : provider.reference}`;
  if (!check("provider", known, found)) return { decision: "deny", trace };

  const audience = acceptsAudience(provider, audiences, dialect);
  const clientIds = provider === undefined ? "client ids that are not given" : listed(provider.clientIds);
  const refusal = audience === false ? `: ${dialect.refusals.audience}` : "";
  const seen = `expected ${clientIds}, seen ${listed(audiences)}${refusal}`;
  if (!check("audience", audience, seen)) return { decision: "deny", trace };

  const policy = evaluatePolicy(
    document,
    {
      actions: [dialect.action],
      isPrincipal,
      valueOf: (condition) => claimValue(token, audiences, condition.key, dialect.claimOf(condition, token.iss)),
    },
    dialect,
    work,
  );
  trace.push(...policy.trace);
  const passed = allOf([known, audience, policy.passed]);
  check("trust policy", policy.passed, policy.passed === false ? dialect.refusals.policy : "the sum of its statements");
  return { decision: passed === "unknown" ? "unknown" : passed ? "allow" : "deny", trace };
}

function acceptsAudience(
  provider: FederatedProvider | undefined,
  audiences: readonly string[],
  dialect: FederationDialect,
): Ternary {
  if (provider === undefined) return audiences.length === 0 ? false : "unknown";
  const accepted = audiences.filter((audience) => provider.clientIds.includes(audience));
  if (accepted.length === 0) return false;
  return accepted.length === audiences.length || dialect.modifiers === "documented" ? true : "unknown";
}

function claimValue(token: Token, audiences: readonly string[], key: string, claim: KeyMeaning): KeyValue {
  if (claim === "request") return "unknown";
  if (claim === "absent") return "absent";
  if (claim === "documented" || claim === "other") {
    const value = carried(token, key, claim);
    if (value === undefined) return "absent";
    return claim === "documented" && typeof value === "string" ? [value] : "unknown";
  }
  // Where azp is set it takes the place of aud; no API server sets it, so what then happens is not modelled.
  if (claim === "aud") return token.azp === undefined ? audiences : "unknown";
  return token[claim] === undefined ? "absent" : [token[claim]];
}

/** What a token says in the claim that a key is named after; of an API server's tokens none becomes a key but `sub` and `aud`. */
function carried(token: Token, key: string, claim: KeyMeaning): unknown {
  if (claim === "other" && parseSubjectClaim(token.sub) !== undefined) return undefined;
  const wanted = claimName(key).toLowerCase();
  return Object.entries(token).find(([name]) => name.toLowerCase() === wanted)?.[1];
}
