import type { CloudComponents } from "../component";
import type { HuaweiRegistrationArgs, HuaweiSubject, HuaweiWorkloadArgs } from "./args";
import { HuaweiMechanism } from "./args";
import { checkHuaweiWorkload } from "./limits";
import { checkHuaweiIssuerRegistration, HuaweiIssuerRegistration } from "./registration";
import { HuaweiWorkloadIdentity } from "./workload-identity";

export const huaweiComponents: CloudComponents<HuaweiWorkloadArgs, HuaweiRegistrationArgs> = {
  name: "huawei",
  webhookMountPaths: [],
  longFields: ["trust"],
  checkWorkload: checkHuaweiWorkload,
  create: (name, args, opts) =>
    new HuaweiWorkloadIdentity(name, args as typeof args & { subjects: HuaweiSubject[] }, opts),
  registrar: {
    neededBy: ({ mechanism, owner, connection }) => ({
      ...(mechanism === undefined ? {} : { mechanism }),
      ...(owner === undefined ? {} : { owner }),
      ...(connection === undefined ? {} : { connection }),
    }),
    storesKeys: ({ mechanism }) => mechanism !== HuaweiMechanism.TrustAgency,
    check: checkHuaweiIssuerRegistration,
    register: (name, args, opts) => new HuaweiIssuerRegistration(name, args, opts).registration,
  },
};
