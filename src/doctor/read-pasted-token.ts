import { WorkloadIdentityError } from "../core/errors";
import { jsonObject } from "../core/json";
import type { Token } from "../core/token";
import { readToken } from "../core/token";

/**
 * The claims of a token as it was pasted; its signature is not looked at. Throws `WorkloadIdentityError` (`token-invalid`) where it is
 * none, and never says what was pasted.
 */
export function readPastedToken(text: string): Token {
  // Quotes, `Bearer`, line breaks of a terminal, and the JSON of a TokenRequest come along.
  const [, payload = ""] = /ey[\w-]+\.([\w-]+)\.[\w-]*/.exec(text.replace(/\s+/g, "")) ?? [];
  const claims = jsonObject(Buffer.from(payload, "base64url").toString("utf8"));
  if (Object.keys(claims).length === 0) {
    throw new WorkloadIdentityError(
      "token-invalid",
      "Cannot read the token: expected the three parts of a JWT, as kubectl create token prints them or the pod's token file holds them",
    );
  }
  return readToken(claims);
}
