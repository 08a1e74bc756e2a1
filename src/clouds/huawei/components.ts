import type { CloudComponents } from "../component";
import type { HuaweiRegistrationArgs, HuaweiWorkloadArgs } from "./args";
import { HuaweiMechanism } from "./args";
import { checkHuaweiWorkload } from "./limits";
import { checkHuaweiIssuerRegistration, HuaweiIssuerRegistration } from "./registration";
import { HuaweiWorkloadIdentity } from "./workload-identity";

export const huaweiComponents: CloudComponents<HuaweiWorkloadArgs, HuaweiRegistrationArgs> = {
  name: "huawei",
  webhookMountPaths: [],
  longFields: ["trust"],
  checkWorkload: checkHuaweiWorkload,
  WorkloadIdentity: HuaweiWorkloadIdentity,
  registrar: {
    neededBy: ({ mechanism, owner, connection }) => ({
      ...(mechanism === undefined ? {} : { mechanism }),
      ...(owner === undefined ? {} : { owner }),
      ...(connection === undefined ? {} : { connection }),
    }),
    storesKeys: ({ mechanism }) => mechanism !== HuaweiMechanism.TrustAgency,
    check: checkHuaweiIssuerRegistration,
    IssuerRegistration: HuaweiIssuerRegistration,
  },
};
