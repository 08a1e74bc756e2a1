import type { KeyObject } from "node:crypto";
import { createHash } from "node:crypto";

/** The `kid` that kube-apiserver gives a key: SHA-256 of its DER SubjectPublicKeyInfo (kubernetes pkg/serviceaccount keyIDFromPublicKey). */
export function keyIdOf(publicKey: KeyObject): string {
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("base64url");
}
