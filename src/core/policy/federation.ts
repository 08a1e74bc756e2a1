import type { Decision, TraceStep } from "../decision";
import { show } from "../subject";
import type { Token } from "../token";
import { tokenAudiences } from "../token";
import type { PolicyDialect } from "./dialect";
import type { PolicyCondition, PolicyDocument, PolicyPrincipal } from "./document";
import { evaluatePolicy, listed } from "./evaluate";
import type { KeyValue } from "./request";
import { principalsMatch } from "./request";
import type { Ternary } from "./ternary";
import { allOf } from "./ternary";

/** An issuer as a cloud account knows it. */
export interface FederatedProvider {
  /** How a trust policy names it. */
  readonly reference: string;
  readonly issuer: string;
  readonly clientIds: readonly string[];
}

/** What a vendor's trust policies say about tokens of an OpenID Connect issuer, as plain data and two small look-ups. */
export interface FederationDialect extends PolicyDialect {
  /** The action that a token is exchanged by. */
  readonly action: string;
  /** Every action that makes somebody the identity, also those without a token. */
  readonly entryActions: readonly string[];
  /** The vendor's words when it refuses. */
  readonly refusals: { readonly provider: string; readonly audience: string; readonly policy: string };
  /** The issuer in the name of a provider; `undefined` where the name has none. */
  issuerOf(reference: string): string | undefined;
  /**
   * Whom a principal stands for. `provider` is compared with the name of the token's provider, `anyone` includes every token,
   * `nobody` can match no caller, `others` are callers without a token.
   */
  standsFor(principal: PolicyPrincipal): "provider" | "anyone" | "nobody" | "others" | "unknown";
  /** What a condition key says about a token of this issuer; `request` keys depend on more than the token. */
  claimOf(
    condition: Pick<PolicyCondition, "key" | "operator">,
    issuer: string,
  ): "iss" | "sub" | "aud" | "absent" | "request";
}

/** The providers that were given with a trust policy, ready to be looked up. */
export interface FederatedProviders {
  readonly byReference: ReadonlyMap<string, FederatedProvider>;
  readonly byIssuer: ReadonlyMap<string, FederatedProvider>;
}

export function federatedProviders(providers: readonly FederatedProvider[]): FederatedProviders {
  return {
    byReference: new Map(providers.map((provider) => [provider.reference, provider])),
    byIssuer: new Map(providers.map((provider) => [provider.issuer, provider])),
  };
}

/**
 * Whether a token of an issuer is this principal. A provider that is not among the given ones may stand for the issuer in its
 * name, and for any issuer that no given provider stands for where its name has none.
 */
export function isFederatedPrincipal(
  principal: PolicyPrincipal,
  issuer: string,
  providers: FederatedProviders,
  dialect: FederationDialect,
): Ternary {
  const whom = dialect.standsFor(principal);
  if (whom === "unknown") return "unknown";
  if (whom !== "provider") return whom === "anyone";
  const given = providers.byReference.get(principal.value);
  if (given !== undefined) return given.issuer === issuer;
  const named = dialect.issuerOf(principal.value);
  return (named === undefined ? !providers.byIssuer.has(issuer) : named === issuer) ? "unknown" : false;
}

/** What the vendor answers to one token: provider, audience, then the trust policy. */
export function evaluateFederation(
  document: PolicyDocument,
  providers: FederatedProviders,
  token: Token,
  dialect: FederationDialect,
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
      valueOf: (condition) => claimValue(token, audiences, dialect.claimOf(condition, token.iss)),
    },
    dialect,
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

function claimValue(
  token: Token,
  audiences: readonly string[],
  claim: ReturnType<FederationDialect["claimOf"]>,
): KeyValue {
  if (claim === "request") return "unknown";
  if (claim === "absent") return "absent";
  // Where azp is set it takes the place of aud; no API server sets it, so what then happens is not modelled.
  if (claim === "aud") return token.azp === undefined ? audiences : "unknown";
  return token[claim] === undefined ? "absent" : [token[claim]];
}
