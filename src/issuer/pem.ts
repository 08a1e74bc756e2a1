import { createPublicKey } from "node:crypto";
import type { IssuerKey } from "./issuer-key";

/** The PEM of a published key as kube-apiserver reads it (`--service-account-key-file`). */
export function publicKeyPem(key: IssuerKey): string {
  return createPublicKey({ format: "jwk", key: { ...key } }).export({ type: "spki", format: "pem" }) as string;
}
