import type { KeyObject } from "node:crypto";
import { generateSigningKey } from "../../src/sandbox/issuer";
import type { SandboxIssuers } from "../../src/sandbox/issuers";
import { createIssuers } from "../../src/sandbox/issuers";
import { createPublishedIssuers } from "../../src/sandbox/published-issuers";

const keys = new Map<string, Promise<KeyObject>>();

type Holder = "cluster" | "stranger" | "real cluster";

/** The issuers of clusters that nobody publishes anything for, with the keys of a holder. `now` is in seconds of the epoch. */
export function unpublishedIssuers(
  now: () => number,
  isKnown: (url: string) => boolean,
  holder: Holder,
): SandboxIssuers {
  const published = createPublishedIssuers({ standsFor: () => false, get: () => undefined }, now);
  return createIssuers({ now, isKnown, published, newKey: keysOf(holder) });
}

/**
 * Makes the keys of one holder. RSA keys take long to make: the first key of a holder, the second and so on are the same wherever
 * tests ask for them, and no two holders have one in common.
 */
export function keysOf(holder: Holder): () => Promise<KeyObject> {
  let made = 0;
  return () => {
    const name = `${holder} ${made++}`;
    const key = keys.get(name) ?? generateSigningKey();
    keys.set(name, key);
    return key;
  };
}
