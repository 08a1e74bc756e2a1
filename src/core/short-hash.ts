import { createHash } from "node:crypto";

/** Eight hexadecimal digits that tell texts apart. */
export function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
