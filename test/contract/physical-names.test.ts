import { beforeEach, describe, expect, it } from "vitest";
import type { FederatedWorkloadArgs } from "../../src";
import { ClusterFederation, FederatedWorkload } from "../../src";
import { installCloudMocks, settled } from "../../src/testing";
import { jwks, registered } from "../support/registered-issuer";

const fingerprints = ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"];
const account = { access: "impersonation", project: "shop-prod" } as const;

/** The argument that names an identity, a workload that gives it, and one that gives another name. */
const NAMED: [string, Partial<FederatedWorkloadArgs>, Partial<FederatedWorkloadArgs>][] = [
  ["aws.roleName", { aws: { roleName: "shop" } }, { aws: { roleName: "shop-2" } }],
  ["alicloud.roleName", { alicloud: { roleName: "shop" } }, { alicloud: { roleName: "shop-2" } }],
  [
    "azure.name",
    { azure: { name: "shop", resourceGroupName: "shop" } },
    { azure: { name: "shop", resourceGroupName: "shop-2" } },
  ],
  [
    "gcp.accountId",
    { gcp: { ...account, accountId: "shop-prod" } },
    { gcp: { ...account, accountId: "shop-prod", project: "shop-test" } },
  ],
  ["huawei.groupName", { huawei: { groupName: "shop" } }, { huawei: { groupName: "shop-2" } }],
  [
    "huawei.agencyName",
    { huawei: { mechanism: "trust-agency", agencyName: "shop" } },
    { huawei: { mechanism: "trust-agency", agencyName: "shop-2" } },
  ],
];

const workload = (name: string, args: Partial<FederatedWorkloadArgs>) =>
  new FederatedWorkload(name, { issuer: registered, namespace: "shop", serviceAccount: name, ...args });

const faultsOf = (run: () => unknown): string[] => {
  try {
    run();
    return [];
  } catch (error) {
    return (error as { issues: { code: string; path: string }[] }).issues.map(({ code, path }) => `${code} ${path}`);
  }
};

describe("a name on a cloud", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });

  it.each(NAMED)("that two workloads give by %s is refused, and another one is not", async (argument, args, other) => {
    workload("orders", args);
    expect(faultsOf(() => workload("cart", other))).toEqual([]);
    expect(faultsOf(() => workload("bill", args))).toEqual([`name-taken-twice ${argument}`]);
    await settled();
  });

  it("differs by more than letter case where the cloud does not tell it, and by that where it does", async () => {
    workload("orders", { aws: { roleName: "Shop" }, alicloud: { roleName: "Shop" } });
    expect(faultsOf(() => workload("cart", { aws: { roleName: "shop" } }))).toEqual(["name-taken-twice aws.roleName"]);
    expect(faultsOf(() => workload("bill", { alicloud: { roleName: "shop" } }))).toEqual([]);
    await settled();
  });

  it("is refused where one role is taken over twice", async () => {
    workload("orders", { aws: { importRole: "legacy" } });
    expect(faultsOf(() => workload("cart", { aws: { importRole: "legacy" } }))).toEqual([
      "name-taken-twice aws.roleName",
    ]);
    await settled();
  });

  it.each<[string, object, object]>([
    ["poolId", { gcp: { project: "shop-prod", poolId: "clusters" } }, { gcp: { poolId: "clusters" } }],
    [
      "providerName",
      { alicloud: { providerName: "clusters", fingerprints } },
      { alicloud: { providerName: "clusters-2", fingerprints } },
    ],
    ["providerName", { huawei: { providerName: "clusters" } }, { huawei: { providerName: "clusters-2" } }],
  ])("that two registrations give by %s is refused, and another one is not", async (argument, args, other) => {
    const register = (name: string, cloud: object) =>
      new ClusterFederation(name, { issuer: { url: `https://oidc.example.com/${name}`, jwks }, ...cloud });
    register("blue", args);
    expect(faultsOf(() => register("red", other))).toEqual([]);
    expect(faultsOf(() => register("green", args))).toEqual([`name-taken-twice ${argument}`]);
    await settled();
  });
});
