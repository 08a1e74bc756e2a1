import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { run } from "../../src/cli/run";

let folder: string;
const path = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "doctor-test-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(name: string, value: unknown): string {
  writeFileSync(path(name), typeof value === "string" ? value : JSON.stringify(value));
  return path(name);
}

async function doctor(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      output[name] += text;
      return true;
    });
  }
  return { status: await run(["doctor", ...args]), ...output };
}

const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: "shop", name: "orders" } };
const objects = { apiVersion: "v1", kind: "List", items: [account] };

describe("doctor", () => {
  test("says the first step that has failed and what to do, and exits with 1", async () => {
    const { status, stdout } = await doctor(
      "shop/orders",
      write("objects.json", objects),
      "--cluster",
      "prod=https://oidc.example.com",
    );
    expect(status).toBe(1);
    expect(stdout).toContain("ok       ServiceAccount: ServiceAccount shop/orders is there");
    expect(stdout).toContain("FAILED   Identity that it names");
    expect(stdout).toContain("First: Identity that it names: annotate the ServiceAccount");
  });

  test("takes the cluster in front of its objects, and asks which one where several have the ServiceAccount", async () => {
    const files = ["prod", "dev"].map((cluster) => `${cluster}=${write(`${cluster}.json`, objects)}`);
    const one = await doctor("shop/orders", ...files, "--cluster", "dev", "--json");
    expect(JSON.parse(one.stdout).diagnoses[0].steps[0]).toMatchObject({ result: "ok" });
    const several = await doctor("shop/orders", ...files);
    expect(several).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining('"dev", "prod"') });
    const none = await doctor("shop/orders", ...files, "--cluster", "test");
    expect(none).toMatchObject({ status: 2, stdout: "", stderr: expect.stringContaining('"dev", "prod"') });
    const gone = await doctor("shop/cart", files[0]!, write("other.json", { clusters: [] }));
    expect(gone.stdout).toContain("there is no ServiceAccount shop/cart in cluster prod");
    expect(await doctor("shop/orders", "-", "--token", "-")).toMatchObject({ status: 2, stdout: "" });
  });

  test("says which name of an identity is none, and how to mend it whatever the name looks like", async () => {
    const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/gone" };
    const named = { ...account, metadata: { ...account.metadata, annotations } };
    const role = {
      RoleName: "orders",
      Arn: "arn:aws:iam::111122223333:role/orders",
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/oidc.example.com" },
            Action: "sts:AssumeRoleWithWebIdentity",
          },
        ],
      },
    };
    const { stdout } = await doctor(
      "shop/orders",
      write("objects.json", { ...objects, items: [named] }),
      write("roles.json", { RoleDetailList: [role] }),
      "--cluster",
      "prod=https://oidc.example.com",
    );
    expect(stdout).toContain("First: Identity that it names: create the identity, or correct its name");
    expect(stdout).not.toContain("docs/troubleshooting.md");
  });

  test("prints the same as data", async () => {
    const { stdout } = await doctor("shop/orders", write("objects.json", objects), "--json", "--cloud", "azure");
    const { diagnoses, refusal } = JSON.parse(stdout);
    expect(refusal).toBeNull();
    expect(diagnoses[0]).toMatchObject({ cloud: "azure", failed: { step: "annotation" } });
  });

  test("begins at what a vendor answered, with no other input", async () => {
    const { status, stdout } = await doctor(
      "--error",
      write("log", "ERROR AADSTS700016: Application with identifier 'x' was not found"),
    );
    expect(status).toBe(1);
    expect(stdout).toContain("azure: The tenant has no application");
    expect(stdout).toContain("docs/troubleshooting.md: Azure `AADSTS700016`");
    const other = await doctor("--error", write("log", "something else"));
    expect(other.status).toBe(1);
    expect(other.stdout).toContain("none that is known here");
  });

  test("begins at a token, and prints nothing of it but what it is compared by", async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {
      iss: "https://oidc.example.com",
      sub: "system:serviceaccount:shop:orders",
      aud: ["a"],
      exp: 1,
      jti: "private",
    };
    const token = `${part({ alg: "RS256", kid: "k" })}.${part(claims)}.c2lnbmF0dXJl`;
    const { stdout, stderr } = await doctor(
      "--token",
      write("token", token),
      "--cloud",
      "aws",
      write("objects.json", objects),
      "--json",
    );
    expect(
      JSON.parse(stdout).diagnoses[0].steps.find(({ step }: { step: string }) => step === "token").message,
    ).toMatch(/expired/);
    for (const secret of [token, token.split(".")[1]!, "c2lnbmF0dXJl", "private"])
      expect(stdout + stderr).not.toContain(secret);
    const wrong = await doctor("--token", write("token", "my-secret-text"));
    expect(wrong.status).toBe(1);
    expect(wrong.stdout + wrong.stderr).not.toContain("my-secret-text");
  });

  test.each([
    ["aws", "sts.amazonaws.com"],
    ["aws", "pods.eks.amazonaws.com"],
    ["azure", "api://AzureADTokenExchange"],
    ["gcp", "https://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/p"],
    ["gcp", "shop.svc.id.goog"],
    ["alicloud", "sts.aliyuncs.com"],
    ["huawei", "sts.myhuaweicloud.com"],
  ])("begins at a token alone, and looks at %s for its audience %s", async (cloud, aud) => {
    const claims = { iss: "https://oidc.example.com", sub: "system:serviceaccount:shop:orders", aud: [aud], exp: 1 };
    const parts = [{ alg: "RS256" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
    const { status, stdout } = await doctor("--token", write("token", [...parts, "c2ln"].join(".")), "--json");
    const { diagnoses } = JSON.parse(stdout);
    expect(diagnoses).toMatchObject([{ cloud, failed: { step: "token" } }]);
    expect(status).toBe(1);
  });

  test("reads a cluster by kubectl: with get alone, and no Secrets", async () => {
    const kubectl = `#!/bin/sh\necho "$@" >> '${path("asked")}'\ncase "$*" in *serviceaccounts*) cat '${write("list", objects)}';; *openid-configuration*) echo '{"issuer":"https://oidc.example.com","jwks_uri":"https://x"}';; *) exit 1;; esac\n`;
    chmodSync(write("kubectl", kubectl), 0o755);
    vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
    const { stdout } = await doctor("shop/orders", "--kubectl", "--context", "prod", "--json");
    expect(JSON.parse(stdout).diagnoses[0].steps[0]).toMatchObject({ result: "ok" });
    const asked = readFileSync(path("asked"), "utf8").trim().split("\n");
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.filter((line) => !line.startsWith("--context prod get ") || /secrets/.test(line))).toEqual([]);
  });

  test("says what is wrong with kubectl, and with its own arguments", async () => {
    vi.stubEnv("PATH", folder);
    const without = await doctor("shop/orders", "--kubectl");
    expect(without).toMatchObject({ status: 1, stderr: expect.stringContaining("Cannot read the cluster by kubectl") });
    for (const args of [
      [],
      ["shop"],
      ["shop/orders"],
      ["shop/orders", "--cloud", "nimbus"],
      ["Shop/orders", "--kubectl"],
    ]) {
      expect(await doctor(...args)).toMatchObject({ status: 2, stdout: "" });
    }
    expect(await doctor("shop/orders", path("gone.json"))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("gone.json"),
    });
  });

  test.each([
    "",
    "{",
    "[1]",
    "null",
    '{"kind":"List","items":[null,{}]}',
    '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"},"spec":{"containers":"no","volumes":7}}',
  ])("does not fall over hostile input %j", async (text) => {
    const { stderr, status } = await doctor("shop/orders", write("input.json", text));
    expect(stderr).not.toContain("at ");
    expect([0, 1]).toContain(status);
  });
});
