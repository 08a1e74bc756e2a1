import type { Issue } from "./issue";
import { issue } from "./issue";
import { show } from "./show";

/** Longest issuer URL in characters that any cloud stores; each cloud checks its own limit too (Entra federated credentials, 2026-08). */
const ISSUER_URL_MAX_LENGTH = 600;

/** The issuer without `https://`: how AWS names its providers and condition keys. */
export function issuerHostPath(url: string): string {
  return url.startsWith("https://") ? url.slice("https://".length) : url;
}

/** What API servers are called inside of every cluster, whatever its domain. */
const IN_CLUSTER = /^https:\/\/kubernetes\.default(\.svc(\.[^:/?#]*)?)?([:/?#]|$)/;

/** Whether a text is several issuers with commas, as API servers and clusters list those that they accept. */
export function isIssuerList(url: string): boolean {
  return /,\s*https?:\/\//.test(url);
}

/** Whether an issuer has a name that only exists inside of a cluster: many clusters call their own that, and no cloud can reach it. */
export function isInClusterIssuer(url: string): boolean {
  return IN_CLUSTER.test(url);
}

/** The fault of an issuer whose URL is no text, as of an output that turns out to be the URL itself, or nothing. */
export function issuerUrlMissing(url: unknown, path: string): Issue {
  const fix =
    "write issuer: { url }, also where an output or another stack has the URL itself; where a cluster's own output is empty, turn its OIDC issuer on, and where another stack has no such output, deploy that first";
  return issue("issuer-url-missing", path, `Cannot trust issuer ${show(url)}: ${fix}`);
}

/**
 * Faults of an issuer URL. The value is compared byte for byte with `iss` by every cloud, so it is checked and never normalised:
 * a trailing slash, a capital letter or a space would be a different issuer. `maxLength` is the cloud's limit in characters.
 */
export function checkIssuerUrl(url: unknown, path: string, maxLength: number): Issue[] {
  const fault = (code: string, why: string) => [
    issue(code, path, `Cannot trust issuer ${show(url)}: ${why}; pass the "iss" of the cluster's tokens unchanged`),
  ];
  if (typeof url !== "string" || url === "") return [issuerUrlMissing(url, path)];
  if (url !== url.trim() || /\s/.test(url)) return fault("issuer-url-whitespace", "it contains white space");
  if (!url.includes("://") && URL.canParse(`https://${url}`)) {
    return fault("issuer-url-scheme", `it has no scheme; add https://: ${show(`https://${url}`)}`);
  }
  if (!/^https:\/\//.test(url)) {
    return fault("issuer-url-scheme", `scheme is ${show(url.split(":")[0] ?? "")}, expected "https"`);
  }
  if (isIssuerList(url)) {
    return fault(
      "issuer-url-unparsable",
      "it is a list of issuers, of which tokens say the first; give that one alone",
    );
  }
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return fault("issuer-url-unparsable", "it is not a URL");
  }
  if (parsed.hostname === "") return fault("issuer-url-unparsable", "it has no host");
  if (parsed.username !== "" || parsed.password !== "")
    return fault("issuer-url-credentials", "it contains credentials");
  const [document] = /\/+(\.well-known\/(openid-configuration|jwks\.json)|openid\/v1\/jwks)\/?$/.exec(url) ?? [];
  if (document !== undefined) {
    const rest = show(url.slice(0, -document.length));
    const why = `it is the address of one of the issuer's documents; its "issuer" says the issuer, mostly ${rest}`;
    return fault("issuer-url-document", why);
  }
  if (/[?#]/.test(url)) return fault("issuer-url-query", "it contains a query or a fragment");
  if (/[*${}]/.test(url)) return fault("issuer-url-wildcard", "it contains a wildcard or a variable");
  if (!/^[\x21-\x7e]+$/.test(url)) return fault("issuer-url-unparsable", "it contains a character outside of ASCII");
  if (url.length > maxLength) {
    return fault("issuer-url-too-long", `it has ${url.length} characters, at most ${maxLength} are stored`);
  }
  return [];
}

/** Faults of an issuer URL that no cloud could trust. */
export function checkAnyIssuerUrl(url: unknown, path: string): Issue[] {
  return checkIssuerUrl(url, path, ISSUER_URL_MAX_LENGTH);
}
