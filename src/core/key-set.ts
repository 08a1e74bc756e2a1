import { createHash } from "node:crypto";
import type { Issue } from "./issue";
import { issue } from "./issue";
import { jsonObject } from "./json";

/** The members that make up a key's thumbprint, in the order that RFC 7638 (3.2) and RFC 8037 (2) hash them. */
const REQUIRED_MEMBERS: Readonly<Record<string, readonly string[]>> = {
  RSA: ["e", "kty", "n"],
  EC: ["crv", "kty", "x", "y"],
  OKP: ["crv", "kty", "x"],
};

/** Members of a JSON Web Key that only its owner may have (RFC 7518, 6.2.2, 6.3.2 and 6.4.1). */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/** The members of one key. */
export type KeyMembers = Readonly<Record<string, unknown>>;

/** The keys of a JSON Web Key Set, which is given as an object or as its JSON, or what is wrong with it. */
export function readKeySet(jwks: unknown): { keys: readonly KeyMembers[] } | { malformed: string } {
  const { keys } = jsonObject(jwks) as { keys?: unknown };
  if (!Array.isArray(keys)) return { malformed: 'it has no list of "keys"' };
  const odd = keys.findIndex((key) => typeof key !== "object" || key === null || Array.isArray(key));
  return odd < 0 ? { keys } : { malformed: noKey(odd) };
}

/** The keys of a key set by RFC 7638 thumbprint, each with its `kid` (or the thumbprint), or what is wrong with the set. */
export function keySet(jwks: unknown): Map<string, string> | { malformed: string } {
  const read = readKeySet(jwks);
  if ("malformed" in read) return read;
  const result = new Map<string, string>();
  for (const [i, key] of read.keys.entries()) {
    const thumbprint = thumbprintOf(key);
    if (thumbprint === undefined) return { malformed: noKey(i) };
    result.set(thumbprint, typeof key.kid === "string" ? key.kid : thumbprint);
  }
  return result;
}

/**
 * Faults of a key set that shall be stored: `jwks-invalid`, `jwks-empty`, and `jwks-private-key` for each key with a private member. Such a
 * key is refused and not stripped: it would have been in the program's hands, and everyone who reads the state could sign with it.
 */
export function checkKeySet(jwks: unknown, path: string): Issue[] {
  const fault = (code: string, why: string, at = path) => [issue(code, at, `Cannot use the key set: ${why}`)];
  const invalid = (why: string) =>
    fault("jwks-invalid", `${why}; expected the JSON of the cluster's key set: kubectl get --raw /openid/v1/jwks`);
  const read = readKeySet(jwks);
  if ("malformed" in read) return invalid(read.malformed);
  if (read.keys.length === 0) return fault("jwks-empty", "it has no keys, so every token would be refused");
  const secret = read.keys.flatMap((key, i) => {
    const members = PRIVATE_MEMBERS.filter((name) => Object.hasOwn(key, name)).join(", ");
    const why = `it has private members (${members}); pass public keys only, and replace this key: it is no secret any more`;
    return members === "" ? [] : fault("jwks-private-key", why, `${path}.keys[${i}]`);
  });
  if (secret.length > 0) return secret;
  const keys = keySet(jwks);
  return "malformed" in keys ? invalid(keys.malformed) : [];
}

/** Faults of private keys in a key set, whether some cloud stores it or not: it is in the program's hands, and comes to stand in its state. */
export function checkNoPrivateKeys(jwks: string, path: string): Issue[] {
  return checkKeySet(jwks, path).filter(({ code }) => code === "jwks-private-key");
}

function noKey(index: number): string {
  return `keys[${index}] is no RSA, EC or OKP key`;
}

function thumbprintOf(members: KeyMembers): string | undefined {
  const { kty } = members;
  const required = typeof kty === "string" && Object.hasOwn(REQUIRED_MEMBERS, kty) ? REQUIRED_MEMBERS[kty]! : [];
  if (required.length === 0 || required.some((name) => typeof members[name] !== "string")) return undefined;
  const canonical = JSON.stringify(Object.fromEntries(required.map((name) => [name, members[name]])));
  return createHash("sha256").update(canonical).digest("base64url");
}
