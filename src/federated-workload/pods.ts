import type * as pulumi from "@pulumi/pulumi";
import { issuerIdentity } from "../component/issuers";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { isLater } from "../core/known";
import { isRecord } from "../core/record";
import { show } from "../core/show";
import type { BoundWiring } from "../kubernetes/bound-wiring";
import { sameValue } from "../kubernetes/merge";
import type { WorkloadSubject } from "./args";

/** The pods of one ServiceAccount of a workload, and what they carry. */
export interface SubjectPods {
  subject: WorkloadSubject;
  bound: BoundWiring;
}

/** Whose pods a template makes. */
export interface ChosenPods {
  bound: BoundWiring;
  faults: Issue[];
}

/**
 * The pods that a template is for: of the subject that is named, or else those whose ServiceAccount the template names, the workload's own
 * by default. Where several subjects fit whose pods need different things, nobody can tell from the template alone.
 */
export function choosePods(all: readonly SubjectPods[], template: object, subject?: WorkloadSubject): ChosenPods {
  const [own] = all as [SubjectPods, ...SubjectPods[]];
  const named = subject === undefined ? fittingTemplate(all, template) : all.filter((pods) => isSame(pods, subject));
  const fitting = named.map((pods) => (runsAsNamed(pods, template) ? pods : withoutConfigMap(pods)));
  const [first = own, ...more] = fitting;
  if (subject !== undefined && fitting.length === 0) return { bound: own.bound, faults: [unknown(all, subject)] };
  const faults = more.every((other) => carrySame(first, other)) ? [] : [ambiguous(fitting)];
  const { defaults } = first.bound.wiring;
  // Which cluster's these are is not known, and none of them is needed.
  const agreed = more.every(({ bound }) => sameValue(bound.wiring.defaults, defaults));
  const wiring = { ...first.bound.wiring, defaults: agreed ? defaults : [] };
  const alsoRunsAs = (name: string) =>
    fitting.some((pods) => pods.subject.serviceAccount === name || trustsWhole(pods));
  const runsIn = (namespace: string) =>
    fitting.some((pods) => pods.subject.namespace === namespace || trustsWhole(pods));
  return { bound: { ...first.bound, wiring, alsoRunsAs, runsIn }, faults };
}

/** Whether whoever is in some namespace becomes the identities, so that its pods may run as any ServiceAccount. */
function trustsWhole({ subject: { wholeNamespaces = [], namespacePrefixes = [] } }: SubjectPods): boolean {
  return wholeNamespaces.length > 0 || namespacePrefixes.length > 0;
}

/** Whether a template is for the subject's own ServiceAccount, as far as it can be seen. */
function runsAsNamed({ subject }: SubjectPods, template: object): boolean {
  const name = serviceAccountOf(template);
  return name === undefined || isLater(name) || name === subject.serviceAccount;
}

/** The pods of somebody else may be in a namespace where no ConfigMap of the workload is. */
function withoutConfigMap({ subject, bound: { configMapName: _, ...bound } }: SubjectPods): SubjectPods {
  return { subject, bound };
}

/** Whether two subjects are of one cluster, as far as it can be seen when the program runs. */
export function sameCluster(one: WorkloadSubject, other: WorkloadSubject): boolean {
  // Without issuers nothing but a key says that a subject is elsewhere.
  if (one.issuer === undefined && other.issuer === undefined) return other.key === undefined || other.key === one.key;
  return clusterOf(one) === clusterOf(other);
}

function clusterOf({ issuer }: WorkloadSubject): unknown {
  return issuer === undefined ? undefined : issuerIdentity(issuer);
}

function isSame({ subject }: SubjectPods, wanted: WorkloadSubject): boolean {
  return (
    subject.namespace === wanted.namespace &&
    subject.serviceAccount === wanted.serviceAccount &&
    (wanted.key === undefined || subject.key === wanted.key) &&
    (wanted.issuer === undefined || sameCluster(subject, wanted) || isSameByKey(subject, wanted))
  );
}

/** An issuer that is known later may be the same in another Output: the key then says whether it is. */
function isSameByKey(subject: WorkloadSubject, wanted: WorkloadSubject): boolean {
  return wanted.key !== undefined && [subject, wanted].some((each) => isLater(clusterOf(each)));
}

function fittingTemplate(all: readonly SubjectPods[], template: object): SubjectPods[] {
  const asked = serviceAccountOf(template);
  if (asked !== undefined && isLater(asked)) return [...all];
  const name = asked ?? all[0]?.subject.serviceAccount;
  const named = all.filter(({ subject }) => subject.serviceAccount === name);
  const namespace = namespaceOf(template);
  const inNamespace = named.filter(({ subject }) => subject.namespace === namespace);
  if (inNamespace.length > 0) return inNamespace;
  return named.length > 0 ? named : all.filter(trustsWhole);
}

/** The ServiceAccount that a template names, or the Output that hides it. */
function serviceAccountOf(template: object): unknown {
  if (isLater(template)) return template;
  const { spec } = (template ?? {}) as { spec?: pulumi.Input<object> };
  if (isLater(spec)) return spec;
  return (isRecord(spec) && (spec.serviceAccountName || spec.serviceAccount)) || undefined;
}

/** The namespace that a template names, where it is plain: mostly none does. */
function namespaceOf(template: object): unknown {
  const { metadata } = (template ?? {}) as { metadata?: pulumi.Input<object> };
  return isLater(metadata) || !isRecord(metadata) ? undefined : metadata.namespace;
}

/** What beats the identity may differ: it is compared with a value of the pod's own cluster. */
function carrySame({ bound: one }: SubjectPods, { bound: other }: SubjectPods): boolean {
  const carried = ({ wiring: { defaults: _, rivals: __, ...wiring }, configMapName }: BoundWiring) => ({
    ...wiring,
    configMapName,
  });
  return sameValue(carried(one), carried(other));
}

function ambiguous(fitting: readonly SubjectPods[]): Issue {
  const names = fitting.map(({ subject }) => nameOf(subject)).join(" and ");
  return issue(
    "pod-subject-ambiguous",
    "options.subject",
    `Cannot tell which cluster the pod runs in: ${names} fit, and their pods need different things; say which with { subject }, one of the workload's subjects or its own { issuer, namespace, serviceAccount }`,
  );
}

function unknown(all: readonly SubjectPods[], subject: WorkloadSubject): Issue {
  const names = all.map((pods) => nameOf(pods.subject)).join(", ");
  return issue(
    "pod-subject-unknown",
    "options.subject",
    `Cannot wire pods of ${nameOf(subject)}: it is no subject of the workload; pass one of these as it stands there: ${names}`,
  );
}

function nameOf({ namespace, serviceAccount, key, issuer }: WorkloadSubject): string {
  const url = isRecord(issuer) && !isLater(issuer) ? issuer.url : undefined;
  const cluster = key ?? (typeof url === "string" ? url : undefined);
  return `${namespace}/${serviceAccount}${cluster === undefined ? "" : ` of ${show(cluster)}`}`;
}
