import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { run } from "../../src/cli/run";
import { ISSUER, objects, pulumi } from "../audit/estate-forms";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "audit-test-"));
  writeFileSync(join(folder, "stack.json"), JSON.stringify(pulumi[0]));
  writeFileSync(join(folder, "objects.json"), JSON.stringify(objects));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function outcome(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      output[name] += text;
      return true;
    });
  }
  const files = [join(folder, "stack.json"), `prod=${join(folder, "objects.json")}`];
  return { status: await run(["audit", ...files, "--cluster", `prod=${ISSUER}`, ...args]), ...output };
}

interface Noted {
  message: { text: string };
}

interface SarifLocation {
  physicalLocation: { artifactLocation: { uri: string }; region?: { startLine: number; startColumn: number } };
  logicalLocations: { fullyQualifiedName: string }[];
}

describe("audit", () => {
  test("shows a summary first, without colours where nobody looks", async () => {
    const { status, stdout } = await outcome();
    expect(status).toBe(0);
    const [first, second] = stdout.split("\n");
    expect(first).toMatch(/^\d+ identities, 3 ServiceAccounts, 1 clusters, 9 ways from one to the other$/);
    expect(second).toBe("Findings: 2 high, 5 medium");
    expect(stdout).toContain("prod/shop/orders -> aws arn:aws:iam::111122223333:role/orders  by statement 1");
    expect(stdout).not.toContain("\u001b");
  });

  test("has colours where they are asked for, unless NO_COLOR says no", async () => {
    vi.stubEnv("FORCE_COLOR", "1");
    expect((await outcome()).stdout).toContain("\u001b[31m");
    vi.stubEnv("NO_COLOR", "1");
    expect((await outcome()).stdout).not.toContain("\u001b");
  });

  test("has colours in a terminal, unless FORCE_COLOR says no", async () => {
    const { isTTY } = process.stdout;
    process.stdout.isTTY = true;
    try {
      vi.stubEnv("NO_COLOR", "");
      vi.stubEnv("FORCE_COLOR", undefined);
      expect((await outcome()).stdout).toContain("\u001b[31m");
      vi.stubEnv("FORCE_COLOR", "0");
      expect((await outcome()).stdout).not.toContain("\u001b");
    } finally {
      process.stdout.isTTY = isTTY;
    }
  });

  test("fails on a severity, and passes once the baseline has a reason for each such finding", async () => {
    const json = JSON.parse((await outcome("--format", "json")).stdout);
    const high = json.findings.filter(({ severity }: { severity: string }) => severity === "high");
    expect((await outcome("--fail-on", "high")).status).toBe(3);
    expect((await outcome("--fail-on", "critical")).status).toBe(0);
    const baseline = join(folder, "baseline.yaml");
    const entries = high.map(({ id }: { id: string }) => ({ id, reason: "known", expires: "2999-12-31" }));
    writeFileSync(baseline, JSON.stringify({ accepted: entries }));
    const accepted = await outcome("--fail-on", "high", "--baseline", baseline);
    expect(accepted.status).toBe(0);
    expect(accepted.stdout).toContain("2 accepted by the baseline");
    writeFileSync(baseline, JSON.stringify(entries.map((entry: object) => ({ ...entry, expires: "2020-01-01" }))));
    const over = await outcome("--fail-on", "high", "--baseline", baseline);
    expect(over.status).toBe(3);
    expect(over.stdout).toMatch(/Baseline\n {2}\S+ was accepted until 2020-01-01, which is over: known/);
  });

  test.each([
    ["critical", 0],
    ["high", 3],
    ["medium", 3],
    ["low", 3],
  ])("--fail-on %s exits with %d where the worst finding is high", async (severity, status) => {
    expect(await outcome("--fail-on", severity)).toMatchObject({ status });
  });

  test("lets nobody pass for a file of which nothing could be read", async () => {
    for (const text of ["", '{"RoleDetailList": [']) {
      writeFileSync(join(folder, "cut.json"), text);
      const gate = await outcome("--fail-on", "critical", join(folder, "cut.json"));
      expect(gate).toMatchObject({ status: 1, stderr: expect.stringContaining("cut.json") });
      expect(gate.stdout).toContain("Findings: 2 high");
      expect(await outcome(join(folder, "cut.json"))).toMatchObject({ status: 0 });
    }
  });

  test("tells in every format of findings what the baseline makes of them", async () => {
    const { findings } = JSON.parse((await outcome("--json")).stdout);
    const [first, second] = findings.map(({ id }: { id: string }) => id);
    const entry = (id: string, expires: string) => ({ id, reason: "one team's", expires });
    const entries = [
      entry(first, "2020-01-01"),
      entry(first, "2999-12-31"),
      entry(second, "2020-01-01"),
      entry("A9-00000000", "2999-12-31"),
    ];
    writeFileSync(join(folder, "baseline.yaml"), JSON.stringify(entries));
    const shown = async (format: string) =>
      (await outcome("--baseline", join(folder, "baseline.yaml"), "--format", format)).stdout;
    const json = JSON.parse(await shown("json"));
    expect(json.summary).toMatchObject({ findings: { high: 1, medium: 5 }, accepted: 1 });
    expect(json.findings[0]).toMatchObject({ id: first, accepted: { reason: "one team's", expires: "2999-12-31" } });
    expect(json.findings[1]).not.toHaveProperty("accepted");
    // A second entry has taken the place of the one that is over.
    expect(json.baseline).toEqual({ expired: [entries[2]], unused: [entries[3]] });
    const notes = [`${second} was accepted until 2020-01-01`, "Nothing was found for A9-00000000"];
    const [{ invocations }] = JSON.parse(await shown("sarif")).runs;
    const told = invocations[0].toolConfigurationNotifications.map(({ message }: Noted) => message.text);
    for (const [place, note] of notes.entries()) {
      expect(told[place]).toContain(note);
      for (const format of ["text", "markdown"]) expect(await shown(format)).toContain(note);
    }
  });

  test("refuses a cluster without an issuer, and a standard input that is asked for twice", async () => {
    for (const args of [
      ["--cluster", "dev="],
      ["--cluster", "dev=oidc.example.com"],
      ["--cluster", "dev"],
      ["-", "dev=-"],
      ["-", "--baseline", "-"],
    ]) {
      expect(await outcome(...args)).toMatchObject({ status: 2, stdout: "" });
    }
  });

  test("says of a folder in place of a file that it is one", async () => {
    expect(await outcome(folder)).toMatchObject({ status: 1, stderr: expect.stringContaining("it is a folder") });
  });

  test("refuses a baseline without reasons or days, with every fault", async () => {
    const baseline = join(folder, "baseline.yaml");
    writeFileSync(baseline, '- { id: "A5", reason: "", expires: soon }');
    const { status, stderr } = await outcome("--baseline", baseline);
    expect(status).toBe(1);
    for (const name of ["id", "reason", "expires"]) expect(stderr).toContain(`accepted[0].${name}: Cannot use ${name}`);
  });

  test("writes SARIF with a rule for each row and a result for each finding", async () => {
    const log = JSON.parse((await outcome("--format", "sarif")).stdout);
    expect(log.version).toBe("2.1.0");
    const [{ tool, results }] = log.runs;
    expect(results).toHaveLength(7);
    for (const { ruleId, ruleIndex, level, message, partialFingerprints } of results) {
      expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
      expect(level).toMatch(/^(error|warning|note)$/);
      expect(message.text).toMatch(/\S/);
      expect(partialFingerprints["finding/v1"]).toMatch(/^[A-Z]\d+-[0-9a-f]{8}$/);
    }
  });

  test("writes SARIF that the published schema takes, with the file and line of what each result is about", async () => {
    writeFileSync(join(folder, "stack.json"), JSON.stringify(pulumi[0], undefined, 2));
    writeFileSync(join(folder, "strange.json"), '{"hello": "world"}');
    const log = JSON.parse((await outcome(join(folder, "strange.json"), "--format", "sarif")).stdout);
    const Ajv = require("ajv");
    const ajv = new Ajv({ schemaId: "auto", unknownFormats: ["uri-template"] });
    ajv.addMetaSchema(JSON.parse(readFileSync(require.resolve("ajv/lib/refs/json-schema-draft-04.json"), "utf8")));
    const schema = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
    const isValid = ajv.compile(JSON.parse(readFileSync(schema, "utf8")));
    isValid(log);
    expect(isValid.errors ?? []).toEqual([]);
    const lines = JSON.stringify(pulumi[0], undefined, 2).split("\n");
    const places = log.runs[0].results.map(
      ({ ruleId, locations: [location] }: { ruleId: string; locations: SarifLocation[] }) => {
        const { artifactLocation, region } = location!.physicalLocation;
        const name = location!.logicalLocations[0]!.fullyQualifiedName;
        if (region !== undefined) expect(lines[region.startLine - 1]!.slice(region.startColumn - 1)).toContain(name);
        return [ruleId, basename(artifactLocation.uri), region === undefined ? "file" : "line"].join(" ");
      },
    );
    expect(places.sort()).toEqual([
      ...["A5 stack.json line", "E1 stack.json line", "E10 objects.json file", "E11 objects.json file"],
      ...["E12 objects.json file", "E2 objects.json file", "E3 stack.json line"],
    ]);
  });

  test.each([
    ["markdown", "# Who can become whom"],
    ["dot", "digraph audit {"],
    ["mermaid", "flowchart LR"],
    ["html", "<!doctype html>"],
  ])("writes %s, with the wide role in it", async (format, start) => {
    const { stdout } = await outcome("--format", format);
    expect(stdout.startsWith(start)).toBe(true);
    expect(stdout).toContain("arn:aws:iam::111122223333:role/wide");
  });

  test("gives findings the same ids in whatever order the files come", async () => {
    const ids = (text: string) => JSON.parse(text).findings.map(({ id }: { id: string }) => id);
    const one = ids((await outcome("--format", "json")).stdout);
    const { stdout } = await outcome("--format", "json", join(folder, "stack.json"));
    expect(ids(stdout)).toEqual(one);
  });

  test("lists what it does not understand", async () => {
    writeFileSync(join(folder, "strange.json"), '{"hello": "world"}');
    const { stdout } = await outcome(join(folder, "strange.json"));
    expect(stdout).toMatch(/Not understood\n.*strange\.json: the document: it is of no form that is read/);
    const [{ invocations }] = JSON.parse(
      (await outcome(join(folder, "strange.json"), "--format", "sarif")).stdout,
    ).runs;
    expect(invocations[0].toolExecutionNotifications.map(({ message }: Noted) => message.text)).toEqual([
      expect.stringMatching(/strange\.json: the document: it is of no form that is read/),
    ]);
  });

  test("refuses a format or severity that there is not", async () => {
    expect(await outcome("--format", "html5")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--format"),
    });
    expect(await outcome("--fail-on", "worst")).toMatchObject({ status: 2 });
  });

  test("takes --json for the format json, and no other format beside", async () => {
    expect((await outcome("--json")).stdout).toBe((await outcome("--format", "json")).stdout);
    expect(await outcome("--json", "--format", "html")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("expected one of --json and --format html"),
    });
  });
});
