import type { KeyObject } from "node:crypto";
import { createHash, createPublicKey, generateKeyPair, randomUUID, sign } from "node:crypto";
import { promisify } from "node:util";
import { WorkloadIdentityError } from "../core/errors";
import type { Subject } from "../core/subject";
import { subjectClaim } from "../core/subject";
import { discoveryDocument } from "../issuer/discovery-document";
import type { IssuerKey } from "../issuer/issuer-key";
import { issuerKey } from "../issuer/issuer-key";

/** A token's claims as they are asked of an issuer. */
export interface SandboxTokenRequest extends Subject {
  audience: string | string[];
  /** 3600 by default. */
  expirationSeconds?: number;
  /** Seconds since the epoch; now by default. A time long ago gives an expired token, one to come a token that is not valid yet. */
  issuedAt?: number;
  /** The pod that the token is bound to. None by default. */
  pod?: { name: string; uid: string };
  /** The node that the pod runs on. None by default. */
  node?: { name: string; uid: string };
}

/** One cluster's issuer: what it publishes, and the key that it signs with. */
export interface SandboxIssuer {
  readonly url: string;
  readonly keyId: string;
  /** The JSON Web Key Set that it publishes. */
  readonly jwks: { keys: object[] };
  /** The OpenID Connect discovery document that it publishes. */
  readonly discovery: object;
  /** Signs a token as the API server of the cluster would; `now` is in seconds since 1970. */
  mint(request: Omit<SandboxTokenRequest, "issuer">, now: number): string;
}

/** An issuer whose private key is elsewhere. */
export interface ForeignIssuer {
  /** What it publishes now. */
  documents(): Promise<{ discovery: object; jwks: object }>;
  /** Asks it for a token; absent where no more than its keys is known. */
  mint?(request: SandboxTokenRequest): Promise<string>;
}

/** The private key of a cluster's API server. */
export async function generateSigningKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })).privateKey;
}

/** Makes the key of a cluster and what its API server does with it. */
export async function createIssuer(url: string, newKey = generateSigningKey): Promise<SandboxIssuer> {
  const privateKey = await newKey();
  const key = publishedKey(privateKey);
  const { alg, kid } = key;
  return {
    url,
    keyId: kid,
    jwks: { keys: [key] },
    discovery: discoveryDocument(url, [alg]),
    mint: (request, now) => signed({ alg, kid }, claims(url, request, now), privateKey),
  };
}

/** The public half of a key as API servers publish it. Throws `WorkloadIdentityError` (`sandbox-signing-key-invalid`). */
export function publishedKey(privateKey: KeyObject): IssuerKey {
  const key = issuerKey(createPublicKey(privateKey), "signing key");
  if ("kid" in key) return key;
  throw new WorkloadIdentityError("sandbox-signing-key-invalid", key.message);
}

/** What the kubelet asks for where a pod takes its default token, which old clients read only once (kubernetes pkg/serviceaccount/claims.go). */
const EXTENDED = { asked: 3607, granted: 365 * 24 * 3600 };

/** The claims that kube-apiserver v1.34 signs for a TokenRequest. */
function claims(iss: string, request: Omit<SandboxTokenRequest, "issuer">, now: number): object {
  const { namespace, serviceAccount, audience, expirationSeconds = 3600, issuedAt = Math.floor(now) } = request;
  const { pod, node } = request;
  const aud = [audience].flat();
  const isExtended = expirationSeconds === EXTENDED.asked && pod !== undefined && aud.includes(iss);
  return {
    aud,
    exp: issuedAt + (isExtended ? EXTENDED.granted : expirationSeconds),
    iat: issuedAt,
    iss,
    jti: randomUUID(),
    "kubernetes.io": {
      namespace,
      ...(node === undefined ? {} : { node }),
      ...(pod === undefined ? {} : { pod }),
      serviceaccount: { name: serviceAccount, uid: uidOf(`${iss} ${namespace} ${serviceAccount}`) },
      ...(isExtended ? { warnafter: issuedAt + expirationSeconds } : {}),
    },
    nbf: issuedAt,
    sub: subjectClaim(request),
  };
}

function signed(header: { alg: string; kid: string }, payload: object, key: KeyObject): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode(header)}.${encode(payload)}`;
  const hash = `sha${header.alg.slice(2)}`;
  return `${text}.${sign(hash, Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

/** The same object has the same uid in every run. */
export function uidOf(object: string): string {
  const hex = createHash("sha256").update(object).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
