import type { DeployedResource } from "../clouds/cloud";
import type { UncheckedFields } from "./fields";
import { record, records, textsOf } from "./fields";
import type { SandboxTokenRequest } from "./issuer";
import type { ObjectData, ObjectReference } from "./pod-objects";
import { dataOf, itemsOf, textOf } from "./pod-objects";
import type { WorkloadPod } from "./workload-pods";
import { serviceAccountOf } from "./workload-pods";

/** What the containers of a pod see of their identity. */
export interface PodPlan {
  /** Name of the workload that the pod belongs to; absent where it is not deployed. */
  workload?: string;
  env: Record<string, string>;
  /** `audience` is absent where the pod takes the API server's own. */
  tokens: { path: string; audience?: string; expirationSeconds: number }[];
  /** `content` is bytes where it is no text. */
  files: { path: string; content: string | Uint8Array; isExecutable?: true }[];
  /** Folders that tokens and files are mounted at. */
  mounts: string[];
  /** What a real pod has and this one has not. */
  notes: string[];
}

/** A pod, with what it knows of itself once it runs. */
type RunningPod = WorkloadPod & Pick<SandboxTokenRequest, "pod" | "node">;

/** Reads an object that a pod refers to; what is missing is noted. */
type Read = (kind: ObjectReference["kind"], name: unknown, optional: unknown) => ObjectData;

/** What a container of a pod sees by the pod's own template. */
export function planOfContainer(
  resources: readonly DeployedResource[],
  pod: RunningPod,
  container: UncheckedFields,
): PodPlan {
  const plan: PodPlan = { workload: pod.workload, env: {}, tokens: [], files: [], mounts: [], notes: [] };
  const read: Read = (kind, name, optional) => {
    const data = dataOf(resources, { kind, name: String(name), namespace: pod.namespace, optional: optional === true });
    if (typeof data !== "string") return data;
    plan.notes.push(data);
    return {};
  };
  for (const { prefix = "", configMapRef, secretRef } of records(container.envFrom)) {
    const { name, optional } = record(configMapRef ?? secretRef);
    const data = read(configMapRef === undefined ? "Secret" : "ConfigMap", name, optional);
    for (const [key, value] of Object.entries(data)) plan.env[`${prefix}${key}`] = textOf(value);
  }
  const earlier: Record<string, string> = {};
  for (const variable of records(container.env)) addVariable(plan, variable, earlier, read, pod);
  for (const mount of records(container.volumeMounts)) addVolume(plan, mount, earlier, read, pod);
  return plan;
}

/** Fields of the pod that are known here. */
const FIELDS: Record<string, (pod: RunningPod) => string | undefined> = {
  "metadata.name": ({ pod }) => pod?.name,
  "metadata.namespace": ({ namespace }) => namespace,
  "metadata.uid": ({ pod }) => pod?.uid,
  "spec.nodeName": ({ node }) => node?.name,
  "spec.serviceAccountName": serviceAccountOf,
};

/** A field of the pod, one of its annotations or labels; `undefined` where it is not known here. */
function fieldOf(pod: RunningPod, fieldRef: unknown): string | undefined {
  const path = String(record(fieldRef).fieldPath);
  const [, place = "", key = ""] = /^metadata\.(annotations|labels)\['(.+)'\]$/.exec(path) ?? [];
  return place === "" ? FIELDS[path]?.(pod) : (textsOf(pod.metadata[place])[key] ?? "");
}

/** `earlier` is what the container's own variables are so far, by which the kubelet expands the next. */
function addVariable(
  plan: PodPlan,
  variable: UncheckedFields,
  earlier: Record<string, string>,
  read: Read,
  pod: RunningPod,
): void {
  const name = String(variable.name);
  const { secretKeyRef, configMapKeyRef, fieldRef } = record(variable.valueFrom);
  const reference = secretKeyRef ?? configMapKeyRef;
  let value: string | undefined;
  if (variable.valueFrom === undefined) value = expanded(String(variable.value ?? ""), earlier);
  else if (reference === undefined) {
    value = fieldOf(pod, fieldRef);
    if (value === undefined) {
      plan.notes.push(`environment variable ${name} is left out: it comes from a field that is not known here`);
    }
  } else {
    const kind = secretKeyRef === undefined ? "ConfigMap" : "Secret";
    const { name: object, key, optional } = record(reference);
    const noted = plan.notes.length;
    const content = read(kind, object, optional)[String(key)];
    if (content !== undefined) value = textOf(content);
    else if (optional !== true && plan.notes.length === noted) plan.notes.push(withoutKey(kind, object, key));
  }
  if (value !== undefined) plan.env[name] = earlier[name] = value;
}

/** `$(NAME)` as the kubelet writes it, which leaves an unknown name as it stands; `$$` is one sign of that kind. */
function expanded(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (whole, name) => (whole === "$$" ? "$" : (env[name] ?? whole)));
}

const ONLY = "only tokens, ConfigMaps, Secrets, fields and empty folders are mounted here";

type VolumeContent = Pick<PodPlan, "tokens" | "files">;

function addVolume(
  plan: PodPlan,
  mount: UncheckedFields,
  env: Readonly<Record<string, string>>,
  read: Read,
  pod: RunningPod,
): void {
  const mountPath = String(mount.mountPath).replace(/(?<=.)\/+$/, "");
  const volume = records(pod.spec.volumes).find(({ name }) => name === mount.name) ?? {};
  const { configMap, secret, downwardAPI, projected, emptyDir } = volume;
  const sources = projected === undefined ? [volume] : records(record(projected).sources);
  if ([configMap, secret, downwardAPI, projected, emptyDir].every((kind) => kind === undefined)) {
    plan.notes.push(`volume "${mount.name}" at ${mountPath} is left out: ${ONLY}`);
    return;
  }
  const content: VolumeContent = { tokens: [], files: [] };
  const { defaultMode } = record(projected ?? configMap ?? secret ?? downwardAPI);
  const at = { mountPath, defaultMode, notes: plan.notes };
  if (emptyDir === undefined) for (const source of sources) addSource(content, source, at, read, pod);
  const subPath = expanded(String(mount.subPathExpr ?? mount.subPath ?? ""), env);
  const placed = <T extends { path: string }>(all: T[]) =>
    all.flatMap((each) => {
      const path = placeOf(each.path, mountPath, subPath);
      return path === undefined ? [] : [{ ...each, path }];
    });
  const [tokens, files] = [placed(content.tokens), placed(content.files)];
  if (subPath !== "" && emptyDir === undefined && tokens.length + files.length === 0) {
    plan.notes.push(`volume "${mount.name}" has nothing at its path ${subPath}: a real pod sees an empty folder there`);
  }
  plan.tokens.push(...tokens);
  plan.files.push(...files);
  plan.mounts.push(mountPath);
}

/** Where a path of a volume is seen, of which only `subPath` is mounted; `undefined` for what is beside that. */
function placeOf(path: string, mountPath: string, subPath: string): string | undefined {
  if (subPath === "") return `${mountPath}/${path}`;
  if (path === subPath) return mountPath;
  return path.startsWith(`${subPath}/`) ? `${mountPath}${path.slice(subPath.length)}` : undefined;
}

function addSource(
  { tokens, files }: VolumeContent,
  source: UncheckedFields,
  { mountPath, defaultMode, notes }: { mountPath: string; defaultMode: unknown; notes: string[] },
  read: Read,
  pod: RunningPod,
): void {
  const addFile = (path: unknown, content: string | Uint8Array, mode: unknown = defaultMode) =>
    files.push({ path: String(path), content, ...(isExecutable(mode) ? { isExecutable: true } : {}) });
  const fields = records(record(source.downwardAPI).items);
  for (const { path, fieldRef, mode } of fields) {
    const content = fieldOf(pod, fieldRef);
    if (content !== undefined) addFile(path, content, mode);
    else notes.push(`file ${path} at ${mountPath} is left out: it comes from a field that is not known here`);
  }
  if (fields.length > 0) return;
  if (source.serviceAccountToken !== undefined) {
    const { path, audience, expirationSeconds = 3600 } = record(source.serviceAccountToken);
    tokens.push({
      path: String(path),
      ...(audience === undefined ? {} : { audience: String(audience) }),
      expirationSeconds: Number(expirationSeconds),
    });
    return;
  }
  const kind = source.configMap === undefined ? "Secret" : "ConfigMap";
  const { name, secretName, items, optional } = record(source.configMap ?? source.secret);
  const object = name ?? secretName;
  if (object === undefined) {
    notes.push(`a source of the volume at ${mountPath} is left out: ${ONLY}`);
    return;
  }
  const noted = notes.length;
  const data = read(kind, object, optional);
  for (const { key, path, mode } of itemsOf(data, items)) {
    const content = data[key];
    if (content !== undefined) addFile(path, content, mode);
    else if (optional !== true && notes.length === noted) notes.push(withoutKey(kind, object, key));
  }
}

function withoutKey(kind: string, object: unknown, key: unknown): string {
  return `${kind} "${object}" has no key "${key}": a real pod would wait for it`;
}

/** Whether its owner may run a file of this mode. */
function isExecutable(mode: unknown): boolean {
  return (Number(mode ?? 0) & 0o100) !== 0;
}
