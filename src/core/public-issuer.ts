import type { Issue } from "./issue";
import { issue } from "./issue";
import { checkIssuerUrl, isInClusterIssuer, isIssuerList } from "./issuer-url";
import { show } from "./show";

/**
 * Endings of names that nobody on the internet resolves: of clusters and what runs beside them, of private networks (RFC 6762, RFC 8375,
 * ICANN resolutions 2018-02-04 on `.corp`, `.home` and `.mail`, 2024-07-29 on `.internal`), and those that RFC 6761, RFC 7686 and RFC 9476
 * set aside. `.invalid` stands for names that are not known yet, and the names for examples are left to those who write examples.
 */
const PRIVATE_NAMES =
  /(^|\.)(svc|cluster|consul|docker|local|localhost|localdomain|internal|intranet|lan|private|corp|home|mail|arpa|test|onion|alt)$/;

/** Labels of at most 63 letters, digits and hyphens within, the last one of letters or of another script (RFC 1123, RFC 3696). */
const HOST_NAME = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*([a-z]{1,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$/i;
const HOST_NAME_MAX_LENGTH = 253;

/**
 * Faults of an issuer whose keys a cloud fetches over the internet: it needs a name there. Includes those of any issuer URL;
 * `maxLength` is the cloud's limit in characters, and `unreachable` says why its keys cannot be fetched.
 */
export function checkPublicIssuerUrl(
  url: unknown,
  path: string,
  maxLength: number,
  unreachable: (issuer: string) => string | undefined = unreachableIssuer,
): Issue[] {
  const issues = checkIssuerUrl(url, path, maxLength);
  if (issues.length > 0) return issues;
  const why = unreachable(url as string);
  const message = `Cannot trust issuer ${show(url)}: the cloud fetches its keys over the internet, and ${why}`;
  return why === undefined ? [] : [issue("issuer-not-public", path, message)];
}

/** Why a cloud cannot fetch the keys of an issuer over the internet, and what to do; `undefined` where nothing speaks against it. */
export function unreachableIssuer(issuer: string): string | undefined {
  if (isIssuerList(issuer)) return "it is a list of issuers, of which a token says the first; give that one alone";
  // Most hosts are plain names; only a URL parser knows all the ways to write an address, whose last part begins with a digit.
  const [, plain] = /^https:\/\/((?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*)(?:\/|$)/.exec(issuer) ?? [];
  // The parser also takes white space, other scripts and a user before the host, which no issuer has (RFC 3986; OpenID Connect Discovery 1.0).
  const isUrl =
    /^https:\/\/[^/@\s]+(\/\S*)?$/.test(issuer) &&
    /^[!-~]+$/.test(issuer) &&
    (plain !== undefined || URL.canParse(issuer));
  const why = isUrl ? unreachableUrl(issuer, plain) : "it is no https URL";
  return why && `${why}; give the cluster an issuer with a public name (--service-account-issuer)`;
}

function unreachableUrl(issuer: string, plain: string | undefined): string | undefined {
  if (plain !== undefined) return unreachableHost(plain, plain);
  const { hostname, port } = new URL(issuer);
  const [, written = ""] = /^https:\/\/(\[[^\]]*\]|[^/:?#]*)/.exec(issuer) ?? [];
  return port === "0" ? "nothing listens on port 0" : unreachableHost(hostname, written.toLowerCase());
}

/** The same of a host as a URL parser reads it, and as it is written. */
function unreachableHost(host: string, written: string): string | undefined {
  // The last dot says that a name is complete; a URL has written every form of an IPv4 address as four numbers.
  const name = host.replace(/\.$/, "");
  if (isAddress(name)) return `${show(host)} is an address, not a name`;
  if (host !== written || !isHostName(name)) return `${show(written)} is no name of a host`;
  if (!name.includes(".")) return `${show(host)} is a name of one word, which only a private network resolves`;
  return isPrivateName(name) ? `${show(host)} is a name that only a cluster or private network resolves` : undefined;
}

function isHostName(name: string): boolean {
  return name.length <= HOST_NAME_MAX_LENGTH && HOST_NAME.test(name);
}

function isAddress(name: string): boolean {
  return name.startsWith("[") || /^[\d.]+$/.test(name);
}

function isPrivateName(name: string): boolean {
  return PRIVATE_NAMES.test(name) || isInClusterIssuer(`https://${name}`);
}
