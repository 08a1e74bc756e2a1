import type * as pulumi from "@pulumi/pulumi";
import { isLater } from "../core/known";

/** What was plain of an issuer when it was handed on, and the outputs that its entries are. */
interface HandedOn {
  readonly url: string | undefined;
  readonly entries: Readonly<Record<string, unknown>>;
}

/**
 * Issuers that a component hands on as an output though their URL is plain. Names that were made of the URL, while the program wrote it
 * down where the output is now, are found again through it. Nothing is trusted because of it: it may only let a fault be told early.
 */
const issuers = new WeakMap<object, HandedOn>();

/** Notes the URL of an issuer that is handed on, where it is plain, and the entries that are handed on in it. */
export function handOnIssuer<T>(issuer: pulumi.Output<T>, url: unknown, entries: object = {}): pulumi.Output<T> {
  issuers.set(issuer, { url: typeof url === "string" ? url : undefined, entries: { ...entries } });
  return issuer;
}

/** The URL of an issuer that was handed on in this program, where it was plain. */
export function plainUrlOf(issuer: unknown): string | undefined {
  return handedOn(issuer)?.url;
}

/** The entries of an issuer that was handed on in this program, by cloud, each as the output that it is there. */
export function entriesHandedOn(issuer: unknown): HandedOn["entries"] {
  return handedOn(issuer)?.entries ?? {};
}

/** The key set of an issuer, where it is plain: the program wrote it, or a component hands it on. */
export function plainKeySetOf(issuer: unknown): string | undefined {
  const parts = isLater(issuer) ? entriesHandedOn(issuer) : issuer;
  const jwks = typeof parts === "object" && parts !== null ? (parts as { jwks?: unknown }).jwks : undefined;
  return typeof jwks === "string" ? jwks : undefined;
}

function handedOn(issuer: unknown): HandedOn | undefined {
  return typeof issuer === "object" && issuer !== null ? issuers.get(issuer) : undefined;
}
