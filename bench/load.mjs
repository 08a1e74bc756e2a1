import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "./report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const ROUNDS = 15;

/** Milliseconds of a fresh process that requires one module. */
function cold(specifier) {
  const code = `const start = process.hrtime.bigint(); require(${JSON.stringify(specifier)}); console.log(Number(process.hrtime.bigint() - start) / 1e6)`;
  return Number(execFileSync(process.execPath, ["-e", code], { cwd: root, encoding: "utf8" }));
}

/** Cold `require`: the library is loaded by every run of a program. */
export function run() {
  const ours = [];
  const base = [];
  for (let round = 0; round < ROUNDS; round++) {
    base.push(cold("@pulumi/pulumi"));
    ours.push(cold("./dist/index.js"));
  }
  return [
    {
      what: "cold require / require of @pulumi/pulumi",
      value: median(ours) / median(base),
      unit: "x",
      goal: 1.05,
      detail: `${median(ours).toFixed(0)} ms / ${median(base).toFixed(0)} ms`,
    },
    {
      what: "cold require of the verifier",
      value: median(Array.from({ length: 5 }, () => cold("./dist/verifier/index.js"))),
      unit: "ms",
    },
  ];
}
