import { beforeEach, describe, expect, it } from "vitest";
import { ClusterFederation, FederatedWorkload } from "../../../src";
import { installCloudMocks, settled } from "../../../src/testing";

const url = "https://oidc.example.com/prod";
const only = (name: string) => `assertion.sub == "system:serviceaccount:shop:${name}"`;
const orders = { namespace: "shop", serviceAccount: "orders" };
const gcp = { project: "shop-prod", roles: ["roles/viewer"] };

const codesOf = (run: () => unknown): string[] => {
  try {
    run();
    return [];
  } catch (error) {
    return (error as { issues: { code: string }[] }).issues.map(({ code }) => code);
  }
};

describe("a condition of a provider that is registered here, and lets the workload not in", () => {
  beforeEach(async () => {
    await installCloudMocks({ preview: true });
  });

  it("is refused while the program runs where the workload registers the issuer", async () => {
    const make = (name: string) =>
      new FederatedWorkload(name, {
        issuer: { url: `${url}/${name}` },
        ...orders,
        gcp,
        registrations: { gcp: { attributeCondition: only(name) } },
      });
    expect(codesOf(() => make("cart"))).toEqual(["trust-under"]);
    expect(codesOf(() => make("orders"))).toEqual([]);
    await settled();
  });

  it("is refused while the program runs where a ClusterFederation registers it, also by another workload's output", async () => {
    const attributeMapping = { "attribute.namespace": "assertion['kubernetes.io']['namespace']" };
    const attributeCondition = 'attribute.namespace == "shop"';
    const cluster = new ClusterFederation("prod", {
      issuer: { url },
      gcp: { project: "shop-prod", attributeMapping, attributeCondition },
    });
    const first = new FederatedWorkload("orders", { issuer: cluster.issuer, ...orders, gcp });
    for (const [index, issuer] of [cluster.issuer, first.issuer!].entries()) {
      const of = (namespace: string) => () =>
        new FederatedWorkload(`${namespace}-${index}`, { issuer, namespace, serviceAccount: `cart-${index}`, gcp });
      expect(codesOf(of("till"))).toEqual(["trust-under"]);
      expect(codesOf(of("shop"))).toEqual([]);
    }
    await settled();
  });
});
