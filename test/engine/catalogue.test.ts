import type { ClusterIssuer, FederatedWorkloadArgs } from "pulumi-workload-identity";
import { FederatedWorkload } from "pulumi-workload-identity";
import { catalogue } from "pulumi-workload-identity/verifier";
import { describe, expect, test } from "vitest";
import { CATALOGUE_ON_ENGINE, COMMON_ON_ENGINE, HUAWEI_ON_ENGINE } from "./support/catalogue-transforms";
import { onClouds } from "./support/on-clouds";
import type { RowProgram } from "./support/refused-rows";
import { expectRefused } from "./support/refused-rows";

const url = "https://issuer.shop.example.com";
const registered: ClusterIssuer = {
  url,
  aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/issuer.shop.example.com" },
  alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/shop" },
};

const workload =
  (args: Partial<FederatedWorkloadArgs>): RowProgram =>
  (name, row) =>
    new FederatedWorkload(name, {
      issuer: registered,
      namespace: "shop",
      serviceAccount: `orders-${row}`,
      ...args,
    });

/** On Google Cloud each workload registers the issuer, for rows that are about providers. */
const PROGRAMS: Record<string, RowProgram> = {
  aws: workload({ aws: {} }),
  azure: workload({ azure: { resourceGroupName: "shop" } }),
  gcp: (name, row) =>
    workload({ issuer: { url }, gcp: { project: `shop-${row}`, roles: ["roles/viewer"] } })(name, row),
  alicloud: workload({ alicloud: {} }),
};

describe("a transform that adds a row of the catalogue", () => {
  test("is written for every row, or why there is none", () => {
    const tables = [...Object.values(CATALOGUE_ON_ENGINE), ...Object.values(HUAWEI_ON_ENGINE), COMMON_ON_ENGINE];
    const written = tables.flatMap(Object.keys);
    const expected = catalogue.filter(({ elsewhere }) => elsewhere === undefined);
    expect(expected.filter(({ id }) => !written.includes(id)).map(({ id }) => id)).toEqual([]);
  });

  test.each(Object.keys(CATALOGUE_ON_ENGINE))(
    "is refused on the real engine, the foreign issuer first: %s",
    (cloud) => {
      const rows = { ...CATALOGUE_ON_ENGINE[cloud], ...(cloud === "aws" ? COMMON_ON_ENGINE : {}) };
      return onClouds((stack) => expectRefused(stack, rows, PROGRAMS[cloud]!))();
    },
  );
});
