import type { BoundWiring, PodTemplateOptions, PodWiringJob, Warn } from "./bound-wiring";
import { fileAnnotations, projectedVolume } from "./bound-wiring";
import type { Conflict, Fields } from "./merge";
import { addEntries, addNamed, mapKnown, sameValue, whenKnown } from "./merge";
import { wireContainer } from "./pod-container";
import { checkKept, checkSkipped } from "./pod-options";
import { reportRivals } from "./rivals";
import { isMisplaced } from "./template-place";

/**
 * Merges a wiring into a pod template and keeps everything that was there; merging twice changes nothing.
 * What is already set to something else, and what beats the identity, is reported as a conflict and left as it is.
 */
export function wirePodTemplate<T extends object>(
  template: T,
  bound: BoundWiring,
  options: PodTemplateOptions,
  conflict: Conflict,
  warn: Warn = () => {},
): T {
  const job = { bound, options, conflict, warn };
  checkKept(job);
  return mapKnown(template, (fields: Fields) => {
    if (isMisplaced(fields, "", conflict)) return fields;
    return {
      ...fields,
      metadata: mapKnown(fields.metadata ?? {}, (metadata: Fields) => wireMetadata(metadata, job)),
      spec: mapKnown(fields.spec ?? {}, (spec: Fields) => wireSpec(spec, job)),
    };
  }) as T;
}

function wireMetadata(metadata: Fields, job: PodWiringJob): Fields {
  const { bound, options, conflict } = job;
  const { skipContainers: skipped = [], keep = [] } = options;
  const { podLabels, podAnnotations, rivals, skipContainers } = bound.wiring;
  const skipping = Object.fromEntries(
    skipContainers.map(({ annotation, separator }) => [annotation, skipped.join(separator)]),
  );
  const annotations = { ...podAnnotations, ...(skipped.length === 0 ? {} : skipping), ...fileAnnotations(bound) };
  for (const place of ["labels", "annotations"] as const) {
    mapKnown(metadata[place] ?? {}, (fields: Fields) =>
      reportRivals(fields, place, `metadata.${place}`, rivals, keep, conflict),
    );
  }
  return {
    ...metadata,
    ...addEntries(metadata, "labels", podLabels, "metadata.labels", conflict),
    ...addEntries(metadata, "annotations", annotations, "metadata.annotations", conflict),
  };
}

function wireSpec(spec: Fields, job: PodWiringJob): Fields {
  const { bound, options, conflict } = job;
  if (isMisplaced(spec, "spec", conflict)) return spec;
  const { wiring, serviceAccountName } = bound;
  checkServiceAccount(spec, job);
  checkSkipped(spec, job);
  reportRivals(spec, "spec", "spec", wiring.rivals, options.keep ?? [], conflict);
  const wireContainers = (key: string) =>
    spec[key] === undefined
      ? {}
      : { [key]: mapKnown(spec[key], (list: unknown[]) => wireContainerList(list, `spec.${key}`, job)) };
  const own = projectedVolume(bound);
  const volumes = [...(own === undefined ? [] : [own]), ...(bound.volumes ?? []).map(({ volume }) => volume)];
  return {
    ...spec,
    serviceAccountName: spec.serviceAccountName || serviceAccountName,
    ...addEntries(spec, "nodeSelector", wiring.nodeSelector, "spec.nodeSelector", conflict),
    ...(volumes.length === 0 ? {} : { volumes: addNamed(spec.volumes, volumes, "spec.volumes", conflict) }),
    ...wireContainers("containers"),
    ...wireContainers("initContainers"),
  };
}

/** The ServiceAccount that a template names, by the field of today or by the old one, is one that becomes the identities. */
function checkServiceAccount(spec: Fields, { bound, conflict }: PodWiringJob): void {
  const { serviceAccountName, serviceAccount = serviceAccountName, alsoRunsAs } = bound;
  for (const key of ["serviceAccountName", "serviceAccount"]) {
    const named = spec[key];
    if (named === undefined || named === "" || sameValue(named, serviceAccountName)) continue;
    whenKnown([named, serviceAccount], ([own, expected]) => {
      if (own !== expected && !alsoRunsAs?.(own as string)) {
        conflict(`spec.${key}`, "the pod names another ServiceAccount");
      }
    });
  }
}

function wireContainerList(containers: unknown[], path: string, job: PodWiringJob): unknown[] {
  const { skipContainers } = job.options;
  if (!Array.isArray(containers)) {
    const wrong = { code: "pod-template-expected", fix: "pass a list, [{ name, image, ... }]" };
    job.conflict(path, "this is no list of containers", wrong);
    return containers;
  }
  return containers.map((container, index) =>
    mapKnown(container, (fields: Fields) =>
      typeof fields.name === "string" && skipContainers?.includes(fields.name)
        ? fields
        : wireContainer(fields, `${path}[${index}]`, job),
    ),
  );
}
