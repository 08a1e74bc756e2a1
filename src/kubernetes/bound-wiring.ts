import type * as pulumi from "@pulumi/pulumi";
import type { Wiring } from "../core/wiring";
import type { Conflict, Fields } from "./merge";

/** How a workload's wiring enters a pod. */
export interface PodTemplateOptions {
  /** Names of containers and init containers that get no token and no environment. None by default. */
  skipContainers?: string[];
  /**
   * What stays on purpose though it beats the identity: names of variables, also of those that the wiring sets, of labels, annotations or
   * fields of the pod's spec, and `envFrom` for variables of objects that a container refers to. None by default.
   */
  keep?: string[];
}

/** The wiring of one ServiceAccount with the names it has in the cluster. */
export interface BoundWiring {
  serviceAccountName: pulumi.Input<string>;
  /** The same name where it is plain though `serviceAccountName` waits for the object. */
  serviceAccount?: string;
  /** Whether a pod may run as another ServiceAccount, which becomes the same identities. By default none may. */
  alsoRunsAs?: (serviceAccount: string) => boolean;
  /** Whether a pod in a namespace can be one of the ServiceAccount's. By default it is not told, and may. */
  runsIn?: (namespace: string) => boolean;
  wiring: Wiring<pulumi.Input<string>>;
  /** The ConfigMap that holds the wiring's files; where there is none, the pod carries them in annotations of its own. */
  configMapName?: pulumi.Input<string>;
  mountPath: string;
  /** Volumes that containers mount beside the wiring's own. None by default. */
  volumes?: readonly PodVolume[];
}

/** A volume of a pod, and where containers see it. */
export interface PodVolume {
  volume: { name: string } & Fields;
  mountPath: string;
}

/** Told what may be wrong and cannot be seen from here. */
export type Warn = (message: string) => void;

/** What every part of the merge needs to know. */
export interface PodWiringJob {
  bound: BoundWiring;
  options: PodTemplateOptions;
  conflict: Conflict;
  warn: Warn;
}

/** Name of the volume that carries the tokens of all clouds. */
export const VOLUME_NAME = "workload-identity";

/** Annotations with the files of pods that have no ConfigMap: one stands in one namespace of one cluster, and pods may run elsewhere. */
export function fileAnnotations({ wiring, configMapName }: BoundWiring): Record<string, pulumi.Input<string>> {
  if (configMapName !== undefined) return {};
  return Object.fromEntries(wiring.files.map(({ key, content }) => [annotationOf(key), content]));
}

function annotationOf(file: string): string {
  return `${VOLUME_NAME}/${file}`;
}

/** Whether pods mount anything. */
export function needsVolume({ wiring }: BoundWiring): boolean {
  return wiring.tokens.length > 0 || wiring.files.length > 0;
}

/** A mount as a container lists it. */
export interface VolumeMount {
  name: string;
  mountPath: string;
  readOnly: boolean;
}

/** The mount of every container that gets the wiring. */
export function volumeMount({ mountPath }: BoundWiring): VolumeMount {
  return { name: VOLUME_NAME, mountPath, readOnly: true };
}

/** The mount of a volume beside the wiring's own. */
export function mountOf({ volume, mountPath }: PodVolume): VolumeMount {
  return { name: volume.name, mountPath, readOnly: true };
}

/** The volume with a pod's tokens and files; absent where it mounts none. */
export function projectedVolume(bound: BoundWiring): PodVolume["volume"] | undefined {
  if (!needsVolume(bound)) return undefined;
  const { configMapName } = bound;
  const { tokens, files } = bound.wiring;
  const sources: Fields[] = tokens.map(({ audience, expirationSeconds, path }) => ({
    serviceAccountToken: { audience, expirationSeconds, path },
  }));
  if (files.length > 0 && configMapName !== undefined) {
    sources.push({ configMap: { name: configMapName, items: files.map(({ key, path }) => ({ key, path })) } });
  } else if (files.length > 0) {
    const fieldPath = (key: string) => `metadata.annotations['${annotationOf(key)}']`;
    sources.push({
      downwardAPI: { items: files.map(({ key, path }) => ({ path, fieldRef: { fieldPath: fieldPath(key) } })) },
    });
  }
  return { name: VOLUME_NAME, projected: { sources } };
}
