import { at } from "../path";
import { isRecord, own } from "../record";
import type { Read, ReadFields } from "../shape";
import { readObject, shapeFault } from "../shape";

/**
 * Reads a provider that stands beside a trust policy. Its issuer was called `url` in older documents, which stay readable; a document
 * with both names has to say the same twice.
 */
export function readProvider<T extends { issuer: string }>(fields: ReadFields<T>): Read<T> {
  const read = readObject<T>(fields);
  return (value, path, issues) => {
    if (!isRecord(value)) return read(value, path, issues);
    const [issuer, url] = [own(value, "issuer"), own(value, "url")];
    if (issuer !== undefined && url !== undefined && issuer !== url) {
      shapeFault(url, at(path, "url"), issues, `the same as "issuer", or "issuer" alone`, url);
    }
    return read({ ...value, issuer: issuer ?? url }, path, issues);
  };
}
