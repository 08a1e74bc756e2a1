import { beforeEach, describe, expect, test } from "vitest";
import { createIssuer } from "../../src/sandbox/issuer";
import type { SandboxIssuers } from "../../src/sandbox/issuers";
import { createIssuers } from "../../src/sandbox/issuers";
import { keysOf } from "../support/issuer-keys";

const ISSUER = "https://cluster.example";
const NOW = 1_800_000_000;
const request = { issuer: ISSUER, namespace: "shop", serviceAccount: "orders", audience: "sts.example" };

let issuers: SandboxIssuers;

beforeEach(() => {
  issuers = createIssuers(
    () => NOW,
    (url) => url === ISSUER,
    keysOf("cluster"),
  );
});

describe("a token", () => {
  test("is valid with its claims and the id of its key when its issuer signed it", async () => {
    const jwt = await issuers.mint(request);
    const { keyId } = await issuers.get(ISSUER);
    expect(await issuers.verify(jwt)).toMatchObject({
      valid: true,
      keyId,
      token: { iss: ISSUER, sub: "system:serviceaccount:shop:orders", aud: ["sts.example"] },
    });
  });

  test.each([
    ["malformed", async () => "a.b"],
    ["malformed", async () => "a.e30.c"],
    ["malformed", async () => `${(await issuers.mint(request)).split(".")[0]}.bm90IGpzb24.x`],
    ["unknown-issuer", async () => issuers.mint(request).then(() => stranger("https://other.example"))],
    ["bad-signature", async () => stranger(ISSUER)],
    ["bad-signature", async () => tampered(await issuers.mint(request))],
    ["bad-signature", async () => withoutAlgorithm(await issuers.mint(request))],
    ["bad-signature", async () => sharedSecret()],
    ["expired", async () => issuers.mint({ ...request, issuedAt: NOW - 7200 })],
    ["not-yet-valid", async () => issuers.mint({ ...request, issuedAt: NOW + 60 })],
  ])("is refused as %s", async (reason, jwt) => {
    expect(await issuers.verify(await jwt())).toMatchObject({ valid: false, reason });
  });

  test("cannot call itself valid by a claim of that name", async () => {
    const { mint } = await createIssuer(ISSUER, keysOf("stranger"));
    const [header, , signature] = mint(request, NOW).split(".");
    const claims = { iss: ISSUER, sub: "s", aud: "a", exp: NOW + 60, iat: NOW, valid: true };
    const body = Buffer.from(JSON.stringify(claims)).toString("base64url");
    expect(await issuers.verify(`${header}.${body}.${signature}`)).toMatchObject({
      valid: false,
      reason: "bad-signature",
      claims: { sub: "s" },
    });
  });

  test("of a real cluster is verified with that cluster's keys, and is not signed here", async () => {
    const cluster = await createIssuer(ISSUER, keysOf("real cluster"));
    const jwt = cluster.mint(request, NOW);
    expect(await issuers.verify(jwt)).toMatchObject({ reason: "bad-signature" });
    issuers.trust(ISSUER, cluster.jwks);
    expect(await issuers.verify(jwt)).toMatchObject({ valid: true, keyId: cluster.keyId });
    await expect(issuers.mint(request)).rejects.toThrow("only the cluster itself");
  });
});

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
