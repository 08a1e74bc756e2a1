import { isRecord } from "../core/record";
import { show } from "../core/show";

/** Bits of the shortest RSA modulus that is still allowed (NIST SP 800-131A revision 2, 2019). */
const RSA_MIN_BITS = 2048;

/** The weak keys of a JSON Web Key Set, or of its text, each as a sentence. Key sets that cannot be read are others' business. */
export function weakKeys(jwks: object | string | undefined): string[] {
  const keys = keysOf(jwks);
  return keys.flatMap(({ kty, kid, n }) => {
    if (kty !== "RSA" || typeof n !== "string") return [];
    const modulus = Buffer.from(n, "base64url");
    const first = modulus.findIndex((byte) => byte !== 0);
    const bits = first < 0 ? 0 : (modulus.length - first) * 8 - Math.clz32(modulus[first]!) + 24;
    return bits >= RSA_MIN_BITS ? [] : [`key ${show(kid)} is RSA of ${bits} bits, fewer than ${RSA_MIN_BITS}`];
  });
}

function keysOf(jwks: object | string | undefined): Record<string, unknown>[] {
  let value: unknown = jwks;
  if (typeof jwks === "string") {
    try {
      value = JSON.parse(jwks);
    } catch {
      return [];
    }
  }
  return isRecord(value) && Array.isArray(value.keys) ? value.keys.filter(isRecord) : [];
}
