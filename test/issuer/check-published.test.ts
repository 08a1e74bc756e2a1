import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/issuer/check-published";
import { checkPublished, keySetUrl } from "../../src/issuer/check-published";
import { issuerDocuments } from "../../src/issuer/documents";
import { newKeyPair } from "../../src/issuer/key-pair";
import { readIssuerKeys } from "../../src/issuer/read-keys";

const issuer = "https://oidc.example.com/prod/";
const { keys } = readIssuerKeys(newKeyPair("RS256").publicKey, "keys");
const { keys: others } = readIssuerKeys(newKeyPair("RS256").publicKey, "keys");
const { keys: elliptic } = readIssuerKeys(newKeyPair("ES256").publicKey, "keys");
const documents = issuerDocuments({ issuer, keys });
const answer = (
  body: string,
  headers: Record<string, string> = { "cache-control": "public, max-age=300" },
): Answer => ({
  status: 200,
  headers,
  body,
});
const discovery = answer(documents.discovery.content);
const keySet = answer(documents.keySet.content);
const wrong = (answers: Parameters<typeof checkPublished>[1], cluster?: typeof keys, url = issuer) =>
  checkPublished(url, answers, cluster)
    .filter(({ result }) => result !== "ok")
    .map(({ result, code }) => `${result} ${code}`);

describe("what an issuer publishes", () => {
  test("is good when it is what the library would publish, and each look at it is told", () => {
    expect(checkPublished(issuer, { discovery, keySet }, keys).map(({ result, code }) => `${result} ${code}`)).toEqual([
      "ok issuer-equal",
      "ok issuer-keys",
      "ok issuer-cache",
      "ok issuer-keys-equal",
    ]);
  });

  test.each<[string, Parameters<typeof checkPublished>[1], string[]]>([
    ["no host", { discovery: { failed: "ENOTFOUND" } }, ["error issuer-unreachable"]],
    ["a private bucket", { discovery: { status: 403, headers: {}, body: "" } }, ["error issuer-unreachable"]],
    ["a page", { discovery: answer("<html></html>") }, ["error issuer-discovery-malformed"]],
    ["a byte order mark", { discovery: answer(`\uFEFF${documents.discovery.content}`) }, ["error issuer-unreachable"]],
    ["no keys", { discovery, keySet: { status: 404, headers: {}, body: "" } }, ["error issuer-unreachable"]],
    ["an empty key set", { discovery, keySet: answer('{"keys":[]}') }, ["error jwks-empty"]],
    [
      "an issuer without its slash",
      { discovery: answer(documents.discovery.content.replace("prod/", "prod")), keySet },
      ["error issuer-mismatch"],
    ],
    [
      "a key set over http",
      { discovery: answer(documents.discovery.content.replace('jwks_uri":"https', 'jwks_uri":"http')) },
      ["error issuer-jwks-uri-invalid"],
    ],
    [
      "keys of another algorithm than the discovery document says",
      { discovery, keySet: answer(issuerDocuments({ issuer, keys: elliptic }).keySet.content) },
      ["error issuer-algorithm-missing", "warning issuer-algorithm-untested"],
    ],
    ["no time to cache", { discovery, keySet: answer(documents.keySet.content, {}) }, ["warning issuer-cache-unknown"]],
    [
      "a long time to cache",
      { discovery, keySet: answer(documents.keySet.content, { "cache-control": "max-age=604800" }) },
      ["warning issuer-cache-long"],
    ],
  ])("is wrong with %s", (_, answers, expected) => {
    expect(wrong(answers)).toEqual(expected);
  });

  test.each(["", "Identity"])("is as it was stored with Content-Encoding %j", (encoding) => {
    const headers = { "cache-control": "max-age=300", "content-encoding": encoding };
    expect(wrong({ discovery, keySet: answer(documents.keySet.content, headers) })).toEqual([]);
  });

  test.each(["no-store", "private, No-Cache, max-age=604800", "Public, Max-Age=300", 'max-age="300"'])(
    "may be kept for a short time by %s",
    (header) => {
      expect(wrong({ discovery, keySet: answer(documents.keySet.content, { "cache-control": header }) })).toEqual([]);
    },
  );

  test("is compared with the keys of the cluster in both directions", () => {
    expect(wrong({ discovery, keySet }, others)).toEqual([
      "error issuer-key-unpublished",
      "warning issuer-key-foreign",
    ]);
    expect(wrong({ discovery, keySet }, [...keys, ...others])).toEqual(["error issuer-key-unpublished"]);
    expect(wrong({ discovery, keySet }, [])).toEqual(["warning issuer-key-foreign"]);
  });

  test("is not the cluster's where another key has the kid of its own", () => {
    const impostors = others.map((key) => ({ ...key, kid: keys[0]!.kid }));
    expect(wrong({ discovery, keySet }, impostors)).toEqual([
      "error issuer-key-unpublished",
      "warning issuer-key-foreign",
    ]);
  });

  test.each<[string, Answer, string]>([
    ["sent elsewhere", { status: 301, headers: { location: "https://b.example.com/" }, body: "" }, "this very address"],
    ["compressed", answer("\u001f", { "content-encoding": "gzip" }), "without Content-Encoding"],
  ])("cannot be had where clients are answered %s, with what to do", (_, given, fix) => {
    expect(checkPublished(issuer, { discovery: given })).toEqual([
      expect.objectContaining({ code: "issuer-unreachable", fix: expect.stringContaining(fix) }),
    ]);
  });

  test("is no use at a name that no cloud resolves", () => {
    const inCluster = "https://kubernetes.default.svc.cluster.local";
    const published = issuerDocuments({ issuer: inCluster, keys });
    const answers = { discovery: answer(published.discovery.content), keySet };
    expect(wrong(answers, keys, inCluster)).toEqual(["error issuer-not-public"]);
  });

  test("names the address of its keys only over https", () => {
    expect(keySetUrl(discovery)).toBe("https://oidc.example.com/prod/openid/v1/jwks");
    expect(keySetUrl({ failed: "x" })).toBeUndefined();
  });
});
