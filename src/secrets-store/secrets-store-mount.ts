import * as pulumi from "@pulumi/pulumi";
import type { AwsIdentity } from "../clouds/aws/args";
import type { AzureIdentity } from "../clouds/azure/args";
import type { GcpIdentity } from "../clouds/gcp/args";
import type { ClusterIssuer } from "../cluster-federation/args";
import { findingFormerChildren } from "../component/former-children";
import { assertNoIssues } from "../component/validation-error";
import { checkShape, unknownArguments } from "../core/argument-shape";
import { ownCopy } from "../core/own-copy";
import { emptyWiring } from "../core/wiring";
import type { FederatedWorkloadArgs, WiringVolumeMount } from "../federated-workload/args";
import { FederatedWorkload } from "../federated-workload/federated-workload";
import type { BoundWiring, PodTemplateOptions, PodVolume } from "../kubernetes/bound-wiring";
import { mountOf } from "../kubernetes/bound-wiring";
import { readPodTemplateOptions } from "../kubernetes/shape";
import type { Caller } from "../kubernetes/wire-or-throw";
import { refuse, wireOrThrow } from "../kubernetes/wire-or-throw";
import type { SecretsStoreMountArgs, SecretsStoreVolume } from "./args";
import type { StoredMount } from "./checks";
import { askedOn, checkSecretsStoreMount, mountsOf, storedMounts, workloadOf } from "./checks";
import { createClasses } from "./class-objects";
import { volumeOf } from "./classes";
import { claimDriver, lookAtDriver } from "./driver-objects";
import { driverTokens, tokensOf } from "./tokens";

/**
 * A workload whose pods find secrets of Azure Key Vault, AWS or Google Secret Manager as files: its identity, the right to read exactly those,
 * a SecretProviderClass for each mount, and the volumes of its pods.
 */
export class SecretsStoreMount extends pulumi.ComponentResource {
  /** The issuer with the entries of the clouds where it is registered. */
  public readonly issuer?: pulumi.Output<ClusterIssuer>;
  /** The identity on AWS. */
  public readonly aws?: pulumi.Output<AwsIdentity>;
  /** The identity on Azure. */
  public readonly azure?: pulumi.Output<AzureIdentity>;
  /** The identity on Google Cloud. */
  public readonly gcp?: pulumi.Output<GcpIdentity>;
  /** The SecretProviderClass of each mount, by the mount's name. */
  public readonly classNames: pulumi.Output<Record<string, string>>;
  /** The audiences that the driver of the cluster has to request tokens for: `tokenRequests` of its chart. */
  public readonly audiences: pulumi.Output<string[]>;
  /** The volumes of the pod as its spec lists them. */
  public readonly volumes: pulumi.Output<SecretsStoreVolume[]>;
  /** The mounts of containers as they list them. */
  public readonly volumeMounts: pulumi.Output<WiringVolumeMount[]>;

  constructor(name: string, args: SecretsStoreMountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:SecretsStoreMount", name, {}, findingFormerChildren(opts));
    args = ownCopy(args);
    assertNoIssues(name, checkSecretsStoreMount(name, args), this);
    assertNoIssues(name, claimDriver(this, name, args.csiDriver ?? {}), this);
    const mounts = storedMounts(args);
    // What was deployed as a workload of this name comes to mount secrets, and keeps its identities.
    const before = { parent: opts?.parent ?? pulumi.rootStackResource };
    const workload = new FederatedWorkload(name, granted(args, mounts), { parent: this, aliases: [before] });
    this.issuer = workload.issuer;
    Object.assign(this, Object.fromEntries(identitiesOf(workload, mounts)));

    const tokens = tokensOf(args, mounts, workload);
    const { csiDriver } = args;
    const requested = csiDriver === undefined ? tokens : driverTokens(tokens, csiDriver);
    const driver = csiDriver === undefined ? undefined : lookAtDriver(this, name, csiDriver, requested);
    const classes = createClasses(this, name, {
      args,
      mounts,
      workload,
      tokens: requested,
      ...(driver === undefined ? {} : { driver }),
    });
    const volumes = mounts.map(({ mount }, index): PodVolume => {
      return { volume: volumeOf(mount, classes[index]!), mountPath: mount.mountPath };
    });
    const { namespace: _, serviceAccount, subjects = [] } = args;
    const alike = subjects.filter((subject) => subject.namespace === args.namespace);
    bindings.set(this, {
      name,
      workload,
      bound: {
        serviceAccountName: workload.wiring.serviceAccountName,
        serviceAccount,
        alsoRunsAs: (other) => alike.some((subject) => subject.serviceAccount === other),
        wiring: emptyWiring(),
        mountPath: "",
        volumes,
      },
    });
    const byName = mounts.map(({ mount }, index) => [mount.name, classes[index]!] as const);
    this.classNames = pulumi.output(Object.fromEntries(byName)) as pulumi.Output<Record<string, string>>;
    this.audiences = tokens.apply((all) => [...new Set(all.map(({ audience }) => audience))]);
    this.volumes = pulumi.output(volumes.map(({ volume }) => volume)) as unknown as pulumi.Output<SecretsStoreVolume[]>;
    this.volumeMounts = pulumi.output(volumes.map(mountOf));
    this.registerOutputs({ classNames: this.classNames, audiences: this.audiences });
  }

  /**
   * The pod template with the volumes mounted, as the workload's ServiceAccount; nothing that it says already is dropped. Containers named in
   * `skipContainers` mount nothing. The pod gets no token of its own: where it calls clouds too, give the result to `workload().podTemplate`.
   * Throws a `FederationError` where the template sets something else in their place.
   */
  podTemplate<T extends object>(template: T, options: PodTemplateOptions = {}): T {
    return mountInPods({ owner: this, name: bindingOf(this).name }, this, template, options);
  }

  /** The workload, whose own `podTemplate` wires pods that call clouds by themselves. */
  workload(): FederatedWorkload {
    return bindingOf(this).workload;
  }
}

/** What `podTemplate` answers, for whoever asks for it. */
export function mountInPods<T extends object>(
  caller: Caller,
  mount: SecretsStoreMount,
  template: T,
  options: PodTemplateOptions,
): T {
  refuse(caller, checkShape(readPodTemplateOptions, options, "options"));
  const faults = unknownArguments(readPodTemplateOptions, options, "options");
  return wireOrThrow(caller, template, bindingOf(mount).bound, options, faults);
}

interface Binding {
  name: string;
  workload: FederatedWorkload;
  bound: BoundWiring;
}

// A private field would become part of the schema in other languages.
const bindings = new WeakMap<SecretsStoreMount, Binding>();

function bindingOf(mount: SecretsStoreMount): Binding {
  return bindings.get(mount) as Binding;
}

/** The workload with the right to read what it mounts. */
function granted(args: SecretsStoreMountArgs, mounts: readonly StoredMount[]): FederatedWorkloadArgs {
  const workload = workloadOf(args);
  const stores = [...new Set(mounts.map(({ store }) => store))];
  const changed = stores.map((store) => {
    return [store.name, store.grant(askedOn(workload, store) ?? {}, mountsOf(store, mounts))];
  });
  return { ...workload, ...Object.fromEntries(changed) };
}

function identitiesOf(workload: FederatedWorkload, mounts: readonly StoredMount[]): [string, unknown][] {
  return mounts.map(({ store }) => [store.name, (workload as unknown as Record<string, unknown>)[store.name]]);
}
