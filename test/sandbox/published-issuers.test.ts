import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, test } from "vitest";
import { keySetDocument } from "../../src/issuer/issuer-key";
import { newKeyPair } from "../../src/issuer/key-pair";
import { readIssuerKeys } from "../../src/issuer/read-keys";
import { KeyPhase } from "../../src/issuer/rotation";
import type { Sandbox, SandboxOptions } from "../../src/sandbox";
import { createSandbox } from "../../src/sandbox/sandbox";
import type { ServiceAccountIssuerArgs } from "../../src/service-account-issuer/args";
import { ServiceAccountIssuer } from "../../src/service-account-issuer/service-account-issuer";
import { settled } from "../../src/testing";
import { sendTls, tunnel } from "./support/connect";
import { fakeService } from "./support/fake-service";

const pairs = { own: newKeyPair("RS256"), other: newKeyPair("RS256"), elliptic: newKeyPair("ES256") };
const SUBJECT = { namespace: "shop", serviceAccount: "orders", audience: "token.example" };
const START = 1_800_000_000;

let sandbox: Sandbox;
let now = START;
afterEach(() => sandbox.close());

async function start(options: SandboxOptions = {}): Promise<void> {
  now = START;
  sandbox = await createSandbox([fakeService("aws")], { now: () => now, ...options });
}

async function deploy<T>(program: () => T): Promise<T> {
  await settled();
  await pulumi.runtime.setMocks(sandbox.mocks(), "project", "stack", false);
  const made = program();
  await settled();
  return made;
}

function issuer(host: Omit<ServiceAccountIssuerArgs, "keys">, pair = pairs.own): ServiceAccountIssuer {
  const key = { publicKey: pair.publicKey, phase: KeyPhase.Active, since: "2026-11-26T08:00:00Z" };
  return new ServiceAccountIssuer("prod", { keys: [key], ...host });
}

async function urlOf(made: ServiceAccountIssuer): Promise<string> {
  return new Promise((resolve) => made.issuer.apply(({ url }) => resolve(url)));
}

/** A GET as any client sends it that trusts the sandbox's authority. */
async function get(url: string): Promise<{ status: number; text: string }> {
  const { hostname, pathname } = new URL(url);
  const { socket } = await tunnel(sandbox.url, `${hostname}:443`);
  return sendTls({ socket, servername: hostname, ca: sandbox.caCertificate }, pathname);
}

async function exchange(jwt: string): Promise<string> {
  const answer = await fetch(`${sandbox.url}/aws/token`, { method: "POST", body: jwt });
  const { code = "allowed" } = (await answer.json()) as { code?: string };
  // No trust is deployed: a token that is good is refused for that alone.
  return code === "AccessDenied" ? "good" : code;
}

const HOSTS: Record<string, Omit<ServiceAccountIssuerArgs, "keys">> = {
  S3: { awsS3: { path: "blue" } },
  CloudFront: { awsCloudFront: { path: "blue/" } },
  "a blob container": { azureBlob: { resourceGroupName: "shop", path: "/" } },
  "a static website": { azureStaticWebsite: { resourceGroupName: "shop" } },
  "Google Cloud Storage": { gcpStorage: { location: "EU", path: "blue" } },
  OSS: { alicloudOss: {} },
};

describe.each(Object.entries(HOSTS))("an issuer that the program publishes on %s", (_, host) => {
  test("answers at its own URL with what is deployed, and its tokens count as far as its documents say", async () => {
    await start({ signingKeys: [pairs.other.privateKey, pairs.own.privateKey] });
    const made = await deploy(() => issuer(host));
    const url = await urlOf(made);
    const base = url.replace(/\/$/, "");
    const discovery = await get(`${base}/.well-known/openid-configuration`);
    expect(discovery).toMatchObject({ status: 200 });
    expect(JSON.parse(discovery.text).issuer).toBe(url);
    expect((await get(`${base}/openid/v1/jwks`)).text).toBe(
      await new Promise((resolve) => made.keySet.apply(({ content }) => resolve(content))),
    );
    expect((await get(`${base}/sa.key`)).status).toBeGreaterThanOrEqual(400);
    expect(await exchange(await sandbox.mint({ issuer: url, ...SUBJECT }))).toBe("good");
  });

  test("takes no token of a key that is not published", async () => {
    await start({ signingKeys: [pairs.other.privateKey] });
    const url = await urlOf(await deploy(() => issuer(host)));
    expect(await exchange(await sandbox.mint({ issuer: url, ...SUBJECT }))).toBe("bad-signature");
  });
});

describe("a published issuer", () => {
  test("cannot be signed for without the cluster's key, and the fault says what to do", async () => {
    await start();
    const url = await urlOf(await deploy(() => issuer(HOSTS.S3!)));
    await expect(sandbox.mint({ issuer: url, ...SUBJECT })).rejects.toMatchObject({
      code: "sandbox-signing-key-missing",
    });
    await expect(sandbox.mint({ issuer: "https://another.example", ...SUBJECT })).resolves.toBeTypeOf("string");
  });

  test("refuses a signing key that is none without showing it", async () => {
    const text = pairs.own.privateKey.replace("PRIVATE", "OTHER");
    const failure = await start({ signingKeys: [text] }).catch((error: unknown) => error as Error);
    expect(failure).toMatchObject({ code: "sandbox-signing-key-invalid" });
    expect(String(failure)).not.toContain(text.split("\n")[1]);
    await start();
  });

  test.each<[string, object | undefined, string]>([
    ["whose discovery document names another issuer", { ...FOUND, issuer: `${URL_IN_BUCKET}/` }, "names issuer"],
    ["whose discovery document names no key set", { issuer: URL_IN_BUCKET }, "no jwks_uri"],
    ["whose key set is elsewhere", { ...FOUND, jwks_uri: "https://elsewhere.example/keys" }, "nothing answers there"],
    ["without a discovery document", undefined, "status 403"],
  ])("%s gives no key for any token", async (_, discovery, why) => {
    await start({ signingKeys: [pairs.own.privateKey] });
    if (discovery !== undefined) store("blue/.well-known/openid-configuration", discovery);
    store("blue/keys.json", keySet("own"));
    expect(await exchange(await mint())).toBe("unknown-issuer");
    expect(JSON.stringify(sandbox.log)).toContain(why);
  });

  test.each([
    ["public, max-age=300", 300],
    ["no-cache, max-age=300", 0],
    [undefined, 3600],
  ])("that says %s about caching is kept for as long and no longer", async (cacheControl, seconds) => {
    await start({ signingKeys: [pairs.own.privateKey, pairs.other.privateKey] });
    store("blue/.well-known/openid-configuration", FOUND, cacheControl);
    store("blue/keys.json", keySet("own"), cacheControl);
    const old = await mint({ expirationSeconds: 7200 });
    expect(await exchange(old)).toBe("good");
    store("blue/keys.json", keySet("other"), cacheControl);
    now = START + Math.max(0, seconds - 1);
    if (seconds > 0) expect(await exchange(old)).toBe("good");
    now = START + seconds;
    expect(await exchange(old)).toBe("bad-signature");
    expect(await exchange(await mint())).toBe("good");
  });

  test("is signed for with an EC key as its key set says", async () => {
    await start({ signingKeys: [pairs.elliptic.privateKey] });
    store("blue/.well-known/openid-configuration", FOUND);
    store("blue/keys.json", keySet("elliptic"));
    const { compactVerify, importSPKI } = await import("jose");
    const { protectedHeader } = await compactVerify(await mint(), await importSPKI(pairs.elliptic.publicKey, "ES256"));
    expect(protectedHeader.alg).toBe("ES256");
  });
});

const URL_IN_BUCKET = "https://issuers.s3.eu-west-1.amazonaws.com/blue";
const FOUND = { issuer: URL_IN_BUCKET, jwks_uri: `${URL_IN_BUCKET}/keys.json` };

function mint(more: { expirationSeconds?: number } = {}): Promise<string> {
  return sandbox.mint({ issuer: URL_IN_BUCKET, ...SUBJECT, ...more });
}

function keySet(holder: keyof typeof pairs): object {
  return JSON.parse(keySetDocument(readIssuerKeys(pairs[holder].publicKey, "").keys)) as object;
}

/** Stores an object in a bucket that exists, as another program than ours would. */
function store(key: string, content: object, cacheControl?: string): void {
  const caching = cacheControl === undefined ? {} : { cacheControl };
  const inputs = { bucket: "issuers", key, content: JSON.stringify(content), ...caching };
  const type = "aws:s3/bucketObjectv2:BucketObjectv2";
  const object = { account: "default", type, name: key, id: `issuers/${key}`, inputs, state: inputs };
  sandbox.state.load({ version: 1, resources: [object] });
}
