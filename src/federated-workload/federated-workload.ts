import * as pulumi from "@pulumi/pulumi";
import type { AlicloudIdentity } from "../clouds/alicloud/args";
import type { AwsIdentity } from "../clouds/aws/args";
import type { AzureIdentity } from "../clouds/azure/args";
import { componentsOf } from "../clouds/components";
import type { GcpIdentity } from "../clouds/gcp/args";
import type { HuaweiIdentity } from "../clouds/huawei/args";
import type { ClusterIssuer } from "../cluster-federation/cluster-federation";
import { asChecked } from "../component/checked-arguments";
import { handOnIssuer, plainUrlOf } from "../component/handed-on-issuer";
import { handsOnIssuer } from "../component/registrations";
import { assertNoIssues, FederationError } from "../component/validation-error";
import { unknownArguments } from "../core/argument-shape";
import { issue } from "../core/issue";
import { ownCopy } from "../core/own-copy";
import type { Wiring } from "../core/wiring";
import { checkAnnotations, checkWirings, DEFAULT_MOUNT_PATH, emptyWiring, mergeWirings } from "../core/wiring";
import type { WorkloadTokenArgs } from "../kubernetes/args";
import type { BoundWiring, PodTemplateOptions } from "../kubernetes/pod-template";
import { wirePodTemplate } from "../kubernetes/pod-template";
import { createKubernetesObjects } from "../kubernetes/service-account";
import { readPodTemplateOptions } from "../kubernetes/shape";
import type { FederatedWorkloadArgs, WorkloadWiring } from "./args";
import { checkOutline, checkWorkload } from "./checks";
import { planIssuers, registeredSubjects } from "./issuers";

/** One Kubernetes workload with an identity on each cloud asked for, and no stored key. */
export class FederatedWorkload extends pulumi.ComponentResource {
  /**
   * The issuer with the entries of the clouds where it is registered; a second workload of the cluster takes it from here. Absent
   * where the workload was given none.
   */
  public readonly issuer?: pulumi.Output<ClusterIssuer>;
  /** What a pod carries. */
  public readonly wiring: pulumi.Output<WorkloadWiring>;
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
    super("pulumi-workload-identity:index:FederatedWorkload", name, {}, opts);
    args = ownCopy(args);
    assertNoIssues(name, checkOutline(args), this);
    const clouds = componentsOf(args);
    const planned = planIssuers(args, clouds);
    assertNoIssues(name, checkWorkload(args, clouds, planned), this);
    const mountPath = args.kubernetes?.mountPath ?? DEFAULT_MOUNT_PATH;
    handsOnIssuer(this, name);
    const subjects = registeredSubjects(this, name, args, planned);
    const shared = { subjects, mountPath, allowDefaultServiceAccount: args.allowDefaultServiceAccount ?? false };

    const identities = clouds.map((cloud) => {
      const asked = (args as unknown as Record<string, object>)[cloud.name] as object;
      const component = cloud.create(`${name}-${cloud.name}`, asChecked({ ...asked, ...shared }), { parent: this });
      const kept = withoutFields(component.identity, cloud.longFields);
      return { path: cloud.name, identity: component.identity, kept, wiring: component.wiring() };
    });
    const outputs = Object.fromEntries(identities.map(({ path, identity }) => [path, identity]));
    Object.assign(this, outputs);
    const wirings = [{ path: "tokens", wiring: tokenWiring(args.tokens) }, ...identities];
    assertNoIssues(name, [...checkWirings(wirings), ...checkAnnotations(args.kubernetes?.annotations, wirings)], this);

    const wiring = mergeWirings(wirings.map((part) => part.wiring));
    const objects = createKubernetesObjects(this, name, args, wiring, args.kubernetes ?? {});
    const otherServiceAccountNames = (args.subjects ?? []).map((subject) => subject.serviceAccount);
    const bound: BoundWiring = { ...objects, otherServiceAccountNames, wiring, mountPath };
    bindings.set(this, { name, bound });
    if (args.issuer !== undefined) {
      const issuer = pulumi.output(subjects[0]?.issuer) as pulumi.Output<ClusterIssuer>;
      this.issuer = handOnIssuer(issuer, plainUrlOf(args.issuer) ?? (args.issuer as ClusterIssuer).url);
    }
    this.wiring = describeWiring(bound);
    // What a state keeps is written again at every step of a deployment: the pods' wiring and the trust stand in their resources.
    this.registerOutputs({
      issuer: this.issuer,
      ...Object.fromEntries(identities.map(({ path, kept }) => [path, kept])),
    });
  }

  /**
   * The pod template with the workload's identity wired in; nothing that it says already is dropped, and wiring twice changes nothing.
   * Containers and init containers named in `skipContainers` are left alone. Throws a `FederationError` where the template
   * sets a value that the wiring needs to set.
   */
  podTemplate<T extends object>(template: T, options: PodTemplateOptions = {}): T {
    const { name, bound } = bindings.get(this) as { name: string; bound: BoundWiring };
    const conflicts = unknownArguments(readPodTemplateOptions, options, "options");
    let late = false;
    const wired = wirePodTemplate(template, bound, options, (path, why) => {
      const conflict = issue(
        "pod-template-conflict",
        path,
        `Cannot wire the pod: ${why}; remove it, or skip the container with skipContainers`,
      );
      if (late) pulumi.log.error(new FederationError(name, [conflict], this).message, this);
      else conflicts.push(conflict);
    });
    late = true;
    assertNoIssues(name, conflicts, this);
    return wired;
  }
}

// A private field would become part of the schema in other languages.
const bindings = new WeakMap<FederatedWorkload, { name: string; bound: BoundWiring }>();

function tokenWiring(tokens: WorkloadTokenArgs[] = []): Wiring<pulumi.Input<string>> {
  return {
    ...emptyWiring<pulumi.Input<string>>(),
    tokens: tokens.map(({ audience, path, expirationSeconds = 3600 }) => ({ audience, path, expirationSeconds })),
  };
}

function describeWiring(bound: BoundWiring): pulumi.Output<WorkloadWiring> {
  const { wiring, serviceAccountName, mountPath } = bound;
  const { spec } = wirePodTemplate({ spec: {} as { volumes?: object[] } }, bound, {}, () => {});
  return pulumi.output({
    serviceAccountName,
    serviceAccountAnnotations: wiring.serviceAccountAnnotations,
    podLabels: wiring.podLabels,
    nodeSelector: wiring.nodeSelector,
    env: wiring.env,
    volume: pulumi.jsonStringify(spec.volumes?.[0]).apply((json) => json ?? ""),
    mountPath,
  });
}

function withoutFields(identity: pulumi.Output<object>, fields: readonly string[]): pulumi.Output<object> {
  return identity.apply((known) =>
    Object.fromEntries(Object.entries(known).filter(([field]) => !fields.includes(field))),
  );
}
