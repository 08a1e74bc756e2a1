import type { CloudComponents } from "../component";
import type { AlicloudRegistrationArgs, AlicloudSubject, AlicloudWorkloadArgs } from "./args";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { checkAlicloudWorkload } from "./limits";
import { AlicloudIssuerRegistration, checkAlicloudIssuerRegistration } from "./registration";
import { alicloudRam } from "./sdk";
import { ALICLOUD_WEBHOOK_MOUNT_PATHS } from "./wiring";
import { AlicloudWorkloadIdentity } from "./workload-identity";

export const alicloudComponents: CloudComponents<AlicloudWorkloadArgs, AlicloudRegistrationArgs> = {
  name: "alicloud",
  webhookMountPaths: ALICLOUD_WEBHOOK_MOUNT_PATHS,
  longFields: ["trustPolicy"],
  checkWorkload: checkAlicloudWorkload,
  loadSdk: alicloudRam,
  create: (name, args, opts) =>
    new AlicloudWorkloadIdentity(name, args as typeof args & { subjects: AlicloudSubject[] }, opts),
  registrar: {
    audience: ({ audience = ALICLOUD_DEFAULT_AUDIENCE }) => audience,
    neededBy: ({ audience }) => (audience === undefined ? {} : { audience }),
    check: checkAlicloudIssuerRegistration,
    register: (name, args, opts) => new AlicloudIssuerRegistration(name, args, opts).registration,
  },
};
