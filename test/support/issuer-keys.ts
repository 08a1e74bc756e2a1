import type { KeyObject } from "node:crypto";
import { generateSigningKey } from "../../src/sandbox/issuer";

const keys = new Map<string, Promise<KeyObject>>();

/**
 * Makes the keys of one holder. RSA keys take long to make: the first key of a holder, the second and so on are the same wherever
 * tests ask for them, and no two holders have one in common.
 */
export function keysOf(holder: "cluster" | "stranger" | "real cluster"): () => Promise<KeyObject> {
  let made = 0;
  return () => {
    const name = `${holder} ${made++}`;
    const key = keys.get(name) ?? generateSigningKey();
    keys.set(name, key);
    return key;
  };
}
