import type { JWTVerifyGetKey } from "jose" with { "resolution-mode": "import" };
import type { VerifiedToken } from "../clouds/simulated/exchange";
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
  /** Form, issuer, signature and times of a token. */
  verify(jwt: string): Promise<VerifiedToken>;
}

/** Asymmetric algorithms that vendors accept of OpenID Connect issuers; never a shared secret, never none. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

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
    async verify(jwt) {
      const { claims, fault } = claimsOf(jwt);
      if (claims === undefined) return invalid("malformed", fault);
      if (!foreign.has(claims.iss) && !own.has(claims.iss) && !isKnown(claims.iss)) {
        return invalid("unknown-issuer", `no cluster of this sandbox has the issuer ${show(claims.iss)}`, claims);
      }
      return verifySignature(jwt, claims, await keysOf(claims.iss), now());
    },
  };
}

async function loadKeys(jwks: () => Promise<object>): Promise<JWTVerifyGetKey> {
  const { createLocalJWKSet } = await import("jose");
  return createLocalJWKSet((await jwks()) as Parameters<typeof createLocalJWKSet>[0]);
}

function claimsOf(jwt: string): { claims: Token; fault?: undefined } | { claims?: undefined; fault: string } {
  const parts = jwt.split(".");
  if (parts.length !== 3) return { fault: `a signed token has three parts, this has ${parts.length}` };
  try {
    return { claims: readToken(jsonObject(Buffer.from(parts[1]!, "base64url").toString())) };
  } catch (error) {
    return { fault: (error as Error).message };
  }
}

async function verifySignature(jwt: string, claims: Token, keys: JWTVerifyGetKey, now: number): Promise<VerifiedToken> {
  const { jwtVerify, errors } = await import("jose");
  try {
    const { protectedHeader } = await jwtVerify(jwt, keys, {
      algorithms: ALGORITHMS,
      currentDate: new Date(now * 1000),
      requiredClaims: ["exp", "iat"],
    });
    return { valid: true, token: claims, keyId: protectedHeader.kid ?? "" };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    const { message } = error;
    if (error instanceof errors.JWTExpired) return invalid("expired", `exp is ${claims.exp}, now is ${now}`, claims);
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf" && error.reason === "check_failed") {
      return invalid("not-yet-valid", `nbf is ${claims.nbf}, now is ${now}`, claims);
    }
    const unsigned = ["ERR_JWS_SIGNATURE_VERIFICATION_FAILED", "ERR_JWKS_NO_MATCHING_KEY", "ERR_JOSE_ALG_NOT_ALLOWED"];
    return invalid(unsigned.includes(error.code) ? "bad-signature" : "malformed", message, claims);
  }
}

function invalid(reason: Invalid["reason"], detail: string, claims?: Token): Invalid {
  return { valid: false, reason, detail, ...(claims === undefined ? {} : { claims }) };
}
