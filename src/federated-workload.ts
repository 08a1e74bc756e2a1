import * as pulumi from "@pulumi/pulumi";
import type { AlicloudIdentity, AlicloudWorkloadArgs } from "./clouds/alicloud/args";
import { checkAlicloudRegistration, checkAlicloudWorkload } from "./clouds/alicloud/limits";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./clouds/alicloud/wiring";
import { AlicloudWorkloadIdentity } from "./clouds/alicloud/workload-identity";
import type { AwsIdentity, AwsWorkloadArgs } from "./clouds/aws/args";
import { checkAwsWorkload } from "./clouds/aws/limits";
import { AWS_DEFAULT_AUDIENCE } from "./clouds/aws/wiring";
import { AwsWorkloadIdentity } from "./clouds/aws/workload-identity";
import type { AzureIdentity, AzureWorkloadArgs } from "./clouds/azure/args";
import { checkAzureWorkload } from "./clouds/azure/limits";
import { AzureWorkloadIdentity } from "./clouds/azure/workload-identity";
import type { GcpIdentity, GcpWorkloadArgs } from "./clouds/gcp/args";
import { checkGcpRegistration, checkGcpWorkload } from "./clouds/gcp/limits";
import { GcpWorkloadIdentity } from "./clouds/gcp/workload-identity";
import type { HuaweiIdentity, HuaweiRegistrationArgs, HuaweiWorkloadArgs } from "./clouds/huawei/args";
import { checkHuaweiIssuer, checkHuaweiRegistration, checkHuaweiWorkload } from "./clouds/huawei/check-args";
import { HuaweiWorkloadIdentity } from "./clouds/huawei/workload-identity";
import type { ClusterIssuer, IssuerRegistrations } from "./cluster-federation";
import { registerIssuer } from "./cluster-federation";
import { shortHash } from "./component/logical-names";
import { checkSubjects } from "./component/subjects";
import { isPlain } from "./component/symbolic";
import { assertNoIssues, FederationError } from "./component/validation-error";
import { checkShape, ifGiven, readArguments, readPlain } from "./core/argument-shape";
import type { Issue } from "./core/issue";
import { issue, issuesUnder } from "./core/issue";
import { ISSUER_URL_MAX_LENGTH } from "./core/issuer-url";
import { readAnyObject, readListOf, readRecordOf } from "./core/shape";
import { show } from "./core/subject";
import type { Wiring } from "./core/wiring";
import { checkAnnotations, checkWirings, DEFAULT_MOUNT_PATH, emptyWiring, mergeWirings } from "./core/wiring";
import type { WorkloadKubernetesArgs, WorkloadTokenArgs } from "./kubernetes/args";
import { checkWorkloadKubernetes, checkWorkloadTokens } from "./kubernetes/limits";
import type { BoundWiring, PodTemplateOptions } from "./kubernetes/pod-template";
import { wirePodTemplate } from "./kubernetes/pod-template";
import { createKubernetesObjects } from "./kubernetes/service-account";

/** One more ServiceAccount that becomes the same identities; its object is written elsewhere. */
export interface WorkloadSubject {
  issuer: pulumi.Input<ClusterIssuer>;
  namespace: string;
  serviceAccount: string;
  /** Names the issuer's registration where several issuers are registered here and the URL is an output. A hash of the URL by default. */
  key?: string;
}

export interface FederatedWorkloadArgs {
  /** The cluster's issuer: a literal is registered in the clouds that it has no entry of; an output is never registered. */
  issuer: pulumi.Input<ClusterIssuer>;
  namespace: string;
  serviceAccount: string;
  /** A short plain name of the cluster, kept when it is built anew; tells clusters apart whose issuers are outputs. None by default. */
  key?: string;
  /** More ServiceAccounts that become the same identities, for example of the next cluster in a blue/green change. None by default. */
  subjects?: WorkloadSubject[];
  /** The ServiceAccount object and its namespace. */
  kubernetes?: WorkloadKubernetesArgs;
  /** Tokens for other audiences, projected beside those of the clouds. None by default. */
  tokens?: WorkloadTokenArgs[];
  /** Allows the ServiceAccount `default`, which every pod runs as that names none. False by default. */
  allowDefaultServiceAccount?: boolean;
  /** How the issuer is registered where it is not yet. With the defaults of each cloud asked for by default. */
  registrations?: IssuerRegistrations;
  /** An IAM role. None by default. */
  aws?: AwsWorkloadArgs;
  /** A managed identity. None by default. */
  azure?: AzureWorkloadArgs;
  /** A principal or service account of Google Cloud. None by default. */
  gcp?: GcpWorkloadArgs;
  /** A RAM role. None by default. */
  alicloud?: AlicloudWorkloadArgs;
  /** A user group or trust agency of Huawei Cloud. None by default. */
  huawei?: HuaweiWorkloadArgs;
}

/** What a pod of the workload carries, for programs that write pod templates themselves. */
export interface WorkloadWiring {
  serviceAccountName: string;
  serviceAccountAnnotations: Record<string, string>;
  podLabels: Record<string, string>;
  nodeSelector: Record<string, string>;
  env: Record<string, string>;
  /** The mount of every container and the projected volume behind it, as JSON; empty where no file is projected. */
  volume: string;
  mountPath: string;
}

/** One Kubernetes workload with an identity on each cloud asked for, and no stored key. */
export class FederatedWorkload extends pulumi.ComponentResource {
  /** The issuer with the entries of the clouds where it is registered; a second workload of the cluster takes it from here. */
  public readonly issuer: pulumi.Output<ClusterIssuer>;
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
    this.issuer = pulumi.output(subjects[0]?.issuer ?? args.issuer) as pulumi.Output<ClusterIssuer>;
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

/** The shape of what is read before the parts that have checks of their own. */
const readOutline = readArguments<{ key?: string; subjects?: { key?: string }[]; registrations?: object }>({
  key: ifGiven(readPlain),
  subjects: ifGiven(readListOf(readArguments<{ key?: string }>({ key: ifGiven(readPlain) }))),
  registrations: ifGiven(readRecordOf(ifGiven(readAnyObject))),
});

function checkWorkload(args: FederatedWorkloadArgs): Issue[] {
  const misshapen = checkShape(readOutline, args);
  if (misshapen.length > 0) return misshapen;
  const [main, ...more] = allSubjects(args);
  return [
    ...checkSubjects({ ...args, subjects: main === undefined ? [] : [main] }, ISSUER_URL_MAX_LENGTH).map((fault) => ({
      ...fault,
      path: fault.path.replace(/^subjects\[0\]\.?/, ""),
    })),
    ...(more.length === 0 ? [] : checkSubjects({ ...args, subjects: more }, ISSUER_URL_MAX_LENGTH)),
    ...checkKeys(args),
    ...(args.kubernetes === undefined ? [] : issuesUnder("kubernetes", checkWorkloadKubernetes(args.kubernetes))),
    ...checkWorkloadTokens(args.tokens),
    ...(args.aws === undefined ? [] : issuesUnder("aws", checkAwsWorkload(args.aws))),
    ...(args.azure === undefined ? [] : issuesUnder("azure", checkAzureWorkload(args.azure))),
    ...(args.gcp === undefined ? [] : issuesUnder("gcp", checkGcpWorkload(args.gcp))),
    ...(args.alicloud === undefined ? [] : issuesUnder("alicloud", checkAlicloudWorkload(args.alicloud))),
    ...(args.huawei === undefined ? [] : issuesUnder("huawei", checkHuaweiWorkload(args.huawei))),
    ...checkRegistrations(args),
    ...checkAudiences(args),
  ];
}

/** Tokens carry one audience per cloud: an issuer registered for another one would have them all refused. */
function checkAudiences({ aws, alicloud, registrations = {} }: FederatedWorkloadArgs): Issue[] {
  const fault = (cloud: string, registered: string | undefined, carried: string) =>
    registered === undefined || registered === carried
      ? []
      : [
          issue(
            "audience-mismatch",
            `registrations.${cloud}.audience`,
            `Cannot register the issuer for audience ${show(registered)}: the workload's tokens carry ${show(carried)}; set ${cloud}.audience to the same`,
          ),
        ];
  return [
    ...(aws ? fault("aws", registrations.aws?.audience, aws.audience ?? AWS_DEFAULT_AUDIENCE) : []),
    ...(alicloud
      ? fault("alicloud", registrations.alicloud?.audience, alicloud.audience ?? ALICLOUD_DEFAULT_AUDIENCE)
      : []),
  ];
}

/** Faults of the registrations that would be made here, of clouds that need more than a URL. */
function checkRegistrations(args: FederatedWorkloadArgs): Issue[] {
  if (typeof args.issuer !== "object" || args.issuer === null || !isPlain(args.issuer)) return [];
  const issuer = args.issuer as ClusterIssuer;
  const { gcp, alicloud, huawei } = missingRegistrations(args, issuer);
  return [
    ...(gcp === undefined ? [] : issuesUnder("registrations.gcp", checkGcpRegistration(gcp))),
    ...(alicloud === undefined
      ? []
      : issuesUnder("registrations.alicloud", checkAlicloudRegistration(alicloud, issuer.url))),
    ...(huawei === undefined ? [] : issuesUnder("registrations.huawei", checkHuaweiRegistration(huawei))),
    ...(huawei === undefined ? [] : issuesUnder("issuer", checkHuaweiIssuer(huawei, issuer ?? {}))),
  ];
}

function allSubjects(args: FederatedWorkloadArgs): WorkloadSubject[] {
  const { issuer, namespace, serviceAccount, key, subjects = [] } = args;
  return [{ issuer, namespace, serviceAccount, ...(key === undefined ? {} : { key }) }, ...subjects];
}

/** A further registration is named by content; an URL that is an output has none that is known. */
function checkKeys(args: FederatedWorkloadArgs): Issue[] {
  const registered = new Set<unknown>();
  return allSubjects(args).flatMap(({ issuer: input, key }, index) => {
    if (!isPlain(input)) return [];
    const issuer = input as ClusterIssuer | undefined;
    const known = index === 0 || registered.has(issuer?.url) || key !== undefined || typeof issuer?.url === "string";
    registered.add(issuer?.url);
    if (known || Object.keys(missingRegistrations(args, issuer)).length === 0) return [];
    return [
      issue(
        "subject-key-missing",
        `subjects[${index - 1}].key`,
        "Cannot name the registration of this issuer: its URL is an output; set key to a plain name of the cluster",
      ),
    ];
  });
}

/** The subjects with their issuers registered in every cloud asked for, each issuer once. */
function registeredSubjects(owner: FederatedWorkload, name: string, args: FederatedWorkloadArgs): WorkloadSubject[] {
  const registered = new Map<unknown, ClusterIssuer>();
  return allSubjects(args).map((subject, index) => {
    if (!isPlain(subject.issuer)) return subject;
    const issuer = subject.issuer as ClusterIssuer;
    const known = registered.get(issuer.url);
    if (known !== undefined) return { ...subject, issuer: { ...known, ...issuer } };
    const suffix = index === 0 ? "" : `-${subject.key ?? shortHash(String(issuer.url))}`;
    const complete = registerIssuer(owner, `${name}${suffix}-issuer`, issuer, missingRegistrations(args, issuer));
    registered.set(issuer.url, complete);
    return { ...subject, issuer: complete };
  });
}

/** The registrations that a literal issuer lacks. Azure has none, and a GKE cluster's pool is made by GKE. */
function missingRegistrations(args: FederatedWorkloadArgs, issuer: ClusterIssuer | undefined): IssuerRegistrations {
  const { aws, gcp, alicloud, huawei, registrations = {} } = args;
  return {
    ...(aws && !issuer?.aws && { aws: { ...audienceOf(aws), ...registrations.aws } }),
    ...(gcp && !gcp.gke && !issuer?.gcp && { gcp: { ...projectOf(gcp), ...registrations.gcp } }),
    ...(alicloud && !issuer?.alicloud && { alicloud: { ...audienceOf(alicloud), ...registrations.alicloud } }),
    ...(huawei && !issuer?.huawei && { huawei: { ...mechanismOf(huawei), ...registrations.huawei } }),
  };
}

function projectOf({ project }: { project?: pulumi.Input<string> }): { project?: pulumi.Input<string> } {
  return project === undefined ? {} : { project };
}

function mechanismOf({ mechanism, connection }: HuaweiWorkloadArgs): HuaweiRegistrationArgs {
  return { ...(mechanism === undefined ? {} : { mechanism }), ...(connection === undefined ? {} : { connection }) };
}

function audienceOf({ audience }: { audience?: string }): { audience?: string } {
  return audience === undefined ? {} : { audience };
}

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
