import { describe, expect, it } from "vitest";
import { clouds } from "../../../src/clouds/registry";
import type { Issue } from "../../../src/core/issue";
import { readListOf, readText } from "../../../src/core/shape";
import { readProvider } from "../../../src/core/trust-policy/provider-shape";

const read = readListOf(readProvider<{ arn: string; issuer: string }>({ arn: readText, issuer: readText }));

function reading(provider: unknown): { value: unknown; faults: string[] } {
  const issues: Issue[] = [];
  const value = read([provider], "oidcProviders", issues)[0];
  return { value, faults: issues.map(({ code, path }) => `${code} ${path}`) };
}

describe("a provider beside a trust policy", () => {
  it.each([
    ["its issuer", { arn: "a", issuer: "https://a.example" }],
    ["the older name of it", { arn: "a", url: "https://a.example" }],
    ["both, which agree", { arn: "a", issuer: "https://a.example", url: "https://a.example" }],
  ])("is read with %s", (_, provider) => {
    expect(reading(provider)).toEqual({ value: { arn: "a", issuer: "https://a.example" }, faults: [] });
  });

  it.each<[string, unknown, string[]]>([
    [
      "two issuers",
      { arn: "a", issuer: "https://a.example", url: "https://b.example" },
      ["shape-invalid oidcProviders[0].url"],
    ],
    ["none", { arn: "a" }, ["shape-invalid oidcProviders[0].issuer"]],
    [
      "one that is only inherited",
      Object.create({ arn: "a", url: "b" }),
      ["shape-invalid oidcProviders[0].arn", "shape-invalid oidcProviders[0].issuer"],
    ],
    ["no object", ["a"], ["shape-invalid oidcProviders[0]"]],
  ])("is refused with %s", (_, provider, expected) => {
    expect(reading(provider).faults).toEqual(expected);
  });

  it.each([
    ["aws", { assumeRolePolicy: { Version: "2012-10-17", Statement: [] } }],
    ["alicloud", { assumeRolePolicy: { Version: "1", Statement: [] } }],
    ["huawei", { trustPolicy: { Version: "5.0", Statement: [] } }],
  ])("has one name for the issuer on %s, and may still be written with the older one", (name, policy) => {
    const cloud = clouds.find((each) => each.name === name)!;
    const parse = (issuer: object) =>
      cloud.parse({ cloud: name, ...policy, oidcProviders: [{ arn: "a", urn: "a", clientIds: [], ...issuer }] });
    const [issuer, url] = [{ issuer: "https://a.example" }, { url: "https://a.example" }];
    expect(parse(url)).toEqual(parse(issuer));
    expect(parse(issuer)).toMatchObject({ oidcProviders: [issuer] });
    expect(() => parse({ ...issuer, url: "https://b.example" })).toThrow("oidcProviders[0].url");
  });
});
