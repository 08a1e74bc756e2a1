import type { CloudComponents } from "../component";
import type { AlicloudRegistrationArgs, AlicloudWorkloadArgs } from "./args";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { checkAlicloudWorkload } from "./limits";
import { AlicloudIssuerRegistration, checkAlicloudIssuerRegistration } from "./registration";
import { alicloudRam } from "./sdk";
import { ALICLOUD_WEBHOOK_MOUNT_PATHS } from "./wiring";
import { AlicloudWorkloadIdentity } from "./workload-identity";

export const alicloudComponents: CloudComponents<AlicloudWorkloadArgs, AlicloudRegistrationArgs> = {
  name: "alicloud",
  webhookMountPaths: ALICLOUD_WEBHOOK_MOUNT_PATHS,
  longFields: ["trustPolicy", "oidcProviderArn"],
  checkWorkload: checkAlicloudWorkload,
  loadSdk: alicloudRam,
  WorkloadIdentity: AlicloudWorkloadIdentity,
  registrar: {
    audience: ({ audience = ALICLOUD_DEFAULT_AUDIENCE }) => audience,
    neededBy: ({ audience }) => (audience === undefined ? {} : { audience }),
    check: checkAlicloudIssuerRegistration,
    IssuerRegistration: AlicloudIssuerRegistration,
  },
};
