import * as pulumi from "@pulumi/pulumi";
import type { AlicloudIdentity } from "../clouds/alicloud/args";
import type { AwsIdentity } from "../clouds/aws/args";
import type { AzureIdentity } from "../clouds/azure/args";
import { componentsOf } from "../clouds/components";
import type { GcpIdentity } from "../clouds/gcp/args";
import type { HuaweiIdentity } from "../clouds/huawei/args";
import type { ClusterIssuer } from "../cluster-federation/cluster-federation";
import { findingFormerChildren } from "../component/former-children";
import { entriesHandedOn, handOnIssuer, plainUrlOf } from "../component/handed-on-issuer";
import { lazyOutput } from "../component/lazy-output";
import { noteIssuerOutput } from "../component/registrations";
import { assertNoIssues } from "../component/validation-error";
import { warn } from "../component/warn";
import { checkShape, unknownArguments } from "../core/argument-shape";
import { isLater } from "../core/known";
import { ownCopy } from "../core/own-copy";
import { DEFAULT_MOUNT_PATH, mergeWirings } from "../core/wiring";
import type { Caller } from "../kubernetes/wire-or-throw";
import { refuse, wireOrThrow } from "../kubernetes/wire-or-throw";
import type { FederatedWorkloadArgs, WorkloadPodOptions, WorkloadWiring } from "./args";
import { checkOutline, checkWorkload, effectWarnings, registrationWarnings } from "./checks";
import { createIdentities } from "./identities";
import { planIssuers, registeredSubjects } from "./issuers";
import type { SubjectPods } from "./pods";
import { choosePods } from "./pods";
import { readWorkloadPodOptions } from "./shape";
import { createSubjectPods } from "./subject-objects";
import { checkSubjectWirings, describeWiring, tokenWiring } from "./wirings";

/** One Kubernetes workload with an identity on each cloud asked for, and no stored key. */
export class FederatedWorkload extends pulumi.ComponentResource {
  /**
   * The issuer with the entries of the clouds where it is registered; a second workload of the cluster takes it from here. Absent
   * where the workload was given none.
   */
  public readonly issuer?: pulumi.Output<ClusterIssuer>;
  /** What a pod carries. */
  public readonly wiring!: pulumi.Output<WorkloadWiring>;
  /** What the pods of each of `subjects` carry, in their order. */
  public readonly subjectWirings!: pulumi.Output<WorkloadWiring[]>;
  /** The identity on AWS. */
  public readonly aws?: pulumi.Output<AwsIdentity>;
  /** The identity on Azure. */
  public readonly azure?: pulumi.Output<AzureIdentity>;
  /** The identity on Google Cloud. */
  public readonly gcp?: pulumi.Output<GcpIdentity>;
  /** The identity on Alibaba Cloud. */
  public readonly alicloud?: pulumi.Output<AlicloudIdentity>;
  /** The identity on Huawei Cloud. */
  public readonly huawei?: pulumi.Output<HuaweiIdentity>;

  constructor(name: string, args: FederatedWorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:FederatedWorkload", name, {}, findingFormerChildren(opts));
    args = ownCopy(args);
    assertNoIssues(name, checkOutline(args), this);
    const clouds = componentsOf(args);
    const planned = planIssuers(args, clouds);
    assertNoIssues(name, checkWorkload(name, args, clouds, planned), this);
    warn(this, [...registrationWarnings(args, planned), ...effectWarnings(args, clouds)]);
    const mountPath = args.kubernetes?.mountPath ?? DEFAULT_MOUNT_PATH;
    noteIssuerOutput(this, name);
    const subjects = registeredSubjects(this, name, args, planned);
    const shared = { subjects, mountPath, allowDefaultServiceAccount: args.allowDefaultServiceAccount ?? false };

    const identities = createIdentities(this, name, args, clouds, shared).map(({ cloud, created }) => {
      const kept = withoutFields(created.identity, cloud.longFields);
      return { path: cloud.name, identity: created.identity, kept, component: created };
    });
    const outputs = Object.fromEntries(identities.map(({ path, identity }) => [path, identity]));
    Object.assign(this, outputs);
    const tokens = tokenWiring(args.tokens);
    const wiringsOf = (index: number) => [
      { path: "tokens", wiring: tokens },
      ...identities.map(({ path, component }) => ({ path, wiring: component.wiring(subjects[index]?.issuer) })),
    ];
    assertNoIssues(name, checkSubjectWirings(args, wiringsOf), this);

    const merged = (index: number) => mergeWirings(wiringsOf(index).map(({ wiring }) => wiring));
    const pods = createSubjectPods(this, name, args, merged, mountPath);
    bindings.set(this, { name, pods });
    if (args.issuer !== undefined) {
      const given = subjects[0]?.issuer as pulumi.Input<ClusterIssuer>;
      const entries = isLater(given) ? entriesHandedOn(given) : given;
      const url = plainUrlOf(args.issuer) ?? (args.issuer as ClusterIssuer).url;
      this.issuer = handOnIssuer(pulumi.output(given) as pulumi.Output<ClusterIssuer>, url, entries);
    }
    const [own, ...others] = pods as [SubjectPods, ...SubjectPods[]];
    lazyOutput(this, "wiring", () => describeWiring(own));
    lazyOutput(this, "subjectWirings", () => pulumi.all(others.map(describeWiring)));
    // What a state keeps is written again at every step of a deployment: the issuer, the pods' wiring and the trust stand in resources.
    this.registerOutputs(Object.fromEntries(identities.map(({ path, kept }) => [path, kept])));
  }

  /**
   * The pod template with the workload's identity wired in; nothing that it says already is dropped, and wiring twice changes nothing.
   * Containers and init containers named in `skipContainers` are left alone; pods of another cluster need `subject`. Throws a
   * `FederationError` where the template sets a value that the wiring needs to set, or has credentials that beat the identity.
   */
  podTemplate<T extends object>(template: T, options: WorkloadPodOptions = {}): T {
    return wirePods({ owner: this, name: bindingOf(this).name }, this, template, options);
  }
}

/** What `podTemplate` answers, for whoever asks for it. */
export function wirePods<T extends object>(
  caller: Caller,
  workload: FederatedWorkload,
  template: T,
  options: WorkloadPodOptions,
): T {
  refuse(caller, checkShape(readWorkloadPodOptions, options, "options"));
  const { bound, faults } = choosePods(bindingOf(workload).pods, template, options.subject);
  const faultsOfOptions = unknownArguments(readWorkloadPodOptions, options, "options");
  return wireOrThrow(caller, template, bound, options, [...faultsOfOptions, ...faults]);
}

interface Binding {
  name: string;
  pods: SubjectPods[];
}

// A private field would become part of the schema in other languages.
const bindings = new WeakMap<FederatedWorkload, Binding>();

function bindingOf(workload: FederatedWorkload): Binding {
  return bindings.get(workload) as Binding;
}

function withoutFields(identity: pulumi.Output<object>, fields: readonly string[]): pulumi.Output<object> {
  return identity.apply((known) =>
    Object.fromEntries(Object.entries(known).filter(([field]) => !fields.includes(field))),
  );
}
