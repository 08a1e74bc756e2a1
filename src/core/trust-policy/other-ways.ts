import type { OtherWayIn } from "../admission";
import { contains } from "../language/member";
import type { Work } from "../language/work";
import { claimLanguage } from "./claim-language";
import type { PolicyCondition, PolicyDocument, PolicyPrincipal, PolicyStatement } from "./document";
import { listed } from "./evaluate";
import type { FederationDialect } from "./federation";
import type { PrincipalNames } from "./others";
import { conditionKey, wayKey } from "./others";
import { isLiteral } from "./pattern";
import { actionsMatch } from "./request";
import type { Ternary } from "./ternary";
import { allOf, anyOf, opposite } from "./ternary";

/** A way in with the principal that says so; none where a statement says who is left out. */
type CallersWay = OtherWayIn & { readonly principal: PolicyPrincipal | undefined };

/**
 * Allow statements for callers that come without a token. What their conditions say is not decided, of claims neither: a session keeps those
 * of the token that it was made by. A caller whom a Deny takes every way of the statement away is none, one whom it may take them away is
 * marked.
 */
export function otherWaysIn(
  { statements, version }: PolicyDocument,
  dialect: FederationDialect,
  work: Work,
): OtherWayIn[] {
  const escapes = dialect.escapes.includes(version);
  const ways: OtherWayIn[] = [];
  for (const allowing of statements) {
    if (allowing.effect !== "Allow") continue;
    const callers = callersWithoutToken(allowing, dialect);
    // Most statements are for tokens alone.
    if (callers.length === 0) continue;
    const denials = statements
      .filter(({ effect }) => effect === "Deny")
      .map((statement) => ({
        statement,
        holds: allOf(statement.conditions.map((one) => holdsBeside(one, allowing.conditions, escapes, dialect, work))),
      }));
    for (const { principal, ...way } of callers) {
      const about = denials
        .map(({ statement, holds }) => {
          const whom = isAbout(statement, principal, dialect, work);
          const applies = allOf([holds, whom === "part" ? "unknown" : whom]);
          return { statement, applies, isUndocumented: holds === true && whom === "unknown" };
        })
        .filter(({ applies }) => applies !== false);
      const refused = dialect
        .entryActionsOf(principal)
        .filter((action) => actionsMatch(allowing, action, dialect, work) !== false)
        .map((action) =>
          anyOf(
            about.map(({ statement, applies }) => allOf([applies, actionsMatch(statement, action, dialect, work)])),
          ),
        );
      if (refused.includes(false)) ways.push(way);
      else if (refused.includes("unknown")) {
        const mayBeRefusedBy = about.map(({ statement }) => statement.label).join(" or ");
        ways.push({ ...undocumented(about), ...way, mayBeRefusedBy });
      }
    }
  }
  return ways;
}

/** The doubt that is left where no vendor says whether some Deny is about a principal. */
function undocumented(denials: readonly { statement: PolicyStatement; isUndocumented: boolean }[]): { doubt?: string } {
  const open = denials.filter(({ isUndocumented }) => isUndocumented).map(({ statement }) => statement.label);
  if (open.length === 0) return {};
  const why = "is about them is not documented; name them in it, or remove the Allow";
  return { doubt: `whether the Deny of ${open.join(" or ")} ${why}` };
}

/** Who may become the identity by this statement without a token, each with the principal that says so. */
export function callersWithoutToken(statement: PolicyStatement, dialect: FederationDialect): CallersWay[] {
  const { label: where, conditions } = statement;
  const way = (who: string, principal: PolicyPrincipal) => {
    const under = conditions.length === 0 ? undefined : conditions.map(inWords).join(" and ");
    return { who, where, under, key: wayKey(principal, conditions, dialect.names), principal };
  };
  if (statement.notPrincipal) {
    const everyone = way("everyone except its NotPrincipal", { kind: "NotPrincipal", value: statement.label });
    return [{ ...everyone, principal: undefined }];
  }
  const ways: CallersWay[] = [];
  for (const principal of statement.principals) {
    const whom = dialect.standsFor(principal);
    if (whom === "anyone") ways.push(way("anyone", principal));
    if (whom !== "others" && whom !== "unknown") continue;
    const named = way(`${principal.kind} ${principal.value}`, principal);
    ways.push(
      whom === "others" ? named : { ...named, doubt: "whom that stands for is not documented; name each principal" },
    );
  }
  return ways;
}

function inWords({ operator, key, values }: PolicyCondition): string {
  return `${operator} ${key} ${listed(values)}`;
}

/** Whether a condition of a Deny holds for a request that meets these conditions of an Allow. */
function holdsBeside(
  condition: PolicyCondition,
  met: readonly PolicyCondition[],
  escapes: boolean,
  dialect: FederationDialect,
  work: Work,
): Ternary {
  work.spend(1 + met.length);
  const names: Partial<PrincipalNames> = dialect.names ?? {};
  if (met.some((one) => conditionKey(one, names) === conditionKey(condition, names))) return true;
  const { oneKey = (key) => key } = names;
  const listed = met.find((one) => isListOfTexts(one) && oneKey(one.key) === oneKey(condition.key));
  if (listed === undefined || condition.test?.set !== undefined) return "unknown";
  const holds = claimLanguage(condition, escapes);
  const answers = new Set(listed.values.map((value) => contains(holds, value, work)));
  const [answer = "unknown"] = answers;
  return answers.size === 1 ? answer : "unknown";
}

/** Whether whatever meets the condition has one of its values as they stand. */
function isListOfTexts({ test, values }: PolicyCondition): boolean {
  if (test === undefined || test.compare !== "exact" || test.negated || test.ifExists || test.set !== undefined)
    return false;
  return values.every((value) => isLiteral(value, false));
}

/**
 * Whether a statement is about this very principal or about everybody, or about a part of those whom the principal stands for: of an
 * account's root it is about all of the account.
 */
function isAbout(
  { principals, notPrincipal }: PolicyStatement,
  caller: PolicyPrincipal | undefined,
  dialect: FederationDialect,
  work: Work,
): Ternary | "part" {
  work.spend(principals.length);
  const matches = anyOf(principals.map((one) => isSame(one, caller, dialect)));
  if (matches === false && caller !== undefined && principals.some((one) => isWithin(one, caller, dialect) !== false))
    return "part";
  return notPrincipal ? opposite(matches) : matches;
}

function isSame(one: PolicyPrincipal, caller: PolicyPrincipal | undefined, dialect: FederationDialect): Ternary {
  const { oneSpelling = (name: string) => name } = dialect.names ?? {};
  const whom = dialect.standsFor(one);
  if (whom === "unknown") return "unknown";
  if (whom === "anyone") return one.kind === "*" || one.kind === caller?.kind ? true : "unknown";
  if (caller === undefined) return false;
  if (one.kind === caller.kind && oneSpelling(one.value) === oneSpelling(caller.value)) return true;
  return isWithin(caller, one, dialect);
}

function isWithin(one: PolicyPrincipal, other: PolicyPrincipal, { names }: FederationDialect): Ternary {
  return names?.isWithin?.(one, other) ?? false;
}
