import { isRecord } from "../../core/record";
import type { KubernetesObject } from "../estate";
import { HIDDEN } from "../hidden";
import { dig, listOf, texts } from "./objects";

/** A pod, or what makes pods, as far as an audit asks. */
export interface AuditedPod {
  /** For people, for example `Deployment shop/orders`. */
  readonly label: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: Readonly<Record<string, unknown>>;
  /** Variables of its containers; those whose value stands in a Secret, or in an object that is not among the inputs, have none. */
  readonly env: ReadonlyMap<string, string | undefined>;
  readonly source: string;
}

/** Where each kind keeps its pod template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ["template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
};
/** Every other kind with pods, also those of operators such as Rollouts, has it at `spec.template`. */
const USUAL_TEMPLATE = ["spec", "template"];

/**
 * The pods of a cluster's objects. What a controller in the same input made, such as the ReplicaSet of a Deployment and its pods, is told
 * once, by its maker.
 */
export function podsOf(objects: readonly KubernetesObject[]): AuditedPod[] {
  const shared = sharedVariables(objects);
  const makers = new Set(objects.map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`));
  return objects.flatMap((object) => {
    const owners = listOf(dig(object.value, "metadata", "ownerReferences"));
    const isMade = owners.some(({ kind, name }) => makers.has(`${kind} ${object.namespace}/${name}`));
    const pod = isMade ? undefined : podOf(object, shared);
    return pod === undefined ? [] : [pod];
  });
}

function templateOf(kind: string, value: unknown): unknown {
  return dig(value, ...(TEMPLATES[kind] ?? USUAL_TEMPLATE));
}

/** What an object does not tell and a join of ServiceAccounts, pods and identities hangs on. */
export function hiddenIn({ kind, value }: KubernetesObject): string[] {
  const annotations = dig(value, "metadata", "annotations");
  const ofAccount = kind === "ServiceAccount" ? { annotations, ...(isRecord(annotations) ? annotations : {}) } : {};
  const serviceAccountName = dig(templateOf(kind, value), "spec", "serviceAccountName");
  return Object.entries({ ...ofAccount, serviceAccountName }).flatMap(([name, each]) =>
    each === HIDDEN ? [name] : [],
  );
}

function podOf(
  { kind, name, namespace, value, source }: KubernetesObject,
  shared: SharedVariables,
): AuditedPod | undefined {
  const template = templateOf(kind, value);
  const spec = dig(template, "spec");
  if (!Array.isArray(dig(spec, "containers"))) return undefined;
  const { serviceAccountName, serviceAccount } = spec as Record<string, unknown>;
  if (serviceAccountName === HIDDEN) return undefined;
  return {
    label: `${kind} ${namespaceOf(namespace)}/${name}`,
    namespace: namespaceOf(namespace),
    // The older name of the field is still served, and pods that name none run as `default`.
    serviceAccount: String(serviceAccountName ?? serviceAccount ?? "default"),
    labels: texts(dig(template, "metadata", "labels")),
    annotations: texts(dig(template, "metadata", "annotations")),
    spec: spec as Record<string, unknown>,
    env: environmentOf({ spec: spec as Record<string, unknown> }, namespaceOf(namespace), shared),
    source,
  };
}

/** Manifests without a namespace are applied to `default` where nobody says another. */
export function namespaceOf(namespace: string): string {
  return namespace === "" ? "default" : namespace;
}

/** All containers of a pod, also those that start it. */
export function containersOf({ spec }: Pick<AuditedPod, "spec">): Record<string, unknown>[] {
  return [...listOf(spec.containers), ...listOf(spec.initContainers), ...listOf(spec.ephemeralContainers)];
}

/** What ConfigMaps and Secrets have for `envFrom`, by kind, namespace and name. The values of Secrets are nobody's business. */
type SharedVariables = ReadonlyMap<string, readonly (readonly [string, string | undefined])[]>;

function sharedVariables(objects: readonly KubernetesObject[]): SharedVariables {
  return new Map(
    objects.flatMap(({ kind, namespace, name, value }) => {
      if (kind !== "ConfigMap" && kind !== "Secret") return [];
      const entries = ["data", "stringData"].flatMap((member) => Object.entries(texts(dig(value, member))));
      const variables = entries.map(([key, text]) => [key, kind === "Secret" ? undefined : text] as const);
      return [[`${kind} ${namespaceOf(namespace)}/${name}`, variables] as const];
    }),
  );
}

/** A container's own variables come after those of other objects, and win. */
function environmentOf(
  pod: Pick<AuditedPod, "spec">,
  namespace: string,
  shared: SharedVariables,
): Map<string, string | undefined> {
  const variables = containersOf(pod).flatMap(({ env, envFrom }) => [
    ...listOf(envFrom).flatMap((from) => {
      const prefix = typeof from.prefix === "string" ? from.prefix : "";
      const of = [
        `ConfigMap ${namespace}/${dig(from, "configMapRef", "name")}`,
        `Secret ${namespace}/${dig(from, "secretRef", "name")}`,
      ];
      return of.flatMap((key) => shared.get(key) ?? []).map(([name, value]) => [`${prefix}${name}`, value] as const);
    }),
    ...listOf(env).map(({ name, value }) => [String(name), typeof value === "string" ? value : undefined] as const),
  ]);
  return new Map(variables);
}
