import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OpenIdConnectProvider, Role } from "@pulumi/aws/iam";
import { Provider } from "@pulumi/aws/provider";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Sandbox, SandboxOptions } from "../../src/sandbox";
import { createIssuer, formatLogEntry } from "../../src/sandbox";
import { createSandbox } from "../../src/sandbox/sandbox";
import { settled } from "../../src/testing";
import { keysOf } from "../support/issuer-keys";
import { send, sendTls, tunnel } from "./support/connect";
import { fakeService } from "./support/fake-service";

const ISSUER = "https://oidc.cluster.example/id/1";
const SUBJECT = { issuer: ISSUER, namespace: "shop", serviceAccount: "orders" };

let sandbox: Sandbox;

async function start(options: SandboxOptions = {}): Promise<void> {
  sandbox = await createSandbox([fakeService("aws"), fakeService("gcp")], options);
}

afterEach(() => sandbox.close());

/** One role that takes tokens of one ServiceAccount. */
function trusting(subject: string): () => void {
  return () => {
    const provider = new OpenIdConnectProvider("cluster", { url: ISSUER, clientIdLists: ["sts.example"] });
    const condition = "oidc.cluster.example/id/1";
    new Role("orders", {
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: provider.arn },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: { StringEquals: { [`${condition}:sub`]: subject, [`${condition}:aud`]: "sts.example" } },
          },
        ],
      }),
    });
  };
}

async function deploy(program: () => void): Promise<void> {
  await settled();
  await pulumi.runtime.setMocks(sandbox.mocks(), "project", "stack", false);
  program();
  await settled();
}

function exchange(jwt: string, path = "/aws/token"): Promise<{ status: number; text: string }> {
  return send(sandbox.url, { path, method: "POST", body: jwt });
}

describe("a sandbox", () => {
  test("takes tokens of the deployed ServiceAccount and refuses its neighbour's, with the reason in its log", async () => {
    const seen: string[] = [];
    await start({ onLog: (entry) => seen.push(formatLogEntry(entry)) });
    await deploy(trusting("system:serviceaccount:shop:orders"));
    const token = { ...SUBJECT, audience: "sts.example" };
    const allowed = await exchange(await sandbox.mint(token));
    expect(allowed.status).toBe(200);
    expect(JSON.parse(allowed.text)).toEqual({ secret: expect.stringMatching(/^FAKE-session-/), identity: "any role" });

    const refused = await exchange(await sandbox.mint({ ...token, serviceAccount: "admin" }));
    expect(refused).toEqual({ status: 403, text: '{"code":"AccessDenied"}' });
    const stranger = (await createIssuer(ISSUER, keysOf("stranger"))).mint(token, Date.now() / 1000);
    expect((await exchange(stranger)).text).toBe('{"code":"bad-signature"}');
    expect(seen.map((line) => line.split("\n")[0])).toEqual([
      "allowed  aws  Exchange  any role  system:serviceaccount:shop:orders",
      "REFUSED  aws  Exchange  any role  system:serviceaccount:shop:admin  AccessDenied",
      "REFUSED  aws  Exchange  any role  system:serviceaccount:shop:orders  bad-signature",
    ]);
    expect(seen[2]).toContain("    - signature and times: no applicable key");
    expect(sandbox.log.map((entry) => entry.kind)).toEqual(["exchange", "exchange", "exchange"]);
  });

  test("knows the registration of another stack that a trust names when it is told of it", async () => {
    const arn = "arn:aws:iam::111122223333:oidc-provider/oidc.cluster.example/id/1";
    const type = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
    const url = "oidc.cluster.example/id/1";
    await start({
      deployed: [{ type, name: "cluster", id: arn, state: { arn, url, clientIdLists: ["sts.example"] } }],
    });
    await deploy(() => {
      const statement = { Effect: "Allow", Principal: { Federated: arn }, Action: "sts:AssumeRoleWithWebIdentity" };
      new Role("orders", { assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) });
    });
    expect(sandbox.state.issuers).toEqual([ISSUER]);
    expect(sandbox.state.snapshot().resources.map(({ name }) => name)).toEqual(["orders"]);
  });

  test("deploys into the partition of the region that a program configures, or of its own provider", async () => {
    await start();
    pulumi.runtime.setAllConfig({ "aws:region": "us-gov-west-1" });
    await deploy(() => {
      new Role("gov", { assumeRolePolicy: "{}" });
      const provider = new Provider("china", { region: "cn-north-1" });
      new Role("china", { assumeRolePolicy: "{}" }, { provider });
    });
    pulumi.runtime.setAllConfig({});
    const arns = sandbox.state.resources.map(({ state }) => String(state.arn).split(":iam:")[0]);
    expect(arns).toEqual(["arn:aws-us-gov", "arn:aws-cn"]);
  });

  test("answers for each cloud's own trusts only", async () => {
    await start();
    await deploy(trusting("system:serviceaccount:shop:orders"));
    const jwt = await sandbox.mint({ ...SUBJECT, audience: "sts.example" });
    expect((await exchange(jwt, "/gcp/token")).status).toBe(403);
  });

  test("hands a request on without the cloud's prefix, and says by which origin it came", async () => {
    await start();
    const body = { method: "POST", body: "b", cloud: "gcp" };
    const asked = async (options: Parameters<typeof send>[1]) =>
      JSON.parse((await send(sandbox.url, { method: "POST", body: "b", ...options })).text);
    expect(await asked({ path: "/gcp/where?a=1" })).toEqual({
      ...body,
      url: `${sandbox.url}/where?a=1`,
      origin: `${sandbox.url}/gcp`,
    });
    const vendor = { ...body, url: "http://token.gcp.example/where", origin: "http://token.gcp.example" };
    expect(await asked({ path: "/where", host: "token.gcp.example" })).toEqual(vendor);
    expect(await asked({ path: "/where" })).toMatchObject({ cloud: "aws", origin: sandbox.url });
    expect((await send(sandbox.url, { path: "/gcp/nothing" })).status).toBe(404);
    expect((await send(sandbox.url, { path: "/nothing" })).status).toBe(404);
  });

  test("answers 500 and logs it where a token service fails", async () => {
    await start();
    expect((await send(sandbox.url, { path: "/aws/broken" })).status).toBe(500);
    expect(sandbox.log).toMatchObject([{ kind: "warning", text: expect.stringContaining("broken on purpose") }]);
  });

  test("answers 400 to a path that no URL has, as servers do before they look at it", async () => {
    await start();
    expect((await send(sandbox.url, { path: "/aws/where%zz", method: "POST" })).status).toBe(400);
    expect(sandbox.log).toEqual([]);
  });

  test("publishes the documents of an issuer at its own address once a trust names it", async () => {
    await start();
    const target = "oidc.cluster.example:443";
    expect((await tunnel(sandbox.url, target)).status).toBe(403);
    await deploy(trusting("system:serviceaccount:shop:orders"));
    const { jwks, discovery } = await sandbox.issuer(ISSUER);
    const fetched = async (path: string) => {
      const { socket } = await tunnel(sandbox.url, target);
      const answer = await sendTls({ socket, servername: "oidc.cluster.example", ca: sandbox.caCertificate }, path);
      return answer.status === 200
        ? JSON.parse(answer.text.slice(answer.text.indexOf("{"), answer.text.lastIndexOf("}") + 1))
        : answer.status;
    };
    expect(await fetched("/id/1/.well-known/openid-configuration")).toEqual(discovery);
    expect(await fetched("/id/1/openid/v1/jwks")).toEqual(jwks);
    expect(await fetched("/id/2/openid/v1/jwks")).toBe(404);
  });

  test("takes a deployment over from a snapshot, and refuses what is none", async () => {
    await start();
    await deploy(trusting("system:serviceaccount:shop:orders"));
    const snapshot = JSON.parse(JSON.stringify(sandbox.state.snapshot()));
    const trusts = sandbox.state.trusts("aws");
    expect(trusts).toHaveLength(1);
    await sandbox.close();
    await start({ snapshot });
    expect(sandbox.state.trusts("aws")).toEqual(trusts);
    expect(sandbox.state.issuers).toEqual([ISSUER]);
    expect((await exchange(await sandbox.mint({ ...SUBJECT, audience: "sts.example" }))).status).toBe(200);
    const broken = { version: 1, resources: [{ type: "a" }] };
    for (const wrong of [undefined, {}, { version: 2, resources: [] }, broken]) {
      expect(() => sandbox.state.load(wrong)).toThrow(expect.objectContaining({ code: "sandbox-snapshot-invalid" }));
    }
  });

  test("echoes resource types that it does not know with a warning each, and refuses look-ups by name", async () => {
    await start();
    const { newResource, call } = sandbox.mocks();
    const queue = { type: "aws:sqs/queue:Queue", inputs: { a: 1 }, custom: true };
    expect(await newResource({ ...queue, name: "one" })).toMatchObject({ state: { a: 1 } });
    await newResource({ ...queue, name: "two" });
    expect(sandbox.log).toMatchObject([{ kind: "warning", text: expect.stringContaining("aws:sqs/queue:Queue") }]);
    await expect(call!({ token: "aws:index/getAvailabilityZones:getAvailabilityZones", inputs: {} })).rejects.toThrow(
      "getAvailabilityZones",
    );
  });

  test("answers a program that refers to another stack with the outputs that it was told of", async () => {
    await start();
    const issuer = { url: ISSUER };
    const { newResource } = sandbox.mocks({ stacks: { "acme/network/prod": { issuer } } });
    const reference = { type: "pulumi:pulumi:StackReference", name: "network", custom: true };
    const told = await newResource({ ...reference, inputs: { name: "acme/network/prod" } });
    expect(told.state).toMatchObject({ outputs: { issuer } });
    const other = await newResource({ ...reference, inputs: { name: "acme/network/test" } });
    expect(other.state).toMatchObject({ outputs: {} });
  });

  test("refuses what the vendors refuse", async () => {
    await start();
    const { newResource } = sandbox.mocks();
    const provider = { type: "aws:iam/openIdConnectProvider:OpenIdConnectProvider", inputs: { url: ISSUER } };
    await newResource({ ...provider, name: "one" });
    await expect(newResource({ ...provider, name: "two" })).rejects.toThrow("EntityAlreadyExists");
    const association = {
      type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      inputs: { clusterName: "prod", namespace: "shop", serviceAccount: "orders", roleArn: "r" },
    };
    await newResource({ ...association, name: "one" });
    await expect(newResource({ ...association, name: "two" })).rejects.toThrow("ResourceInUseException");
    const other = { ...association, inputs: { ...association.inputs, serviceAccount: "cart", policy: "{}" } };
    await expect(newResource({ ...other, name: "two" })).rejects.toThrow("disableSessionTags");
    const untagged = { ...other, inputs: { ...other.inputs, disableSessionTags: true } };
    expect(await newResource({ ...untagged, name: "two" })).toMatchObject({ state: { serviceAccount: "cart" } });
    const name = "a".repeat(70);
    await expect(newResource({ type: "aws:iam/role:Role", name, inputs: {} })).rejects.toThrow("at most 64");
  });

  test("is controlled by nobody without its secret", async () => {
    await start();
    const { secret } = sandbox.control;
    const ask = async (authorization?: string, host?: string, path = "/control/state") =>
      (
        await fetch(`${sandbox.url}${path}`, {
          method: "POST",
          body: "{}",
          headers: {
            ...(authorization === undefined ? {} : { authorization }),
            ...(host === undefined ? {} : { host }),
          },
        })
      ).status;
    expect(await ask(`Bearer ${secret}`)).toBe(200);
    expect(await ask()).toBe(403);
    expect(await ask("Bearer wrong")).toBe(403);
    expect(await ask(`Bearer ${secret}`, undefined, "/control/constructor")).toBe(404);
    expect(
      (await send(sandbox.url, { path: "/control/state", host: "token.aws.example", method: "POST" })).status,
    ).toBe(404);
  });

  test("leaves no port, file or listener behind", async () => {
    // Sandboxes of other tests come and go in the machine's own folder.
    const own = mkdtempSync(join(tmpdir(), "own-folder-"));
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(own, { recursive: true });
    });
    vi.stubEnv("TMPDIR", own);
    const listeners = process.listenerCount("exit");
    await start();
    await deploy(() => {
      trusting("system:serviceaccount:shop:orders")();
      pod();
    });
    const { PULUMI_DEBUG_PROVIDERS = "", ...environment } = await sandbox.environment();
    expect(Object.keys(environment)).toContain("PULUMI_BACKEND_URL");
    const { environment: inPod } = await sandbox.pod(SUBJECT);
    const ports = [sandbox.url, inPod.HTTPS_PROXY!].map((origin) => Number(new URL(origin).port));
    ports.push(...PULUMI_DEBUG_PROVIDERS.split(",").map((entry) => Number(entry.split(":")[1])));
    expect(readdirSync(own)).not.toEqual([]);
    await sandbox.close();
    expect(readdirSync(own)).toEqual([]);
    expect(process.listenerCount("exit")).toBe(listeners);
    for (const port of ports) await expect(send(`http://127.0.0.1:${port}`, {})).rejects.toThrow("ECONNREFUSED");
  });
});

function pod(): void {
  const spec = { serviceAccountName: "orders", containers: [{ name: "app", image: "a" }] };
  new Deployment("orders", {
    metadata: { namespace: "shop" },
    spec: { selector: { matchLabels: { a: "b" } }, template: { metadata: { labels: { a: "b" } }, spec } },
  });
}
