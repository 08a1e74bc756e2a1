import type { Issue } from "./issue";
import { issue } from "./issue";
import { checkIssuerUrl, isInClusterIssuer, isIssuerList } from "./issuer-url";
import { show } from "./show";

/**
 * Endings of names that nobody on the internet resolves: of clusters, of private networks (RFC 6762, RFC 8375, ICANN resolution
 * 2024-07-29 on `.internal`), and those that RFC 6761, RFC 7686 and RFC 9476 set aside. `.invalid` stands for names that are not known
 * yet, and the names for examples are left to those who write examples.
 */
const PRIVATE_NAMES =
  /(^|\.)(svc|local|localhost|localdomain|internal|intranet|lan|private|corp|home|home\.arpa|test|onion|alt)$/;

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
  const why = isUrl ? unreachableHost(plain ?? new URL(issuer).hostname) : "it is no https URL";
  return why && `${why}; give the cluster an issuer with a public name (--service-account-issuer)`;
}

function unreachableHost(host: string): string | undefined {
  // The last dot says that a name is complete; a URL has written every form of an IPv4 address as four numbers.
  const name = host.replace(/\.$/, "");
  if (isAddress(name)) return `${show(host)} is an address, not a name`;
  if (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(name)) return `${show(host)} is no name of a host`;
  if (!name.includes(".")) return `${show(host)} is a name of one word, which only a private network resolves`;
  return isPrivateName(name) ? `${show(host)} is a name that only a cluster or private network resolves` : undefined;
}

function isAddress(name: string): boolean {
  return name.startsWith("[") || /^[\d.]+$/.test(name);
}

function isPrivateName(name: string): boolean {
  return PRIVATE_NAMES.test(name) || isInClusterIssuer(`https://${name}`);
}
