import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { checkKeySet, keySet, readKeySet } from "../../core/key-set";

/** Longest key set of an identity provider in characters (Huawei Cloud IAM API, CreateOpenIdConnectConfig, `signing_key`, read 2026-08). */
const HUAWEI_SIGNING_KEY_MAX_LENGTH = 30_000;

/**
 * The text that an identity provider stores for a key set: keys sorted by `kid`, members by name, so that the order in which a
 * cluster lists them is no change. Several sets become one, for the time of a rotation.
 */
export function huaweiSigningKey(...keySets: object[]): string {
  const keys = keySets.flatMap((jwks) => (jwks as { keys: Record<string, unknown>[] }).keys);
  const sorted = keys
    .map((key) => Object.fromEntries(Object.entries(key).sort(([one], [other]) => (one < other ? -1 : 1))))
    .map((key) => ({ key, text: JSON.stringify(key), kid: String(key.kid ?? "") }))
    .sort((one, other) => (`${one.kid} ${one.text}` < `${other.kid} ${other.text}` ? -1 : 1));
  const distinct = new Map(sorted.map(({ key, text }) => [text, key]));
  return JSON.stringify({ keys: [...distinct.values()] });
}

/** The same from text; what is no key set is left as it is, for `checkHuaweiSigningKey` to say. */
export function canonicalHuaweiSigningKey(text: string): string {
  const read = readKeySet(text);
  return "malformed" in read ? text : huaweiSigningKey(read);
}

/** Faults of a key set as text. */
export function checkHuaweiSigningKey(text: unknown, path: string): Issue[] {
  const jwks = typeof text === "string" ? text : undefined;
  const [issues, read, distinct] = [checkKeySet(jwks, path), readKeySet(jwks), keySet(jwks)];
  if (issues.length > 0 || "malformed" in read || "malformed" in distinct) return issues;
  const fault = (code: string, why: string) => [issue(code, path, `Cannot use the key set: ${why}`)];
  const kids = read.keys.map(({ kid }) => kid);
  const nameless = kids.findIndex((kid) => typeof kid !== "string" || kid === "");
  if (nameless >= 0) return fault("huawei-jwks-kid-missing", `keys[${nameless}] has no "kid", by which tokens name it`);
  if (new Set(kids).size < distinct.size) {
    return fault("huawei-jwks-kid-repeated", 'two different keys have the same "kid"');
  }
  const { length } = huaweiSigningKey(read);
  if (length <= HUAWEI_SIGNING_KEY_MAX_LENGTH) return [];
  const why = `it has ${length} characters, at most ${HUAWEI_SIGNING_KEY_MAX_LENGTH} are stored`;
  return fault("huawei-jwks-too-long", why);
}
