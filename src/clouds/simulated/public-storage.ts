import type { Page } from "../../issuer/check-published";
import type { DeployedResource } from "../deployed";

/** A bucket or container at one of its addresses, as anybody on the internet reads it. */
export interface PublicStorage {
  /** The hosts that it is read at. */
  readonly host: RegExp;
  /** Path that its objects lie below, without a slash at its end; empty where they lie at the root. */
  readonly folder: string;
  /** Answers with an object, by its name. */
  read(name: string): Page;
}

/** The hosts that these texts stand for; a `*` in one is any word without a dot. */
export function hostNamed(...names: string[]): RegExp {
  const forms = names.map((name) => name.replace(/[.$+?()[\]{}|^\\]/g, "\\$&").replaceAll("*", "[a-z0-9-]+"));
  return new RegExp(`^(${forms.join("|")})$`);
}

/** Resources of a type and its later forms, such as `aws:s3/bucket` and `aws:s3/bucketV2`. */
export function ofType(resources: readonly DeployedResource[], form: RegExp): DeployedResource[] {
  return resources.filter(({ type }) => form.test(type));
}

/**
 * Names that resources give to what they are in, each once: of a bucket that somebody else owns nothing but its objects is deployed
 * here, and whoever put them there says that everybody reads it.
 */
export function namesOf(resources: readonly DeployedResource[], property: string): string[] {
  return [...new Set(resources.map(({ state }) => String(state[property])))];
}

/** An object as it was stored. */
export function storedPage({ state }: DeployedResource, otherwise: { cacheControl?: string } = {}): Page {
  const { contentType = "application/octet-stream", cacheControl = otherwise.cacheControl } = state;
  const headers = { "content-type": String(contentType) };
  const caching: Page["headers"] = cacheControl === undefined ? {} : { "cache-control": String(cacheControl) };
  return { status: 200, headers: { ...headers, ...caching }, body: contentOf(state) };
}

/** A refusal in XML, the form of every vendor's storage. */
export function storageError(status: number, code: string, message: string): Page {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, headers: { "content-type": "application/xml" }, body };
}

/** The text of an object, or of the asset that it was made of. */
function contentOf({ content, contentBase64, source }: Record<string, unknown>): string {
  if (content !== undefined) return String(content);
  if (contentBase64 !== undefined) return Buffer.from(String(contentBase64), "base64").toString();
  const { text } = (source ?? {}) as { text?: unknown };
  return typeof text === "string" ? text : "";
}
