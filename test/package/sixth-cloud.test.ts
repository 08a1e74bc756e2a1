import type { SpawnSyncReturns } from "node:child_process";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./installed";
import type { TableLine } from "./sixth-cloud/tables";
import { REGISTRATION_LINES, TABLE_LINES } from "./sixth-cloud/tables";

/** What the copy of the library has; node_modules is found above it. */
const COPIED = [
  "src",
  "test/architecture",
  "test/contract",
  "test/support",
  "test/argument-shapes.test.ts",
  "CONTRIBUTING.md",
  "package.json",
  "tsconfig.json",
  "vitest.config.mts",
];
const made = join(__dirname, "sixth-cloud");
const contributing = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");

let copy: string;

beforeAll(() => {
  mkdirSync(join(root, ".cache"), { recursive: true });
  copy = mkdtempSync(join(root, ".cache/sixth-cloud-"));
  for (const path of COPIED) cpSync(join(root, path), join(copy, path), { recursive: true });
  cpSync(join(made, "nimbus"), join(copy, "src/clouds/nimbus"), { recursive: true });
  cpSync(join(made, "walk.ts"), join(copy, "test/walk/walk.test.ts"));
  for (const { file, behind, line } of [...TABLE_LINES, ...REGISTRATION_LINES]) {
    const parts = readFileSync(join(copy, file), "utf8").split(behind);
    if (parts.length !== 2)
      throw new Error(`Cannot add a line to ${file}: ${behind} stands there ${parts.length - 1} times`);
    writeFileSync(join(copy, file), parts.join(`${behind}${line}`));
  }
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Runs a command of node_modules in the copy; throws with its output where it fails. */
function run(bin: string, ...args: string[]): string {
  // The runner of this test has settings of its own in the environment.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VITEST")));
  const child: SpawnSyncReturns<string> = spawnSync(process.execPath, [join(root, "node_modules", bin), ...args], {
    cwd: copy,
    env: { ...env, NO_COLOR: "1" },
    encoding: "utf8",
    timeout: 600_000,
  });
  const output = `${child.stdout}${child.stderr}`;
  if (child.status !== 0) throw new Error(`${bin} ${args.join(" ")} failed\n${output}`);
  return output;
}

describe("a sixth cloud that is one folder and its lines in the tables, and registers issuers", () => {
  it("type-checks", () => {
    run("typescript/bin/tsc", "-p", ".");
  }, 600_000);

  it("passes the contract suite, the tests of the architecture, mocks, verifier and sandbox", () => {
    const tests = ["test/contract", "test/architecture", "test/argument-shapes.test.ts", "test/walk"];
    // The catalogue is compared with the tests and the page of every cloud, and Nimbus has no row in it.
    const rest = [
      "--exclude",
      "**/catalogue.test.ts",
      "-t",
      "[Nn]imbus|the registry of clouds|all clouds together|layers|folders|shapes of arguments|that register issuers",
    ];
    const output = run("vitest/vitest.mjs", "run", ...tests, ...rest, "--reporter", "verbose");
    for (const name of [
      "Nimbus: a role",
      "a registration on 'Nimbus: a role'",
      "what a registration on nimbus",
      "say of nimbus-trust-invalid",
      "Nimbus in the sandbox",
      "clouds/nimbus/cloud.ts",
      "nimbus has a file",
    ]) {
      expect(output).toContain(name);
    }
  }, 600_000);
});

describe("what CONTRIBUTING says of a new cloud", () => {
  const section = contributing.split(/^## /m).find((each) => each.startsWith("Adding a cloud\n")) ?? "";

  it("names every file that the sixth cloud has", () => {
    const files = readdirSync(join(made, "nimbus"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.endsWith("services"))
      .map(({ name }) => name);
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((name) => !section.includes(`\`${name}\``))).toEqual([]);
  });

  it("names the tables that every cloud stands in, those of a cloud that registers issuers, and no other", () => {
    const [steps = "", more = ""] = section.split("A cloud that registers issuers");
    const [registering = ""] = more.split("\n\n");
    expect(sourcesIn(steps)).toEqual(tablesOf(TABLE_LINES));
    expect(sourcesIn(registering)).toEqual(tablesOf(REGISTRATION_LINES));
  });
});

/** The sources that a text names whole. */
function sourcesIn(text: string): string[] {
  const named = [...text.matchAll(/`((?:src|test)\/[^`<]+\.ts|package\.json)`/g)].map(([, file]) => file!);
  return [...new Set(named)].sort();
}

function tablesOf(lines: readonly TableLine[]): string[] {
  return [...new Set(lines.map(({ file }) => file))].sort();
}
