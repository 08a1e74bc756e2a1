import type { NamedOthers } from "../admission";
import { answerWithoutKey } from "./condition-test";
import type { PolicyCondition, PolicyPrincipal, PolicyStatement } from "./document";
import type { FederatedTrust, FederationDialect } from "./federation";
import { callersWithoutToken } from "./other-ways";
import { actionsMatch } from "./request";

/** What a person sees in one statement: for explaining a verdict, never for deciding one. */
export interface StatementFacts {
  readonly statement: PolicyStatement;
  /** The providers that it names, and their issuers as far as they are known. */
  readonly providers: readonly PolicyPrincipal[];
  readonly issuers: readonly string[];
  /** The audiences that these providers take tokens for. */
  readonly clientIds: readonly string[];
  /** Whether somebody without a ServiceAccount token is among its principals. */
  readonly anyone: boolean;
  readonly others: boolean;
  /** Whether tokens are exchanged by one of its actions. */
  readonly takesTokens: boolean;
  /** Whether a condition asks for a key that no token of these issuers has, so that it lets nobody in. */
  readonly isDead: boolean;
  /** Its conditions by what their key says about tokens of these issuers. */
  readonly iss: readonly PolicyCondition[];
  readonly sub: readonly PolicyCondition[];
  readonly aud: readonly PolicyCondition[];
  readonly absent: readonly PolicyCondition[];
  readonly request: readonly PolicyCondition[];
  /** The subjects that it lists as they stand. */
  readonly listed: readonly string[];
  /** The patterns that it compares subjects with, and how far they reach. */
  readonly wildcards: readonly { readonly pattern: string; readonly reach: WildcardReach }[];
}

/** How much of all ServiceAccounts the wildcards of a subject reach. */
export type WildcardReach = "everything" | "namespaces" | "namespace" | "some";

export function statementFacts({ document, providers }: FederatedTrust, dialect: FederationDialect): StatementFacts[] {
  return document.statements.map((statement) => {
    const whom = statement.principals.map((principal) => dialect.standsFor(principal));
    const named = statement.principals.filter((_, index) => whom[index] === "provider");
    const issuers: string[] = [];
    const clientIds: string[] = [];
    for (const { value } of named) {
      const issuer = providers.byReference.get(value)?.issuer ?? dialect.issuerOf(value);
      if (issuer === undefined) continue;
      issuers.push(issuer);
      clientIds.push(...(providers.byIssuer.get(issuer)?.clientIds ?? []));
    }
    const asked = issuers.length > 0 ? issuers : [...providers.byIssuer.keys(), ""];
    const claims = statement.conditions.map((condition) => asked.map((issuer) => dialect.claimOf(condition, issuer)));
    const about = (claim: string) => statement.conditions.filter((_, index) => claims[index]!.includes(claim as "sub"));
    const [iss, sub, aud] = [about("iss"), about("sub"), about("aud")];
    const isRefused = ({ test, values }: PolicyCondition, index: number) =>
      claims[index]!.every((claim) => claim === "absent") && test && answerWithoutKey(test, values, dialect) === false;
    return {
      statement,
      providers: named,
      issuers,
      clientIds,
      anyone: whom.includes("anyone"),
      others: whom.includes("others"),
      takesTokens: actionsMatch(statement, dialect.action, dialect) !== false,
      isDead: statement.conditions.some(isRefused),
      iss,
      sub,
      aud,
      absent: about("absent").filter((condition) => ![...iss, ...sub, ...aud].includes(condition)),
      request: about("request"),
      listed: literalValues(sub),
      wildcards: wildcardValues(sub).map((pattern) => ({ pattern, reach: wildcardReach(pattern) })),
    };
  });
}

/** Whether a statement lets in those alone whom the intent names beside ServiceAccounts: they are no finding. */
export function letsInNamedOthers(
  { statement, providers, issuers, listed, wildcards, anyone }: StatementFacts,
  { subjects, ways }: NamedOthers,
  dialect: FederationDialect,
): boolean {
  if (statement.effect !== "Allow" || anyone || subjects.length + ways.length === 0) return false;
  const keys = new Set(ways.map(({ key }) => key));
  const callers = callersWithoutToken(statement, dialect);
  const claims = [...listed, ...wildcards.map(({ pattern }) => pattern)];
  const isNamed = (claim: string) =>
    subjects.some(({ issuer, subject }) => issuers.includes(issuer) && subject === claim);
  if (callers.length === 0 && (providers.length === 0 || claims.length === 0)) return false;
  return callers.every(({ key }) => keys.has(key)) && (providers.length === 0 || claims.every(isNamed));
}

/** Whether a condition lists what it accepts, in contrast to what it refuses. */
export function isPositive({ test }: PolicyCondition): boolean {
  return test !== undefined && !test.negated && test.compare !== "presence" && test.compare !== "unmodelled";
}

/** The values that a positive condition compares as patterns. */
export function wildcardValues(conditions: readonly PolicyCondition[]): string[] {
  const patterns: string[] = [];
  for (const condition of conditions) {
    if (condition.test?.compare !== "like" || !isPositive(condition)) continue;
    for (const value of condition.values) if (/[*?]/.test(withoutEscapes(value))) patterns.push(value);
  }
  return patterns;
}

/** The values that a positive condition compares as they stand. */
export function literalValues(conditions: readonly PolicyCondition[]): string[] {
  const literals: string[] = [];
  for (const condition of conditions) if (isPositive(condition)) literals.push(...condition.values);
  const patterns = new Set(wildcardValues(conditions));
  return patterns.size === 0 ? literals : literals.filter((value) => !patterns.has(value));
}

export function hasVariable(value: string): boolean {
  return withoutEscapes(value).includes("${");
}

function withoutEscapes(value: string): string {
  return value.replace(/\$\{[*?$]\}/g, "");
}

/** Reads a pattern for `system:serviceaccount:<namespace>:<name>` as a person would. */
function wildcardReach(pattern: string): WildcardReach {
  if (!/[^*?:]/.test(pattern.replace(/^(system(:(serviceaccount(:|$))?)?)?/, ""))) return "everything";
  if (!pattern.startsWith("system:serviceaccount:")) return pattern.split(":").length > 2 ? "some" : "namespaces";
  const [, , namespace, ...names] = pattern.split(":");
  const name = names.join(":");
  const isRun = (text: string) => /^\*+$/.test(text);
  if (namespace !== undefined && isRun(namespace)) return "namespaces";
  return isRun(name) && !/[*?]/.test(namespace ?? "") ? "namespace" : "some";
}
