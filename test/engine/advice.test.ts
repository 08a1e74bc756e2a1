import * as pulumi from "@pulumi/pulumi";
import type { ClusterIssuer, FederatedWorkloadArgs } from "pulumi-workload-identity";
import { FederatedWorkload } from "pulumi-workload-identity";
import { describe, expect, test } from "vitest";
import { onClouds } from "./support/on-clouds";
import type { SimulatedCloud } from "./support/simulated-cloud";
import type { Report } from "./support/stack";

const url = "https://issuer.shop.example.com";
const pool = "projects/123456789012/locations/global/workloadIdentityPools/shop";
const registered: ClusterIssuer = {
  url,
  aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/issuer.shop.example.com" },
  gcp: { workloadIdentityPool: pool, workloadIdentityProvider: `${pool}/providers/kubernetes` },
  alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/shop" },
};
const existing = {
  resourceGroupName: "shop",
  name: "legacy",
  clientId: "00000000-0000-4000-8000-000000000001",
  tenantId: "00000000-0000-4000-8000-000000000002",
  principalId: "00000000-0000-4000-8000-000000000003",
};

type Change = Partial<FederatedWorkloadArgs>;
/** Gives a value as it is, or as an output, which shows too late for a constructor. */
type Given = <T>(value: T) => pulumi.Input<T>;

const plain: Given = (value) => value;
const later: Given = (value) => pulumi.output(Promise.resolve(value)) as pulumi.Input<typeof value>;

const role = (given: Given) => ({ externalRoleArn: given("arn:aws:iam::111122223333:role/legacy") });
const ramRole = (given: Given) => ({ externalRoleArn: given("acs:ram::1234567890123456:role/legacy") });
const account = (given: Given) => ({
  access: "impersonation" as const,
  serviceAccountEmail: given("legacy@shop-prod.iam.gserviceaccount.com"),
});

interface Row {
  code: string;
  /** What the workload has that is deployed, and a new one asks for too. */
  args(given: Given): Change;
  /** What the new one says after it has done what the message says. */
  advised(given: Given): Change;
}

const rows: Record<string, Row> = {
  "a policy of an IAM role": {
    code: "identity-given-twice",
    args: (given) => ({ aws: { ...role(given), policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] } }),
    advised: (given) => ({ aws: role(given) }),
  },
  "a policy of a RAM role": {
    code: "identity-given-twice",
    args: (given) => ({ alicloud: { ...ramRole(given), systemPolicies: ["ReadOnlyAccess"] } }),
    advised: (given) => ({ alicloud: ramRole(given) }),
  },
  "a role of a managed identity": {
    code: "identity-given-twice",
    args: (given) => ({
      azure: {
        existingIdentity: { ...existing, name: given(existing.name) },
        roleAssignments: [{ role: "Reader", scope: "/subscriptions/00000000-0000-0000-0000-000000000000" }],
      },
    }),
    advised: (given) => ({ azure: { existingIdentity: { ...existing, name: given(existing.name) } } }),
  },
  "a role of a Google service account": {
    code: "gcp-member-twice",
    args: (given) => ({ gcp: { ...account(given), project: "shop-prod", roles: ["roles/viewer"] } }),
    advised: (given) => ({ gcp: account(given) }),
  },
  "a namespace": {
    code: "namespace-created-twice",
    args: () => ({ kubernetes: { createNamespace: true, deleteNamespace: true }, aws: {} }),
    advised: () => ({ aws: {} }),
  },
  "a ServiceAccount": {
    code: "service-account-written-twice",
    args: () => ({ serviceAccount: "orders", aws: {} }),
    advised: () => ({ serviceAccount: "orders", aws: {}, kubernetes: { serviceAccount: "external" } }),
  },
  "the name of a role": {
    code: "name-taken-twice",
    args: () => ({ aws: { roleName: "shop" } }),
    advised: () => ({ aws: { roleName: "shop-cart" } }),
  },
};

/** Workloads in this order. */
const program = (workloads: Record<string, () => Change>) => async () => {
  for (const [name, args] of Object.entries(workloads)) {
    new FederatedWorkload(name, { issuer: registered, namespace: "shop", serviceAccount: name, ...args() });
  }
};
const textOf = ({ diagnostics }: Report) => diagnostics.map(({ message }) => message).join("\n");
const ids = (cloud: SimulatedCloud) => cloud.objects().map(({ type, id }) => `${type} ${id}`);

describe("what a deployed workload has and a new one, written before it, asks for too", () => {
  test.each(Object.entries(rows))("stays with the deployed one where the message is followed: %s", (_, row) =>
    onClouds(async (stack, { cloud }) => {
      const orders = () => row.args(plain);
      await stack.up(program({ orders }));
      const before = ids(cloud);
      const text = textOf(await stack.failingPreview(program({ cart: orders, orders })));
      expect(text).toContain(`[${row.code}]`);
      expect(text).toMatch(/the new one of "cart(-\w+)?" and "orders(-\w+)?"/);
      const { steps } = await stack.up(program({ cart: () => row.advised(plain), orders }));
      expect(steps.filter(({ op, name }) => op !== "create" || !name.startsWith("cart"))).toEqual([]);
      expect(ids(cloud)).toEqual(expect.arrayContaining(before));
    })(),
  );

  test.each(Object.entries(rows).filter(([, { args }]) => JSON.stringify(args(plain)).includes("legacy")))(
    "is refused at preview where it is known later than the constructors run, though the deployed one runs no hook: %s",
    (_, row) =>
      onClouds(async (stack) => {
        const orders = () => row.args(later);
        await stack.up(program({ orders }));
        expect(textOf(await stack.failingPreview(program({ cart: orders, orders })))).toContain(`[${row.code}]`);
      })(),
  );
});

describe("the ServiceAccount of a second GKE cluster of one project", () => {
  const cluster = (name: string, given: Given) => ({
    issuer: {
      url: `https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/${name}`,
      gcp: { gkeWorkloadPool: given("shop-prod.svc.id.goog"), projectNumber: "123456789012" },
    },
    namespace: "shop",
    serviceAccount: "orders",
  });
  const on =
    (given: Given, ...[main, ...more]: [string, ...string[]]) =>
    async () => {
      const subjects = more.map((name) => cluster(name, given));
      const gcp = { project: "shop-prod", roles: ["roles/viewer"] };
      new FederatedWorkload("orders", { ...cluster(main, given), subjects, gcp });
    };

  test(
    "is refused where the pool is an output, and no member changes where the pool is written down as the message says",
    onClouds(async (stack, { cloud }) => {
      await stack.up(on(later, "blue"));
      const before = ids(cloud);
      const text = textOf(await stack.failingPreview(on(later, "blue", "green")));
      expect(text).toMatch(/Write gkeWorkloadPool as plain text.*\[gcp-principal-twice\]/);
      expect((await stack.up(on(plain, "blue", "green"))).steps).toEqual([]);
      expect((await stack.up(on(later, "blue"))).steps).toEqual([]);
      expect(ids(cloud)).toEqual(before);
    }),
  );
});
