import type { KeyObject, KeyPairKeyObjectResult } from "node:crypto";
import { generateKeyPairSync, sign } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { SignatureAlgorithm } from "../../src/clouds/simulated/exchange";
import { createIssuer } from "../../src/sandbox/issuer";
import type { SandboxIssuers } from "../../src/sandbox/issuers";
import { keysOf, unpublishedIssuers } from "../support/issuer-keys";

const ISSUER = "https://cluster.example";
const NOW = 1_800_000_000;
const request = { issuer: ISSUER, namespace: "shop", serviceAccount: "orders", audience: "sts.example" };

let issuers: SandboxIssuers;
const verify = (jwt: string, ...algorithms: SignatureAlgorithm[]) =>
  issuers.verify(jwt, { service: "aws", algorithms: ["RS256", ...algorithms] });

beforeEach(() => {
  issuers = unpublishedIssuers(
    () => NOW,
    (url) => url === ISSUER,
    "cluster",
  );
});

describe("a token", () => {
  test("is valid with its claims and the id of its key when its issuer signed it", async () => {
    const jwt = await issuers.mint(request);
    const { keyId } = await issuers.get(ISSUER);
    expect(await verify(jwt)).toMatchObject({
      valid: true,
      keyId,
      token: { iss: ISSUER, sub: "system:serviceaccount:shop:orders", aud: ["sts.example"] },
    });
  });

  test.each([
    ["malformed", async () => "a.b"],
    ["malformed", async () => "a.e30.c"],
    ["malformed", async () => `${await signed({})}\n`],
    ["malformed", async () => `${await signed({})}==`],
    ["malformed", async () => (await signed({})).replace(".", "=.")],
    ["malformed", async () => signed({ exp: 1e300 })],
    ["malformed", async () => signed({ exp: "never" })],
    ["malformed", async () => signed({}, { crit: ["b64"] })],
    ["malformed", async () => withClaims('{"iss":"https://cluster.example","sub":"s","aud":"a","iat":0,"exp":1e400}')],
    ["malformed", async () => `${(await issuers.mint(request)).split(".")[0]}.bm90IGpzb24.x`],
    ["unknown-issuer", async () => issuers.mint(request).then(() => stranger("https://other.example"))],
    ["bad-signature", async () => stranger(ISSUER)],
    ["bad-signature", async () => tampered(await issuers.mint(request))],
    ["bad-signature", async () => withoutAlgorithm(await issuers.mint(request))],
    ["bad-signature", async () => sharedSecret()],
    ["expired", async () => issuers.mint({ ...request, issuedAt: NOW - 7200 })],
    ["not-yet-valid", async () => issuers.mint({ ...request, issuedAt: NOW + 60 })],
    ["not-yet-valid", async () => signed({ iat: NOW + 60 })],
    ["bad-signature", async () => signed({}, { kid: undefined })],
    ["bad-signature", async () => signed({}, { alg: "RS384" })],
  ])("is refused as %s", async (reason, jwt) => {
    expect(await verify(await jwt())).toMatchObject({ valid: false, reason });
  });

  test("cannot call itself valid by a claim of that name", async () => {
    const { mint } = await createIssuer(ISSUER, keysOf("stranger"));
    const [header, , signature] = mint(request, NOW).split(".");
    const claims = { iss: ISSUER, sub: "s", aud: "a", exp: NOW + 60, iat: NOW, valid: true };
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
    expect(await verify(`${header}.${body}.${signature}`)).toMatchObject({
      valid: false,
      reason: "bad-signature",
      claims: { sub: "s" },
    });
  });

  test("of a real cluster is verified with that cluster's keys, and is not signed here", async () => {
    const cluster = await createIssuer(ISSUER, keysOf("real cluster"));
    const jwt = cluster.mint(request, NOW);
    expect(await verify(jwt)).toMatchObject({ reason: "bad-signature" });
    issuers.trust(ISSUER, cluster.jwks);
    expect(await verify(jwt)).toMatchObject({ valid: true, keyId: cluster.keyId });
    await expect(issuers.mint(request)).rejects.toThrow("only the cluster itself");
  });
});

test.each([
  ["a short RSA key", () => keyPair("rsa", { modulusLength: 1024 })],
  [
    "no key at all",
    () => ({ ...keyPair("rsa", { modulusLength: 2048 }), jwks: { keys: [{ kty: "RSA", kid: "own" }] } }),
  ],
  ["no key set", () => ({ ...keyPair("rsa", { modulusLength: 2048 }), jwks: {} })],
])("a token of a cluster that publishes %s is refused", async (_, make) => {
  const { privateKey, jwks } = make();
  issuers.trust(ISSUER, jwks);
  expect(await verify(await signed({}, {}, privateKey))).toMatchObject({ valid: false, reason: "bad-signature" });
});

test("a signature that is good counts only with a vendor that takes its algorithm", async () => {
  const { privateKey, jwks } = keyPair("ec", { namedCurve: "P-256" });
  issuers.trust(ISSUER, jwks);
  const jwt = await signed({}, { alg: "ES256" }, privateKey);
  expect(await verify(jwt)).toMatchObject({ valid: false, reason: "bad-signature" });
  expect(await verify(jwt, "ES256")).toMatchObject({ valid: true, keyId: "own" });
});

function keyPair(type: string, options: object): { privateKey: KeyObject; jwks: { keys: object[] } } {
  const generate = generateKeyPairSync as unknown as (type: string, options: object) => KeyPairKeyObjectResult;
  const { privateKey, publicKey } = generate(type, options);
  return { privateKey, jwks: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "own" }] } };
}

const OWN = keyPair("rsa", { modulusLength: 2048 });

/** A token that is good but for the changes, of a cluster whose key is known. */
async function signed(claims: object, header: object = {}, key = OWN.privateKey): Promise<string> {
  if (key === OWN.privateKey) issuers.trust(ISSUER, OWN.jwks);
  const good = { iss: ISSUER, sub: "s", aud: "a", exp: NOW + 60, iat: NOW };
  return compact({ alg: "RS256", kid: "own", ...header }, JSON.stringify({ ...good, ...claims }), key);
}

async function withClaims(payload: string): Promise<string> {
  issuers.trust(ISSUER, OWN.jwks);
  return compact({ alg: "RS256", kid: "own" }, payload, OWN.privateKey);
}

function compact(header: { alg: string; kid?: string }, payload: string, key: KeyObject): string {
  const text = [JSON.stringify(header), payload].map((part) => Buffer.from(part).toString("base64url")).join(".");
  const signature = sign(`sha${header.alg.slice(2)}`, Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}

async function stranger(issuer: string): Promise<string> {
  return (await createIssuer(issuer, keysOf("stranger"))).mint(request, NOW);
}

function tampered(jwt: string): string {
  const [header, body, signature] = jwt.split(".");
  const claims = JSON.parse(Buffer.from(body!, "base64url").toString());
  const other = Buffer.from(JSON.stringify({ ...claims, sub: "system:serviceaccount:shop:admin" }));
  return `${header}.${other.toString("base64url")}.${signature}`;
}

function withoutAlgorithm(jwt: string): string {
  return `${Buffer.from('{"alg":"none"}').toString("base64url")}.${jwt.split(".")[1]}.`;
}

async function sharedSecret(): Promise<string> {
  const { SignJWT } = await import("jose");
  return new SignJWT({ iss: ISSUER, sub: "s", aud: "a", exp: NOW + 60, iat: NOW })
    .setProtectedHeader({ alg: "HS256" })
    .sign(Buffer.from("0123456789abcdef0123456789abcdef"));
}
