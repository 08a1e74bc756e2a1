import type { ClusterObjects } from "./estate";
import { dig } from "./kubernetes/objects";
import { namespaceOf, podsOf } from "./kubernetes/pods";
import type { AuditedActors, AuditedPair, AuditedPath, AuditedSubject } from "./model";
import type { RbacInventory } from "./rbac/inventory";
import type { RbacPrincipal } from "./rbac/rbac";
import { principalText } from "./rbac/rbac";
import type { RbacPath, RbacReach } from "./rbac/reach";
import { reachOf } from "./rbac/reach";
import { isRbacObject, readRbac } from "./rbac/read";
import { grantText, NOT_MODELLED, stepText } from "./rbac/text";

/** Who can act as whom in each cluster whose roles are among the inputs. */
export function actorsOf(
  clusters: readonly ClusterObjects[],
  subjects: readonly AuditedSubject[],
  pairs: readonly AuditedPair[],
): AuditedActors[] {
  const identities = new Map<string, string[]>();
  for (const { subject, identity } of pairs) {
    const known = identities.get(subject);
    if (known === undefined) identities.set(subject, [identity]);
    else known.push(identity);
  }
  return clusters.flatMap((cluster) => {
    const reach = reachIn(cluster);
    if (reach === undefined) return [];
    const own = subjects.filter(({ id, cluster: name }) => name === cluster.name && identities.has(id));
    if (own.length === 0) return [];
    const namespaces = [...new Set(own.map(({ namespace }) => namespace))];
    return [
      {
        cluster: cluster.name,
        notModelled: NOT_MODELLED,
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
function reachIn({ objects }: ClusterObjects): RbacReach | undefined {
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
