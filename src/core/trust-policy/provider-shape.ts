import { at } from "../path";
import { isRecord, own } from "../record";
import type { Read, ReadFields } from "../shape";
import { readObject, shapeFault } from "../shape";

/**
 * Reads a provider that stands beside a trust policy. Its issuer was called `url` in older documents, which stay readable; a document
 * with both names has to say the same twice.
 */
export function readProvider<T extends { issuer: string }>(fields: ReadFields<T>): Read<T> {
  const read = readObject<T>(fields, { issuer: "url" } as { [K in keyof T]?: string });
  return (value, path, issues) => {
    const provider = read(value, path, issues);
    const url = isRecord(value) && Object.hasOwn(value, "issuer") ? own(value, "url") : undefined;
    if (url !== undefined && url !== provider.issuer) {
      shapeFault(url, at(path, "url"), issues, `the same as "issuer", or "issuer" alone`, url);
    }
    return provider;
  };
}
