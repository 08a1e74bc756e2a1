import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { Server } from "node:https";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { stringify } from "yaml";
import { run } from "../../src/cli/run";
import type { RotatingKey } from "../../src/issuer/rotation";
import { checkRotation, DEFAULT_ROTATION_WAITS } from "../../src/issuer/rotation";
import { startSandbox } from "../../src/sandbox";
import { createAuthority } from "../../src/sandbox/authority";

let folder: string;
let server: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "issuer-test-"));
});
afterEach(() => {
  server?.close();
  server = undefined;
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
  return { status: await run(["issuer", ...args]), ...output };
}

const path = (name: string) => join(folder, name);

describe("issuer keys", () => {
  test("makes a pair that only its owner can sign with, and never writes over one", async () => {
    const made = await outcome("keys", "--new", folder);
    expect(made).toEqual({ status: 0, stdout: expect.stringMatching(/^[\w-]{43} {2}RS256\n$/), stderr: "" });
    expect(statSync(path("sa.key")).mode & 0o777).toBe(0o600);
    const before = readFileSync(path("sa.key"), "utf8");
    expect(await outcome("keys", "--new", folder)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("is there already"),
    });
    rmSync(path("sa.pub"));
    expect(await outcome("keys", "--new", folder)).toMatchObject({ status: 1 });
    expect(readFileSync(path("sa.key"), "utf8")).toBe(before);
  });

  test("prints the same key id for both halves of a pair, and nothing private", async () => {
    const { stdout } = await outcome("keys", "--new", folder, "--algorithm", "ES256");
    expect((await outcome("keys", path("sa.key"))).stdout).toBe(stdout);
    expect((await outcome("keys", path("sa.pub"))).stdout).toBe(stdout);
    const { stdout: json } = await outcome("keys", path("sa.key"), "--json");
    expect(JSON.parse(json)).toEqual({ keys: [expect.not.objectContaining({ d: expect.anything() })] });
  });

  test("names the file and what is wrong with it", async () => {
    writeFileSync(path("sa.pub"), "nothing");
    const { status, stderr } = await outcome("keys", path("sa.pub"), path("none.pub"));
    expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringContaining("none.pub") });
    expect((await outcome("keys", path("sa.pub"))).stderr).toContain(`${path("sa.pub")}: Cannot find a key`);
  });

  test.each([[[]], [["sa.pub", "--new", "."]], [["--new", ".", "--algorithm", "HS256"]]])(
    "refuses %j",
    async (args) => {
      expect((await outcome("keys", ...args)).status).toBe(2);
    },
  );
});

test("issuer keys reads what PowerShell wrote into a file", async () => {
  const { stdout } = await outcome("keys", "--new", folder, "--json");
  writeFileSync(path("jwks.json"), `\uFEFF${stdout}`, "utf16le");
  expect(await outcome("keys", "--json", path("jwks.json"))).toMatchObject({ status: 0, stdout });
});

describe("issuer documents and issuer check", () => {
  test("write what a server has to answer with, and find it right there", async () => {
    await outcome("keys", "--new", folder);
    const authority = createAuthority();
    server = createServer(authority.credentialsFor("127.0.0.1"), (request, response) => {
      response.setHeader("cache-control", "max-age=300");
      const isHuge = request.url?.startsWith("/huge/");
      response.end(isHuge ? "x".repeat(2 ** 21) : readFileSync(path(`out${request.url}`)));
    });
    await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
    const issuer = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(path("ca.pem"), authority.certificate);

    const both = await outcome("documents", "--issuer", issuer, "--out", path("both"), "--json", path("sa.pub"));
    for (const { path: name, content } of JSON.parse(both.stdout)) {
      expect(readFileSync(path(`both/${name}`), "utf8")).toBe(content);
    }
    const written = await outcome("documents", "--issuer", issuer, "--out", path("out"), path("sa.pub"));
    expect(written.stdout).toBe(
      `${path("out/openid/v1/jwks")}  application/jwk-set+json\n${path("out/.well-known/openid-configuration")}  application/json\n`,
    );
    const { status, stdout } = await outcome(
      "check",
      issuer,
      "--ca",
      path("ca.pem"),
      "--keys",
      path("sa.pub"),
      "--json",
    );
    expect(JSON.parse(stdout)).toEqual([
      // An address is no name that a cloud could reach.
      expect.objectContaining({ code: "issuer-not-public", result: "error" }),
      expect.objectContaining({ code: "issuer-equal", result: "ok" }),
      expect.objectContaining({ code: "issuer-keys", result: "ok" }),
      expect.objectContaining({ code: "issuer-cache", result: "ok" }),
      expect.objectContaining({ code: "issuer-keys-equal", result: "ok" }),
    ]);
    expect(status).toBe(1);
    const huge = await outcome("check", `${issuer}/huge`, "--ca", path("ca.pem"));
    expect(huge.stdout).toContain("it is longer than 1048576 bytes");
    expect((await outcome("check", issuer)).stdout).toMatch(
      /^error .*\[issuer-not-public\]\nerror .*cannot be had from/,
    );
  });

  test("ask by the proxy that the environment names", async () => {
    const issuer = "https://issuers.s3.eu-west-1.amazonaws.com/blue";
    await outcome("keys", "--new", folder);
    const { stdout: documents } = await outcome("documents", "--issuer", issuer, "--json", path("sa.pub"));
    const sandbox = await startSandbox();
    for (const { path: name, content, contentType } of JSON.parse(documents)) {
      const inputs = { bucket: "issuers", key: `blue/${name}`, content, contentType, cacheControl: "max-age=300" };
      const type = "aws:s3/bucketObjectv2:BucketObjectv2";
      const object = { account: "default", type, name, id: name, inputs, state: inputs };
      sandbox.state.load({ version: 1, resources: [object] });
    }
    writeFileSync(path("ca.pem"), sandbox.caCertificate);
    vi.stubEnv("HTTPS_PROXY", sandbox.url);
    const check = ["check", issuer, "--ca", path("ca.pem"), "--keys", path("sa.key")];
    expect(await outcome(...check)).toMatchObject({ status: 0, stdout: expect.stringContaining("issuer-keys-equal") });
    vi.stubEnv("NO_PROXY", "amazonaws.com");
    expect(await outcome(...check)).toMatchObject({ status: 1, stdout: expect.stringContaining("issuer-unreachable") });
    await sandbox.close();
  });

  test.each([
    [["documents", "sa.pub"], "expected --issuer"],
    [["documents", "--issuer", "https://a.example.com"], "expected files"],
    [["documents", "--issuer", "https://a.example.com", "sa.pub"], "expected --out"],
    [["check"], "expected one issuer"],
    [["check", "oidc.example.com"], "is no https:// URL"],
    [["rotate"], "expected one file"],
    [["rotate", "keys.json", "--publication", "1h"], "is no number of seconds"],
    [["nope"], 'no command "issuer nope"'],
    [[], "expected one of keys, documents, check, rotate after issuer"],
  ])("refuse %j", async (args, message) => {
    expect(await outcome(...args)).toEqual({ status: 2, stdout: "", stderr: expect.stringContaining(message) });
  });
});

describe("issuer rotate", () => {
  const NOW = Date.parse("2026-11-26T12:00:00Z");
  const rotation = [
    { kid: "old", phase: "active", since: "2026-10-01T00:00:00Z" },
    { kid: "new", phase: "pending", since: "2026-11-26T09:30:00Z" },
    { kid: "older", phase: "retiring", since: "2026-11-26T00:00:00Z" },
  ];
  const type = "pulumi-workload-identity:index:ServiceAccountIssuer";
  const FILES: Record<string, unknown> = {
    "a list of keys": rotation,
    "an object with a list of keys": { keys: rotation },
    "a program in YAML": { name: "shop", resources: { prod: { type, properties: { keys: rotation } } } },
    "a program in YAML whose type has no module": {
      resources: {
        prod: { type: type.replace(":index", ""), properties: { keys: rotation } },
        other: { type: "a:b:C" },
      },
    },
    "an exported stack": {
      version: 3,
      deployment: {
        resources: [{ urn: "urn:pulumi:dev::shop::a$b::prod", type, inputs: { rotation } }, { type: "a" }],
      },
    },
  };
  const written = (content: unknown) => writeFileSync(path("keys"), stringify(content));
  const rotate = async (...args: string[]) => {
    vi.spyOn(Date, "now").mockReturnValue(NOW);
    return outcome("rotate", path("keys"), ...args);
  };

  test.each(Object.entries(FILES))("reads %s, and says each next step and when it is safe", async (_, content) => {
    written(content);
    const { status, stdout } = await rotate("--json");
    expect(status).toBe(0);
    const { keys, next } = JSON.parse(stdout);
    expect(keys).toEqual(rotation);
    expect(next).toEqual([
      expect.objectContaining({ action: "sign", kid: "new", safeFrom: "2026-11-26T11:30:00Z", safe: true }),
      expect.objectContaining({ action: "drop", kid: "older", safeFrom: "2026-11-27T01:00:00Z", safe: false }),
    ]);
    const after = (next as { keys: RotatingKey[] }[])[0]!.keys;
    expect(checkRotation(rotation as RotatingKey[], after, NOW, DEFAULT_ROTATION_WAITS)).toEqual([]);
    const words = (await rotate()).stdout;
    expect(words).toContain("Sign with new: safe now\n");
    expect(words).toContain("Drop older: safe from 2026-11-27T01:00:00Z on\n");
  });

  test("begins a rotation with a new key, and counts with the waits that it is given", async () => {
    written([rotation[0]]);
    expect(JSON.parse((await rotate("--json")).stdout).next).toMatchObject([{ action: "add", safe: true }]);
    written(rotation);
    const { stdout } = await rotate("--json", "--publication", "7200", "--token-lifetime", "3600");
    expect(JSON.parse(stdout).next).toMatchObject([
      { action: "drop", safeFrom: "2026-11-26T02:00:00Z" },
      { action: "sign", safeFrom: "2026-11-26T12:30:00Z" },
    ]);
  });

  test("reads public keys, takes a private one for its public half, and shows nothing of it", async () => {
    const { stdout: line } = await outcome("keys", "--new", folder);
    written([{ publicKey: readFileSync(path("sa.key"), "utf8"), phase: "active", since: "2026-11-01T00:00:00Z" }]);
    const { stdout } = await rotate("--json");
    expect(JSON.parse(stdout).keys[0].kid).toBe(line.split(" ")[0]);
    expect(stdout).not.toContain("PRIVATE");
  });

  test.each<[string, unknown, string]>([
    ["nothing of an issuer", { resources: {} }, "Cannot find keys"],
    [
      "two issuers",
      { resources: { a: { type, properties: { keys: rotation } }, b: { type, properties: { keys: rotation } } } },
      "choose one of a, b with --name",
    ],
    ["a phase that there is not", [{ ...rotation[0], phase: "current" }], "expected pending, active, retiring"],
    ["a time that is none", [{ ...rotation[0], since: "yesterday" }], "issuer-key-since-invalid"],
    ["no active key", [rotation[1]], "issuer-key-active"],
    ["a key without text", [{ phase: "active", since: "2026-11-01T00:00:00Z" }], "expected the text of a public key"],
  ])("refuses a file with %s", async (_, content, message) => {
    written(content);
    expect(await rotate()).toEqual({ status: 1, stdout: "", stderr: expect.stringContaining(message) });
  });

  test("takes the issuer that --name asks for", async () => {
    const properties = { keys: rotation };
    written({ resources: { a: { type, properties }, b: { type, properties: { keys: [rotation[0]] } } } });
    expect(JSON.parse((await rotate("--json", "--name", "b")).stdout)).toMatchObject({
      name: "b",
      keys: [{ kid: "old" }],
    });
  });
});
