import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { run } from "../../src/cli/run";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "run-test-"));
  vi.stubEnv("XDG_RUNTIME_DIR", folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function outcome(args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      output[name] += text;
      return true;
    });
  }
  return { status: await run(args), ...output };
}

describe("the command line", () => {
  test.each([
    [["other"], 'no command "other"'],
    [["sandbox", "constructor"], 'no command "sandbox constructor"'],
    [["sandbox", "--nope"], "--nope"],
    [["sandbox", "--"], "expected a command after --"],
    [["sandbox", "exec", "shop/orders"], "expected -- <command>"],
    [["sandbox", "exec", "shop", "--", "true"], '"shop" is no <namespace>/<serviceAccount>'],
    [
      ["sandbox", "exec", "shop/orders/x", "--", "true"],
      '"shop/orders/x" is no <namespace>/<serviceAccount>: it has 3 parts, expected two\n',
    ],
    [["sandbox", "token", "shop/orders"], "expected --audience"],
    [["sandbox", "token", "shop/a*", "--audience", "a"], "DNS-1123"],
    [["sandbox", "token", "shop/a", "--audience", "a", "--expiration", "x"], "--expiration x is no number"],
  ])("refuses %j", async (args, message) => {
    const { status, stderr } = await outcome(args);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
    expect(stderr).not.toContain("    at ");
  });

  test("tells that no sandbox runs", async () => {
    const { status, stderr } = await outcome(["sandbox", "state"]);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/No sandbox of yours is running.*\nCodes: .*errors\.md#sandbox-missing\n$/),
    });
  });

  test("says what is missing where there is no Pulumi CLI", async () => {
    vi.stubEnv("PATH", folder);
    const { status, stderr } = await outcome(["sandbox", "--", "pulumi", "up"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("The Pulumi CLI is not on PATH") });
  });

  test("prints the version of its package", async () => {
    const { version } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
    expect(await outcome(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("tells how it is used", async () => {
    expect(await outcome(["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("sandbox exec") });
    expect((await outcome([])).status).toBe(2);
  });

  test.each([
    ["sandbox", "exec", "--container"],
    ["issuer", "check", "--jwks-path"],
    ["audit", "", "--fail-on"],
  ])("tells of %s %s how that command is used, and nothing of the others", async (command, verb, option) => {
    const { status, stdout } = await outcome([command, ...(verb === "" ? [] : [verb]), "--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain(option);
    const named = [...stdout.matchAll(/^ {2}pulumi-workload-identity (\S+)/gm)].map(([, name]) => name);
    expect(new Set(named)).toEqual(new Set([command]));
  });

  test("refuses to tell of a command that does not exist", async () => {
    expect(await outcome(["explain", "--help"])).toMatchObject({ status: 2, stdout: "" });
  });

  test.each([
    ["doctor shop/orders --jso", "Unknown option '--jso'; did you mean --json?", "doctor "],
    ["doctor shop/orders --nothing-like-it", "Unknown option '--nothing-like-it'", "doctor "],
    ["openshift pln", 'there is no command "openshift pln"; did you mean plan?', "openshift "],
    ["docter", 'there is no command "docter"; did you mean doctor?', ""],
  ])("says of %s what is misspelt, what it may mean, and where the known ones stand", async (line, fault, command) => {
    expect((await outcome(line.split(" "))).stderr).toBe(
      `pulumi-workload-identity: ${fault}\n\`pulumi-workload-identity ${command}--help\` tells how to use it.\n`,
    );
  });
});
