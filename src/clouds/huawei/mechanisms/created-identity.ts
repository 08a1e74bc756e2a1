import type * as pulumi from "@pulumi/pulumi";
import type { PodWirings } from "../../../component/pod-wirings";
import { DEFAULT_MOUNT_PATH } from "../../../core/wiring";
import type { HuaweiIdentity, HuaweiWorkloadIdentityArgs } from "../args";
import type { HuaweiPodSettings } from "../wiring";

/** What a mechanism makes of the arguments. */
export interface HuaweiCreated {
  identity: pulumi.Output<HuaweiIdentity>;
  wirings: PodWirings;
}

/** The part of the wiring that both mechanisms have in common. */
export function huaweiPodSettings(
  args: HuaweiWorkloadIdentityArgs,
  clientId: pulumi.Input<string>,
): HuaweiPodSettings<pulumi.Input<string>> {
  const { projectId, projectName, domainId, token } = args;
  return {
    clientId,
    mountPath: args.mountPath ?? DEFAULT_MOUNT_PATH,
    ...(projectId === undefined ? {} : { projectId }),
    ...(projectName === undefined ? {} : { projectName }),
    ...(domainId === undefined ? {} : { domainId }),
    ...(token?.path === undefined ? {} : { tokenPath: token.path }),
    ...(token?.expirationSeconds === undefined ? {} : { expirationSeconds: token.expirationSeconds }),
  };
}
