// Ratios, each measured against its baseline in the same run: `npm run bench`, or `npm run bench -- load proof`.
import { report } from "./report.mjs";

const SUITES = ["load", "workloads", "types", "package", "proof", "hostile", "exchange", "audit", "page", "engine"];

const asked = process.argv.slice(2);
for (const name of asked.length === 0 ? SUITES : asked) {
  const { run } = await import(`./${name}.mjs`);
  report(name, await run());
}
