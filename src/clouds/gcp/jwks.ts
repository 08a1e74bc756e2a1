import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import type { KeyMembers } from "../../core/key-set";
import { checkKeySet, readKeySet } from "../../core/key-set";
import { isLater } from "../../core/known";
import { show } from "../../core/show";
import type { GcpIssuerRegistrationArgs } from "./args";

/** The only fields that Google takes of an uploaded key, by the types of key that it takes. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  RSA: ["kty", "alg", "use", "kid", "n", "e"],
  EC: ["kty", "alg", "use", "kid", "x", "y", "crv"],
};

/** A key set as Google stores it, stripped to the fields that are allowed, or what is wrong with it. */
export function gcpUploadedJwks(text: unknown, path: string): { jwksJson: string } | { issues: Issue[] } {
  const [issues, read] = [checkKeySet(text, path), readKeySet(text)];
  if (issues.length > 0 || "malformed" in read) return { issues };
  const unsupported = read.keys.flatMap((key, index) => checkType(key, `${path}.keys[${index}]`));
  if (unsupported.length > 0) return { issues: unsupported };
  return { jwksJson: JSON.stringify({ keys: read.keys.map(strip) }) };
}

function checkType({ kty }: KeyMembers, path: string): Issue[] {
  if (Object.hasOwn(FIELDS, String(kty))) return [];
  return [issue("gcp-jwks-key-type", path, `Cannot upload a key of type ${show(kty)}: Google takes RSA and EC keys`)];
}

function strip(key: KeyMembers): object {
  const fields = FIELDS[String(key.kty)] ?? [];
  return Object.fromEntries(fields.filter((name) => Object.hasOwn(key, name)).map((name) => [name, key[name]]));
}

/** Issuers of EKS, AKS and GKE, whose keys change without anybody's doing (their documentation, read 2026-11). */
const ROTATING_ISSUER =
  /^https:\/\/(oidc\.eks\.[^/]+\.amazonaws\.com(\.cn)?|[^/]+\.oic\.prod-aks\.azure\.(com|us|cn)|container\.googleapis\.com)\//;

/** Whether a key set of this issuer would be out of date after some time. */
function rotatesByItself(url: unknown): boolean {
  return typeof url === "string" && ROTATING_ISSUER.test(url);
}

/** Stands for a key set that is not uploaded, where only the issuer's URL tells. */
export const GCP_FETCHED_KEYS = "(fetched from the issuer)";

/** The key set that the provider stores; `undefined` where Google fetches the issuer's. */
export function gcpUploadedKeys({
  url,
  uploadJwks,
  jwks,
}: GcpIssuerRegistrationArgs): pulumi.Input<string> | undefined {
  if (uploadJwks === false || jwks === undefined) return undefined;
  if (uploadJwks === true) return jwks;
  if (!isLater(url)) return rotatesByItself(url) ? undefined : jwks;
  return pulumi
    .all([url, jwks])
    .apply(([issuer, keys]) => (keys === undefined || rotatesByItself(issuer) ? GCP_FETCHED_KEYS : keys));
}
