import { describe, expect, it } from "vitest";
import { discoveryDocument } from "../../src/issuer/discovery-document";

describe("a discovery document", () => {
  it("names the issuer byte for byte, and its keys without a second slash", () => {
    const [plain, slash] = ["https://a.example/b", "https://a.example/b/"].map((url) =>
      discoveryDocument(url, ["RS256"]),
    );
    expect(plain).toMatchObject({ issuer: "https://a.example/b", jwks_uri: "https://a.example/b/openid/v1/jwks" });
    expect(slash).toMatchObject({ issuer: "https://a.example/b/", jwks_uri: "https://a.example/b/openid/v1/jwks" });
  });

  it("lists the algorithms of the keys, each once and sorted", () => {
    const document = discoveryDocument("https://a.example", ["RS256", "ES256", "RS256"]);
    expect(document.id_token_signing_alg_values_supported).toEqual(["ES256", "RS256"]);
  });
});
