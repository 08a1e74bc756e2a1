import type * as pulumi from "@pulumi/pulumi";

/**
 * Issuers that a component hands on as an output though their URL is plain. Names that were made of the URL, while the program wrote it
 * down where the output is now, are found again through it; nothing else may rest on it.
 */
const urls = new WeakMap<object, string>();

/** Notes the URL of an issuer that is handed on, where it is plain. */
export function handOnIssuer<T>(issuer: pulumi.Output<T>, url: unknown): pulumi.Output<T> {
  if (typeof url === "string") urls.set(issuer, url);
  return issuer;
}

/** The URL of an issuer that was handed on in this program, where it was plain. */
export function plainUrlOf(issuer: unknown): string | undefined {
  return typeof issuer === "object" && issuer !== null ? urls.get(issuer) : undefined;
}
