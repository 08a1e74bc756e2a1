import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";
import type { Wiring } from "../core/wiring";
import { createKubernetesObjects } from "../kubernetes/service-account";
import type { FederatedWorkloadArgs, WorkloadSubject } from "./args";
import { allSubjects } from "./issuers";
import type { SubjectPods } from "./pods";
import { sameCluster } from "./pods";

/** Faults of the objects of further subjects: this component reaches one cluster, and creates a namespace once. */
export function checkSubjectObjects(own: WorkloadSubject, more: readonly WorkloadSubject[]): Issue[] {
  const created = new Set(own.kubernetes?.createNamespace ? [own.namespace] : []);
  return more.flatMap((subject, index) => {
    const { namespace, kubernetes } = subject;
    const path = `subjects[${index}].kubernetes`;
    if (kubernetes === undefined) return [];
    if (!sameCluster(own, subject)) {
      const why = "its issuer is another than the workload's, and the objects of a component are in one cluster";
      const fix = `write it with that cluster's provider and the annotations of subjectWirings[${index}]`;
      return [issue("subject-other-cluster", path, `Cannot make this ServiceAccount: ${why}; ${fix}`)];
    }
    if (!kubernetes.createNamespace) return [];
    const isTwice = created.has(namespace);
    created.add(namespace);
    const fault = `Cannot create namespace ${show(namespace)} twice: another ServiceAccount of the workload creates it; leave it out here`;
    return isTwice ? [issue("namespace-created-twice", `${path}.createNamespace`, fault)] : [];
  });
}

/** The objects of every ServiceAccount that is made here, and what the pods of each subject carry, the workload's own first. */
export function createSubjectPods(
  owner: pulumi.ComponentResource,
  name: string,
  args: FederatedWorkloadArgs,
  wiringOf: (subject: number) => Wiring<pulumi.Input<string>>,
  mountPath: string,
): SubjectPods[] {
  const [own, ...more] = allSubjects(args) as [WorkloadSubject, ...WorkloadSubject[]];
  const wirings = more.map((_, index) => wiringOf(index + 1));
  const wiring = wiringOf(0);
  const objects = createKubernetesObjects(owner, name, own, wiring, args.kubernetes ?? {});

  // Whoever creates a namespace comes first, so that the others wait for it.
  const namespaces = new Map<string, pulumi.Input<string>>([[own.namespace, objects.namespace]]);
  const accounts = new Map<number, pulumi.Input<string>>();
  const made = [...more.entries()].filter(([, { kubernetes }]) => kubernetes !== undefined);
  const creates = ([, { kubernetes }]: (typeof made)[number]) => (kubernetes?.createNamespace ? 0 : 1);
  for (const [index, subject] of made.sort((one, other) => creates(one) - creates(other))) {
    const { namespace, serviceAccount, kubernetes = {} } = subject;
    const within = namespaces.get(namespace) ?? namespace;
    // Files are in the workload's ConfigMap, or in annotations of the pods.
    const other = { ...(wirings[index] as typeof wiring), files: [] };
    const created = createKubernetesObjects(
      owner,
      `${name}-${nameOf(subject)}`,
      { namespace, serviceAccount },
      other,
      kubernetes,
      within,
    );
    namespaces.set(namespace, created.namespace);
    accounts.set(index, created.serviceAccountName);
  }

  const others = more.map((subject, index): SubjectPods => {
    const { namespace, serviceAccount } = subject;
    const serviceAccountName = accounts.get(index) ?? serviceAccount;
    // A ConfigMap stands in one namespace of one cluster.
    const isNear = sameCluster(own, subject) && namespace === own.namespace;
    const { configMapName } = isNear ? objects : {};
    const files = configMapName === undefined ? {} : { configMapName };
    return { subject, bound: { serviceAccountName, serviceAccount, wiring: wirings[index]!, ...files, mountPath } };
  });
  return [{ subject: own, bound: { ...objects, serviceAccount: own.serviceAccount, wiring, mountPath } }, ...others];
}

/** Names objects by their subject alone, so that taking one away is one delete; no namespace has a dot. */
function nameOf({ namespace, serviceAccount }: WorkloadSubject): string {
  return `${namespace}.${serviceAccount}`;
}
