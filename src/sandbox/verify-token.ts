import type { JWTVerifyGetKey } from "jose" with { "resolution-mode": "import" };
import type { SignatureAlgorithm, VerifiedToken } from "../clouds/simulated/exchange";
import { jsonObject } from "../core/json";
import { show } from "../core/show";
import type { Token } from "../core/token";
import { readToken } from "../core/token";

/** The key set of an issuer, or why nobody gets one. */
export type KeySet = { readonly jwks: object } | { readonly fault: string };

/** A signed token, without the padding or white space that readers of base64 often let through (RFC 7515, 2 and 7.1). */
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
/** The last second that a date can say (ECMA-262, 21.4.1.1). */
const LAST_SECOND = 8.64e12;

type Invalid = Extract<VerifiedToken, { valid: false }>;

/** Form, issuer, signature and times of a token, which has to be signed by one of these algorithms. `now` is in seconds of the epoch. */
export async function verifyToken(
  jwt: string,
  by: { keysOf(issuer: string): Promise<KeySet>; algorithms: readonly SignatureAlgorithm[]; now: number },
): Promise<VerifiedToken> {
  const { claims, fault } = claimsOf(jwt);
  if (claims === undefined) return { valid: false, reason: "malformed", detail: fault };
  const keys = await by.keysOf(claims.iss);
  if ("fault" in keys) return { valid: false, reason: "unknown-issuer", detail: keys.fault, claims };
  return verifySignature(jwt, claims, { jwks: keys.jwks, algorithms: by.algorithms, now: by.now });
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
  { jwks, algorithms, now }: { jwks: object; algorithms: readonly SignatureAlgorithm[]; now: number },
): Promise<VerifiedToken> {
  const { createLocalJWKSet, jwtVerify, errors } = await import("jose");
  const keyId = keyIdIn(jwt);
  const invalid = (reason: Invalid["reason"], detail: string): Invalid => ({
    valid: false,
    reason,
    detail,
    claims,
    ...(keyId === undefined ? {} : { keyId }),
  });
  try {
    const keys = imported.get(jwks) ?? createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0]);
    imported.set(jwks, keys);
    await jwtVerify(jwt, keys, {
      algorithms: [...algorithms],
      currentDate: new Date(now * 1000),
      requiredClaims: ["exp", "iat"],
    });
    if (Number(claims.iat) > now) return invalid("not-yet-valid", `iat is ${claims.iat}, now is ${now}`);
    // Vendors find the key by its id; that a set has only one is no reason to take it.
    if (keyId === undefined) return invalid("bad-signature", "the header names no key (kid)");
    return { valid: true, token: claims, keyId };
  } catch (error) {
    const { message } = error as Error;
    if (error instanceof errors.JWTExpired) return invalid("expired", `exp is ${claims.exp}, now is ${now}`);
    if (error instanceof errors.JWTClaimValidationFailed && error.claim === "nbf" && error.reason === "check_failed") {
      return invalid("not-yet-valid", `nbf is ${claims.nbf}, now is ${now}`);
    }
    // Everything else is about the key: missing, too short, of another kind, or a key set that is none.
    const ofToken = error instanceof errors.JOSEError && MALFORMED.includes(error.code);
    return invalid(ofToken ? "malformed" : "bad-signature", message);
  }
}

/** What jose says of a token itself. */
const MALFORMED = ["ERR_JWS_INVALID", "ERR_JWT_INVALID", "ERR_JWT_CLAIM_VALIDATION_FAILED", "ERR_JOSE_NOT_SUPPORTED"];

/** Key sets that tokens were verified with, so that their keys are imported once. */
const imported = new WeakMap<object, JWTVerifyGetKey>();

/** The `kid` of a token's header. */
function keyIdIn(jwt: string): string | undefined {
  const { kid } = jsonObject(Buffer.from(jwt.split(".")[0]!, "base64url").toString()) as { kid?: unknown };
  return typeof kid === "string" ? kid : undefined;
}
