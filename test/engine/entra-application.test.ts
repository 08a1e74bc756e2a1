import { FederatedWorkload } from "pulumi-workload-identity";
import type { AzureWorkloadArgs } from "pulumi-workload-identity/clouds/azure";
import { expect, test } from "vitest";
import { onClouds } from "./support/on-clouds";
import type { Report } from "./support/stack";

const issuer = { url: "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/" };
const scope = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/data";
const EXACT = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";
const FLEXIBLE =
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential";
const ofApplication = /azuread:|RoleAssignment/;
const stepsOf = ({ steps }: Report) =>
  steps.filter(({ type }) => ofApplication.test(type)).map(({ op, type }) => `${op} ${type.split(":").pop()}`);
const names = (serviceAccount: string) => ({ issuer, namespace: "shop", serviceAccount });

const program =
  (azure: AzureWorkloadArgs, more: string[], name = "orders", opts = {}) =>
  async () => {
    new FederatedWorkload(name, { ...names("orders"), subjects: more.map(names), azure }, opts);
  };

test(
  "an application keeps its ids and credentials while workloads come, go and are renamed, and widens for nobody",
  onClouds(async (stack, { cloud }) => {
    const application = { displayName: "orders" };
    const roleAssignments = [{ role: "Reader", scope }];
    const others = {
      credentials: [
        {
          issuer: "https://token.actions.githubusercontent.com",
          claimsMatchingExpression: "claims['sub'] matches 'repo:example/shop:*'",
        },
      ],
    };
    await stack.up(program({ application, roleAssignments, others }, ["billing"]));
    expect(cloud.objects(EXACT)).toHaveLength(2);
    expect(cloud.objects(FLEXIBLE)).toHaveLength(1);

    const later = { application: { displayName: "orders-prod", multiTenant: true }, roleAssignments, others };
    const changed = await stack.up(program({ ...later, credentialDescription: "pods of shop" }, []));
    expect(
      stepsOf(changed)
        .filter((step) => !step.startsWith("same"))
        .sort(),
    ).toEqual([
      "delete ApplicationFederatedIdentityCredential",
      "update ApplicationFederatedIdentityCredential",
      "update ApplicationFlexibleFederatedIdentityCredential",
      "update ApplicationRegistration",
    ]);

    const kept = { ...later, credentialDescription: "pods of shop" };
    const aliases = { aliases: [{ name: "orders" }] };
    const renamed = await stack.preview(program(kept, [], "orders-renamed", aliases));
    expect(stepsOf(renamed)).toEqual([]);

    const opened = await stack.failingPreview(program(kept, [], "orders", { transforms: [widened] }));
    expect(opened.failure.message).toContain("trust-over");
  }),
);

/** A program's own transform that lets a second organization in. */
function widened({ type, props, opts }: { type: string; props: Record<string, unknown>; opts: object }) {
  const claimsMatchingExpression = "claims['sub'] matches 'repo:*'";
  return type === FLEXIBLE ? { props: { ...props, claimsMatchingExpression }, opts } : undefined;
}
