import type { DeployedResource } from "../../clouds/cloud";
import type { UncheckedFields } from "../fields";
import { record, records, textsOf } from "../fields";
import type { ObjectReference } from "../pod-objects";
import { podsOf, runsAs } from "../workload-pods";
import type { ApiClient } from "./api-client";

/** Kinds whose objects make pods, those that users write before those that controllers make. */
const WORKLOADS = [
  ["apps/v1", "Deployment"],
  ["apps/v1", "StatefulSet"],
  ["apps/v1", "DaemonSet"],
  ["batch/v1", "CronJob"],
  ["batch/v1", "Job"],
  ["v1", "Pod"],
] as const;

/**
 * What a cluster knows of the pods of a ServiceAccount, as resources of a program would say it: the workloads of its namespace, the
 * ServiceAccount, the namespace, and the ConfigMaps and Secrets that those pods refer to. Nothing else is read.
 */
export async function readPodObjects(
  api: ApiClient,
  account: { namespace: string; serviceAccount: string },
): Promise<DeployedResource[]> {
  const { namespace, serviceAccount } = account;
  const one = async (kind: string, path: string) => {
    const found = await api.find(path);
    return found === undefined ? [] : [deployed("v1", kind, found)];
  };
  const [lists, owners] = await Promise.all([
    Promise.all(
      WORKLOADS.map(async ([apiVersion, kind]) => {
        const found = await api.find(inNamespace(apiVersion, namespace, kind));
        return records(found?.items).map((item) => deployed(apiVersion, kind, item));
      }),
    ),
    Promise.all([
      one("Namespace", `/api/v1/namespaces/${encodeURIComponent(namespace)}`),
      one("ServiceAccount", `${inNamespace("v1", namespace, "ServiceAccount")}/${encodeURIComponent(serviceAccount)}`),
    ]),
  ]);
  const workloads = lists.flat();
  const own = workloads.flatMap(podsOf).filter((pod) => runsAs(pod, account));
  const references = distinct(own.flatMap(({ spec }) => referencesIn(spec)));
  const data = await Promise.all(
    references.map(({ kind, name }) => one(kind, `${inNamespace("v1", namespace, kind)}/${encodeURIComponent(name)}`)),
  );
  return [...workloads, ...owners.flat(), ...data.flat()];
}

function deployed(apiVersion: string, kind: string, state: UncheckedFields): DeployedResource {
  const name = String(record(state.metadata).name);
  const group = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
  return { type: `kubernetes:${group}:${kind}`, name, id: name, state };
}

function inNamespace(apiVersion: string, namespace: string, kind: string): string {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${group}/namespaces/${encodeURIComponent(namespace)}/${kind.toLowerCase()}s`;
}

type Reference = Pick<ObjectReference, "kind" | "name">;

/** The fields of a pod by which it refers to a ConfigMap or Secret, wherever they stand. */
const REFERENCES: Record<string, ObjectReference["kind"]> = {
  configMap: "ConfigMap",
  configMapRef: "ConfigMap",
  configMapKeyRef: "ConfigMap",
  secret: "Secret",
  secretRef: "Secret",
  secretKeyRef: "Secret",
};

/** The ConfigMaps and Secrets that a pod's variables and volumes refer to. */
export function referencesIn(spec: UncheckedFields): Reference[] {
  const containers = [...records(spec.containers), ...records(spec.initContainers)];
  const places = [
    ...containers.flatMap(({ env, envFrom }) => [...records(env).map((each) => each.valueFrom), ...records(envFrom)]),
    ...records(spec.volumes),
    ...records(spec.volumes).flatMap(({ projected }) => records(record(projected).sources)),
  ];
  return places.map(record).flatMap((place) =>
    Object.entries(REFERENCES).flatMap(([field, kind]): Reference[] => {
      const { name, secretName } = record(place[field]);
      const named = name ?? secretName;
      return typeof named === "string" ? [{ kind, name: named }] : [];
    }),
  );
}

function distinct(references: readonly Reference[]): Reference[] {
  return [...new Map(references.map((each) => [`${each.kind} ${each.name}`, each])).values()];
}

/** A running pod of a workload, whose tokens a kubelet would bind to it; of a template's pods those that have all its labels. */
export function runningPod(
  resources: readonly DeployedResource[],
  account: { namespace: string; serviceAccount: string },
  workload: string,
): { name: string; uid: string } | undefined {
  const template = resources.flatMap(podsOf).find((pod) => runsAs(pod, account) && pod.workload === workload);
  const labels = Object.entries(textsOf(template?.metadata.labels));
  const pods = resources.filter(({ type, state }) => {
    const own = textsOf(record(state.metadata).labels);
    return (
      type === "kubernetes:core/v1:Pod" &&
      record(state.status).phase === "Running" &&
      podsOf({ type, state, name: "", id: "" }).some((pod) => runsAs(pod, account)) &&
      labels.every(([key, value]) => own[key] === value)
    );
  });
  const { name, uid } = record(pods[0]?.state.metadata);
  return typeof name === "string" && typeof uid === "string" ? { name, uid } : undefined;
}
