import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { DeployedResource } from "../../../src/clouds/cloud";
import { huawei } from "../../../src/clouds/huawei/cloud";
import { huaweiSimulation } from "../../../src/clouds/huawei/simulation";
import { verdictOf } from "../../../src/clouds/proof";
import { INTENT, ISSUER, SUBJECT } from "./good-trust";
import { JWKS } from "./support/samples";

/** The resources of a program, with outputs as the cloud would fill them in. */
const resources: DeployedResource[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      const result = huaweiSimulation.resources[type]!({ name, inputs }, { suffix: () => "abc1234" });
      resources.push({ type, name, ...result });
      return result;
    },
    call: ({ inputs }) => inputs,
  });
  const {
    HuaweiConversionRuleResource,
    HuaweiGroupResource,
    HuaweiIdentityProviderResource,
    HuaweiOidcProviderResource,
    HuaweiTrustAgencyResource,
  } = await import("../../../src/clouds/huawei/dynamic-provider.js");
  const { renderHuaweiRules, renderHuaweiTrustPolicy } = await import("../../../src/clouds/huawei/trust.js");
  const owner = "shop/prod";
  const provider = new HuaweiIdentityProviderResource("prod", {
    name: "prod",
    issuer: ISSUER,
    clientId: "prod-cluster",
    signingKey: JSON.stringify(JWKS),
    owner,
  });
  const group = new HuaweiGroupResource("orders-group", { name: "orders", owner });
  const [rule] = renderHuaweiRules([SUBJECT], "orders");
  new HuaweiConversionRuleResource(
    "orders-rule",
    { mappingId: provider.mappingId, rule: rule!, owner },
    { dependsOn: group },
  );
  const oidc = new HuaweiOidcProviderResource("oidc", {
    name: "prod",
    url: ISSUER,
    clientIds: ["prod-cluster"],
    owner,
  });
  new HuaweiTrustAgencyResource("orders-agency", {
    name: "orders",
    owner,
    trustPolicy: oidc.providerUrn.apply((providerUrn) =>
      renderHuaweiTrustPolicy([{ issuer: ISSUER, providerUrn, subjects: [SUBJECT] }], "prod-cluster"),
    ),
  });
  await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
  await new Promise((resolve) => setImmediate(resolve));
});

describe("the trusts of a program", () => {
  it("are those of its groups and of its agencies, and each equals its intent", () => {
    const trusts = huawei.deployed(resources);
    expect(trusts.map(({ name, identity }) => [name, identity])).toEqual([
      ["orders-group", "orders"],
      ["orders-agency", expect.stringMatching(/^iam::[0-9a-f]{32}:agency:orders$/)],
    ]);
    for (const { trust } of trusts) {
      expect(huawei.parse(trust)).toEqual(trust);
      expect(verdictOf(huawei, trust, INTENT)).toEqual({ verdict: "equal" });
      expect(huawei.defaultAudience(trust)).toBe("prod-cluster");
    }
  });

  it("are read from every rule of an identity provider, also those of other groups", () => {
    const more = resources.map((each) =>
      each.name === "orders-rule"
        ? {
            ...each,
            name: "more",
            state: {
              ...each.state,
              rule: { local: [{ user: { name: "x" } }, { group: { name: "ops" } }], remote: [{ type: "sub" }] },
            },
          }
        : each,
    );
    const trusts = huawei.deployed([...resources, ...more.filter(({ name }) => name === "more")]);
    expect(trusts.map(({ identity }) => identity)).toEqual(["orders", "ops", expect.anything()]);
    expect(verdictOf(huawei, trusts[0]!.trust, INTENT)).toEqual({ verdict: "equal" });
    expect(verdictOf(huawei, trusts[1]!.trust, INTENT)).toMatchObject({ verdict: "over" });
  });

  it("leave out rules of an identity provider that is not among the resources", () => {
    const without = resources.filter(({ name }) => name !== "prod");
    expect(huawei.deployed(without).map(({ name }) => name)).toEqual(["orders-agency"]);
  });
});
