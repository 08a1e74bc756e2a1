import type { Issue } from "./issue";
import { issue } from "./issue";
import { checkIssuerUrl, isInClusterIssuer, isIssuerList } from "./issuer-url";
import { show } from "./show";

/**
 * Endings of names that nobody on the internet resolves: of clusters and what runs beside them, of private networks (RFC 6762, RFC 8375,
 * ICANN resolutions 2018-02-04 on `.corp`, `.home` and `.mail`, 2024-07-29 on `.internal`), and those that RFC 6761, RFC 7686 and RFC 9476
 * set aside. `.example` stands for names that are not known yet, and is left to those who write examples.
 */
const PRIVATE_NAMES =
  /(^|\.)(svc|cluster|kubernetes|minikube|consul|docker|local|localhost|localdomain|internal|intra|intranet|lan|lab|private|corp|home|mail|arpa|test|invalid|onion|alt)$/;

/** Public names that anybody may use for the own machine. */
const LOOPBACK_NAMES = /(^|\.)(localtest\.me|lvh\.me|vcap\.me|lacolhost\.com|traefik\.me)$/;

/** Public names that stand for the IPv4 address which is written in them, in decimal or hexadecimal (nip.io and sslip.io, read 2026-11). */
const ADDRESS_NAMES =
  /(?:^|[.-])(\d{1,3}(?:[.-]\d{1,3}){3}|[0-9a-f]{8})(?:[.-].*)?\.(?:nip\.io|sslip\.io|xip\.io|traefik\.me)$/;

/** Addresses of private networks, of the own machine, of the link and of carriers (RFC 1918, RFC 6890, RFC 6598). */
const PRIVATE_ADDRESS = /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\./;

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
  if (isPrivateName(name)) return `${show(host)} is a name that only a cluster or private network resolves`;
  const address = addressIn(name);
  return address !== undefined && PRIVATE_ADDRESS.test(address)
    ? `${show(host)} stands for the address ${address}, which only a private network reaches`
    : undefined;
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

/** The IPv4 address that a name stands for by its form. */
function addressIn(name: string): string | undefined {
  const [, written] = ADDRESS_NAMES.exec(name) ?? [];
  if (written === undefined) return LOOPBACK_NAMES.test(name) ? "127.0.0.1" : undefined;
  const isHexadecimal = /^[0-9a-f]{8}$/.test(written);
  return isHexadecimal
    ? written.replace(/../g, (byte) => `${Number.parseInt(byte, 16)}.`).slice(0, -1)
    : written.replaceAll("-", ".");
}
