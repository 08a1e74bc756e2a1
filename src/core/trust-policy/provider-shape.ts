import type { Read } from "../shape";
import { readObject, shapeFault } from "../shape";

/**
 * Reads a provider that stands beside a trust policy. Its issuer was called `url` in older documents, which stay readable; a document
 * with both names has to say the same twice.
 */
export function readProvider<T extends { issuer: string }>(fields: { [K in keyof T]-?: Read<T[K]> }): Read<T> {
  const read = readObject<T>(fields);
  return (value, path, issues) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return read(value, path, issues);
    const { issuer, url } = { issuer: undefined, url: undefined, ...value };
    if (issuer !== undefined && url !== undefined && issuer !== url) {
      shapeFault(url, `${path}.url`, issues, `the same as "issuer", or "issuer" alone`, url);
    }
    return read({ ...value, issuer: issuer ?? url }, path, issues);
  };
}
