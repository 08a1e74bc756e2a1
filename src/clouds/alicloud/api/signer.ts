import { createHash, createHmac } from "node:crypto";

export interface AlicloudCredentials {
  accessKeyId?: string;
  accessKeySecret?: string;
  /** Only temporary keys have one. */
  securityToken?: string;
}

/** A call of an API whose parameters all stand in the query. */
export interface AlicloudCall {
  host: string;
  action: string;
  version: string;
  parameters: Readonly<Record<string, string>>;
}

const ALGORITHM = "ACS3-HMAC-SHA256";

/** Query and headers of a signed `POST` with an empty body (signature method of version 3, 2026-01). */
export function signAlicloudCall(
  { host, action, version, parameters }: AlicloudCall,
  { accessKeyId = "", accessKeySecret = "", securityToken }: AlicloudCredentials,
  date: Date,
  nonce: string,
): { query: string; headers: Record<string, string> } {
  const query = Object.keys(parameters)
    .sort()
    .map((name) => `${encode(name)}=${encode(parameters[name] ?? "")}`)
    .join("&");
  const payload = sha256("");
  const headers: Record<string, string> = {
    host,
    "x-acs-action": action,
    "x-acs-content-sha256": payload,
    "x-acs-date": date.toISOString().replace(/\.\d+Z$/, "Z"),
    ...(securityToken === undefined || securityToken === "" ? {} : { "x-acs-security-token": securityToken }),
    "x-acs-signature-nonce": nonce,
    "x-acs-version": version,
  };
  const names = Object.keys(headers).sort();
  const lines = names.map((name) => `${name}:${headers[name]}\n`).join("");
  const canonical = ["POST", "/", query, lines, names.join(";"), payload].join("\n");
  const signature = createHmac("sha256", accessKeySecret)
    .update(`${ALGORITHM}\n${sha256(canonical)}`)
    .digest("hex");
  const authorization = `${ALGORITHM} Credential=${accessKeyId},SignedHeaders=${names.join(";")},Signature=${signature}`;
  return { query, headers: { ...headers, authorization } };
}

/** RFC 3986: everything but letters, digits and `-_.~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
