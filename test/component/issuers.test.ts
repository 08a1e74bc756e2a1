import { describe, expect, it } from "vitest";
import { checkIssuerInput } from "../../src/component/issuers";
import { checkAnyIssuerUrl } from "../../src/core/issuer-url";

const faultsOf = (issuer: unknown) => checkIssuerInput(issuer, "issuer", checkAnyIssuerUrl);

describe("an issuer", () => {
  it("that is given as its URL is refused with the object to write instead", () => {
    expect(faultsOf("https://issuer.example.com")).toEqual([
      {
        code: "issuer-not-object",
        path: "issuer",
        message:
          'Cannot take "https://issuer.example.com" as an issuer: expected { url: "https://issuer.example.com" }',
      },
    ]);
  });

  it.each([7, true])("that is %j is refused with what an issuer is", (issuer) => {
    expect(faultsOf(issuer)).toMatchObject([
      { code: "issuer-not-object", message: expect.stringContaining("{ url } or the output of ClusterFederation") },
    ]);
  });

  it("that is an object with the URL has no fault", () => {
    expect(faultsOf({ url: "https://issuer.example.com" })).toEqual([]);
  });
});
