import type { CloudComponents } from "../component";
import type { NimbusRegistrationArgs, NimbusWorkloadArgs } from "./args";
import { NIMBUS_DEFAULT_AUDIENCE } from "./audience";
import { checkNimbusWorkload } from "./limits";
import { checkNimbusIssuerRegistration, NimbusIssuerRegistration } from "./registration";
import { NimbusWorkloadIdentity } from "./workload-identity";

export const nimbusComponents: CloudComponents<NimbusWorkloadArgs, NimbusRegistrationArgs> = {
  name: "nimbus",
  webhookMountPaths: [],
  longFields: [],
  checkWorkload: checkNimbusWorkload,
  WorkloadIdentity: NimbusWorkloadIdentity,
  registrar: {
    audience: ({ audience = NIMBUS_DEFAULT_AUDIENCE }) => audience,
    neededBy: ({ audience }) => (audience === undefined ? {} : { audience }),
    check: checkNimbusIssuerRegistration,
    IssuerRegistration: NimbusIssuerRegistration,
  },
};
