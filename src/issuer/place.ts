import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { ifKnown } from "../core/known";
import { show } from "../core/show";
import { checkEffects } from "../core/without-effect";

/*
 * Where an issuer lies in a bucket. `path` is what follows the bucket in its URL, without a slash at its start; one at its end belongs to
 * the issuer, and "/" is the bucket itself with a slash.
 */

/** The issuer's URL, byte for byte what tokens have to name; `bucket` is the bucket's URL without a slash at its end. */
export function issuerIn(bucket: string, path = ""): string {
  return path === "" || path === "/" ? `${bucket}${path}` : `${bucket}/${path}`;
}

/** The name in the bucket of a document, whose own path is below the issuer. */
export function nameIn(path = "", document: string): string {
  const folder = path.replace(/\/$/, "");
  return folder === "" ? document : `${folder}/${document}`;
}

/**
 * Faults of where a host shall publish an issuer: the bucket that exists, as far as it is known, and the path in it. `ofNew` are the
 * arguments of a bucket that is made.
 */
export function checkIssuerPlace<Args extends { path?: unknown; existingBucket?: unknown }>(
  args: Args,
  ofNew: readonly (keyof Args & string)[],
): Issue[] {
  const { path, existingBucket } = args;
  const why = "existingBucket is managed elsewhere; leave it out";
  return [
    ...checkEffects(args, [{ args: ofNew, beside: () => existingBucket !== undefined, why }]),
    ...checkIssuerPath(path),
    ...ifKnown(existingBucket, "existingBucket", (bucket) =>
      ifKnown((bucket as { url?: unknown }).url, "existingBucket.url", checkBucketUrl),
    ),
  ];
}

/** It begins the issuer's URL, to which a slash at its end would add a second one. */
function checkBucketUrl(url: unknown, path: string): Issue[] {
  if (typeof url === "string" && /^https:\/\/[^\s?#]*[^\s?#/]$/.test(url)) return [];
  const expected = 'expected https:// and no "/" at the end, such as "https://issuers.example.com"';
  return [
    issue("issuer-bucket-url-invalid", path, `Cannot publish an issuer in the bucket at ${show(url)}: ${expected}`),
  ];
}

/** Fault of a path that could not be a part of an issuer's URL unchanged. */
function checkIssuerPath(path: unknown): Issue[] {
  if (path === undefined || path === "/") return [];
  const isClean = typeof path === "string" && /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*\/?$/.test(path);
  if (isClean && !/(^|\/)\.\.?(\/|$)/.test(path)) return [];
  const expected = 'expected words of A-Z a-z 0-9 . _ ~ - with "/" between them, such as "clusters/blue"';
  return [issue("issuer-path-invalid", "path", `Cannot publish an issuer at path ${show(path)}: ${expected}`)];
}
