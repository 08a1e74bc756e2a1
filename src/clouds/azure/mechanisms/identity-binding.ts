import * as pulumi from "@pulumi/pulumi";
import { oneAtATime } from "../../../component/one-at-a-time";
import { proofHooks, provedOnAnswer } from "../../../component/proof-hook";
import { settled } from "../../../component/settled-value";
import { checkUnchanged } from "../../../core/unchanged";
import { kubernetesRbac } from "../../../kubernetes/sdk";
import type { AzureSubject, AzureWorkloadIdentityArgs } from "../args";
import { azureContainerService } from "../sdk";
import { BINDING_CHECKS } from "./identity-binding-limits";
import type { AzureCredentialHolder } from "./mechanism";

/** The right to a managed identity in a cluster that it is bound to (AKS, identity bindings, preview, read 2026-08). */
const API_GROUP = "cid.wi.aks.azure.com";
const VERB = "use-managed-identity";

/**
 * Binds a managed identity to the cluster of its ServiceAccounts, and gives them the right to it there. The credential that AKS keeps on
 * the identity for all of its bindings is left alone.
 */
export function createAzureIdentityBinding(
  parent: pulumi.Resource,
  name: string,
  holder: AzureCredentialHolder,
  { identityBinding, subjects }: Pick<AzureWorkloadIdentityArgs, "identityBinding" | "subjects">,
): void {
  const { clusterResourceGroupName = "", clusterName = "" } = identityBinding ?? {};
  // AKS writes its credential as the binding is made, and Azure takes one write at a time.
  const order = oneAtATime("azure-credential", holder.target);
  const { IdentityBinding } = azureContainerService();
  const resourceId = settled(holder.resourceId ?? "");
  const url = pulumi.output(subjects[0]?.issuer).apply((issuer) => issuer?.url ?? "");
  provedOnAnswer(name, parent, pulumi.output(clusterName), BINDING_CHECKS.clusterName);
  provedOnAnswer(name, parent, resourceId.output, BINDING_CHECKS.resourceId);
  provedOnAnswer(name, parent, url, BINDING_CHECKS.url);
  const binding = new IdentityBinding(
    `${name}-identity-binding`,
    {
      resourceGroupName: clusterResourceGroupName,
      resourceName: clusterName,
      properties: { managedIdentity: { resourceId: resourceId.output } },
    },
    {
      parent,
      dependsOn: order.earlier(),
      hooks: proofHooks(`identity binding ${name}`, ["properties"], (inputs) =>
        checkUnchanged(inputs, { properties: { managedIdentity: { resourceId: resourceId.value() } } }),
      ),
    },
  );
  order.wrote(binding);

  const { ClusterRole, ClusterRoleBinding } = kubernetesRbac();
  const clientId = settled(holder.identity.clientId);
  const rulesOf = (id: string) => [{ apiGroups: [API_GROUP], resources: [id], verbs: [VERB] }];
  const rules = clientId.output.apply(rulesOf);
  const role = new ClusterRole(
    `${name}-use-identity`,
    { rules },
    {
      parent,
      hooks: proofHooks(`right to identity ${name}`, ["rules", "aggregationRule"], (inputs) => {
        const id = clientId.value();
        return id === undefined
          ? undefined
          : checkUnchanged(inputs, { rules: rulesOf(id), aggregationRule: undefined });
      }),
    },
  );
  const users = usersOf(subjects);
  const roleName = settled(role.metadata.name);
  const refOf = (named = "") => ({ apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: named });
  new ClusterRoleBinding(
    `${name}-use-identity`,
    {
      roleRef: roleName.output.apply(refOf),
      subjects: users,
    },
    {
      parent,
      hooks: proofHooks(`users of identity ${name}`, ["roleRef", "subjects"], (inputs) =>
        checkUnchanged(inputs, { roleRef: refOf(roleName.value()), subjects: users }),
      ),
    },
  );
}

function usersOf(subjects: readonly AzureSubject[]) {
  return subjects
    .map(({ namespace, serviceAccount }) => ({ kind: "ServiceAccount", name: serviceAccount, namespace }))
    .sort((one, other) => (`${one.namespace}/${one.name}` < `${other.namespace}/${other.name}` ? -1 : 1));
}
