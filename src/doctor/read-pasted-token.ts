import { WorkloadIdentityError } from "../core/errors";
import { jsonObject } from "../core/json";
import type { Token } from "../core/token";
import { readToken } from "../core/token";

/**
 * The claims of a token as it was pasted; its signature is not looked at. Throws `WorkloadIdentityError` (`token-invalid`) where it is
 * none, and never says what was pasted.
 */
export function readPastedToken(text: string): Token {
  // Quotes, `Bearer`, and line breaks of a terminal come along.
  const compact = text
    .replace(/^\s*(bearer\s+)?["']?/i, "")
    .replace(/["']?\s*$/, "")
    .replace(/\s+/g, "");
  const parts = compact.split(".");
  const claims = parts.length === 3 ? jsonObject(Buffer.from(parts[1]!, "base64url").toString("utf8")) : {};
  if (Object.keys(claims).length === 0) {
    throw new WorkloadIdentityError(
      "token-invalid",
      "Cannot read the token: expected the three parts of a JWT, as kubectl create token prints them or the pod's token file holds them",
    );
  }
  return readToken(claims);
}
