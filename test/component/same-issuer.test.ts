import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { sameIssuerBy } from "../../src/component/same-issuer";

const same = sameIssuerBy(["gcp", "jwks"]);
const url = "https://kubernetes.default.svc.cluster.local";
const keys = (kid: string) => JSON.stringify({ keys: [{ kid }] });
const entry = (pool: string) => ({ workloadIdentityPool: pool });
const later = () => pulumi.output("unknown");

describe("two issuers of one URL", () => {
  it.each<[string, boolean, object, object]>([
    ["are one where nothing tells them apart", true, { issuer: { url } }, { issuer: { url }, key: "b" }],
    [
      "are two where their keys differ",
      false,
      { issuer: { url, jwks: keys("a") } },
      { issuer: { url, jwks: keys("b") } },
    ],
    [
      "are one where their keys are equal",
      true,
      { issuer: { url, jwks: keys("a") } },
      { issuer: { url, jwks: keys("a") }, key: "b" },
    ],
    [
      "are two where they are registered apart",
      false,
      { issuer: { url, gcp: entry("a") } },
      { issuer: { url, gcp: entry("b") } },
    ],
    [
      "are one where they are registered together, though the keys have been rotated",
      true,
      { issuer: { url, jwks: keys("a"), gcp: entry("a") } },
      { issuer: { url, jwks: keys("b"), gcp: entry("a") } },
    ],
    ["are one where only one of them has keys", true, { issuer: { url, jwks: keys("a") } }, { issuer: { url } }],
    [
      "are told apart by their names where the keys are outputs",
      false,
      { issuer: { url, jwks: later() } },
      { issuer: { url, jwks: later() }, key: "b" },
    ],
    [
      "are one where keys are outputs and no name tells them apart",
      true,
      { issuer: { url, jwks: later() } },
      { issuer: { url, jwks: later() } },
    ],
    ["are two outputs", false, { issuer: pulumi.output({ url }) }, { issuer: pulumi.output({ url }) }],
  ])("%s", (_, expected, one, other) => {
    expect([same(one, other), same(other, one)]).toEqual([expected, expected]);
  });

  it("are one where both have the same output", () => {
    const jwks = later();
    const issuer = pulumi.output({ url });
    expect(same({ issuer: { url, jwks } }, { issuer: { url, jwks }, key: "b" })).toBe(true);
    expect(same({ issuer }, { issuer, key: "b" })).toBe(true);
  });
});
