import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { keySet } from "../../core/key-set";
import { show } from "../../core/show";

/** Longest key set of an identity provider in characters (Huawei Cloud IAM API, CreateOpenIdConnectConfig, `signing_key`, read 2026-08). */
export const HUAWEI_SIGNING_KEY_MAX_LENGTH = 30_000;

/** Members of a JSON Web Key that only its owner may have (RFC 7518, 6.2.2, 6.3.2 and 6.4). */
const PRIVATE_MEMBERS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

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
  const jwks = parseKeySet(text);
  return jwks === undefined ? text : huaweiSigningKey(jwks);
}

/** Faults of a key set as text. A private member in it would hand the cluster's identity to everyone who can read the state. */
export function checkHuaweiSigningKey(text: unknown, path: string): Issue[] {
  const fault = (code: string, why: string) => [issue(code, path, `Cannot use the key set: ${why}`)];
  const jwks = typeof text === "string" ? parseKeySet(text) : undefined;
  if (typeof text !== "string" || jwks === undefined) {
    return fault(
      "huawei-jwks-invalid",
      `it is ${show(text)}, expected the JSON of the cluster's key set: kubectl get --raw /openid/v1/jwks`,
    );
  }
  if (jwks.keys.length === 0) return fault("huawei-jwks-empty", "it has no keys, so every token would be refused");
  const secret = jwks.keys.flatMap((key, i) =>
    PRIVATE_MEMBERS.filter((member) => Object.hasOwn(key, member)).map((member) => `keys[${i}].${member}`),
  );
  if (secret.length > 0) {
    return fault(
      "huawei-jwks-private",
      `it has private members (${secret.join(", ")}); pass public keys only, and replace this key: it is no secret any more`,
    );
  }
  const keys = keySet(jwks);
  if ("malformed" in keys) return fault("huawei-jwks-invalid", keys.malformed);
  const nameless = jwks.keys.findIndex(({ kid }) => typeof kid !== "string" || kid === "");
  if (nameless >= 0) return fault("huawei-jwks-kid-missing", `keys[${nameless}] has no "kid", by which tokens name it`);
  if (new Set(jwks.keys.map(({ kid }) => kid)).size < keys.size) {
    return fault("huawei-jwks-kid-repeated", 'two different keys have the same "kid"');
  }
  const { length } = huaweiSigningKey(jwks);
  if (length > HUAWEI_SIGNING_KEY_MAX_LENGTH) {
    return fault(
      "huawei-jwks-too-long",
      `it has ${length} characters, at most ${HUAWEI_SIGNING_KEY_MAX_LENGTH} are stored`,
    );
  }
  return [];
}

function parseKeySet(text: string): { keys: Record<string, unknown>[] } | undefined {
  try {
    const value = JSON.parse(text) as { keys?: unknown } | null;
    const isKey = (key: unknown) => typeof key === "object" && key !== null && !Array.isArray(key);
    return Array.isArray(value?.keys) && value.keys.every(isKey)
      ? (value as { keys: Record<string, unknown>[] })
      : undefined;
  } catch {
    return undefined;
  }
}
