import type { KeyObject } from "node:crypto";
import { createPrivateKey } from "node:crypto";
import { WorkloadIdentityError } from "../core/errors";

/** The private keys that clusters sign with, in PEM. Throws `WorkloadIdentityError` (`sandbox-signing-key-invalid`), which says nothing of a key. */
export function readSigningKeys(texts: readonly string[]): KeyObject[] {
  return texts.map((text) => {
    try {
      return createPrivateKey(text);
    } catch {
      throw new WorkloadIdentityError(
        "sandbox-signing-key-invalid",
        "Cannot sign with this key: expected the private key of a cluster's API server in PEM, without a passphrase",
      );
    }
  });
}
