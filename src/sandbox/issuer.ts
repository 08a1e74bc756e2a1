import type { KeyObject } from "node:crypto";
import { createHash, createPublicKey, generateKeyPair, randomUUID, sign } from "node:crypto";
import { promisify } from "node:util";
import type { Subject } from "../core/subject";
import { subjectClaim } from "../core/subject";
import { discoveryDocument } from "../issuer/discovery-document";
import { keyIdOf } from "../issuer/kid";

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
  mint(request: Omit<SandboxTokenRequest, "issuer">, now: number): string;
}

/** What kube-apiserver signs with an RSA key by. */
const ALGORITHM = "RS256";

/** The private key of a cluster's API server. */
export async function generateSigningKey(): Promise<KeyObject> {
  return (await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })).privateKey;
}

/** Makes the key of a cluster and what its API server does with it. */
export async function createIssuer(url: string, newKey = generateSigningKey): Promise<SandboxIssuer> {
  const privateKey = await newKey();
  const publicKey = createPublicKey(privateKey);
  const keyId = keyIdOf(publicKey);
  return {
    url,
    keyId,
    jwks: { keys: [{ use: "sig", alg: ALGORITHM, kid: keyId, ...publicKey.export({ format: "jwk" }) }] },
    discovery: discoveryDocument(url, [ALGORITHM]),
    mint: (request, now) => signed({ alg: ALGORITHM, kid: keyId }, claims(url, request, now), privateKey),
  };
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

function signed(header: object, payload: object, key: KeyObject): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

/** The same object has the same uid in every run. */
export function uidOf(object: string): string {
  const hex = createHash("sha256").update(object).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
