import type { Issue } from "./issue";
import { issue } from "./issue";
import { checkIssuerUrl } from "./issuer-url";
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
 * `maxLength` is the cloud's limit in characters.
 */
export function checkPublicIssuerUrl(url: unknown, path: string, maxLength: number): Issue[] {
  const issues = checkIssuerUrl(url, path, maxLength);
  if (issues.length > 0) return issues;
  const why = unreachable(new URL(url as string).hostname);
  return why === undefined ? [] : [issuerNotPublic(url, path, why)];
}

/** Why a cloud cannot fetch the keys of an issuer over the internet, or `undefined` where nothing speaks against it. */
export function unreachableIssuer(issuer: string): string | undefined {
  // Most hosts are plain names; only a URL parser knows all the ways to write an address.
  const [, plain] = /^https:\/\/([a-z0-9.-]*[a-z][a-z0-9-]*)(?:\/|$)/.exec(issuer) ?? [];
  if (plain !== undefined) return unreachable(plain);
  return /^https:/i.test(issuer) && URL.canParse(issuer) ? unreachable(new URL(issuer).hostname) : undefined;
}

/** The fault of an issuer that a cloud cannot fetch keys from, and why. */
export function issuerNotPublic(url: unknown, path: string, why: string): Issue {
  return issue(
    "issuer-not-public",
    path,
    `Cannot trust issuer ${show(url)}: the cloud fetches its keys over the internet, and ${why}; give the cluster an issuer with a public name (--service-account-issuer)`,
  );
}

function unreachable(host: string): string | undefined {
  // The last dot says that a name is complete; a URL has written every form of an IPv4 address as four numbers.
  const name = host.replace(/\.$/, "");
  if (name.startsWith("[") || /^[\d.]+$/.test(name)) return `${show(host)} is an address, not a name`;
  if (!name.includes(".")) return `${show(host)} is a name of one word, which only a private network resolves`;
  return PRIVATE_NAMES.test(name)
    ? `${show(host)} is a name that only a cluster or private network resolves`
    : undefined;
}
