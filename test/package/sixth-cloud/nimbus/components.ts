import type { CloudComponents } from "../component";
import type { NimbusRegistrationArgs, NimbusSubject, NimbusWorkloadArgs } from "./args";
import { NIMBUS_DEFAULT_AUDIENCE } from "./audience";
import { checkNimbusWorkload } from "./limits";
import { checkNimbusIssuerRegistration, NimbusIssuerRegistration } from "./registration";
import { NimbusWorkloadIdentity } from "./workload-identity";

export const nimbusComponents: CloudComponents<NimbusWorkloadArgs, NimbusRegistrationArgs> = {
  name: "nimbus",
  webhookMountPaths: [],
  longFields: [],
  checkWorkload: checkNimbusWorkload,
  create: (name, args, opts) =>
    new NimbusWorkloadIdentity(name, args as typeof args & { subjects: NimbusSubject[] }, opts),
  registrar: {
    audience: ({ audience = NIMBUS_DEFAULT_AUDIENCE }) => audience,
    neededBy: ({ audience }) => (audience === undefined ? {} : { audience }),
    check: checkNimbusIssuerRegistration,
    register: (name, args, opts) => new NimbusIssuerRegistration(name, args, opts).registration,
  },
};
