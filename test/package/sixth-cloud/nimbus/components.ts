import type { CloudComponents } from "../component";
import type { NimbusSubject, NimbusWorkloadArgs } from "./args";
import { checkNimbusWorkload } from "./limits";
import { NimbusWorkloadIdentity } from "./workload-identity";

export const nimbusComponents: CloudComponents<NimbusWorkloadArgs> = {
  name: "nimbus",
  webhookMountPaths: [],
  longFields: [],
  checkWorkload: checkNimbusWorkload,
  create: (name, args, opts) =>
    new NimbusWorkloadIdentity(name, args as typeof args & { subjects: NimbusSubject[] }, opts),
};
