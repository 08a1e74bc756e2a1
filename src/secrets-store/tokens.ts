import * as pulumi from "@pulumi/pulumi";
import type { SecretsStoreToken } from "../clouds/secrets-store";
import type { FederatedWorkload } from "../federated-workload/federated-workload";
import type { SecretsStoreDriverArgs, SecretsStoreMountArgs } from "./args";
import type { StoredMount } from "./checks";
import { askedOn } from "./checks";

/** How the issuer of a workload is registered in the cloud of a mount; nothing where the cloud registers none. */
export function registrationOf(workload: FederatedWorkload, { store }: StoredMount): pulumi.Output<object | undefined> {
  return pulumi
    .output(workload.issuer)
    .apply((issuer) => (issuer as Record<string, object | undefined> | undefined)?.[store.name]);
}

/** The tokens that the driver has to get: those that the providers of the mounts take, and those of others that a program names. */
export function driverTokens(
  tokens: pulumi.Output<SecretsStoreToken[]>,
  { moreAudiences = [] }: SecretsStoreDriverArgs,
): pulumi.Output<SecretsStoreToken[]> {
  const others = pulumi.output(moreAudiences) as pulumi.Output<string[]>;
  return pulumi
    .all([tokens, others])
    .apply(([own, more]) => [...own, ...more.map((audience) => ({ audience, getsItself: false }))]);
}

/** The tokens that the providers of the mounts take. */
export function tokensOf(
  args: SecretsStoreMountArgs,
  mounts: readonly StoredMount[],
  workload: FederatedWorkload,
): pulumi.Output<SecretsStoreToken[]> {
  return pulumi.all(
    mounts.map((mount) =>
      registrationOf(workload, mount).apply((registration) =>
        mount.store.token(askedOn(args, mount.store) ?? {}, registration),
      ),
    ),
  ) as pulumi.Output<SecretsStoreToken[]>;
}
