import { X509Certificate } from "node:crypto";
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

/** Days before its end from which a certificate is told. */
const ENDING_DAYS = 30;

/** The keys of a key set whose certificate has ended at this time, or soon will, each as a sentence. */
export function endingKeys(jwks: object | string | undefined, now: Date): string[] {
  return keysOf(jwks).flatMap(({ kid, x5c }) => {
    const end = Array.isArray(x5c) ? endOf(x5c[0]) : undefined;
    if (end === undefined || end.getTime() - now.getTime() > ENDING_DAYS * 24 * 3600 * 1000) return [];
    const ends = end.getTime() < now.getTime() ? "has ended" : "ends";
    return [`the certificate of key ${show(kid)} ${ends} on ${end.toISOString().slice(0, "2026-11-26".length)}`];
  });
}

/** When a certificate in Base64 ends; `undefined` where it is none. */
function endOf(certificate: unknown): Date | undefined {
  try {
    const end = new Date(new X509Certificate(Buffer.from(String(certificate), "base64")).validTo);
    return Number.isNaN(end.getTime()) ? undefined : end;
  } catch {
    return undefined;
  }
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
