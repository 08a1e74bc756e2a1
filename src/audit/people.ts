import type { ClusterObjects } from "./estate";
import { dig } from "./kubernetes/objects";
import { namespaceOf, podsOf } from "./kubernetes/pods";
import type { AuditedPair, AuditedSubject } from "./model";
import type { RbacInventory } from "./rbac/inventory";
import type { RbacPrincipal } from "./rbac/rbac";
import { principalText } from "./rbac/rbac";
import type { RbacPath, RbacReach } from "./rbac/reach";
import { reachOf } from "./rbac/reach";
import { isRbacObject, readRbac } from "./rbac/read";
import { grantText, stepText } from "./rbac/text";
import type { RbacWay } from "./rbac/ways";

/** One step on somebody's way to a ServiceAccount. */
export interface AuditedStep {
  readonly actor: string;
  /** A ServiceAccount, or the group of them that it is one of. */
  readonly becomes: string;
  readonly ways: readonly RbacWay[];
  /** Whether it first gives itself the right that it then uses. */
  readonly isSelfGranted: boolean;
  readonly text: string;
  /** The rules that grant it, for example `RoleBinding shop/devs -> ClusterRole edit, rule 3 (create on pods)`; none for `system:masters`. */
  readonly rules: readonly string[];
}

/** How a user, a group or a ServiceAccount comes to act as a ServiceAccount. */
export interface AuditedPath {
  /** For example `User alice` or `ServiceAccount dev/ci`. */
  readonly actor: string;
  /** Whether it ends with a token that the cloud takes; else it ends in the cluster. */
  readonly reachesClouds: boolean;
  /** Whether the cluster's own parts have it from the start. */
  readonly isBuiltIn: boolean;
  readonly steps: readonly AuditedStep[];
}

/**
 * Who can act as the ServiceAccounts of a cluster that become an identity, by its roles and bindings. Who can be all of them, or all of a
 * namespace, is told once.
 */
export interface AuditedActors {
  readonly cluster: string;
  readonly everywhere: readonly AuditedPath[];
  readonly namespaces: readonly { readonly namespace: string; readonly paths: readonly AuditedPath[] }[];
  /** Each ServiceAccount with an identity: what it becomes, and who beside the others can act as it. */
  readonly subjects: readonly {
    /** `id` of the subject. */
    readonly subject: string;
    readonly namespace: string;
    /** `id` of each identity. */
    readonly identities: readonly string[];
    readonly paths: readonly AuditedPath[];
  }[];
}

/** Who can act as whom in each cluster whose roles are among the inputs. */
export function actorsOf(
  clusters: readonly ClusterObjects[],
  subjects: readonly AuditedSubject[],
  pairs: readonly AuditedPair[],
): AuditedActors[] {
  const identities = new Map<string, string[]>();
  for (const { subject, identity } of pairs) identities.set(subject, [...(identities.get(subject) ?? []), identity]);
  return clusters.flatMap((cluster) => {
    const reach = reachIn(cluster);
    const own = subjects.filter(({ id, cluster: name }) => name === cluster.name && identities.has(id));
    if (reach === undefined || own.length === 0) return [];
    const namespaces = [...new Set(own.map(({ namespace }) => namespace))];
    return [
      {
        cluster: cluster.name,
        everywhere: reach.everywhere.map(told),
        namespaces: namespaces.map((namespace) => ({ namespace, paths: reach.in(namespace).map(told) })),
        subjects: own.map(({ id, namespace, serviceAccount }) => ({
          subject: id,
          namespace,
          identities: identities.get(id)!,
          paths: reach.on({ namespace, name: serviceAccount }).map(told),
        })),
      },
    ];
  });
}

/** `undefined` where the inputs have no roles of the cluster. */
export function reachIn({ objects }: ClusterObjects): RbacReach | undefined {
  const values = objects.map(({ value }) => value);
  if (!values.some(isRbacObject)) return undefined;
  return reachOf(readRbac(values).rbac, inventoryOf(objects));
}

function inventoryOf(objects: ClusterObjects["objects"]): RbacInventory {
  const workloads = objects.flatMap((object) => {
    const node = dig(object.value, "spec", "nodeName");
    // Alone, so that pods which a controller made count as well.
    return podsOf([object]).map(({ namespace, serviceAccount }) => ({
      resource: `${object.kind.toLowerCase()}s`,
      namespace,
      name: object.name,
      serviceAccount,
      ...(object.kind === "Pod" && typeof node === "string" ? { node } : {}),
    }));
  });
  const tokenSecrets = objects.flatMap(({ kind, namespace, name, value }) => {
    const account = dig(value, "metadata", "annotations", "kubernetes.io/service-account.name");
    const isToken = kind === "Secret" && dig(value, "type") === "kubernetes.io/service-account-token";
    return isToken && typeof account === "string"
      ? [{ namespace: namespaceOf(namespace), name, serviceAccount: account }]
      : [];
  });
  return { workloads, tokenSecrets };
}

function told(path: RbacPath): AuditedPath {
  const { actor, reachesClouds, steps } = path;
  return {
    actor: principalText(actor),
    reachesClouds,
    isBuiltIn: isOfTheCluster(actor) && steps.every(({ by }) => by.every(({ binding }) => binding.isBuiltIn)),
    steps: steps.map((step) => ({
      actor: principalText(step.actor),
      becomes: principalText(step.becomes),
      ways: step.ways,
      isSelfGranted: step.first !== undefined,
      text: stepText(step),
      rules: step.by.map(grantText),
    })),
  };
}

/** What the API server names its own parts. Groups of everybody are nobody's own. */
function isOfTheCluster({ kind, name, namespace }: RbacPrincipal): boolean {
  if (kind === "ServiceAccount") return namespace === "kube-system";
  return name.startsWith("system:") && !/^system:(authenticated|unauthenticated|serviceaccounts)/.test(name);
}
