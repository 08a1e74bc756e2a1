import { isRecord } from "../../core/record";
import type { RbacRule } from "./rbac";

/** A ClusterRole before aggregation. */
export interface UnaggregatedRole {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly rules: readonly RbacRule[];
  /** Whose rules it takes over: those with labels that one of the selectors selects; empty where it takes none. */
  readonly selectors: readonly LabelSelector[];
}

export interface LabelSelector {
  readonly labels: Readonly<Record<string, string>>;
  readonly expressions: readonly LabelExpression[];
}

interface LabelExpression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/**
 * The rules of each ClusterRole, with those that the controller of aggregation writes into it. A cluster's own answer has them already, a manifest has
 * not, and where both stand together a role takes from both.
 */
export function aggregatedRules(roles: readonly UnaggregatedRole[]): Map<string, RbacRule[]> {
  const selectedBy = roles.map((role) =>
    role.selectors.length === 0 ? [] : roles.filter((other) => other !== role && selects(role.selectors, other.labels)),
  );
  const sources = new Map(roles.map((role, index) => [role, selectedBy[index]!]));
  return new Map(
    roles.map((role) => {
      const texts = new Set<string>();
      const rules = reachedFrom(role, sources)
        .flatMap((source) => source.rules)
        .filter((rule) => {
          const text = JSON.stringify(rule);
          return texts.size < texts.add(text).size;
        });
      return [role.name, role.selectors.length === 0 ? [...role.rules] : rules];
    }),
  );
}

/** The role and those it takes from, also by way of others: `admin` takes from `edit`, which takes from `view`. */
function reachedFrom(
  role: UnaggregatedRole,
  sources: ReadonlyMap<UnaggregatedRole, readonly UnaggregatedRole[]>,
): UnaggregatedRole[] {
  const reached = new Set([role]);
  for (const each of reached) for (const source of sources.get(each) ?? []) reached.add(source);
  return [...reached];
}

function selects(selectors: readonly LabelSelector[], labels: Readonly<Record<string, string>>): boolean {
  return selectors.some(
    (selector) =>
      Object.entries(selector.labels).every(([key, value]) => labels[key] === value) &&
      selector.expressions.every((expression) =>
        OPERATORS[expression.operator]?.(labels[expression.key], expression.values),
      ),
  );
}

/** A label that is not there is not in any list, as Kubernetes has it. */
const OPERATORS: Readonly<Record<string, (label: string | undefined, values: readonly string[]) => boolean>> = {
  In: (label, values) => label !== undefined && values.includes(label),
  NotIn: (label, values) => label === undefined || !values.includes(label),
  Exists: (label) => label !== undefined,
  DoesNotExist: (label) => label === undefined,
};

/** The selectors of a ClusterRole's `aggregationRule`; one that cannot be read selects nothing. */
export function readSelectors(aggregationRule: unknown): LabelSelector[] {
  const selectors = isRecord(aggregationRule) ? aggregationRule.clusterRoleSelectors : undefined;
  if (!Array.isArray(selectors)) return [];
  return selectors.filter(isRecord).map(({ matchLabels, matchExpressions }) => ({
    labels: stringMembers(matchLabels),
    expressions: (Array.isArray(matchExpressions) ? matchExpressions : []).filter(isRecord).map((expression) => ({
      key: String(expression.key),
      operator: String(expression.operator),
      values: strings(expression.values),
    })),
  }));
}

/** The members of an object that are strings. */
export function stringMembers(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The strings of a list. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
