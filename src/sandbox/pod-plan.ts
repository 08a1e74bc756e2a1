import type { DeployedResource } from "../clouds/cloud";
import { WorkloadIdentityError } from "../core/errors";
import type { Wiring } from "../core/wiring";

/** What the containers of a pod see of their identity. */
export interface PodPlan {
  env: Record<string, string>;
  /** `audience` is absent where the pod takes the API server's own. */
  tokens: { path: string; audience?: string; expirationSeconds: number }[];
  files: { path: string; content: string }[];
  /** Folders that tokens and files are mounted at. */
  mounts: string[];
  /** What a real pod has and this one has not. */
  notes: string[];
}

/** The pods of one ServiceAccount. */
export interface PodSelector {
  namespace: string;
  serviceAccount: string;
  /** Name of the Deployment or other workload, where several use the ServiceAccount. The first by default. */
  workload?: string;
  /** Name of the container. The first by default. */
  container?: string;
}

type Fields = Record<string, unknown>;

/** The plan of a wiring as components output it. */
export function planOfWiring(wiring: Wiring, mountPath: string): PodPlan {
  const at = (path: string) => `${mountPath}/${path}`;
  return {
    env: { ...wiring.env },
    tokens: wiring.tokens.map((token) => ({ ...token, path: at(token.path) })),
    files: wiring.files.map(({ path, content }) => ({ path: at(path), content })),
    mounts: [mountPath],
    notes: [],
  };
}

/** The plan of a deployed pod; throws `WorkloadIdentityError` (`sandbox-pod-missing`) where nothing deployed runs as this ServiceAccount. */
export function planOfDeployed(resources: readonly DeployedResource[], selector: PodSelector): PodPlan {
  const pods = resources.flatMap(podsOf);
  const own = pods.filter(({ namespace, spec }) => {
    const { serviceAccountName = "default" } = spec;
    return namespace === selector.namespace && serviceAccountName === selector.serviceAccount;
  });
  const pod = own.find(({ workload }) => selector.workload === undefined || workload === selector.workload);
  if (pod === undefined)
    throw missing(
      resources,
      selector,
      own.map(({ workload }) => workload),
    );
  const containers = records(pod.spec.containers);
  const container = containers.find(({ name }) => selector.container === undefined || name === selector.container);
  if (container === undefined) {
    throw new WorkloadIdentityError(
      "sandbox-container-missing",
      `Cannot run as container "${selector.container}": ${pod.workload} has ${list(containers.map(({ name }) => String(name)))}`,
    );
  }
  return planOfContainer(resources, pod, container);
}

interface Pod {
  workload: string;
  namespace: string;
  spec: Fields;
}

/** Pods, and whatever has a template of them: Deployments, Jobs, CronJobs and their kin. */
function podsOf({ type, state }: DeployedResource): Pod[] {
  if (!type.startsWith("kubernetes:")) return [];
  const { name, namespace = "default" } = record(state.metadata);
  const outer = record(state.spec);
  const template = record(record(record(outer.jobTemplate).spec).template ?? outer.template);
  const spec = "containers" in outer ? outer : record(template.spec);
  return "containers" in spec ? [{ workload: String(name), namespace: String(namespace), spec }] : [];
}

function planOfContainer(resources: readonly DeployedResource[], pod: Pod, container: Fields): PodPlan {
  const plan: PodPlan = { env: {}, tokens: [], files: [], mounts: [], notes: [] };
  for (const { name, value, valueFrom } of records(container.env)) {
    if (valueFrom === undefined) plan.env[String(name)] = String(value ?? "");
    else plan.notes.push(`environment variable ${name} is left out: only plain values are known here`);
  }
  if (records(container.envFrom).length > 0) plan.notes.push("envFrom is left out: only plain values are known here");
  for (const { name, mountPath } of records(container.volumeMounts)) {
    const volume = records(pod.spec.volumes).find((each) => each.name === name) ?? {};
    const sources = volume.configMap === undefined ? records(record(volume.projected).sources) : [volume];
    for (const source of sources) addSource(plan, resources, pod.namespace, String(mountPath), source);
    if (sources.length > 0) plan.mounts.push(String(mountPath));
    else plan.notes.push(`volume "${name}" at ${mountPath} is left out: only tokens and ConfigMaps are mounted here`);
  }
  return plan;
}

function addSource(
  plan: PodPlan,
  resources: readonly DeployedResource[],
  namespace: string,
  mountPath: string,
  source: Fields,
): void {
  if (source.serviceAccountToken !== undefined) {
    const { path, audience, expirationSeconds = 3600 } = record(source.serviceAccountToken);
    plan.tokens.push({
      path: `${mountPath}/${path}`,
      ...(audience === undefined ? {} : { audience: String(audience) }),
      expirationSeconds: Number(expirationSeconds),
    });
    return;
  }
  const { name, items } = record(source.configMap);
  if (name === undefined) {
    plan.notes.push(`a source of the volume at ${mountPath} is left out: only tokens and ConfigMaps are mounted here`);
    return;
  }
  const configMap = resources.find(({ type, state }) => {
    const metadata = record(state.metadata);
    return /^kubernetes:core\/v1:ConfigMap/.test(type) && metadata.name === name && metadata.namespace === namespace;
  });
  if (configMap === undefined) plan.notes.push(`ConfigMap "${name}" is not deployed in namespace "${namespace}"`);
  const data = record(configMap?.state.data);
  const chosen = items === undefined ? Object.keys(data).map((key) => ({ key, path: key })) : records(items);
  for (const { key, path } of chosen) {
    const content = data[String(key)];
    if (typeof content === "string") plan.files.push({ path: `${mountPath}/${path}`, content });
  }
}

function missing(resources: readonly DeployedResource[], selector: PodSelector, workloads: string[]): Error {
  const { namespace, serviceAccount, workload } = selector;
  const there = resources
    .flatMap(podsOf)
    .map((pod) => `${pod.namespace}/${pod.spec.serviceAccountName ?? "default"} (${pod.workload})`);
  return new WorkloadIdentityError(
    "sandbox-pod-missing",
    workloads.length > 0
      ? `Cannot run as workload "${workload}" of ${namespace}/${serviceAccount}: it is used by ${list(workloads)}`
      : `Cannot run as ${namespace}/${serviceAccount}: no deployed workload uses that ServiceAccount; deployed are ${list(there)}`,
  );
}

function list(names: string[]): string {
  return names.length === 0 ? "none" : [...new Set(names)].join(", ");
}

function record(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function records(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(record) : [];
}
