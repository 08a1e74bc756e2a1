import type { KubernetesObject } from "../estate";
import { dig, texts } from "./objects";
import type { AuditedPod } from "./pods";
import { namespaceOf } from "./pods";

/** A ServiceAccount of a cluster, with the pods that run as it. */
export interface AuditedServiceAccount {
  readonly cluster: string;
  /** The issuer of its tokens; absent where no input says it. */
  readonly issuer?: string;
  readonly namespace: string;
  readonly name: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly pods: readonly AuditedPod[];
  /** Whether the inputs have the object itself, and not only pods that run as it. */
  readonly isListed: boolean;
  /** The input that has it, or else one of its pods. */
  readonly source?: string;
}

/** The ServiceAccounts among a cluster's objects, and those that its pods name. */
export function serviceAccountsOf(
  cluster: { readonly name: string; readonly issuer?: string; readonly objects: readonly KubernetesObject[] },
  pods: readonly AuditedPod[],
): AuditedServiceAccount[] {
  const { name, issuer, objects } = cluster;
  const labels = new Map<string, Record<string, string>>();
  const listed = new Map<string, KubernetesObject>();
  const running = new Map<string, AuditedPod[]>();
  for (const object of objects) {
    if (object.kind === "Namespace") labels.set(object.name, texts(dig(object.value, "metadata", "labels")));
    if (object.kind === "ServiceAccount") listed.set(`${namespaceOf(object.namespace)}/${object.name}`, object);
  }
  for (const pod of pods) {
    const key = `${pod.namespace}/${pod.serviceAccount}`;
    const known = running.get(key);
    if (known === undefined) running.set(key, [pod]);
    else known.push(pod);
  }
  return [...new Set([...listed.keys(), ...running.keys()])].map((key) => {
    const slash = key.indexOf("/");
    const object = listed.get(key);
    const namespace = key.slice(0, slash);
    const source = object?.source ?? running.get(key)?.[0]?.source;
    return {
      cluster: name,
      ...(issuer === undefined ? {} : { issuer }),
      namespace,
      name: key.slice(slash + 1),
      annotations: object === undefined ? {} : texts(dig(object.value, "metadata", "annotations")),
      namespaceLabels: labels.get(namespace) ?? {},
      pods: running.get(key) ?? [],
      ...(source === undefined ? {} : { source }),
      isListed: object !== undefined,
    };
  });
}
