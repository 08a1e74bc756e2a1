import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { goProgramsDirectory, pinnedVersion } from "./go-build";

/** An expression for cel-go, with the variables that its checker knows of and their values. */
export interface CelQuestion {
  expression: string;
  variables: string[];
  values: Record<string, unknown>;
}

/** Why the checker refuses an expression; else its type, and what running it gives. */
export interface CelAnswer {
  fault?: string;
  type?: string;
  /** Numbers as `{ int: "1" }` or `{ double: 1 }`. */
  value?: unknown;
  error?: string;
}

/** What Google's own implementation of CEL answers, in order. */
export async function askCelGo(questions: readonly CelQuestion[]): Promise<CelAnswer[]> {
  const version = pinnedVersion("cel-go", "github.com/google/cel-go");
  const programs = await goProgramsDirectory({ folder: "cel-go", version, programs: { "cel-go": "." } });
  const input = questions.map((question) => JSON.stringify(question)).join("\n");
  const output = execFileSync(join(programs, "cel-go"), { input, encoding: "utf8", maxBuffer: 1 << 28 });
  return output
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}
