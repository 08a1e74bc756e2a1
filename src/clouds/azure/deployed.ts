import { isRecord, own } from "../../core/record";
import type { DeployedResource, DeployedTrust } from "../cloud";
import type { AzureFederatedIdentityCredential, AzureTrust } from "./trust";

const CREDENTIALS = "/federatedIdentityCredentials/";

/** Entra's applications are two types of Pulumi's, of which one is the larger. */
const APPLICATIONS = [
  "azuread:index/applicationRegistration:ApplicationRegistration",
  "azuread:index/application:Application",
];
const APPLICATION_CREDENTIALS = [
  "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential",
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential",
];

/**
 * The trust of every managed identity and application: its credentials among the resources, also where the identity itself is not one of
 * them.
 */
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
    if (APPLICATIONS.includes(type)) add(id, name, state.clientId);
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
  for (const { type, state } of resources) {
    if (!APPLICATION_CREDENTIALS.includes(type)) continue;
    const application = String(state.applicationId);
    // One that is managed elsewhere is known by its id alone.
    add(application, application, application).trust.federatedIdentityCredentials.push(credentialOf(state));
  }
  return [...identities.values()];
}

/** Resource manager and Pulumi's SDK for Entra say the same in other words. */
function credentialOf(state: Record<string, unknown>): AzureFederatedIdentityCredential {
  const { displayName, name = displayName, issuer, subject, audience, audiences = [audience] } = state;
  const { claimsMatchingExpression: expression } = state;
  // One of another version of the language stays in its envelope, which the reader of trusts refuses.
  const isFirst = isRecord(expression) && String(own(expression, "languageVersion") ?? 1) === "1";
  const value = isFirst ? own(expression, "value") : expression;
  return {
    name: name as string,
    issuer: issuer as string,
    audiences: audiences as string[],
    ...(subject === undefined ? {} : { subject: subject as string }),
    ...(value === undefined ? {} : { claimsMatchingExpression: value as string }),
  };
}
