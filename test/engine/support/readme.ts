import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(__dirname, "../../..");
const text = readFileSync(join(root, "README.md"), "utf8");

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

/** The README's program with one more argument of its workload, such as `kubernetes: { createNamespace: true }`. */
export function readmeProgramWith(argument: string): string {
  const last = '  serviceAccount: "orders",\n';
  if (!readmeProgram.includes(last)) throw new Error("The README's program does not name its ServiceAccount");
  return readmeProgram.replace(last, `${last}  ${argument},\n`);
}

/** Runs a program of the README's form in this process. */
export async function runReadme(program = readmeProgram): Promise<void> {
  mkdirSync(join(root, ".cache"), { recursive: true });
  // Below the repository, so that packages are found; a new place each time, so that it is loaded anew.
  const folder = mkdtempSync(join(root, ".cache", "readme-"));
  try {
    writeFileSync(join(folder, "index.ts"), program);
    await import(/* @vite-ignore */ join(folder, "index.ts"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
