import type { KeyObject } from "node:crypto";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { keyIdOf } from "./kid";

/** A public key that a cluster signs with or will sign with, as its key set publishes it (RFC 7517). */
export type IssuerKey = RsaIssuerKey | EcIssuerKey;

interface RsaIssuerKey {
  readonly use: "sig";
  readonly kty: "RSA";
  readonly kid: string;
  readonly alg: string;
  readonly n: string;
  readonly e: string;
}

interface EcIssuerKey {
  readonly use: "sig";
  readonly kty: "EC";
  readonly kid: string;
  readonly crv: string;
  readonly alg: string;
  readonly x: string;
  readonly y: string;
}

/** Smallest RSA key in bits that RS256 may be used with (RFC 7518, 3.3). */
const RSA_MIN_BITS = 2048;

/** The curves that kube-apiserver signs with, and their algorithms (RFC 7518, 3.4). */
const ALGORITHM_OF_CURVE: Readonly<Record<string, string>> = { "P-256": "ES256", "P-384": "ES384", "P-521": "ES512" };

/**
 * A public key with the members, and in their order, that kube-apiserver publishes; `kid` is what Kubernetes computes unless another
 * one is given. Or `issuer-key-unsupported` for one that it would not sign with: RSA from 2048 bits, or a curve of P-256, P-384, P-521.
 */
export function issuerKey(publicKey: KeyObject, path: string, kid?: string): IssuerKey | Issue {
  const unsupported = (why: string) =>
    issue(
      "issuer-key-unsupported",
      path,
      `Cannot publish the key: ${why}; expected RSA from ${RSA_MIN_BITS} bits, or EC on P-256, P-384 or P-521`,
    );
  const id = kid ?? keyIdOf(publicKey);
  if (publicKey.asymmetricKeyType === "rsa") {
    const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
    if (bits < RSA_MIN_BITS) return unsupported(`it is RSA with ${bits} bits`);
    const { n = "", e = "" } = publicKey.export({ format: "jwk" });
    return { use: "sig", kty: "RSA", kid: id, alg: "RS256", n, e };
  }
  if (publicKey.asymmetricKeyType !== "ec") return unsupported(`its type is "${publicKey.asymmetricKeyType}"`);
  const curve = publicKey.asymmetricKeyDetails?.namedCurve ?? "";
  const { crv = "", x = "", y = "" } = isExportable(curve) ? publicKey.export({ format: "jwk" }) : {};
  const alg = Object.hasOwn(ALGORITHM_OF_CURVE, crv) ? ALGORITHM_OF_CURVE[crv]! : undefined;
  if (alg === undefined) return unsupported(`its curve is "${curve}"`);
  return { use: "sig", kty: "EC", kid: id, crv, alg, x, y };
}

/** Curves outside of RFC 7518 have no JWK, and asking for it throws. */
function isExportable(curve: string): boolean {
  return ["prime256v1", "secp384r1", "secp521r1"].includes(curve);
}

/** The key set of these keys as compact JSON, each key once and sorted by `kid`: the same keys are the same bytes. */
export function keySetDocument(keys: readonly IssuerKey[]): string {
  return JSON.stringify({ keys: sortedKeys(keys) });
}

/** Each key once, sorted by `kid`. */
export function sortedKeys(keys: readonly IssuerKey[]): IssuerKey[] {
  const byId = new Map(keys.map((key) => [key.kid, key]));
  return [...byId.keys()].sort().map((kid) => byId.get(kid)!);
}

/** The fault of two different keys with one `kid`: clouds would try only one of them. */
export function checkKeyIds(keys: readonly IssuerKey[], path: string): Issue[] {
  const first = new Map<string, string>();
  return keys.flatMap((key) => {
    const material = JSON.stringify({ ...key, use: "sig" });
    const known = first.get(key.kid) ?? material;
    first.set(key.kid, known);
    if (known === material) return [];
    return [
      issue(
        "issuer-key-id-twice",
        path,
        `Cannot publish two keys with kid "${key.kid}"; give one of them another kid, or leave it out`,
      ),
    ];
  });
}
