import { createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createIssuer } from "../../src/sandbox/issuer";
import { keysOf } from "../support/issuer-keys";

const ISSUER = "https://cluster.example/id/1";

function decoded(jwt: string): { header: object; claims: Record<string, unknown> } {
  const [header, claims] = jwt.split(".").map((part) => Buffer.from(part, "base64url").toString());
  return { header: JSON.parse(header!), claims: JSON.parse(claims!) };
}

describe("an issuer", () => {
  test("signs the claims that kube-apiserver signs, with the key that it publishes", async () => {
    const issuer = await createIssuer(ISSUER, keysOf("cluster"));
    const request = { namespace: "shop", serviceAccount: "orders", audience: "sts.example", expirationSeconds: 600 };
    const jwt = issuer.mint({ ...request, pod: { name: "orders-1", uid: "u" } }, 1_700_000_000.7);
    const { header, claims } = decoded(jwt);
    expect(header).toEqual({ alg: "RS256", kid: issuer.keyId });
    expect(claims).toEqual({
      aud: ["sts.example"],
      exp: 1_700_000_600,
      iat: 1_700_000_000,
      iss: ISSUER,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "kubernetes.io": {
        namespace: "shop",
        pod: { name: "orders-1", uid: "u" },
        serviceaccount: { name: "orders", uid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4/) },
      },
      nbf: 1_700_000_000,
      sub: "system:serviceaccount:shop:orders",
    });
    const key = createPublicKey({ key: issuer.jwks.keys[0] as never, format: "jwk" });
    const [head, body, signature] = jwt.split(".");
    expect(verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature!, "base64url"))).toBe(true);
  });

  test("has a key of its own, also where another has the same URL", async () => {
    const [one, other] = await Promise.all([createIssuer(ISSUER), createIssuer(ISSUER)]);
    expect(one.keyId).not.toBe(other.keyId);
  });

  test("lets the default token of a pod live for a year, with the time after which its use is warned of", async () => {
    const issuer = await createIssuer(ISSUER);
    const request = { namespace: "shop", serviceAccount: "orders", audience: ISSUER, expirationSeconds: 3607 };
    const bound = { pod: { name: "orders-1", uid: "u" }, node: { name: "n", uid: "v" } };
    const { claims } = decoded(issuer.mint({ ...request, ...bound }, 1_700_000_000));
    expect(claims.exp).toBe(1_700_000_000 + 365 * 24 * 3600);
    expect(claims["kubernetes.io"]).toMatchObject({ ...bound, warnafter: 1_700_003_607 });
    const other = decoded(issuer.mint({ ...request, ...bound, audience: "sts.example" }, 1_700_000_000)).claims;
    expect(other.exp).toBe(1_700_003_607);
    expect(other["kubernetes.io"]).not.toHaveProperty("warnafter");
  });

  test("publishes documents that name it byte for byte, a trailing slash included", async () => {
    const { discovery } = await createIssuer(`${ISSUER}/`, keysOf("cluster"));
    expect(discovery).toMatchObject({ issuer: `${ISSUER}/`, jwks_uri: `${ISSUER}/openid/v1/jwks` });
  });
});
