import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const ROUNDS = 20;

/** Milliseconds of processor time, user and system, that a fresh process spends on requiring one module. */
function cold(specifier) {
  const code = `const before = process.cpuUsage(); require(${JSON.stringify(specifier)}); const { user, system } = process.cpuUsage(before); console.log((user + system) / 1e3)`;
  return Number(execFileSync(process.execPath, ["-e", code], { cwd: root, encoding: "utf8" }));
}

/** Cold `require`, which every run of a program pays: processes take turns, and the best of each counts. */
export function run() {
  const modules = { base: "@pulumi/pulumi", ours: "./dist/index.js", verifier: "./dist/verifier/index.js" };
  const best = Object.fromEntries(Object.keys(modules).map((name) => [name, Number.POSITIVE_INFINITY]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, specifier] of Object.entries(modules)) best[name] = Math.min(best[name], cold(specifier));
  }
  const { base, ours, verifier } = best;
  const detail = (value) => `${value.toFixed(0)} ms / ${base.toFixed(0)} ms of CPU time`;
  return [
    { what: "cold require / of @pulumi/pulumi", value: ours / base, unit: "x", goal: 1.05, detail: detail(ours) },
    {
      what: "cold require of the verifier / of @pulumi/pulumi",
      value: verifier / base,
      unit: "x",
      detail: detail(verifier),
    },
  ];
}
