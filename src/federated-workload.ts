import * as pulumi from "@pulumi/pulumi";
import type { AlicloudIdentity } from "./clouds/alicloud/args";
import { AlicloudWorkloadIdentity } from "./clouds/alicloud/workload-identity";
import type { AwsIdentity } from "./clouds/aws/args";
import { AwsWorkloadIdentity } from "./clouds/aws/workload-identity";
import type { AzureIdentity } from "./clouds/azure/args";
import { AzureWorkloadIdentity } from "./clouds/azure/workload-identity";
import type { GcpIdentity } from "./clouds/gcp/args";
import { GcpWorkloadIdentity } from "./clouds/gcp/workload-identity";
import type { HuaweiIdentity } from "./clouds/huawei/args";
import { HuaweiWorkloadIdentity } from "./clouds/huawei/workload-identity";
import type { ClusterIssuer } from "./cluster-federation";
import { assertNoIssues, FederationError } from "./component/validation-error";
import type { Issue } from "./core/issue";
import { issue } from "./core/issue";
import type { Wiring } from "./core/wiring";
import { checkAnnotations, checkWirings, DEFAULT_MOUNT_PATH, emptyWiring, mergeWirings } from "./core/wiring";
import type { WorkloadTokenArgs } from "./kubernetes/args";
import type { BoundWiring, PodTemplateOptions } from "./kubernetes/pod-template";
import { wirePodTemplate } from "./kubernetes/pod-template";
import { createKubernetesObjects } from "./kubernetes/service-account";
import type { FederatedWorkloadArgs, WorkloadWiring } from "./workload-args";
import { checkWorkload } from "./workload-checks";
import { registeredSubjects } from "./workload-issuers";

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
    assertNoIssues(name, checkWorkload(args), this);
    const mountPath = args.kubernetes?.mountPath ?? DEFAULT_MOUNT_PATH;
    const subjects = registeredSubjects(this, name, args);
    const shared = { subjects, mountPath, allowDefaultServiceAccount: args.allowDefaultServiceAccount ?? false };
    const parent = { parent: this };
    const wirings: { path: string; wiring: Wiring<pulumi.Input<string>> }[] = [
      { path: "tokens", wiring: tokenWiring(args.tokens) },
    ];

    if (args.aws !== undefined) {
      const identity = new AwsWorkloadIdentity(`${name}-aws`, { ...args.aws, ...shared }, parent);
      this.aws = identity.identity;
      wirings.push({ path: "aws", wiring: identity.wiring() });
    }
    if (args.azure !== undefined) {
      const identity = new AzureWorkloadIdentity(`${name}-azure`, { ...args.azure, ...shared }, parent);
      this.azure = identity.identity;
      wirings.push({ path: "azure", wiring: identity.wiring() });
    }
    if (args.gcp !== undefined) {
      const identity = new GcpWorkloadIdentity(`${name}-gcp`, { ...args.gcp, ...shared }, parent);
      this.gcp = identity.identity;
      wirings.push({ path: "gcp", wiring: identity.wiring() });
    }
    if (args.alicloud !== undefined) {
      const identity = new AlicloudWorkloadIdentity(`${name}-alicloud`, { ...args.alicloud, ...shared }, parent);
      this.alicloud = identity.identity;
      wirings.push({ path: "alicloud", wiring: identity.wiring() });
    }
    if (args.huawei !== undefined) {
      const identity = new HuaweiWorkloadIdentity(`${name}-huawei`, { ...args.huawei, ...shared }, parent);
      this.huawei = identity.identity;
      wirings.push({ path: "huawei", wiring: identity.wiring() });
    }
    assertNoIssues(name, [...checkWirings(wirings), ...checkAnnotations(args.kubernetes?.annotations, wirings)], this);

    const wiring = mergeWirings(wirings.map((part) => part.wiring));
    const objects = createKubernetesObjects(this, name, args, wiring, args.kubernetes ?? {});
    const otherServiceAccountNames = (args.subjects ?? []).map((subject) => subject.serviceAccount);
    const bound: BoundWiring = { ...objects, otherServiceAccountNames, wiring, mountPath };
    bindings.set(this, { name, bound });
    if (args.issuer !== undefined) this.issuer = pulumi.output(subjects[0]?.issuer) as pulumi.Output<ClusterIssuer>;
    this.wiring = describeWiring(bound);
    const { aws, azure, gcp, alicloud, huawei } = this;
    this.registerOutputs({ issuer: this.issuer, wiring: this.wiring, aws, azure, gcp, alicloud, huawei });
  }

  /**
   * The pod template with the workload's identity wired in; nothing that it says already is dropped, and wiring twice changes nothing.
   * Containers and init containers named in `skipContainers` are left alone. Throws a `FederationError` where the template
   * sets a value that the wiring needs to set.
   */
  podTemplate<T extends object>(template: T, options: PodTemplateOptions = {}): T {
    const { name, bound } = bindings.get(this) as { name: string; bound: BoundWiring };
    const conflicts: Issue[] = [];
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
