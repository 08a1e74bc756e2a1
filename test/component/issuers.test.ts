import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { checkIssuerInput, readIssuer } from "../../src/component/issuers";
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

/** A stack exports the URL alone, or an object of another form, and a program hands that on: nobody sees it before it is known. */
describe("an issuer that is known later", () => {
  it.each<[unknown, string]>([
    ["https://issuer.example.com", ""],
    [undefined, ""],
    [{ issuerUrl: "https://issuer.example.com" }, ""],
    [{ url: ["https://issuer.example.com"] }, ""],
    [{ url: "https://issuer.example.com" }, "https://issuer.example.com"],
  ])("holding %j is read as the text of its URL, empty where there is none", async (value, url) => {
    const known = (output: unknown) =>
      new Promise((done) => (pulumi.output(output) as pulumi.Output<unknown>).apply(done));
    expect(await known(readIssuer(pulumi.output(value) as never, "aws").url)).toBe(url);
    const inside = { url: pulumi.output((value as { url?: string } | undefined)?.url) as pulumi.Output<string> };
    expect(await known(readIssuer(inside, "aws").url)).toBe(url);
  });
});
