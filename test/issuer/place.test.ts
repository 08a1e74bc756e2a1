import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import type { ServiceAccountIssuerArgs } from "../../src/issuer";
import { checkPlace, placeOf } from "../../src/service-account-issuer/place";

type Place = Omit<ServiceAccountIssuerArgs, "keys">;
const moved = (before: Place, after: Place) =>
  checkPlace(placeOf({ keys: [], ...before }), placeOf({ keys: [], ...after })).map(
    ({ code, path }) => `${code} ${path}`,
  );

describe("the place of a published issuer", () => {
  test.each<[string, Place, Place, string[]]>([
    ["another host", { awsS3: {} }, { gcpStorage: { location: "EU" } }, ["issuer-moved host"]],
    ["a path", { awsS3: {} }, { awsS3: { path: "blue" } }, ["issuer-moved awsS3.path"]],
    [
      "a slash",
      { azureBlob: { resourceGroupName: "a", path: "x" } },
      { azureBlob: { resourceGroupName: "a", path: "x/" } },
      ["issuer-moved azureBlob.path"],
    ],
    [
      "another name",
      { awsS3: { bucketName: "a-b" } },
      { awsS3: { bucketName: "a-c" } },
      ["issuer-moved awsS3.bucketName"],
    ],
    [
      "no name any more",
      { awsCloudFront: { bucketName: "a-b" } },
      { awsCloudFront: {} },
      ["issuer-moved awsCloudFront.bucketName"],
    ],
    [
      "another location",
      { gcpStorage: { location: "EU" } },
      { gcpStorage: { location: "US" } },
      ["issuer-moved gcpStorage.location"],
    ],
    [
      "another path of the key set",
      { alicloudOss: {} },
      { alicloudOss: {}, jwksPath: "/keys.json" },
      ["issuer-moved jwksPath"],
    ],
    [
      "another URL",
      { external: { url: "https://a.example" } },
      { external: { url: "https://b.example" } },
      ["issuer-moved external.url"],
    ],
    [
      "a bucket of somebody else",
      { awsS3: {} },
      { awsS3: { existingBucket: { name: "a", url: "https://a.example" } } },
      ["issuer-moved awsS3.existingBucket"],
    ],
  ])("is not left for %s", (_, before, after, faults) => {
    expect(moved(before, after)).toEqual(faults);
    expect(moved(after, before)).toEqual(faults);
    expect(moved(before, before)).toEqual([]);
  });

  test("stays where labels change, and where the default is written down", () => {
    expect(moved({ awsS3: {} }, { awsS3: { tags: { a: "b" } }, jwksPath: "/openid/v1/jwks" })).toEqual([]);
  });

  test("is not judged by outputs, nor by what was deployed before it was stored", () => {
    const url = pulumi.output("https://a.example");
    expect(moved({ external: { url } }, { external: { url: "https://b.example" } })).toEqual([]);
    const existing = { awsS3: { existingBucket: { name: "a", url } } };
    expect(moved(existing, { awsS3: { existingBucket: { name: "b", url } } })).toEqual([]);
    expect(checkPlace({}, placeOf({ keys: [], awsS3: {} }))).toEqual([]);
  });
});
