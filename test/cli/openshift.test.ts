import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { run } from "../../src/cli/run";
import { GATES, RELEASE_5_1, request, written } from "../openshift/support/payload";

let folder: string;
const path = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "openshift-test-"));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  mkdirSync(join(path(name), ".."), { recursive: true });
  writeFileSync(path(name), text);
  return path(name);
}

async function openshift(...args: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const output = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      output[name] += text;
      return true;
    });
  }
  return { status: await run(["openshift", ...args]), ...output };
}

const gates = GATES.flatMap((gate) => ["--feature-gate", gate]);

describe("openshift plan", () => {
  test("takes a request once that is in two folders under one name, and says where it was twice", async () => {
    for (const name of ["a", "b"]) write(`${name}/ingress.yaml`, request("openshift-ingress"));
    const { stdout } = await openshift("plan", "--name", "prod", path("a"), path("b"));
    expect(stdout).toContain("prod on AWS: 1 identity for 1 ServiceAccount\n");
    expect(stdout).toContain(
      `openshift-ingress in ${path("b/ingress.yaml")}: it is in ${path("a/ingress.yaml")} already`,
    );
  });

  test("prints each identity of a release with its subjects, what is wide, and what was skipped", async () => {
    for (const each of RELEASE_5_1) write(`release/${each.cloud}-${each.name}.yaml`, written(each));
    const { status, stdout } = await openshift("plan", "--name", "prod", "--cloud", "aws", ...gates, path("release"));
    expect(status).toBe(0);
    expect(stdout).toContain("prod on AWS: 7 identities for 9 ServiceAccounts\n");
    expect(stdout).toContain("\n  trusts  openshift-image-registry/registry\n");
    expect(stdout).toContain("\n  openshift-ingress: ec2:DescribeInstances on *\n");
    expect(stdout).toContain("openshift-ingress-gcp in gcp-openshift-ingress-gcp.yaml: it is for Google Cloud\n");
    const { stdout: json } = await openshift(
      "plan",
      "--name",
      "prod",
      "--cloud",
      "azure",
      ...gates,
      "--json",
      path("release"),
    );
    expect(JSON.parse(json)).toMatchObject({ cloud: "azure", subjects: 13 });
  });

  test("asks for the cloud only where the requests are for several, and says what is wrong with the call", async () => {
    write("release/a.yaml", request("openshift-ingress"));
    expect((await openshift("plan", "--name", "prod", path("release"))).stdout).toMatch(/^prod on AWS: 1 identity /);
    write("release/b.yaml", request("openshift-ingress-gcp"));
    expect(await openshift("plan", "--name", "prod", path("release"))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--cloud with one of aws, gcp"),
    });
    expect(await openshift("plan", path("release"))).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--name"),
    });
    expect(await openshift("plan", "--name", "prod", "--naming", "short", path("release"))).toMatchObject({
      status: 2,
    });
    expect(await openshift("plan", "--name", "prod", path("nowhere"))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("nowhere"),
    });
  });

  test("narrows by a file", async () => {
    write("release/a.yaml", request("openshift-ingress"));
    const narrow = write("narrow.yaml", '- permissions: ["ec2:*"]\n  resources: ["arn:aws:ec2:*:*:instance/i-1"]\n');
    const { stdout } = await openshift("plan", "--name", "prod", "--narrow", narrow, path("release"));
    expect(stdout).not.toContain("Still wide");
  });
});

describe("openshift diff", () => {
  test("does not say that nothing changed where it found nothing to compare", async () => {
    write("old/a.yaml", request("openshift-ingress"));
    const none = await openshift("diff", "--cloud", "gcp", path("old"), path("old"));
    expect(none.status).not.toBe(0);
    expect(none.stderr).toContain("openshift-ingress, for one, is skipped: it is for AWS");
    const misspelt = await openshift("diff", "--cloud", "awz", path("old"), path("old"));
    expect(misspelt.status).not.toBe(0);
    expect(misspelt.stderr).toContain('Cannot use cloud "awz"');
  });

  test("exits with 3 where a release asks for more, and with 0 the other way round", async () => {
    write("old/a.yaml", request("openshift-ingress"));
    write("new/a.yaml", request("openshift-ingress", { accounts: ["ingress-operator", "default"] }));
    write("new/n.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: n\n");
    const more = await openshift("diff", path("old"), path("new"));
    expect(more.status).toBe(3);
    expect(more.stdout).toContain("new subject: openshift-ingress-operator/default");
    expect(more.stdout).toContain("Notes on the new release\n  openshift-ingress trusts the ServiceAccount");
    expect(more.stdout).toContain("Skipped in the new release\n  n in n.yaml: it is a Namespace");
    expect((await openshift("diff", path("new"), path("old"))).status).toBe(0);
    const { stdout } = await openshift("diff", "--json", path("old"), path("new"));
    expect(JSON.parse(stdout)).toMatchObject({
      differences: [{ request: "openshift-ingress" }],
      notes: [expect.any(String)],
      skipped: { old: [], new: [{ name: "n" }] },
    });
    expect((await openshift("diff", "--markdown", path("old"), path("new"))).stdout).toMatch(
      /^### openshift-ingress \(aws\)/,
    );
    expect((await openshift("diff", path("old"))).status).toBe(2);
  });
});

describe("openshift files", () => {
  const installerFiles = {
    "manifests/a-b-credentials.yaml": "kind: Secret",
    "manifests/cluster-authentication-02-config.yaml": "kind: Authentication",
  };
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });

  test("writes the files of a stack's outputs and the private key, for nobody else to read", async () => {
    const outputs = write("outputs.json", JSON.stringify({ name: "prod", installerFiles }));
    const key = write("sa.key", privateKey);
    const { status, stdout } = await openshift("files", path("install"), "--outputs", outputs, "--private-key", key);
    expect(status).toBe(0);
    expect(stdout).not.toContain("PRIVATE");
    expect(readFileSync(path("install/manifests/a-b-credentials.yaml"), "utf8")).toBe("kind: Secret");
    expect(readFileSync(path("install/tls/bound-service-account-signing-key.key"), "utf8")).toBe(privateKey);
    for (const file of ["manifests/a-b-credentials.yaml", "tls/bound-service-account-signing-key.key"]) {
      expect(statSync(path(`install/${file}`)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(path("install/tls")).mode & 0o777).toBe(0o700);
  });

  test("leaves what is there as it is, and refuses to write over something else", async () => {
    const outputs = write("outputs.json", JSON.stringify(installerFiles));
    await openshift("files", path("install"), "--outputs", outputs);
    expect((await openshift("files", path("install"), "--outputs", outputs)).status).toBe(0);
    write("install/manifests/a-b-credentials.yaml", "changed");
    expect(await openshift("files", path("install"), "--outputs", outputs)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("it is there already"),
    });
  });

  test.each([
    ["a path out of the folder", { "manifests/../../x": "a", "manifests/b": "c" }, "Cannot write"],
    ["a path out of a folder of Windows", { "manifests/..\\..\\x": "a", "manifests/b": "c" }, "Cannot write"],
    ["no files", { roleArn: "x" }, "Cannot find installer files"],
  ])("refuses outputs with %s", async (_, outputs, fault) => {
    const file = write("outputs.json", JSON.stringify(outputs));
    expect(await openshift("files", path("install"), "--outputs", file)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(fault),
    });
    expect(existsSync(path("install"))).toBe(false);
  });

  test("refuses a public key as the private one, and writes nothing", async () => {
    const outputs = write("outputs.json", JSON.stringify(installerFiles));
    const key = write("sa.pub", "-----BEGIN PUBLIC KEY-----\nMFk\n-----END PUBLIC KEY-----\n");
    expect(await openshift("files", path("install"), "--outputs", outputs, "--private-key", key)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("sa.pub"),
    });
    expect(existsSync(path("install"))).toBe(false);
  });
});

describe("openshift check", () => {
  test("checks an install-config.yaml against what the component says", async () => {
    const expected = write("expected.yaml", "credentialsMode: Manual\nplatform:\n  aws:\n    region: eu-west-1\n");
    const config = write("install-config.yaml", "credentialsMode: Manual\nplatform:\n  aws:\n    region: us-east-1\n");
    const { status, stdout } = await openshift("check", "--install-config", config, "--expected", expected);
    expect(status).toBe(1);
    expect(stdout).toContain(
      'error    platform.aws.region is "us-east-1"; write platform.aws.region: eu-west-1 [install-config]\n',
    );
    expect((await openshift("check", "--install-config", expected)).status).toBe(0);
  });

  test("checks the objects of a cluster, and says what was skipped and noted", async () => {
    const mode = {
      apiVersion: "operator.openshift.io/v1",
      kind: "CloudCredential",
      metadata: { name: "cluster" },
      spec: { credentialsMode: "Mint" },
    };
    const objects = write("objects.json", JSON.stringify({ kind: "List", items: [mode] }));
    write("release/a.yaml", request("openshift-ingress-azure", { accounts: [] }));
    write("release/n.yaml", "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: n\n");
    const { status, stdout } = await openshift("check", objects, "--requests", path("release"));
    expect(status).toBe(1);
    expect(stdout).toContain("error    the cluster is in mode Mint");
    expect(stdout).toContain("Notes\n  openshift-ingress-azure names no ServiceAccounts");
    expect(stdout).toContain("Skipped\n  n in n.yaml: it is a Namespace");
    expect((await openshift("check")).status).toBe(2);
  });
});

describe("openshift adopt", () => {
  const issuer = "https://prod-oidc.s3.eu-west-1.amazonaws.com";

  test("says which commands list what ccoctl made, where it is given none", async () => {
    write("release/a.yaml", request("openshift-ingress"));
    const { status, stderr } = await openshift("adopt", "--name", "prod", "--issuer", issuer, path("release"));
    expect(status).toBe(2);
    expect(stderr).toContain("aws iam get-account-authorization-details");
  });

  test("prints what is taken over, and what the first update will change", async () => {
    write("release/a.yaml", request("openshift-ingress"));
    const name = "prod-openshift-ingress-operator-cloud-credentials";
    const role = {
      RoleName: name,
      Arn: `arn:aws:iam::111122223333:role/${name}`,
      AssumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer.slice(8)}` },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: { [`${issuer.slice(8)}:sub`]: ["system:serviceaccount:openshift-ingress-operator:old"] },
            },
          },
        ],
      },
      RolePolicyList: [{ PolicyName: name, PolicyDocument: { Version: "2012-10-17", Statement: [] } }],
    };
    const inventory = write("roles.json", JSON.stringify({ RoleDetailList: [role], Policies: [] }));
    const call = ["adopt", "--name", "prod", "--issuer", issuer, "--inventory", inventory, path("release")];
    const { stdout } = await openshift(...call);
    expect(stdout).toMatch(new RegExp(`Taken over\\n(  .*\\n)*  aws:iam/role:Role .*: ${name}\\n`));
    expect(stdout).toMatch(/Changed by the first update\n {2}openshift-ingress: /);
    expect(JSON.parse((await openshift(...call, "--json")).stdout)).toMatchObject({
      objects: expect.any(Array),
      skipped: [],
    });
    const elsewhere = await openshift(...call.map((each) => (each === issuer ? "prod.example" : each)));
    expect(elsewhere).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/Not taken over\n {2}issuer: .*"prod\.example"/),
    });
    write("roles.json", "{}");
    expect((await openshift(...call)).stdout).toContain(`Not taken over\n  ${inventory}: `);
    write("roles.json", "not JSON");
    expect(await openshift(...call)).toMatchObject({ status: 1, stderr: expect.stringContaining("as JSON") });
  });
});
