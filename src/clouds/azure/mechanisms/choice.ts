import type { AzureWorkloadArgs } from "../args";
import { applicationMechanism } from "./application";
import { becomesApplication } from "./application-limits";
import { managedIdentityMechanism } from "./managed-identity";
import type { AzureMechanism } from "./mechanism";

/** The kind of identity that a workload becomes. */
export function azureMechanism(args: AzureWorkloadArgs): AzureMechanism {
  return becomesApplication(args) ? applicationMechanism : managedIdentityMechanism;
}
