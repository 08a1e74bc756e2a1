import { createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createIssuer, keyIdOf } from "../../src/sandbox/issuer";

const ISSUER = "https://cluster.example/id/1";

function decoded(jwt: string): { header: object; claims: Record<string, unknown> } {
  const [header, claims] = jwt.split(".").map((part) => Buffer.from(part, "base64url").toString());
  return { header: JSON.parse(header!), claims: JSON.parse(claims!) };
}

describe("an issuer", () => {
  test("signs the claims that kube-apiserver signs, with the key that it publishes", async () => {
    const issuer = await createIssuer(ISSUER);
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
    const { discovery } = await createIssuer(`${ISSUER}/`);
    expect(discovery).toMatchObject({ issuer: `${ISSUER}/`, jwks_uri: `${ISSUER}/openid/v1/jwks` });
  });

  test("gives a key the kid that kube-apiserver gives it", () => {
    // RFC 7515, appendix A.2; the digest of its SubjectPublicKeyInfo was computed with openssl.
    const key = createPublicKey({
      format: "jwk",
      key: {
        kty: "RSA",
        n: "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
        e: "AQAB",
      },
    });
    expect(keyIdOf(key)).toBe("b9E8JDWjYefFiM0X9V9a098Bd6ZsFyemogCEX016uIw");
  });
});
