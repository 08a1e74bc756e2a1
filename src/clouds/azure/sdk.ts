import type * as authorization from "@pulumi/azure-native/authorization";
import type * as containerservice from "@pulumi/azure-native/containerservice";
import type * as managedidentity from "@pulumi/azure-native/managedidentity";
import type * as resources from "@pulumi/azure-native/resources";
import type * as storage from "@pulumi/azure-native/storage";
import type * as exactCredential from "@pulumi/azuread/applicationFederatedIdentityCredential";
import type * as flexibleCredential from "@pulumi/azuread/applicationFlexibleFederatedIdentityCredential";
import type * as applicationRegistration from "@pulumi/azuread/applicationRegistration";
import type * as servicePrincipal from "@pulumi/azuread/servicePrincipal";
import { loadSdk } from "../../component/load-sdk";

/** The part of the Azure SDK for managed identities, loaded when Azure is asked for. */
export function azureManagedIdentity(): typeof managedidentity {
  return loadSdk(
    "@pulumi/azure-native/managedidentity",
    () => require("@pulumi/azure-native/managedidentity") as typeof managedidentity,
  );
}

/** The part of the Azure SDK for role assignments, loaded when a role is asked for. */
export function azureAuthorization(): typeof authorization {
  return loadSdk(
    "@pulumi/azure-native/authorization",
    () => require("@pulumi/azure-native/authorization") as typeof authorization,
  );
}

/** The part of the Azure SDK for AKS, loaded when an identity is bound to a cluster. */
export function azureContainerService(): typeof containerservice {
  return loadSdk(
    "@pulumi/azure-native/containerservice",
    () => require("@pulumi/azure-native/containerservice") as typeof containerservice,
  );
}

/** The part of the Azure SDK for resource groups, loaded when one is created. */
export function azureResourceGroups(): typeof resources {
  return loadSdk("@pulumi/azure-native/resources", () => require("@pulumi/azure-native/resources") as typeof resources);
}

/** The part of the Azure SDK for storage, loaded when an issuer is published there. */
export function azureStorage(): typeof storage {
  return loadSdk("@pulumi/azure-native/storage", () => require("@pulumi/azure-native/storage") as typeof storage);
}

/** The parts of the SDK for Microsoft Entra, loaded when an application is asked for. */
export function entraApplicationRegistration(): typeof applicationRegistration.ApplicationRegistration {
  return loadSdk(
    "@pulumi/azuread/applicationRegistration",
    () => require("@pulumi/azuread/applicationRegistration") as typeof applicationRegistration,
  ).ApplicationRegistration;
}

export function entraServicePrincipal(): typeof servicePrincipal.ServicePrincipal {
  return loadSdk(
    "@pulumi/azuread/servicePrincipal",
    () => require("@pulumi/azuread/servicePrincipal") as typeof servicePrincipal,
  ).ServicePrincipal;
}

export function entraFederatedCredential(): typeof exactCredential.ApplicationFederatedIdentityCredential {
  return loadSdk(
    "@pulumi/azuread/applicationFederatedIdentityCredential",
    () => require("@pulumi/azuread/applicationFederatedIdentityCredential") as typeof exactCredential,
  ).ApplicationFederatedIdentityCredential;
}

export function entraFlexibleCredential(): typeof flexibleCredential.ApplicationFlexibleFederatedIdentityCredential {
  return loadSdk(
    "@pulumi/azuread/applicationFlexibleFederatedIdentityCredential",
    () => require("@pulumi/azuread/applicationFlexibleFederatedIdentityCredential") as typeof flexibleCredential,
  ).ApplicationFlexibleFederatedIdentityCredential;
}
