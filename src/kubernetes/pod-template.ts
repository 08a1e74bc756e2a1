import type * as pulumi from "@pulumi/pulumi";
import type { Wiring } from "../core/wiring";
import type { Conflict, Fields } from "./merge";
import { addEntries, addNamed, mapKnown, sameValue } from "./merge";

/** How a workload's wiring enters a pod. */
export interface PodTemplateOptions {
  /** Names of containers and init containers that get no token and no environment. None by default. */
  skipContainers?: string[];
}

/** The wiring of one ServiceAccount with the names it has in the cluster. */
export interface BoundWiring {
  serviceAccountName: pulumi.Input<string>;
  /** More ServiceAccounts that become the same identities: a pod may run as one of them. None by default. */
  otherServiceAccountNames?: readonly string[];
  wiring: Wiring<pulumi.Input<string>>;
  /** The ConfigMap that holds the wiring's files; absent where there are none. */
  configMapName?: pulumi.Input<string>;
  mountPath: string;
}

/** Name of the volume that carries the tokens of all clouds. */
export const VOLUME_NAME = "workload-identity";

/**
 * Merges a wiring into a pod template and keeps everything that was there; merging twice changes nothing.
 * What is already set to something else is reported as a conflict and left as it is.
 */
export function wirePodTemplate<T extends object>(
  template: T,
  bound: BoundWiring,
  options: PodTemplateOptions,
  conflict: Conflict,
): T {
  return mapKnown(template, (fields: Fields) => ({
    ...fields,
    metadata: mapKnown(fields.metadata ?? {}, (metadata: Fields) => wireMetadata(metadata, bound, options, conflict)),
    spec: mapKnown(fields.spec ?? {}, (spec: Fields) => wireSpec(spec, bound, options, conflict)),
  })) as T;
}

function wireMetadata(
  metadata: Fields,
  { wiring }: BoundWiring,
  options: PodTemplateOptions,
  conflict: Conflict,
): Fields {
  const skipped = options.skipContainers ?? [];
  const annotations = Object.fromEntries(
    wiring.skipContainers.map(({ annotation, separator }) => [annotation, skipped.join(separator)]),
  );
  return {
    ...metadata,
    ...addEntries(metadata, "labels", wiring.podLabels, "metadata.labels", conflict),
    ...addEntries(metadata, "annotations", skipped.length === 0 ? {} : annotations, "metadata.annotations", conflict),
  };
}

function wireSpec(spec: Fields, bound: BoundWiring, options: PodTemplateOptions, conflict: Conflict): Fields {
  const { wiring, serviceAccountName, otherServiceAccountNames = [] } = bound;
  const own = spec.serviceAccountName;
  if (own !== undefined && !sameValue(own, serviceAccountName) && !otherServiceAccountNames.includes(own as string)) {
    conflict("spec.serviceAccountName", "the pod names another ServiceAccount");
  }
  const wireContainers = (key: string) =>
    spec[key] === undefined
      ? {}
      : {
          [key]: mapKnown(spec[key], (list: unknown[]) =>
            wireContainerList(list, `spec.${key}`, bound, options, conflict),
          ),
        };
  const volume = projectedVolume(bound);
  return {
    ...spec,
    serviceAccountName: spec.serviceAccountName ?? serviceAccountName,
    ...addEntries(spec, "nodeSelector", wiring.nodeSelector, "spec.nodeSelector", conflict),
    ...(volume === undefined ? {} : { volumes: addNamed(spec.volumes, [volume], "spec.volumes", conflict) }),
    ...wireContainers("containers"),
    ...wireContainers("initContainers"),
  };
}

function wireContainerList(
  containers: unknown[],
  path: string,
  bound: BoundWiring,
  options: PodTemplateOptions,
  conflict: Conflict,
): unknown[] {
  return containers.map((container, index) =>
    mapKnown(container, (fields: Fields) =>
      typeof fields.name === "string" && options.skipContainers?.includes(fields.name)
        ? fields
        : wireContainer(fields, `${path}[${index}]`, bound, conflict),
    ),
  );
}

function wireContainer(container: Fields, path: string, bound: BoundWiring, conflict: Conflict): Fields {
  const env = Object.entries(bound.wiring.env).map(([name, value]) => ({ name, value }));
  const mount = { name: VOLUME_NAME, mountPath: bound.mountPath, readOnly: true };
  return {
    ...container,
    ...(env.length === 0 ? {} : { env: addNamed(container.env, env, `${path}.env`, conflict) }),
    ...(needsVolume(bound)
      ? { volumeMounts: addMount(container.volumeMounts, mount, `${path}.volumeMounts`, conflict) }
      : {}),
  };
}

function addMount(
  mounts: unknown,
  mount: { name: string; mountPath: string },
  path: string,
  conflict: Conflict,
): unknown {
  return mapKnown(mounts ?? [], (present: Fields[]) => {
    if (present.some(({ name, mountPath }) => mountPath === mount.mountPath && name !== mount.name)) {
      conflict(path, `another volume is mounted at "${mount.mountPath}"`);
      return present;
    }
    return addNamed(present, [mount], path, conflict);
  });
}

function needsVolume({ wiring }: BoundWiring): boolean {
  return wiring.tokens.length > 0 || wiring.files.length > 0;
}

function projectedVolume(bound: BoundWiring): Fields | undefined {
  if (!needsVolume(bound)) return undefined;
  const { tokens, files } = bound.wiring;
  const sources: Fields[] = tokens.map(({ audience, expirationSeconds, path }) => ({
    serviceAccountToken: { audience, expirationSeconds, path },
  }));
  if (files.length > 0) {
    sources.push({ configMap: { name: bound.configMapName, items: files.map(({ key, path }) => ({ key, path })) } });
  }
  return { name: VOLUME_NAME, projected: { sources } };
}
