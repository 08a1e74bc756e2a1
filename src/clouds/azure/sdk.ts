import type * as authorization from "@pulumi/azure-native/authorization";
import type * as managedidentity from "@pulumi/azure-native/managedidentity";
import type * as resources from "@pulumi/azure-native/resources";
import type * as storage from "@pulumi/azure-native/storage";
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

/** The part of the Azure SDK for resource groups, loaded when one is created. */
export function azureResourceGroups(): typeof resources {
  return loadSdk("@pulumi/azure-native/resources", () => require("@pulumi/azure-native/resources") as typeof resources);
}

/** The part of the Azure SDK for storage, loaded when an issuer is published there. */
export function azureStorage(): typeof storage {
  return loadSdk("@pulumi/azure-native/storage", () => require("@pulumi/azure-native/storage") as typeof storage);
}
