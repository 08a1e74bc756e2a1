import type { KeyObject } from "node:crypto";
import { createPublicKey, X509Certificate } from "node:crypto";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { jsonObject } from "../core/json";
import { checkKeySet, readKeySet } from "../core/key-set";
import type { IssuerKey } from "./issuer-key";
import { checkKeyIds, issuerKey } from "./issuer-key";

/** Public keys, and the faults of what is none. */
export interface ReadKeys {
  readonly keys: readonly IssuerKey[];
  readonly issues: readonly Issue[];
}

/**
 * The public keys in a text: PEM with any number of blocks, a JSON Web Key, or a key set such as
 * `kubectl get --raw /openid/v1/jwks` prints. Each key once, in the order of the text. Faults: `issuer-key-private`, `jwks-private-key`,
 * `issuer-key-malformed`, `issuer-key-unsupported`, `issuer-key-id-twice`, `issuer-key-none`, `jwks-invalid`, `jwks-empty`.
 */
export function readIssuerKeys(text: string, path: string): ReadKeys {
  // Editors and shells put a byte order mark first, which no JSON may have.
  const trimmed = text.trim();
  const read = trimmed.startsWith("{") ? readJson(trimmed, path) : readPem(text, path);
  const keys = read.flatMap((item) => ("kid" in item ? [item] : []));
  const issues = read.flatMap((item) => ("kid" in item ? [] : [item]));
  const unique = [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
  return { keys: unique, issues: [...issues, ...checkKeyIds(unique, path)] };
}

type KeyOrIssue = IssuerKey | Issue;

function readJson(text: string, path: string): KeyOrIssue[] {
  const given = jsonObject(text);
  const set = "kty" in given ? { keys: [given] } : given;
  const issues = checkKeySet(set, path);
  if (issues.length > 0) return issues;
  const { keys } = readKeySet(set) as { keys: Readonly<Record<string, unknown>>[] };
  return keys.map((members, index) => {
    const at = "kty" in given ? path : `${path}.keys[${index}]`;
    const { kid, use, alg } = members;
    const publicKey = attempt(() => createPublicKey({ format: "jwk", key: members as { kty: string } }));
    if (publicKey === undefined) return malformed(at, "its members make no key");
    const key = issuerKey(publicKey, at, typeof kid === "string" && kid !== "" ? kid : undefined);
    if (!("kid" in key)) return key;
    if (use !== undefined && use !== "sig") return malformed(at, `it is for use "${String(use)}"`, 'use "sig"');
    if (alg !== undefined && alg !== key.alg) return malformed(at, `its alg is "${String(alg)}"`, `alg "${key.alg}"`);
    return key;
  });
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/g;

function readPem(given: string, path: string): KeyOrIssue[] {
  const text = plainPem(given);
  const blocks = [...text.matchAll(BLOCK)];
  const begun = text.match(/-----BEGIN /g)?.length ?? 0;
  if (begun > blocks.length) return [malformed(path, "a PEM block has no end")];
  if (blocks.length === 0) return [noKeys(text, path)];
  // OpenSSL writes the curve in a block of its own before an EC key.
  const named = blocks.filter(([, label]) => label !== "EC PARAMETERS");
  return named.map(([, label = "", body = ""], index) => {
    const at = named.length === 1 ? path : `${path}[${index}]`;
    if (label.endsWith("PRIVATE KEY")) return isPrivate(at);
    const publicKey = publicKeyOf(label, body);
    return publicKey === undefined
      ? malformed(at, `its PEM block "${label}" holds no public key`)
      : issuerKey(publicKey, at);
  });
}

/** PEM as it is: Secrets and machine configurations have it in base64, environments and JSON with its line breaks written as `\n`. */
function plainPem(text: string): string {
  const decoded = /^[A-Za-z0-9+/=\s]+$/.test(text) ? Buffer.from(text, "base64").toString() : "";
  return decoded.includes("-----BEGIN ") ? decoded : text.replaceAll(/(\\r)?\\n/g, "\n");
}

function publicKeyOf(label: string, body: string): KeyObject | undefined {
  const key = Buffer.from(body, "base64");
  if (label === "CERTIFICATE") return attempt(() => new X509Certificate(key).publicKey);
  if (!label.endsWith("PUBLIC KEY")) return undefined;
  // OpenShift and HyperShift label SubjectPublicKeyInfo "RSA PUBLIC KEY", so the content decides.
  return (
    attempt(() => createPublicKey({ key, format: "der", type: "spki" })) ??
    attempt(() => createPublicKey({ key, format: "der", type: "pkcs1" }))
  );
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function isPrivate(path: string): Issue {
  return issue(
    "issuer-key-private",
    path,
    "Cannot take a private key: pass the public one, which `openssl pkey -in sa.key -pubout` or `pulumi-workload-identity issuer keys sa.key` prints; what has reached a program or its state is no secret any more",
  );
}

function noKeys(text: string, path: string): Issue {
  const why = text.trim() === "" ? "the text is empty" : "it is neither PEM nor JSON";
  return issue("issuer-key-none", path, `Cannot find a key: ${why}; expected PEM, a JSON Web Key, or a key set`);
}

function malformed(path: string, why: string, expected = "a public key for signatures"): Issue {
  return issue("issuer-key-malformed", path, `Cannot read the key: ${why}; expected ${expected}`);
}
