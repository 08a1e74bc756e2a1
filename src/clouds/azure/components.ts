import type { CloudComponents } from "../component";
import type { AzureWorkloadArgs } from "./args";
import { AZURE_WEBHOOK_MOUNT_PATHS } from "./limits";
import { azureMechanism } from "./mechanisms/choice";
import { AzureWorkloadIdentity, checkOnAzure } from "./workload-identity";

/** Azure has no registration: its credentials name the issuer themselves. */
export const azureComponents: CloudComponents<AzureWorkloadArgs> = {
  name: "azure",
  webhookMountPaths: AZURE_WEBHOOK_MOUNT_PATHS,
  longFields: ["federatedIdentityCredentials"],
  checkWorkload: checkOnAzure,
  checkNames: (name, args) => azureMechanism(args).checkNames(name, args),
  loadSdk: (args) => azureMechanism(args).loadSdk(),
  WorkloadIdentity: AzureWorkloadIdentity,
};
