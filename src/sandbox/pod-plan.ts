import type { DeployedResource } from "../clouds/cloud";
import type { WebhookInjection } from "../clouds/simulated/webhook";
import { WorkloadIdentityError } from "../core/errors";
import type { DefaultVariables, Wiring } from "../core/wiring";
import { injectionsFor, metadataOf } from "./admission";
import type { UncheckedFields } from "./fields";
import { record, records, textsOf } from "./fields";
import type { ObjectData, ObjectReference } from "./pod-objects";
import { dataOf, itemsOf } from "./pod-objects";
import type { WorkloadPod } from "./workload-pods";
import { podsOf, runsAs } from "./workload-pods";

/** What the containers of a pod see of their identity. */
export interface PodPlan {
  /** Name of the workload that the pod belongs to; absent where it is not deployed. */
  workload?: string;
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

/** The plan of a wiring as components output it. */
export function planOfWiring(wiring: Wiring, mountPath: string): PodPlan {
  const at = (path: string) => `${mountPath}/${path}`;
  return {
    env: Object.assign({}, ...wiring.defaults.map(variablesOf), wiring.env),
    tokens: wiring.tokens.map((token) => ({ ...token, path: at(token.path) })),
    files: wiring.files.map(({ path, content }) => ({ path: at(path), content })),
    mounts: [mountPath],
    notes: [],
  };
}

function variablesOf({ names, value }: DefaultVariables): Record<string, string> {
  return value === "" ? {} : Object.fromEntries(names.map((name) => [name, value]));
}

/**
 * The plan of a deployed pod, with what the vendors' webhooks inject on the cluster of this issuer.
 * Throws `WorkloadIdentityError` (`sandbox-pod-missing`) where nothing deployed runs as this ServiceAccount.
 */
export function planOfDeployed(
  resources: readonly DeployedResource[],
  selector: PodSelector,
  issuer?: string,
): PodPlan {
  const pods = resources.flatMap(podsOf);
  const own = pods.filter((pod) => runsAs(pod, selector));
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
  const plan = planOfContainer(resources, pod, container);
  const injections = injectionsFor({
    ...metadataOf(resources, selector),
    namespace: selector.namespace,
    serviceAccount: selector.serviceAccount,
    container: String(container.name),
    podLabels: textsOf(pod.metadata.labels),
    podAnnotations: textsOf(pod.metadata.annotations),
    env: plan.env,
    ...(issuer === undefined ? {} : { issuer }),
    resources,
  });
  for (const injection of injections) inject(plan, injection);
  return plan;
}

/** What the container has already is kept, but for what a webhook overrides. */
function inject(plan: PodPlan, { env, overridingEnv, tokens, files, mounts, notes }: WebhookInjection): void {
  const paths = [...plan.tokens, ...plan.files].map(({ path }) => path);
  plan.env = { ...env, ...plan.env, ...overridingEnv };
  plan.tokens.push(...tokens.filter(({ path }) => !paths.includes(path)));
  plan.files.push(...files.filter(({ path }) => !paths.includes(path)));
  plan.mounts.push(...mounts.filter((mount) => !plan.mounts.includes(mount)));
  plan.notes.push(...notes);
}

function planOfContainer(
  resources: readonly DeployedResource[],
  pod: WorkloadPod,
  container: UncheckedFields,
): PodPlan {
  const plan: PodPlan = { workload: pod.workload, env: {}, tokens: [], files: [], mounts: [], notes: [] };
  const read = (kind: ObjectReference["kind"], name: unknown, optional: unknown): ObjectData => {
    const data = dataOf(resources, { kind, name: String(name), namespace: pod.namespace, optional: optional === true });
    if (typeof data !== "string") return data;
    plan.notes.push(data);
    return {};
  };
  for (const { prefix = "", configMapRef, secretRef } of records(container.envFrom)) {
    const { name, optional } = record(configMapRef ?? secretRef);
    const data = read(configMapRef === undefined ? "Secret" : "ConfigMap", name, optional);
    for (const [key, value] of Object.entries(data)) plan.env[`${prefix}${key}`] = value;
  }
  for (const variable of records(container.env)) addVariable(plan, variable, read, pod);
  for (const { name, mountPath } of records(container.volumeMounts)) {
    const volume = records(pod.spec.volumes).find((each) => each.name === name) ?? {};
    const isObject = volume.configMap !== undefined || volume.secret !== undefined;
    const sources = isObject ? [volume] : records(record(volume.projected).sources);
    for (const source of sources) addSource(plan, read, String(mountPath), source, pod);
    if (sources.length > 0) plan.mounts.push(String(mountPath));
    else {
      plan.notes.push(
        `volume "${name}" at ${mountPath} is left out: only tokens, ConfigMaps and Secrets are mounted here`,
      );
    }
  }
  return plan;
}

/** Reads an object that a pod refers to; what is missing is noted. */
type Read = (kind: ObjectReference["kind"], name: unknown, optional: unknown) => ObjectData;

/** Fields of the pod that are known before it runs. */
const FIELDS: Record<string, (pod: WorkloadPod) => string> = {
  "metadata.namespace": ({ namespace }) => namespace,
  "spec.serviceAccountName": ({ spec }) => String(spec.serviceAccountName ?? "default"),
};

/** A field of the pod, one of its annotations or labels; `undefined` where it is not known here. */
function fieldOf(pod: WorkloadPod, path: string): string | undefined {
  const [, place = "", key = ""] = /^metadata\.(annotations|labels)\['(.+)'\]$/.exec(path) ?? [];
  return place === "" ? FIELDS[path]?.(pod) : (textsOf(pod.metadata[place])[key] ?? "");
}

function addVariable(plan: PodPlan, variable: UncheckedFields, read: Read, pod: WorkloadPod): void {
  const name = String(variable.name);
  if (variable.valueFrom === undefined) {
    plan.env[name] = String(variable.value ?? "");
    return;
  }
  const { secretKeyRef, configMapKeyRef, fieldRef } = record(variable.valueFrom);
  const field = fieldOf(pod, String(record(fieldRef).fieldPath));
  if (field !== undefined) {
    plan.env[name] = field;
    return;
  }
  if (secretKeyRef === undefined && configMapKeyRef === undefined) {
    plan.notes.push(`environment variable ${name} is left out: it comes from a field that is not known here`);
    return;
  }
  const kind = secretKeyRef === undefined ? "ConfigMap" : "Secret";
  const { name: object, key, optional } = record(secretKeyRef ?? configMapKeyRef);
  const noted = plan.notes.length;
  const value = read(kind, object, optional)[String(key)];
  if (value !== undefined) plan.env[name] = value;
  else if (optional !== true && plan.notes.length === noted) plan.notes.push(`${kind} "${object}" has no key "${key}"`);
}

function addSource(plan: PodPlan, read: Read, mountPath: string, source: UncheckedFields, pod: WorkloadPod): void {
  for (const { path, fieldRef } of records(record(source.downwardAPI).items)) {
    const content = fieldOf(pod, String(record(fieldRef).fieldPath));
    if (content !== undefined) plan.files.push({ path: `${mountPath}/${path}`, content });
    else plan.notes.push(`file ${path} at ${mountPath} is left out: it comes from a field that is not known here`);
  }
  if (records(record(source.downwardAPI).items).length > 0) return;
  if (source.serviceAccountToken !== undefined) {
    const { path, audience, expirationSeconds = 3600 } = record(source.serviceAccountToken);
    plan.tokens.push({
      path: `${mountPath}/${path}`,
      ...(audience === undefined ? {} : { audience: String(audience) }),
      expirationSeconds: Number(expirationSeconds),
    });
    return;
  }
  const kind = source.configMap === undefined ? "Secret" : "ConfigMap";
  const { name, secretName, items, optional } = record(source.configMap ?? source.secret);
  const object = name ?? secretName;
  if (object === undefined) {
    plan.notes.push(
      `a source of the volume at ${mountPath} is left out: only tokens, ConfigMaps and Secrets are mounted here`,
    );
    return;
  }
  const data = read(kind, object, optional);
  for (const { key, path } of itemsOf(data, items)) {
    const content = data[key];
    if (content !== undefined) plan.files.push({ path: `${mountPath}/${path}`, content });
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
