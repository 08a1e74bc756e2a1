import type { DeployedResource, DeployedTrust } from "../cloud";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";

const CREDENTIALS = "/federatedIdentityCredentials/";

/** The trust of every managed identity: its credentials among the resources, also where the identity itself is not one of them. */
export function azureDeployed(resources: readonly DeployedResource[]): DeployedTrust<AzureTrust>[] {
  const identities = new Map<string, DeployedTrust<AzureTrust>>();
  const add = (id: string, name: string, identity: unknown): DeployedTrust<AzureTrust> => {
    // Azure compares resource ids without regard to case.
    const key = id.toLowerCase();
    const added = identities.get(key) ?? {
      name,
      identity: String(identity),
      trust: { cloud: "azure" as const, federatedIdentityCredentials: [] },
    };
    identities.set(key, added);
    return added;
  };
  for (const { type, name, id, state } of resources) {
    if (type !== "azure-native:managedidentity:UserAssignedIdentity") continue;
    const { createdAt } = (state.systemData ?? {}) as { createdAt?: unknown };
    const { trust } = add(id, name, state.name);
    if (typeof createdAt === "string") trust.createdAt = createdAt;
  }
  for (const { type, id, state } of resources) {
    if (type !== "azure-native:managedidentity:FederatedIdentityCredential") continue;
    const identity = String(state.resourceName);
    add(id.split(CREDENTIALS)[0] ?? id, identity, identity).trust.federatedIdentityCredentials.push(
      credentialOf(state),
    );
  }
  return [...identities.values()];
}

function credentialOf(state: Record<string, unknown>): AzureFederatedIdentityCredential {
  const { name, issuer, subject, audiences } = state as unknown as AzureFederatedIdentityCredential;
  const expression = state.claimsMatchingExpression as { value?: string } | undefined;
  return {
    name,
    issuer,
    audiences,
    ...(subject === undefined ? {} : { subject }),
    ...(expression?.value === undefined ? {} : { claimsMatchingExpression: expression.value }),
  };
}
