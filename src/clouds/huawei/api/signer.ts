import { createHash, createHmac } from "node:crypto";

export interface HuaweiCredentials {
  accessKey: string;
  secretKey: string;
  /** Only temporary access keys have one. */
  securityToken?: string;
}

/** A request before it is signed. */
export interface HuaweiRequest {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** The exact text that is sent; empty for none. */
  body: string;
}

const ALGORITHM = "SDK-HMAC-SHA256";

/** The headers of a request signed with an access key: those that were given, the date, the token and `Authorization`. */
export function signHuaweiRequest(
  { method, url, headers, body }: HuaweiRequest,
  { accessKey, secretKey, securityToken }: HuaweiCredentials,
  date: Date,
): Record<string, string> {
  const timestamp = date.toISOString().replace(/[-:]|\.\d+/g, "");
  const sent = {
    ...headers,
    "X-Sdk-Date": timestamp,
    ...(securityToken === undefined ? {} : { "X-Security-Token": securityToken }),
  };
  // The client that sends the request writes `Host` itself, from the same URL.
  const signed = Object.entries({ ...sent, Host: url.host })
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const names = signed.map(([name]) => name).join(";");
  const canonical = [
    method,
    canonicalPath(url),
    canonicalQuery(url),
    signed.map(([name, value]) => `${name}:${value}\n`).join(""),
    names,
    sha256(body),
  ].join("\n");
  const signature = createHmac("sha256", secretKey)
    .update([ALGORITHM, timestamp, sha256(canonical)].join("\n"))
    .digest("hex");
  return { ...sent, Authorization: `${ALGORITHM} Access=${accessKey}, SignedHeaders=${names}, Signature=${signature}` };
}

/** The path as it is signed always ends in a slash, whatever is sent. */
function canonicalPath({ pathname }: URL): string {
  const path = pathname
    .split("/")
    .map((segment) => encode(decodeURIComponent(segment)))
    .join("/");
  return path.endsWith("/") ? path : `${path}/`;
}

function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .sort(([name, value], [otherName, otherValue]) =>
      name === otherName ? (value < otherValue ? -1 : 1) : name < otherName ? -1 : 1,
    )
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .join("&");
}

/** RFC 3986: everything but letters, digits and `-_.~`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
