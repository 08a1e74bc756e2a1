import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const text = readFileSync(resolve(__dirname, "../../../README.md"), "utf8");

function block(language: string, holds: string): string {
  const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const found = blocks.find(([, of, code]) => of === language && code!.includes(holds));
  if (found === undefined) throw new Error(`The README has no ${language} block with ${JSON.stringify(holds)}`);
  return found[2]!;
}

/** The program that the README opens with. */
export const readmeProgram = block("ts", "new Deployment(");

/** The command by which the README deploys it onto the sandbox and acts as its pod. */
export const readmeCommand = block("sh", "sandbox exec");
