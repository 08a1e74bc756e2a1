import type { TraceStep } from "../decision";
import type { Work } from "../language/work";
import { Undecided } from "../language/work";
import { show } from "../show";
import type { ConditionTest } from "./condition-test";
import { answerOnPresence, answerWithoutKey } from "./condition-test";
import type { PolicyDialect } from "./dialect";
import type { PolicyCondition, PolicyDocument, PolicyStatement } from "./document";
import type { PatternPart } from "./pattern";
import { isLiteral, matchesPattern, patternParts } from "./pattern";
import type { KeyValue, PolicyRequest } from "./request";
import { actionsMatch, principalsMatch } from "./request";
import type { Ternary } from "./ternary";
import { allOf, anyOf, opposite } from "./ternary";

/** Whether a trust policy lets one request through, and every check on the way. An explicit Deny wins over any Allow. */
export function evaluatePolicy(
  document: PolicyDocument,
  request: PolicyRequest,
  dialect: PolicyDialect,
  work: Work,
): { passed: Ternary; trace: TraceStep[] } {
  const trace: TraceStep[] = [];
  const asked: Asked = { ...request, work };
  try {
    const passed = allOf(request.actions.map((action) => evaluateAction(document, action, asked, dialect, trace)));
    return { passed, trace };
  } catch (error) {
    if (!(error instanceof Undecided)) throw error;
    return { passed: "unknown", trace: [...trace, { step: "trust policy", passed: "unknown", detail: error.message }] };
  }
}

/** A request, and the steps that are left for deciding it: documents from outside may be made to take for ever. */
interface Asked extends PolicyRequest {
  readonly work: Work;
}

function evaluateAction(
  document: PolicyDocument,
  action: string,
  request: Asked,
  dialect: PolicyDialect,
  trace: TraceStep[],
): Ternary {
  let allowed: Ternary = false;
  let denied: Ternary = false;
  for (const statement of document.statements) {
    const applies = evaluateStatement(document, statement, action, request, dialect, trace);
    if (statement.effect === "Allow") {
      allowed = anyOf([allowed, applies]);
      trace.push({ step: `${statement.label}: Allow`, passed: applies, detail: `${applied(applies)} to ${action}` });
    } else {
      denied = anyOf([denied, applies]);
      trace.push({
        step: `${statement.label}: Deny`,
        passed: opposite(applies),
        detail: `${applied(applies)} to ${action}`,
      });
    }
  }
  return allOf([allowed, opposite(denied)]);
}

function applied(applies: Ternary): string {
  return applies === "unknown" ? "cannot be known to apply" : applies ? "applies" : "does not apply";
}

/** All parts of a statement have to hold; the trace ends at the first that does not. */
function evaluateStatement(
  document: PolicyDocument,
  statement: PolicyStatement,
  action: string,
  request: Asked,
  dialect: PolicyDialect,
  trace: TraceStep[],
): Ternary {
  let applies: Ternary = true;
  const check = (step: string, passed: Ternary, detail: string): boolean => {
    trace.push({ step: `${statement.label}: ${step}`, passed, detail });
    applies = allOf([applies, passed]);
    return passed !== false;
  };
  const names = statement.principals.map(({ kind, value }) => (kind === "*" ? "*" : `${kind} ${value}`));
  const principals = principalsMatch(statement, (principal) => request.isPrincipal(principal));
  if (!check(statement.notPrincipal ? "NotPrincipal" : "Principal", principals, listed(names))) return false;
  const actions = actionsMatch(statement, action, dialect, request.work);
  if (
    !check(statement.notAction ? "NotAction" : "Action", actions, `${listed(statement.actions)}, asked for ${action}`)
  ) {
    return false;
  }
  for (const condition of statement.conditions) {
    const value = request.valueOf(condition);
    const passed = evaluateCondition(condition, value, document, request, dialect);
    if (
      !check(
        `${condition.operator} ${condition.key}`,
        passed,
        `expected ${listed(condition.values)}, seen ${seen(value)}`,
      )
    ) {
      return false;
    }
  }
  return applies;
}

function evaluateCondition(
  { test, values }: PolicyCondition,
  value: KeyValue,
  document: PolicyDocument,
  request: Asked,
  dialect: PolicyDialect,
): Ternary {
  if (test === undefined || value === "unknown" || values.length === 0) return "unknown";
  if (value === "absent" || value.length === 0) return answerWithoutKey(test, values, dialect) ?? "unknown";
  if (test.compare === "presence") return answerOnPresence(true, values) ?? "unknown";
  if (test.compare === "unmodelled") return "unknown";
  const escapes = dialect.escapes.includes(document.version);
  const passes = value.map((one) => evaluateValue(one, values, test, escapes, request));
  if (test.set === "every") return allOf(passes);
  if (test.set === "some") return anyOf(passes);
  const [first, ...others] = passes;
  if (others.length === 0) return first!;
  // A plain operator on a list of audiences is not documented: certain only where none of them matches.
  return passes.every((pass) => pass === test.negated) ? test.negated : "unknown";
}

/** One value of the request against all values of the condition. */
function evaluateValue(
  value: string,
  expected: readonly string[],
  test: ConditionTest,
  escapes: boolean,
  request: Asked,
): Ternary {
  const matches = anyOf(expected.map((one) => matchesValue(value, one, test, escapes, request)));
  return test.negated ? opposite(matches) : matches;
}

function matchesValue(value: string, expected: string, test: ConditionTest, escapes: boolean, request: Asked): Ternary {
  const fold = test.compare === "ignore-case" ? lowerCase : (text: string) => text;
  request.work.spend(1 + (test.compare === "ignore-case" ? (expected.length + value.length) >> FOLDED_AT_ONCE : 0));
  const wildcards = test.compare === "like";
  if (isLiteral(expected, wildcards)) return fold(expected) === fold(value);
  const parts: PatternPart[] = [];
  for (const part of patternParts(expected, wildcards, escapes)) {
    const filled = typeof part === "object" && "variable" in part ? fill(part.variable, escapes, request) : part;
    // A variable that nothing fills in leaves the value without a match; what that does to a negated operator is not documented.
    if (filled === "absent") return test.negated ? "unknown" : false;
    if (filled === "unknown") return "unknown";
    parts.push(typeof filled === "object" && "text" in filled ? { text: fold(filled.text) } : filled);
  }
  return matchesPattern(parts, fold(value), request.work);
}

function fill(variable: string, escapes: boolean, request: PolicyRequest): { text: string } | "absent" | "unknown" {
  if (!escapes) return "unknown";
  const value = request.valueOf({ key: variable, operator: "StringEquals" });
  if (value === "absent") return "absent";
  const [text, ...others] = value === "unknown" ? [] : value;
  return text === undefined || others.length > 0 ? "unknown" : { text };
}

/** Sixteen letters are put into lower case in about the time of a step. */
const FOLDED_AT_ONCE = 4;

function lowerCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** The first few of many values, as a trace shows them. */
export function listed(values: readonly string[]): string {
  const shown = values.slice(0, 3).map((value) => (value === "*" ? "*" : show(value)));
  const more = values.length - shown.length;
  return shown.length === 0 ? "nothing" : `${shown.join(" or ")}${more > 0 ? ` or ${more} more` : ""}`;
}

function seen(value: KeyValue): string {
  if (value === "absent") return "no such key";
  return value === "unknown" ? "a value that the token does not tell" : value.map(show).join(", ");
}
