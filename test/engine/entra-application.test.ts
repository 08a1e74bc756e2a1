import { Membership } from "@pulumi/gcp/gkehub/membership";
import type * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload } from "pulumi-workload-identity";
import type { AzureWorkloadArgs } from "pulumi-workload-identity/clouds/azure";
import { fleetIssuer } from "pulumi-workload-identity/clouds/gcp";
import { expect, test } from "vitest";
import { onClouds } from "./support/on-clouds";
import type { Report } from "./support/stack";
import { TYPE } from "./support/types";

const issuer = { url: "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/" };
const scope = "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/data";
const EXACT = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";
const FLEXIBLE =
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential";
const BINDING = "azure-native:containerservice:IdentityBinding";
const RBAC = "kubernetes:rbac.authorization.k8s.io/v1";
const USERS = `${RBAC}:ClusterRoleBinding`;
const ofApplication = /azuread:|RoleAssignment/;
const stepsOf = ({ steps }: Report) =>
  steps.filter(({ type }) => ofApplication.test(type)).map(({ op, type }) => `${op} ${type.split(":").pop()}`);
const names = (serviceAccount: string) => ({ issuer, namespace: "shop", serviceAccount });

const MEMBERSHIP = "projects/fleet-host/locations/global/memberships/blue";
const identityBinding = { clusterResourceGroupName: "clusters", clusterName: "blue" };

/** Beside the application stand two identities that are bound to the cluster, and a workload of the fleet that the cluster is in. */
const program =
  (azure: AzureWorkloadArgs, more: string[], name = "orders", opts = {}) =>
  async () => {
    new FederatedWorkload(name, { ...names("orders"), subjects: more.map(names), azure }, opts);
    for (const bound of ["bound", "lent"]) {
      new FederatedWorkload(bound, { ...names(bound), azure: { resourceGroupName: "shop", identityBinding } }, opts);
    }
    new Membership("blue", { membershipId: "blue", project: "fleet-host", authority: { issuer: issuer.url } });
    new FederatedWorkload("member", {
      ...names("member"),
      issuer: fleetIssuer({ issuer: issuer.url, membership: MEMBERSHIP, projectNumber: "123456789012" }),
      gcp: { project: "shop-prod", roles: ["roles/storage.objectViewer"] },
    });
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

    const bound = (type: string) => cloud.objects(type).find(({ name }) => name.startsWith("bound-"));
    const identity = bound(TYPE.azureIdentity);
    const managedIdentity = { resourceId: identity?.id };
    expect(bound(BINDING)?.inputs).toMatchObject({ resourceName: "blue", properties: { managedIdentity } });
    expect(bound(`${RBAC}:ClusterRole`)?.inputs).toMatchObject({ rules: [{ resources: [identity?.state.clientId] }] });
    expect(bound(USERS)?.inputs).toMatchObject({ subjects: [{ namespace: "shop", name: "bound" }] });
    expect(cloud.objects(TYPE.azureCredential)).toEqual([]);
    const [granted] = cloud.objects(TYPE.gcpProjectMember);
    expect(granted?.inputs.member).toContain(
      "/123456789012/locations/global/workloadIdentityPools/fleet-host.svc.id.goog/",
    );

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

    const opened = await stack.failingWholeUp(program(kept, [], "orders", { transforms: [widened] }));
    const told = opened.diagnostics.map(({ message }) => message).join("\n");
    expect(told).toContain("trust-over");
    for (const property of ["properties", "rules", "subjects"]) expect(told).toContain(`Cannot store ${property} `);
  }),
);

/** What a program's own transform gives to others: a second organization, another identity, every identity and everybody. */
const WIDER: Record<string, object> = {
  [FLEXIBLE]: { claimsMatchingExpression: "claims['sub'] matches 'repo:*'" },
  [BINDING]: { properties: { managedIdentity: { resourceId: "/subscriptions/1" } } },
  [`${RBAC}:ClusterRole`]: { rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] },
  [USERS]: { subjects: [{ kind: "Group", name: "system:serviceaccounts" }] },
};

/** The users of a role that is refused are not looked at any more. */
function widened({ type, name, props, opts }: pulumi.ResourceTransformArgs) {
  const isLent = name.startsWith("lent-");
  return WIDER[type] && isLent === (type === USERS) ? { props: { ...props, ...WIDER[type] }, opts } : undefined;
}
