import { describe, expect, test } from "vitest";
import type { IssuerDocumentsArgs } from "../../src/issuer/documents";
import { checkDocumentSettings, issuerDocuments } from "../../src/issuer/documents";
import { newKeyPair } from "../../src/issuer/key-pair";
import { readIssuerKeys } from "../../src/issuer/read-keys";

const { keys } = readIssuerKeys(newKeyPair("RS256").publicKey + newKeyPair("ES256").publicKey, "keys");
const discoveryOf = (args: Partial<IssuerDocumentsArgs>) =>
  issuerDocuments({ issuer: "https://oidc.example.com/prod", keys, ...args }).discovery.content;

describe("the documents of an issuer", () => {
  test("are those that kube-apiserver would publish", () => {
    const { discovery, keySet } = issuerDocuments({ issuer: "https://oidc.example.com/prod", keys });
    expect(discovery).toEqual({
      path: ".well-known/openid-configuration",
      contentType: "application/json",
      content:
        '{"issuer":"https://oidc.example.com/prod","jwks_uri":"https://oidc.example.com/prod/openid/v1/jwks","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256","RS256"]}',
    });
    expect({ path: keySet.path, contentType: keySet.contentType }).toEqual({
      path: "openid/v1/jwks",
      contentType: "application/jwk-set+json",
    });
  });

  test("keep the slash at the end of an issuer and write one slash before the path of the keys", () => {
    expect(discoveryOf({ issuer: "https://oidc.example.com/prod/" })).toContain(
      '{"issuer":"https://oidc.example.com/prod/","jwks_uri":"https://oidc.example.com/prod/openid/v1/jwks"',
    );
  });

  test("take over an existing issuer with its path of keys and its further members", () => {
    const written = discoveryOf({ jwksPath: "/keys.json", discoveryMembers: { claims_supported: ["aud", "sub"] } });
    expect(JSON.parse(written)).toMatchObject({
      jwks_uri: "https://oidc.example.com/prod/keys.json",
      claims_supported: ["aud", "sub"],
    });
  });

  test("are those of ccoctl where they are asked for as it writes them", () => {
    const issuer = "https://shop-oidc.s3.eu-west-1.amazonaws.com";
    const { discovery, keySet } = issuerDocuments({
      issuer,
      keys: keys.slice(0, 1),
      jwksPath: "/keys.json",
      discoveryMembers: { claims_supported: ["aud", "exp", "sub", "iat", "iss", "sub"] },
    });
    expect(keySet.path).toBe("keys.json");
    expect(discovery.content).toBe(
      `{"issuer":"${issuer}","jwks_uri":"${issuer}/keys.json","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["RS256"],"claims_supported":["aud","exp","sub","iat","iss","sub"]}`,
    );
  });

  test.each([
    [{ jwksPath: "keys.json" }, "issuer-jwks-path-invalid jwksPath"],
    [{ jwksPath: "/" }, "issuer-jwks-path-invalid jwksPath"],
    [{ jwksPath: "/a/../b" }, "issuer-jwks-path-invalid jwksPath"],
    [{ jwksPath: "/keys?v=1" }, "issuer-jwks-path-invalid jwksPath"],
    [{ jwksPath: "/.well-known/openid-configuration" }, "issuer-jwks-path-invalid jwksPath"],
    [{ discoveryMembers: { issuer: "x" } }, "issuer-discovery-member-fixed discoveryMembers.issuer"],
    [{ discoveryMembers: { jwks_uri: "x" } }, "issuer-discovery-member-fixed discoveryMembers.jwks_uri"],
  ])("refuse %j", (settings, fault) => {
    expect(checkDocumentSettings(settings).map(({ code, path }) => `${code} ${path}`)).toEqual([fault]);
    expect(checkDocumentSettings({ jwksPath: "/keys.json", discoveryMembers: { scopes_supported: [] } })).toEqual([]);
  });
});
