import { allWhole } from "../../core/whole-namespaces";
import type { CloudComponents } from "../component";
import type { GcpRegistrationArgs, GcpWorkloadArgs } from "./args";
import { gcpUploadedKeys } from "./jwks";
import { checkGcpWorkload } from "./limits";
import { checkGcpIssuerRegistration, GcpIssuerRegistration } from "./registration";
import { gcpIam } from "./sdk";
import { GCP_NAMESPACE_MAPPING } from "./trust";
import { GcpWorkloadIdentity } from "./workload-identity";

export const gcpComponents: CloudComponents<GcpWorkloadArgs, GcpRegistrationArgs> = {
  name: "gcp",
  webhookMountPaths: [],
  longFields: ["principals", "credentialConfiguration"],
  checkWorkload: checkGcpWorkload,
  loadSdk: gcpIam,
  WorkloadIdentity: GcpWorkloadIdentity,
  registrar: {
    // The pool of a GKE cluster or fleet is made by Google.
    neededBy: ({ gke, fleet, project }, subjects) =>
      gke || fleet
        ? undefined
        : {
            ...(project === undefined ? {} : { project }),
            ...(allWhole(subjects).names.length === 0 ? {} : { attributeMapping: GCP_NAMESPACE_MAPPING }),
          },
    storesKeys: (args) => gcpUploadedKeys(args) !== undefined,
    check: checkGcpIssuerRegistration,
    IssuerRegistration: GcpIssuerRegistration,
  },
};
