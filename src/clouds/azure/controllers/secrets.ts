import * as pulumi from "@pulumi/pulumi";
import { kubernetesCore } from "../../../kubernetes/sdk";
import type { AsoSecretArgs } from "./args";
import type { ControllerIdentity } from "./objects";
import { asoSecret, asoSecretName } from "./objects";

/** Writes the Secrets that lead Azure Service Operator to an identity. */
export function createAsoSecrets(
  parent: pulumi.Resource,
  name: string,
  secrets: readonly AsoSecretArgs[],
  identity: pulumi.Output<ControllerIdentity>,
  subscriptionId: pulumi.Input<string>,
): void {
  const { Secret } = kubernetesCore();
  for (const secret of secrets) {
    const { namespace } = secret;
    const written = pulumi.all([identity, subscriptionId]).apply(([known, id]) => asoSecret(secret, known, id));
    new Secret(
      `${name}-secret-${namespace}.${asoSecretName(secret)}`,
      {
        metadata: { name: asoSecretName(secret), namespace },
        type: "Opaque",
        stringData: written.stringData,
      },
      { parent },
    );
  }
}
