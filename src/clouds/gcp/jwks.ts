import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { jsonObject } from "../../core/json";
import { show } from "../../core/show";

/** The only fields that Google takes of an uploaded key. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  RSA: ["kty", "alg", "use", "kid", "n", "e"],
  EC: ["kty", "alg", "use", "kid", "x", "y", "crv"],
};
/** Members of a private or symmetric key (RFC 7518, 6.2.2, 6.3.2 and 6.4.1). */
const PRIVATE_FIELDS = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/**
 * A key set as Google stores it, stripped to the fields that are allowed, or what is wrong with it. A private key is refused and
 * not stripped: it would have been in the program's hands, and must not enter a stack's state.
 */
export function gcpUploadedJwks(text: unknown, path: string): { jwksJson: string } | { issues: Issue[] } {
  const keys = gcpKeysOf(text);
  if (keys === undefined || keys.length === 0) {
    const why = keys === undefined ? 'expected JSON of the form {"keys": [...]}' : "it has no key";
    return { issues: [issue("jwks-invalid", path, `Cannot upload the key set: ${why}`)] };
  }
  const issues = keys.flatMap((key, index) => checkKey(key, `${path}.keys[${index}]`));
  if (issues.length > 0) return { issues };
  return { jwksJson: JSON.stringify({ keys: keys.map((key) => strip(key as Record<string, unknown>)) }) };
}

/** The keys of a key set, or `undefined` where the text is none. */
export function gcpKeysOf(text: unknown): unknown[] | undefined {
  const { keys } = jsonObject(String(text)) as { keys?: unknown };
  return Array.isArray(keys) ? keys : undefined;
}

function checkKey(key: unknown, path: string): Issue[] {
  if (typeof key !== "object" || key === null) {
    return [issue("jwks-key-invalid", path, `Cannot upload key ${show(key)}: expected an object`)];
  }
  const members = key as Record<string, unknown>;
  const secret = PRIVATE_FIELDS.filter((name) => Object.hasOwn(members, name));
  if (secret.length > 0) {
    return [
      issue(
        "jwks-private-key",
        path,
        `Cannot upload a private key (it has ${secret.join(", ")}): expected the public key set of the cluster; treat this key as leaked`,
      ),
    ];
  }
  const fields = Object.hasOwn(FIELDS, String(members.kty)) ? FIELDS[String(members.kty)]! : [];
  const needed = fields.filter((name) => !["alg", "use", "kid"].includes(name));
  if (needed.length > 0 && needed.every((name) => typeof members[name] === "string")) return [];
  return [
    issue(
      "jwks-key-invalid",
      path,
      `Cannot upload a key of type ${show(members.kty)}: expected a complete RSA or EC key`,
    ),
  ];
}

function strip(key: Record<string, unknown>): object {
  const fields = FIELDS[String(key.kty)] ?? [];
  return Object.fromEntries(fields.filter((name) => Object.hasOwn(key, name)).map((name) => [name, key[name]]));
}
