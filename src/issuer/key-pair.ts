import type { KeyObject } from "node:crypto";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";

/** PEM of a new key that a cluster can sign with, and of its public part. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** What new keys can be made for, by algorithm; the first is what every cloud takes. */
const GENERATORS: Readonly<Record<string, () => { publicKey: KeyObject; privateKey: KeyObject }>> = {
  RS256: () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
};

/** The algorithms that `newKeyPair` takes. */
export const NEW_KEY_ALGORITHMS = Object.keys(GENERATORS);

/** A new key pair in the forms that kube-apiserver reads: PKCS#8 and SubjectPublicKeyInfo. */
export function newKeyPair(algorithm: string): KeyPair {
  const { publicKey, privateKey } = GENERATORS[algorithm]!();
  return {
    privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    publicKey: publicKey.export({ type: "spki", format: "pem" }) as string,
  };
}

const PRIVATE_BLOCK = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?-----END \1-----/g;

/** A text of PEM blocks with the public key in place of each private one; those that are encrypted stay, and are refused by who reads them. */
export function publicParts(text: string): string {
  return text.replace(PRIVATE_BLOCK, (block) => {
    try {
      return createPublicKey(createPrivateKey(block)).export({ type: "spki", format: "pem" }) as string;
    } catch {
      return block;
    }
  });
}
