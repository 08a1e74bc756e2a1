import type { KeyObject } from "node:crypto";
import type { SignatureAlgorithm, VerifiedToken } from "../clouds/simulated/exchange";
import { WorkloadIdentityError } from "../core/errors";
import { jsonObject } from "../core/json";
import { show } from "../core/show";
import { discoveryDocument } from "../issuer/discovery-document";
import type { ForeignIssuer, SandboxIssuer, SandboxTokenRequest } from "./issuer";
import { createIssuer, generateSigningKey, publishedKey } from "./issuer";
import type { PublishedIssuers } from "./published-issuers";
import type { KeySet } from "./verify-token";
import { verifyToken } from "./verify-token";

/**
 * The issuers that a sandbox knows: those of clusters that it plays itself, whose keys are made when they are first asked for, those that
 * the program publishes, and those of real clusters.
 */
export interface SandboxIssuers {
  /** The issuer of this URL, byte for byte; rejects where its private key is elsewhere. */
  get(url: string): Promise<SandboxIssuer>;
  /** What the issuer of this URL publishes, wherever its private key is. */
  documents(url: string): Promise<{ discovery: object; jwks: object }>;
  /** Takes the keys of a real cluster (a JSON Web Key Set) for its issuer, instead of signing for it. */
  trust(url: string, jwks: object): void;
  /** Asks a real cluster for its keys each time, and for its tokens. */
  join(url: string, cluster: ForeignIssuer): void;
  /** Signs a token; rejects for an issuer whose private key is elsewhere. */
  mint(request: SandboxTokenRequest): Promise<string>;
  /** Form, issuer, signature and times of a token. */
  verify(jwt: string, by: Verification): Promise<VerifiedToken>;
}

/** Who verifies a token, and how. */
interface Verification {
  /** The token service, which keeps published documents by itself. */
  service: string;
  /** The signatures that it takes. */
  algorithms: readonly SignatureAlgorithm[];
  /** The key set that it stores for the issuer, where it asks nobody. */
  storedKeys?: string;
}

export interface IssuersOptions {
  /** Seconds since the epoch. */
  now(): number;
  /** Which issuers exist though no token was minted for them yet: those that deployed trusts name. */
  isKnown(url: string): boolean;
  published: PublishedIssuers;
  /** What clusters sign with; a key of its own for each by default. */
  signingKeys?: readonly KeyObject[];
  newKey?: () => Promise<KeyObject>;
}

export function createIssuers(options: IssuersOptions): SandboxIssuers {
  const { now, isKnown, published, signingKeys = [], newKey = generateSigningKey } = options;
  const own = new Map<string, Promise<SandboxIssuer>>();
  const foreign = new Map<string, ForeignIssuer>();

  const get = async (url: string): Promise<SandboxIssuer> => {
    if (foreign.has(url)) throw new Error(`only the cluster itself signs for ${show(url)}: ask it for the token`);
    if (signingKeys.length > 0) return createIssuer(url, async () => signingKeyFor(url));
    if (published.has(url)) throw signingKeyMissing(url);
    const made = own.get(url) ?? createIssuer(url, newKey);
    own.set(url, made);
    return made;
  };
  /** Of several keys the one that is published, as API servers are told to; a rotation changes it. */
  const signingKeyFor = (url: string): KeyObject => {
    const known = published.has(url) ? published.keySet(url, "") : { fault: "" };
    const text = "jwks" in known ? JSON.stringify(known.jwks) : "";
    return signingKeys.find((key) => text.includes(`"${publishedKey(key).kid}"`)) ?? signingKeys[0]!;
  };
  const keysOf = async (url: string, { service, storedKeys }: Verification): Promise<KeySet> => {
    if (storedKeys !== undefined) return { jwks: jsonObject(storedKeys) };
    if (published.has(url)) return published.keySet(url, service);
    if (foreign.has(url)) return keysElsewhere(foreign.get(url)!);
    if (!own.has(url) && !isKnown(url)) return { fault: `no cluster of this sandbox has the issuer ${show(url)}` };
    return { jwks: (await get(url)).jwks };
  };

  return {
    get,
    documents: (url) => foreign.get(url)?.documents() ?? get(url),
    trust: (url, jwks) =>
      void foreign.set(url, { documents: async () => ({ discovery: discoveryDocument(url, ["RS256"]), jwks }) }),
    join: (url, cluster) => void foreign.set(url, cluster),
    async mint(request) {
      const { issuer, ...claims } = request;
      return foreign.get(issuer)?.mint?.(request) ?? (await get(issuer)).mint(claims, now());
    },
    verify: (jwt, by) =>
      verifyToken(jwt, { keysOf: (issuer) => keysOf(issuer, by), algorithms: by.algorithms, now: now() }),
  };
}

async function keysElsewhere(issuer: ForeignIssuer): Promise<KeySet> {
  try {
    return { jwks: (await issuer.documents()).jwks };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function signingKeyMissing(url: string): WorkloadIdentityError {
  return new WorkloadIdentityError(
    "sandbox-signing-key-missing",
    `Cannot sign for ${show(url)}: the program publishes this issuer's public keys, and only the cluster has the private one; give it with --signing-key (signingKeys of startSandbox), or ask the cluster for the token`,
  );
}
