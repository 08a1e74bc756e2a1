import type { NamedOthers } from "../admission";
import { checkForm } from "../form";
import type { Issue } from "../issue";
import { issue, joinPath } from "../issue";
import { jsonObject } from "../json";
import type { ValueCheck } from "../known";
import { ifKnown, isLater } from "../known";
import type { OtherSubject } from "../others";
import { parseOthers, readOtherSubjects } from "../others";
import type { Read } from "../shape";
import { readListOf, readObject, readOptional, readRecordOf, readText } from "../shape";
import { show } from "../show";
import { conditionTest } from "./condition-test";
import type { PolicyDialect } from "./dialect";
import type { PolicyCondition, PolicyPrincipal } from "./document";
import type { Ternary } from "./ternary";

/** A principal of a trust policy, as its statement names it, with all conditions of that statement. */
interface PolicyOtherPrincipal {
  /** An ARN or account for a principal of an account, else the name of a service. */
  principal: string;
  /** Operators, keys and values as the statement has them, in any order. A principal without conditions is unconditioned. */
  conditions?: Record<string, Record<string, string[]>>;
}

/** Who else may come in by a trust policy. */
export interface PolicyOthers {
  subjects?: OtherSubject[];
  principals?: PolicyOtherPrincipal[];
}

/** Nobody, said in full: what an object lacks it may inherit. */
export const NO_OTHERS: Readonly<Required<PolicyOthers>> = { subjects: [], principals: [] };

const readPolicyOthers: Read<PolicyOthers> = readObject<PolicyOthers>({
  subjects: readOptional(readOtherSubjects),
  principals: readOptional(
    readListOf(
      readObject<PolicyOtherPrincipal>({
        principal: readText,
        conditions: readOptional(readRecordOf(readRecordOf(readListOf(readText)))),
      }),
    ),
  ),
});

/** How a vendor's trust policies name somebody who has no token. */
export interface PrincipalNames {
  /** The key of `Principal` that this name stands under; `undefined` where it names nobody, or more than one. */
  kindOf(principal: string): string | undefined;
  /** One of several spellings of the same principal, where there are such. */
  oneSpelling?(principal: string): string;
  /** One of several spellings of the same condition key, where there are such. */
  oneKey?(key: string): string;
  /** Whether a principal belongs to an account or role that another one names, so that whatever is denied to that is denied to it. */
  isWithin?(principal: PolicyPrincipal, other: PolicyPrincipal): Ternary;
  /** Completes "expected …". */
  readonly expected: string;
}

/** Reads `named`, the others of an intent. */
export function policyOthers(named: unknown, names: PrincipalNames): NamedOthers {
  return parseOthers(readPolicyOthers, named, ({ subjects = [], principals = [] }) => ({
    subjects,
    ways: principals.map(({ principal, conditions = {} }) => {
      const kind = names.kindOf(principal) ?? "Service";
      const stated = Object.entries(conditions).flatMap(([operator, keys]) =>
        Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
      );
      return { who: `${kind} ${principal}`, key: wayKey({ kind, value: principal }, stated, names) };
    }),
  }));
}

/** What two statements about one principal are compared by: who it is, and its conditions as a set. */
export function wayKey(
  { kind, value }: PolicyPrincipal,
  conditions: readonly Pick<PolicyCondition, "operator" | "key" | "values">[],
  names: Partial<PrincipalNames> = {},
): string {
  const { oneSpelling = (name) => name } = names;
  return JSON.stringify([kind, oneSpelling(value), ...conditions.map((one) => conditionKey(one, names)).sort()]);
}

/** What two conditions are compared by: operator, key, and values as a set. */
export function conditionKey(
  { operator, key, values }: Pick<PolicyCondition, "operator" | "key" | "values">,
  { oneKey = (name) => name }: Partial<PrincipalNames>,
): string {
  return JSON.stringify([operator, oneKey(key), [...new Set(values)].sort()]);
}

/** Faults of others that a program names; values that are not known yet are left to the second look. */
export function checkPolicyOthers(
  { subjects = [], principals = [] }: PolicyOthersInput,
  names: PrincipalNames,
  dialect: PolicyDialect,
  checkIssuer: ValueCheck,
): Issue[] {
  return [
    ...subjects.flatMap(({ issuer, subject }, index) => {
      const path = `others.subjects[${index}]`;
      return [
        ...ifKnown(issuer, `${path}.issuer`, checkIssuer),
        ...ifKnown(subject, `${path}.subject`, checkOtherSubject),
      ];
    }),
    ...repeated(subjects, "others.subjects", ({ issuer, subject }) => [issuer, subject]),
    ...principals.flatMap(({ principal, conditions = {} }, index) => {
      const path = `others.principals[${index}]`;
      return [
        ...ifKnown(principal, `${path}.principal`, (value, at) => checkOtherPrincipal(value, at, names)),
        ...checkConditions(conditions, `${path}.conditions`, dialect),
      ];
    }),
    ...repeated(principals, "others.principals", ({ principal, conditions = {} }) => [principal, conditions]),
  ];
}

/** Others as a program names them: every text is known now or later. */
interface PolicyOthersInput {
  readonly subjects?: readonly { readonly issuer: unknown; readonly subject: unknown }[];
  readonly principals?: readonly { readonly principal: unknown; readonly conditions?: OtherConditions }[];
}

type OtherConditions = Readonly<Record<string, Readonly<Record<string, readonly unknown[]>>>>;

/** The subject is compared as it stands, so a pattern would name nobody. */
const checkOtherSubject = checkForm(
  "other-subject-invalid",
  "subject",
  /^(?!.*\$\{)[^*?]+$/s,
  'the "sub" of its tokens, without wildcards',
);

/** The fault of a principal that names nobody, or more than one. */
export function checkOtherPrincipal(value: unknown, path: string, { kindOf, expected }: PrincipalNames): Issue[] {
  if (typeof value === "string" && kindOf(value) !== undefined) return [];
  return [issue("other-principal-invalid", path, `Cannot name principal ${show(value)}: expected ${expected}`)];
}

function checkConditions(conditions: OtherConditions, path: string, dialect: PolicyDialect): Issue[] {
  const fault = (at: string, what: string) => issue("other-conditions-invalid", joinPath(path, at), what);
  return Object.entries(conditions).flatMap(([operator, keys]) => {
    if (conditionTest(operator, dialect) === undefined) {
      return [fault(operator, `Cannot use operator ${show(operator)}: the vendor has none of that name`)];
    }
    const stated = Object.entries(keys);
    if (stated.length === 0) return [fault(operator, `Cannot use ${operator} without a key: remove it, or add one`)];
    return stated
      .filter(([, values]) => values.length === 0)
      .map(([key]) => fault(operator, `Cannot compare ${show(key)} with nothing: expected at least one value`));
  });
}

function repeated<T>(named: readonly T[], path: string, what: (one: T) => unknown[]): Issue[] {
  const seen = new Set<string>();
  return named.flatMap((one, index) => {
    const parts = what(one);
    if (parts.some((part) => isLater(part))) return [];
    const key = JSON.stringify(parts);
    if (seen.size < seen.add(key).size) return [];
    return [issue("other-repeated", `${path}[${index}]`, "Cannot name one and the same twice: remove one")];
  });
}

/**
 * Those of the named who stand in a policy: in one that is somebody else's, others come and go. Whoever is left out by mistake is
 * an alarm, never let in.
 */
export function othersIn<Others extends PolicyOthers>(
  policy: string,
  others: Others,
  { oneSpelling = (name) => name }: PrincipalNames,
): Others {
  const there = new Set(textsIn(jsonObject(policy)).map(oneSpelling));
  return {
    ...others,
    subjects: (others.subjects ?? []).filter(({ subject }) => there.has(subject)),
    principals: (others.principals ?? []).filter(({ principal }) => there.has(oneSpelling(principal))),
  };
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
