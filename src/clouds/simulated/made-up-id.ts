import { createHash } from "node:crypto";

/** Characters that vendors write ids in. */
export const DIGITS = "0123456789";
export const HEX = `${DIGITS}abcdef`;
export const LETTERS_AND_DIGITS = `${DIGITS}abcdefghijklmnopqrstuvwxyz`;
/** Base 32 (RFC 4648, 6). */
export const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * An id of at most 64 characters as a vendor makes it up, but the same for the same content in every run. `content` is what makes the
 * object another one at the vendor, never the logical name: two resources that stand for one object have one id.
 */
export function madeUpId(content: string, alphabet: string, length: number): string {
  const digest = createHash("sha512").update(content).digest();
  return [...digest.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

/** A GUID made up likewise. */
export function madeUpGuid(content: string): string {
  const hex = createHash("sha256").update(content).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
