import * as pulumi from "@pulumi/pulumi";
import type { SecretsStoreToken } from "../clouds/secrets-store";
import { newOneOf, programClaims } from "../component/claims";
import type { Settled } from "../component/settled-value";
import { settled } from "../component/settled-value";
import { warn } from "../component/warn";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isLater } from "../core/known";
import { kubernetesExtensions } from "../kubernetes/sdk";
import type { SecretsStoreDriverArgs } from "./args";
import type { CsiDriverSpec } from "./csi-driver";
import { CSI_DRIVER, mergedCsiDriver, mergeWarnings } from "./csi-driver";

const KIND = { apiVersion: "storage.k8s.io/v1", kind: "CSIDriver" };

/**
 * The fault of a second patch of one driver in a program. Each would write the whole list, and find what the other has added in the next
 * run: there would always be something to do.
 */
export function claimDriver(
  owner: pulumi.ComponentResource,
  name: string,
  { name: driver = CSI_DRIVER, patch = false }: SecretsStoreDriverArgs,
): Issue[] {
  if (!patch) return [];
  const cluster = owner.getProvider("kubernetes:storage.k8s.io/v1:CSIDriver") ?? "default";
  const first = programClaims("CSIDriver", owner, name)([cluster, isLater(driver) ? CSI_DRIVER : driver], true);
  if (first === undefined) return [];
  const fix = `Leave csiDriver out of ${newOneOf(first.name, name)}, and give its output audiences to the other as csiDriver.moreAudiences`;
  return [issue("csi-driver-patched-twice", "csiDriver.patch", `${fix}: both patch one driver`)];
}

/** The driver of the cluster, read anew in every run, and on request with what it lacks. */
export function lookAtDriver(
  parent: pulumi.ComponentResource,
  name: string,
  { name: driver = CSI_DRIVER, patch = false }: SecretsStoreDriverArgs,
  tokens: pulumi.Output<SecretsStoreToken[]>,
): Settled<CsiDriverSpec> {
  const { CustomResource, CustomResourcePatch } = kubernetesExtensions();
  // It is read and not made: `spec` is named so that there is an output of it.
  const read = { ...KIND, metadata: { name: driver }, spec: {} };
  const found = new CustomResource(`${name}-csi-driver`, read, { parent, id: driver });
  const { spec } = found as unknown as { spec: pulumi.Output<CsiDriverSpec> };
  if (!patch) return settled(spec);
  const merged = pulumi.all([spec, tokens]).apply(([found, needed]) => {
    // Mocks of a program's own tests may answer no object.
    const present = (found as CsiDriverSpec | undefined) ?? {};
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
    { parent, retainOnDelete: true },
  );
  return settled((patched as unknown as { spec: pulumi.Output<CsiDriverSpec> }).spec);
}
