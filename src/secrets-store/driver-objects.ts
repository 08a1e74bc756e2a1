import * as pulumi from "@pulumi/pulumi";
import type { SecretsStoreToken } from "../clouds/secrets-store";
import { oneAtATime } from "../component/one-at-a-time";
import type { Settled } from "../component/settled-value";
import { settled } from "../component/settled-value";
import { warn } from "../component/warn";
import { kubernetesExtensions } from "../kubernetes/sdk";
import type { SecretsStoreDriverArgs } from "./args";
import type { CsiDriverSpec } from "./csi-driver";
import { CSI_DRIVER, mergedCsiDriver, mergeWarnings } from "./csi-driver";

const KIND = { apiVersion: "storage.k8s.io/v1", kind: "CSIDriver" };

/**
 * The driver of the cluster, read anew in every run, and on request with what it lacks. Patches of one program wait for each other: each
 * writes the whole list, and has to see what those before it added.
 */
export function lookAtDriver(
  parent: pulumi.ComponentResource,
  name: string,
  { name: driver = CSI_DRIVER, patch = false }: SecretsStoreDriverArgs,
  tokens: pulumi.Output<SecretsStoreToken[]>,
): Settled<CsiDriverSpec> {
  const { CustomResource, CustomResourcePatch } = kubernetesExtensions();
  const order = oneAtATime("csi-driver", typeof driver === "string" ? driver : undefined);
  const dependsOn = order.earlier();
  // It is read and not made: `spec` is named so that there is an output of it.
  const read = { ...KIND, metadata: { name: driver }, spec: {} };
  const found = new CustomResource(`${name}-csi-driver`, read, { parent, id: driver, dependsOn });
  const { spec } = found as unknown as { spec: pulumi.Output<CsiDriverSpec> };
  if (!patch) return settled(spec);
  const merged = pulumi.all([spec, tokens]).apply(([present, needed]) => {
    const after = mergedCsiDriver(present, needed);
    warn(parent, mergeWarnings(present, after));
    return after;
  });
  const patched = new CustomResourcePatch(
    `${name}-csi-driver-tokens`,
    {
      ...KIND,
      // The list has one owner, and until now that is whoever installed the driver.
      metadata: { name: driver, annotations: { "pulumi.com/patchForce": "true" } },
      spec: merged,
    },
    { parent, retainOnDelete: true, dependsOn },
  );
  order.wrote(patched);
  return settled((patched as unknown as { spec: pulumi.Output<CsiDriverSpec> }).spec);
}
