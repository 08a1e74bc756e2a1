import { describe, expect, test } from "vitest";
import { checkTypes } from "../../src/clouds/gcp/cel/check-types";
import { parseCel } from "../../src/clouds/gcp/cel/parse";
import { runCel } from "../../src/clouds/gcp/cel/run";
import { CelSyntaxError } from "../../src/clouds/gcp/cel/tokens";
import { DYN, STRING, typeNamed, typeText } from "../../src/clouds/gcp/cel/types";
import type { CelAnswer } from "../engine/support/cel-go";
import { askCelGo } from "../engine/support/cel-go";
import { BUILD_TIMEOUT } from "../engine/support/kube-apiserver";
import { randomCel, randomClaims } from "./support/random-cel";

const ROUNDS = 20_000;
const VARIABLES = ["assertion", "attribute", "google"];
const declared = new Map(VARIABLES.map((name) => [name, typeNamed("map", STRING, DYN)]));

/** What this library makes of an expression, in the form of cel-go's answer. */
function ownAnswer(expression: string, values: Record<string, unknown>): CelAnswer {
  let expr: ReturnType<typeof parseCel>;
  try {
    expr = parseCel(expression);
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    return { fault: error.message };
  }
  const checked = checkTypes(expr, declared);
  if ("fault" in checked) return { fault: checked.fault };
  const outcome = runCel(expr, values);
  const type = typeText(checked.type);
  return "error" in outcome ? { type, error: outcome.error } : { type, value: spelled(outcome.value) };
}

function spelled(value: unknown): unknown {
  if (typeof value === "bigint") return { int: String(value) };
  if (typeof value === "number") return { double: Number.isFinite(value) ? value : "not finite" };
  return Array.isArray(value) ? value.map(spelled) : value;
}

/** Of faults and errors only that there is one: their words are each library's own. */
function comparable({ fault, type, value, error }: CelAnswer): unknown {
  if (fault !== undefined) return "fault";
  return { type, ...(error === undefined ? { value } : { error: true }) };
}

describe("Google's own CEL", () => {
  test(`agrees on ${ROUNDS} random expressions over random claims`, { timeout: BUILD_TIMEOUT }, async () => {
    const questions = Array.from({ length: ROUNDS }, (_, seed) => ({
      expression: randomCel(seed),
      variables: VARIABLES,
      values: randomClaims(seed),
    }));
    const answers = await askCelGo(questions);
    const differing = questions.flatMap(({ expression, values }, i) => {
      const [own, theirs] = [ownAnswer(expression, values), answers[i]!];
      const isSame = JSON.stringify(comparable(own)) === JSON.stringify(comparable(theirs));
      return isSame ? [] : [{ expression, own, theirs }];
    });
    expect(differing.slice(0, 5)).toEqual([]);
    // The rounds are worth something only where each outcome occurs often.
    const count = (is: (answer: CelAnswer) => boolean) => answers.filter(is).length;
    expect(count(({ fault }) => fault !== undefined)).toBeGreaterThan(ROUNDS / 20);
    expect(count(({ error }) => error !== undefined)).toBeGreaterThan(ROUNDS / 20);
    expect(count(({ value }) => value === true)).toBeGreaterThan(ROUNDS / 20);
    expect(count(({ value }) => value === false)).toBeGreaterThan(ROUNDS / 20);
  });
});
