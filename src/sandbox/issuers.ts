import type { JWTVerifyGetKey } from "jose" with { "resolution-mode": "import" };
import type { SignatureAlgorithm, VerifiedToken } from "../clouds/simulated/exchange";
import { jsonObject } from "../core/json";
import { show } from "../core/show";
import type { Token } from "../core/token";
import { readToken } from "../core/token";
import type { SandboxIssuer, SandboxTokenRequest } from "./issuer";
import { createIssuer, generateSigningKey } from "./issuer";

/** The issuers that a sandbox knows: those it signs for itself, made when they are first asked for, and those of real clusters. */
export interface SandboxIssuers {
  /** The issuer of this URL, byte for byte. */
  get(url: string): Promise<SandboxIssuer>;
  /** Takes the keys of a real cluster (a JSON Web Key Set) for its issuer, instead of signing for it. */
  trust(url: string, jwks: object): void;
  /** Signs a token; rejects for an issuer whose keys are those of a real cluster. */
  mint(request: SandboxTokenRequest): Promise<string>;
  /** Form, issuer, signature and times of a token, which has to be signed by one of these algorithms. */
  verify(jwt: string, algorithms: readonly SignatureAlgorithm[]): Promise<VerifiedToken>;
}

/** A signed token, without the padding or white space that readers of base64 often let through (RFC 7515, 2 and 7.1). */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
/** The last second that a date can say (ECMA-262, 21.4.1.1). */
const LAST_SECOND = 8.64e12;

type Invalid = Extract<VerifiedToken, { valid: false }>;

/** `isKnown` tells which issuers exist though no token was minted for them yet: those that deployed trusts name. */
export function createIssuers(
  now: () => number,
  isKnown: (url: string) => boolean,
  newKey = generateSigningKey,
): SandboxIssuers {
  const own = new Map<string, Promise<SandboxIssuer>>();
  const foreign = new Map<string, object>();
  const keys = new Map<string, Promise<JWTVerifyGetKey>>();

  const get = (url: string) => {
    const made = own.get(url) ?? createIssuer(url, newKey);
    own.set(url, made);
    return made;
  };
  const keysOf = (url: string) => {
    const found = keys.get(url) ?? loadKeys(async () => foreign.get(url) ?? (await get(url)).jwks);
    keys.set(url, found);
    return found;
  };

  return {
    get,
    trust(url, jwks) {
      foreign.set(url, jwks);
      keys.delete(url);
    },
    async mint({ issuer, ...request }) {
      if (foreign.has(issuer))
        throw new Error(`only the cluster itself signs for ${show(issuer)}: ask it for the token`);
      return (await get(issuer)).mint(request, now());
    },
    async verify(jwt, algorithms) {
      const { claims, fault } = claimsOf(jwt);
      if (claims === undefined) return invalid("malformed", fault);
      if (!foreign.has(claims.iss) && !own.has(claims.iss) && !isKnown(claims.iss)) {
        return invalid("unknown-issuer", `no cluster of this sandbox has the issuer ${show(claims.iss)}`, claims);
      }
      return verifySignature(jwt, claims, { keys: () => keysOf(claims.iss), algorithms, now: now() });
    },
  };
}

async function loadKeys(jwks: () => Promise<object>): Promise<JWTVerifyGetKey> {
  const { createLocalJWKSet } = await import("jose");
  return createLocalJWKSet((await jwks()) as Parameters<typeof createLocalJWKSet>[0]);
}

function claimsOf(jwt: string): { claims: Token; fault?: undefined } | { claims?: undefined; fault: string } {
  if (!COMPACT.test(jwt)) {
    return { fault: "a signed token is three parts of base64url with dots between, without padding or white space" };
  }
  const payload = jsonObject(Buffer.from(jwt.split(".")[1]!, "base64url").toString()) as Record<string, unknown>;
  const time = ["exp", "iat", "nbf"].find((name) => payload[name] !== undefined && !isTime(payload[name]));
  if (time !== undefined) return { fault: `${time} is no time in seconds: ${show(payload[time])}` };
  try {
    return { claims: readToken(payload) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

function isTime(value: unknown): boolean {
  return typeof value === "number" && Math.abs(value) <= LAST_SECOND;
}

async function verifySignature(
  jwt: string,
  claims: Token,
  by: { keys(): Promise<JWTVerifyGetKey>; algorithms: readonly SignatureAlgorithm[]; now: number },
): Promise<VerifiedToken> {
  const { jwtVerify, errors } = await import("jose");
  const { now } = by;
  try {
    const { protectedHeader } = await jwtVerify(jwt, await by.keys(), {
      algorithms: [...by.algorithms],
      currentDate: new Date(now * 1000),
      requiredClaims: ["exp", "iat"],
    });
    if (Number(claims.iat) > now) return invalid("not-yet-valid", `iat is ${claims.iat}, now is ${now}`, claims);
    // Vendors find the key by its id; that a set has only one is no reason to take it.
    if (protectedHeader.kid === undefined) return invalid("bad-signature", "the header names no key (kid)", claims);
    return { valid: true, token: claims, keyId: protectedHeader.kid };
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof errors.JWTExpired) return invalid("expired", `exp is ${claims.exp}, now is ${now}`, claims);
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf" && error.reason === "check_failed") {
      return invalid("not-yet-valid", `nbf is ${claims.nbf}, now is ${now}`, claims);
    }
    // Everything else is about the key: missing, too short, of another kind, or a key set that is none.
    const ofToken = error instanceof errors.JOSEError && MALFORMED.includes(error.code);
    return invalid(ofToken ? "malformed" : "bad-signature", message, claims);
  }
}

/** What jose says of a token itself. */
const MALFORMED = ["ERR_JWS_INVALID", "ERR_JWT_INVALID", "ERR_JWT_CLAIM_VALIDATION_FAILED", "ERR_JOSE_NOT_SUPPORTED"];

function invalid(reason: Invalid["reason"], detail: string, claims?: Token): Invalid {
  return { valid: false, reason, detail, ...(claims === undefined ? {} : { claims }) };
}
