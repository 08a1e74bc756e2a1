import * as pulumi from "@pulumi/pulumi";
import type { ClusterIssuer } from "pulumi-workload-identity";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import type { HuaweiWorkloadArgs } from "pulumi-workload-identity/clouds/huawei";
import { beforeAll, describe, expect, test } from "vitest";
import { IamServer, TEST_KEY } from "../clouds/huawei/support/iam-server";
import { withDynamicProviders } from "./support/dynamic-providers";
import type { ProgramModules } from "./support/program-modules";
import { BUILD_TIMEOUT, buildProgramModules } from "./support/program-modules";

let modules: ProgramModules;

beforeAll(async () => {
  modules = await buildProgramModules();
}, BUILD_TIMEOUT);

const JWKS = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const URL = "https://issuer.example.com/prod";
const PROJECT = "b0000000000000000000000000000001";
const ROLE = "a0000000000000000000000000000001";
const later = (text: string) => pulumi.output(Promise.resolve(text));
const credentials = { HUAWEICLOUD_SDK_AK: TEST_KEY.accessKey, HUAWEICLOUD_SDK_SK: TEST_KEY.secretKey };

/** Makes a workload of a name, with its ServiceAccount, group or agency, the ServiceAccounts beside it, and another issuer than the registered one. */
type DefineWorkload = (
  name: string,
  own: string,
  huawei: HuaweiWorkloadArgs,
  more?: string[],
  issuer?: pulumi.Output<ClusterIssuer>,
) => void;

/** A cluster and its workloads. */
function program(
  iamEndpoint: string,
  cluster: string,
  define: (workload: DefineWorkload, registered: pulumi.Output<ClusterIssuer>) => void,
) {
  return async () => {
    const connection = { iamEndpoint };
    const groups = new ClusterFederation(cluster, {
      issuer: { url: URL, jwks: JWKS },
      huawei: { clientId: "prod-cluster", providerName: "prod", connection },
    });
    const agencies = new ClusterFederation("agencies", {
      issuer: { url: URL },
      huawei: { mechanism: "trust-agency", connection },
    });
    const registered = groups.issuer as pulumi.Output<ClusterIssuer>;
    define((name, own, huawei, more = [], given) => {
      const issuer = given ?? (huawei.mechanism === undefined ? groups : agencies).issuer;
      const account = (serviceAccount: string) => ({ issuer, namespace: "shop", serviceAccount });
      const kubernetes = { serviceAccount: "external" as const };
      const args = { ...account(own), subjects: more.map(account), kubernetes, huawei: { ...huawei, connection } };
      new FederatedWorkload(name, args);
    }, registered);
  };
}

describe("what a program gives to another resource of its own", () => {
  test("stays on Huawei Cloud, where the one that had it is deleted after the one that has it now is made", async () => {
    const iam = await IamServer.start();
    const kept = () => ({
      providers: [...iam.state.providers.keys()],
      groups: [...iam.state.groups].filter(([, { name }]) => name === "orders"),
      agencies: [...iam.state.agencies.keys()],
      assignments: [...iam.state.assignments].sort(),
      attachments: [...iam.state.attachments].sort(),
    });
    const groupOf = (name: string) => {
      const rules = (iam.state.mappings.get("prod") ?? []) as { local: Record<string, { name: string }>[] }[];
      return rules.filter(({ local }) => local[0]!.user!.name === name).map(({ local }) => local[1]!.group!.name);
    };
    const role = (scopeId: pulumi.Input<string>, called = "Role 1") =>
      ({ role: called, scope: "project", scopeId }) as const;
    const before = program(iam.endpoint, "cluster", (workload) => {
      workload("orders", "orders", { groupName: "orders", roles: [role(PROJECT), role(later(PROJECT), "Role 2")] }, [
        "cart",
      ]);
      workload("audit", "audit", { groupName: "audit", roles: [{ role: "Role 1", scope: "domain" }] });
      workload("jobs", "jobs", { mechanism: "trust-agency", agencyName: "jobs", agencyPolicies: ["Policy1"] });
    });
    const after = program(iam.endpoint, "prod", (workload) => {
      // Other names for the workload and the project, and what was an output is written down.
      const roles = [role("cn-north-4"), role(PROJECT, "Role 2")];
      workload("shop-orders", "orders", { groupName: "orders", roles });
      workload("cart", "cart", { groupName: "cart" });
      workload("audit", "audit", { groupName: "audit", roles: [{ role: ROLE, scope: "domain" }] });
      const agencyPolicies = ["policy-1"];
      workload("shop-jobs", "jobs", { mechanism: "trust-agency", agencyName: "jobs", agencyPolicies });
    });
    try {
      await withDynamicProviders(
        () => modules,
        credentials,
        async (stack) => {
          await stack.up(before);
          const first = kept();
          expect(groupOf("shop.cart")).toEqual(["orders"]);
          const moved = await stack.up(after);
          expect(moved.changes.delete).toBeGreaterThan(5);
          expect(kept()).toEqual(first);
          expect([groupOf("shop.orders"), groupOf("shop.cart")]).toEqual([["orders"], ["cart"]]);
          expect((await stack.refresh()).changes).toEqual({});
          expect((await stack.preview(after)).changes).toEqual({});

          // The engine stops at the first refusal, so that each has a preview of its own.
          const refusal = async (define: Parameters<typeof program>[2]) => {
            const { diagnostics } = await stack.failingPreview(program(iam.endpoint, "prod", define));
            return diagnostics.map(({ name, message }) => `${name}: ${message}`).join("\n");
          };
          const twice = await refusal((workload, issuer) => {
            workload("shop-orders", "orders", { groupName: "orders" });
            workload("cart", "cart", { groupName: "cart" }, ["orders"], pulumi.output(issuer));
          });
          expect(twice).toMatch(
            /cart-huawei-rule-shop.orders: .*Leave ".*shop:orders" out of the new one of "shop-orders-huawei" and/s,
          );
          const unregistered = await refusal((workload) => {
            workload("audit", "audit", { groupName: "audit" }, [], pulumi.output({ url: URL, jwks: JWKS }));
          });
          expect(unregistered).toMatch(/audit-huawei-rule-.*issuer-not-registered/s);
          await stack.destroy();
          for (const left of [...Object.values(kept()), [...iam.state.mappings]]) expect(left).toEqual([]);
        },
      )();
    } finally {
      await iam.stop();
    }
  });
});
