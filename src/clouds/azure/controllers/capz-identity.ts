import * as pulumi from "@pulumi/pulumi";
import { findingFormerChildren } from "../../../component/former-children";
import { proofHooks } from "../../../component/proof-hook";
import type { Settled } from "../../../component/settled-value";
import { settled } from "../../../component/settled-value";
import { assertNoIssues } from "../../../component/validation-error";
import { ownCopy } from "../../../core/own-copy";
import { kubernetesExtensions } from "../../../kubernetes/sdk";
import type { AzureIdentity } from "../args";
import { capzAccounts } from "./accounts";
import type { AsoSecretReference, CapzClusterIdentityArgs, CapzIdentityArgs, CapzIdentityReference } from "./args";
import { CAPZ_SUBSCRIPTION_ROLES, checkCapzIdentity, checkClusterIdentitySpec } from "./checks";
import { createControllerIdentity } from "./controller-identity";
import type { ClusterIdentitySpec } from "./objects";
import {
  asoSecret,
  asoSecretReference,
  clusterIdentityObject,
  clusterIdentityReference,
  clusterIdentitySpec,
  manifestsOf,
} from "./objects";
import { createAsoSecrets } from "./secrets";

/**
 * The identity of Cluster API Provider Azure: one that only CAPZ and its Azure Service Operator become, with a role on the subscription,
 * and the AzureClusterIdentity by which clusters of the namespaces that are named use it.
 */
export class CapzIdentity extends pulumi.ComponentResource {
  /** The managed identity, its credentials and what is proved about them. */
  public readonly identity: pulumi.Output<AzureIdentity>;
  /** What `spec.identityRef` of an AzureCluster says. */
  public readonly identityRef: pulumi.Output<CapzIdentityReference>;
  /** The Secrets of `asoSecrets`, with what resources are annotated with. */
  public readonly asoSecrets: pulumi.Output<AsoSecretReference[]>;
  /** The objects as a JSON list that `kubectl apply` takes, for the other clusters. */
  public readonly manifests: pulumi.Output<string>;

  constructor(name: string, args: CapzIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:CapzIdentity", name, {}, findingFormerChildren(opts));
    args = ownCopy(args);
    assertNoIssues(name, checkCapzIdentity(args), this);
    const {
      subscriptionRoles = CAPZ_SUBSCRIPTION_ROLES,
      controllerNamespace,
      clusterIdentity,
      asoSecrets = [],
      ...asked
    } = args;
    const accounts = capzAccounts(controllerNamespace);
    const { identity } = createControllerIdentity(this, name, { ...asked, subscriptionRoles }, accounts);

    const spec = settled(identity.apply((known) => clusterIdentitySpec(clusterIdentity, known)));
    this.identity = identity;
    this.identityRef =
      asked.writeObjects === false
        ? pulumi.output(clusterIdentityReference(clusterIdentity.name ?? "", clusterIdentity.namespace))
        : writeClusterIdentity(this, name, clusterIdentity, spec);
    if (asked.writeObjects !== false) createAsoSecrets(this, name, asoSecrets, identity, args.subscriptionId);
    this.asoSecrets = pulumi.output(asoSecrets.map(asoSecretReference));
    this.manifests = pulumi
      .all([spec.output, identity, args.subscriptionId, this.identityRef])
      .apply(([says, known, subscriptionId, { name: chosen }]) =>
        manifestsOf([
          { ...clusterIdentityObject({ ...clusterIdentity, name: chosen }), spec: says },
          ...asoSecrets.map((secret) => asoSecret(secret, known, subscriptionId)),
        ]),
      );
    this.registerOutputs({ identityRef: this.identityRef, asoSecrets: this.asoSecrets });
  }
}

/** Writes the object, and refuses a transform that lets other namespaces use it or has the clusters managed as somebody else. */
function writeClusterIdentity(
  parent: pulumi.Resource,
  name: string,
  args: CapzClusterIdentityArgs,
  spec: Settled<ClusterIdentitySpec>,
): pulumi.Output<CapzIdentityReference> {
  const { CustomResource } = kubernetesExtensions();
  const { metadata } = new CustomResource(
    `${name}-cluster-identity`,
    { ...clusterIdentityObject(args), spec: spec.output },
    {
      parent,
      hooks: proofHooks(`identity of the clusters of ${name}`, ["spec"], (inputs) =>
        checkClusterIdentitySpec(inputs.spec, spec.value()),
      ),
    },
  );
  return metadata.name.apply((chosen) => clusterIdentityReference(chosen, args.namespace));
}
