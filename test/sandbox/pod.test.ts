import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Pod, Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { emptyWiring } from "../../src/core/wiring";
import type { Sandbox } from "../../src/sandbox";
import type { PodPlan } from "../../src/sandbox/container-plan";
import { mountPodFiles, rewritePaths } from "../../src/sandbox/pod";
import { createSandbox } from "../../src/sandbox/sandbox";
import { settled } from "../../src/testing";
import { configureExample, runExample } from "../support/examples";
import { send } from "./support/connect";
import { fakeService } from "./support/fake-service";

const plan: PodPlan = {
  env: { TOKEN: "/id/token", OTHER: "/identity/token" },
  tokens: [{ path: "/id/token", audience: "a", expirationSeconds: 0.05 }],
  files: [{ path: "/id/settings.json", content: '{"file":"/id/token","url":"https://x.example/id/token"}' }],
  mounts: ["/id"],
  notes: [],
};

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "pod-test-"));
});
afterEach(() => rmSync(parent, { recursive: true }));

test.each([
  ["/id/token", "/r/id/token"],
  ["/id", "/r/id"],
  ["file:/id/x:/id/y", "file:/r/id/x:/r/id/y"],
  ['{"file":"/id/x"}', '{"file":"/r/id/x"}'],
  ["/identity/x", "/identity/x"],
  ["/id.old/x", "/id.old/x"],
  ["/other/id/x", "/other/id/x"],
  ["https://x.example/id/x", "https://x.example/id/x"],
  ["/id/deep/x", "/r/id/deep/x"],
])("paths below a mount move and others stay: %s", (text, expected) => {
  expect(rewritePaths(text, ["/id", "/id/deep"], "/r")).toBe(expected);
});

describe("the files of a pod", () => {
  test("are private, rewritten, renewed before they expire, and gone after stop", async () => {
    let minted = 0;
    const folder = join(parent, "pod");
    const token = async (audience: string | undefined) => `${audience} ${++minted}`;
    const { env, stop } = await mountPodFiles({ plan, folder, token, onError: () => {} });
    expect(env).toEqual({ TOKEN: `${folder}/id/token`, OTHER: "/identity/token" });
    expect(readFileSync(env.TOKEN!, "utf8")).toBe("a 1");
    expect(statSync(env.TOKEN!).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(JSON.parse(readFileSync(join(folder, "id/settings.json"), "utf8"))).toEqual({
      file: `${folder}/id/token`,
      url: "https://x.example/id/token",
    });
    while (readFileSync(env.TOKEN!, "utf8") === "a 1") await setTimeout(5);
    expect(readdirSync(join(folder, "id")).sort()).toEqual(["settings.json", "token"]);
    stop();
    const last = minted;
    await setTimeout(150);
    expect(minted).toBe(last);
    expect(existsSync(folder)).toBe(false);
  });

  test("report a token that could not be renewed", async () => {
    let minted = 0;
    const error = await new Promise<Error>((resolve) => {
      const token = async () => {
        if (++minted > 1) throw new Error("no key");
        return "t";
      };
      mountPodFiles({ plan, folder: join(parent, "pod"), token, onError: resolve });
    });
    expect(error.message).toBe("no key");
  });

  test("never leave the pod's folder", async () => {
    const files = [{ path: "/id/../../outside", content: "" }];
    const mounted = mountPodFiles({
      plan: { ...plan, files },
      folder: join(parent, "pod"),
      token: async () => "t",
      onError: () => {},
    });
    await expect(mounted).rejects.toMatchObject({ code: "sandbox-path-outside" });
    expect(readdirSync(parent)).toEqual([]);
  });
});

describe("a pod of the quickstart", () => {
  const ORDERS = { namespace: "shop", serviceAccount: "orders" };
  let sandbox: Sandbox;

  beforeEach(async () => {
    sandbox = await createSandbox([fakeService("aws")], {});
    await settled();
    await pulumi.runtime.setMocks(sandbox.mocks(), "quickstart", "test", false);
    configureExample("quickstart");
    await runExample("quickstart");
    await settled();
  });
  afterEach(() => sandbox.close());

  test("has the wiring of every cloud, with tokens that its trusts take", async () => {
    const pod = await sandbox.pod(ORDERS);
    expect(pod.notes).toEqual([]);
    const { environment } = pod;
    expect(environment.AWS_ROLE_ARN).toMatch(/^arn:aws:iam::111122223333:role\//);
    expect(environment.AZURE_AUTHORITY_HOST).toBe("https://login.microsoftonline.com/");
    const tokens = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AZURE_FEDERATED_TOKEN_FILE", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"];
    for (const name of tokens) {
      const jwt = readFileSync(environment[name]!, "utf8");
      expect(JSON.parse(Buffer.from(jwt.split(".")[1]!, "base64url").toString())).toMatchObject({
        iss: pod.issuer,
        sub: "system:serviceaccount:shop:orders",
      });
    }
    const { credential_source: source } = JSON.parse(readFileSync(environment.GOOGLE_APPLICATION_CREDENTIALS!, "utf8"));
    expect(existsSync(source.file)).toBe(true);
    expect(source.file.startsWith(tmpdir())).toBe(true);
    const jwt = readFileSync(environment.AWS_WEB_IDENTITY_TOKEN_FILE!, "utf8");
    const endpoint = environment.AWS_ENDPOINT!;
    expect((await send(endpoint, { path: "/aws/token", method: "POST", body: jwt })).status).toBe(200);

    await pod.close();
    expect(existsSync(source.file)).toBe(false);
    await expect(send(endpoint, {})).rejects.toThrow("ECONNREFUSED");
  });

  test("trusts the sandbox, calls out through it, and is known to the services of its node", async () => {
    const { environment, issuer } = await sandbox.pod(ORDERS);
    expect(readFileSync(environment.NODE_EXTRA_CA_CERTS!, "utf8")).toBe(sandbox.caCertificate);
    expect(environment.https_proxy).toBe(environment.HTTPS_PROXY);
    expect(new URL(environment.AWS_ENDPOINT!).origin).toBe(environment.HTTPS_PROXY);
    expect(environment.HTTPS_PROXY).not.toBe(sandbox.url);
    const asked = JSON.parse((await send(environment.HTTPS_PROXY!, { path: "/pod" })).text);
    expect(asked.pod).toEqual({ ...ORDERS, issuer });
    const claims = JSON.parse(Buffer.from(asked.token.split(".")[1], "base64url").toString());
    expect(claims["kubernetes.io"]).toEqual({
      namespace: "shop",
      node: { name: "sandbox-node", uid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      pod: { name: expect.stringMatching(/^orders.*-1$/), uid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      serviceaccount: { name: "orders", uid: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(JSON.parse((await send(sandbox.url, { path: "/pod" })).text)).toEqual({ pod: null });
    // The control of the sandbox is not the pod's.
    expect((await send(environment.HTTPS_PROXY!, { path: "/control/state", method: "POST" })).status).toBe(404);
  });
});

describe("the cluster of a pod", () => {
  const pod = { namespace: "shop", serviceAccount: "orders", wiring: emptyWiring<string>() };
  let sandbox: Sandbox;
  afterEach(() => sandbox.close());

  test("is the only one that is known", async () => {
    sandbox = await createSandbox([], { issuers: ["https://one.example"] });
    expect((await sandbox.pod(pod)).issuer).toBe("https://one.example");
  });

  test("is named by whoever asks where several are known", async () => {
    const issuers = ["https://one.example", "https://two.example"];
    sandbox = await createSandbox([], { issuers });
    await expect(sandbox.pod(pod)).rejects.toMatchObject({
      code: "sandbox-issuer-ambiguous",
      message: expect.stringContaining(issuers.join(", ")),
    });
    expect((await sandbox.pod({ ...pod, issuer: issuers[1]! })).issuer).toBe(issuers[1]);
  });

  test("is what API servers call themselves where none is known", async () => {
    sandbox = await createSandbox([], {});
    expect((await sandbox.pod(pod)).issuer).toBe("https://kubernetes.default.svc.cluster.local");
  });
});

test("a pod sees the Secret that a program keeps secret", async () => {
  const sandbox = await createSandbox([fakeService("aws")], { issuers: ["https://one.example"] });
  await settled();
  await pulumi.runtime.setMocks(sandbox.mocks(), "project", "test", false);
  const secret = new Secret("db", {
    metadata: { name: "db", namespace: "shop" },
    stringData: { password: pulumi.secret("hunter2") },
  });
  const env = [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }];
  const volumes = [{ name: "t", projected: { sources: [{ serviceAccountToken: { path: "token", audience: "a" } }] } }];
  const volumeMounts = [{ name: "t", mountPath: "/t" }];
  const spec = { serviceAccountName: "orders", containers: [{ name: "app", env, volumeMounts }], volumes };
  new Pod("app", { metadata: { name: "app", namespace: "shop" }, spec });
  await settled();
  const pod = await sandbox.pod({ namespace: "shop", serviceAccount: "orders" });
  expect(pod.notes).toEqual([]);
  expect(pod.environment.PASSWORD).toBe("hunter2");
  expect(await pulumi.isSecret(secret.stringData)).toBe(true);
  await sandbox.close();
});
