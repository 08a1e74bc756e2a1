import { createHash } from "node:crypto";

/** The members that make up a key's thumbprint, in the order that RFC 7638 (3.2) and RFC 8037 (2) hash them. */
const REQUIRED_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ["e", "kty", "n"],
  EC: ["crv", "kty", "x", "y"],
  OKP: ["crv", "kty", "x"],
};

/** The keys of a JSON Web Key Set by RFC 7638 thumbprint, each with its `kid` (or the thumbprint), or what is wrong with the set. */
export function keySet(jwks: object): Map<string, string> | { malformed: string } {
  const keys: unknown = (jwks as { keys?: unknown }).keys;
  if (!Array.isArray(keys)) return { malformed: 'it has no list of "keys"' };
  const result = new Map<string, string>();
  for (const [i, key] of keys.entries()) {
    const thumbprint = thumbprintOf(key);
    if (thumbprint === undefined) return { malformed: `keys[${i}] is no RSA, EC or OKP key` };
    const kid: unknown = key.kid;
    result.set(thumbprint, typeof kid === "string" ? kid : thumbprint);
  }
  return result;
}

function thumbprintOf(key: unknown): string | undefined {
  if (typeof key !== "object" || key === null) return undefined;
  const members = key as Record<string, unknown>;
  const { kty } = members;
  const required = typeof kty === "string" && Object.hasOwn(REQUIRED_MEMBERS, kty) ? REQUIRED_MEMBERS[kty]! : [];
  if (required.length === 0 || required.some((name) => typeof members[name] !== "string")) return undefined;
  const canonical = JSON.stringify(Object.fromEntries(required.map((name) => [name, members[name]])));
  return createHash("sha256").update(canonical).digest("base64url");
}
