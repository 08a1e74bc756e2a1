import { show } from "../core/show";
import type { BoundWiring, PodTemplateOptions, PodWiringJob, Warn } from "./bound-wiring";
import { fileAnnotations, projectedVolume } from "./bound-wiring";
import type { Conflict, Fields } from "./merge";
import { addEntries, addNamed, mapFields, mapKnown, mapList, reportPythonNames, sameValue, whenKnown } from "./merge";
import { wireContainer } from "./pod-container";
import { checkKept, checkSkipped } from "./pod-options";
import { reportRivalsOfPod } from "./rivals";
import { isMisplaced } from "./template-place";
import { reportSettings, warnOfSkipped } from "./webhook-annotations";

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
    reportPythonNames(fields, "", conflict);
    reportRivalsOfPod(fields, job);
    return {
      ...fields,
      metadata: mapFields(fields.metadata, "metadata", conflict, (metadata) => wireMetadata(metadata, job)),
      spec: mapKnown(fields.spec, (spec: Fields) => wireSpec(spec, job)),
    };
  }) as T;
}

function wireMetadata(metadata: Fields, job: PodWiringJob): Fields {
  const { bound, options } = job;
  const { podLabels, podAnnotations, skipContainers } = bound.wiring;
  const skipped = options.skipContainers ?? [];
  const skipping = Object.fromEntries(
    skipContainers.map(({ annotation, separator }) => [annotation, skipped.join(separator)]),
  );
  const annotations = { ...podAnnotations, ...(skipped.length === 0 ? {} : skipping), ...fileAnnotations(bound) };
  const wired = (key: string, entries: Fields) => wireMap(metadata, key, entries, `metadata.${key}`, job);
  warnOfSkipped(metadata.annotations, job);
  reportSettings(metadata.annotations, job);
  reportPythonNames(metadata, "metadata", job.conflict);
  checkNamespace(metadata, job);
  return { ...metadata, ...wired("labels", podLabels), ...wired("annotations", annotations) };
}

/** The map at `key` with the entries added; nothing where there is none and nothing to add. */
function wireMap(owner: Fields, key: string, entries: Fields, path: string, { conflict }: PodWiringJob): Fields {
  if (owner[key] === undefined && Object.keys(entries).length === 0) return {};
  return { [key]: mapFields(owner[key], path, conflict, (fields) => addEntries(fields, entries, path, conflict)) };
}

function wireSpec(spec: Fields, job: PodWiringJob): Fields {
  const { bound, conflict } = job;
  if (isMisplaced(spec, "spec", conflict)) return spec;
  reportPythonNames(spec, "spec", conflict);
  const { wiring, serviceAccountName } = bound;
  checkServiceAccount(spec, job);
  checkSkipped(spec, job);
  const wireContainers = (key: string) =>
    spec[key] === undefined
      ? {}
      : { [key]: mapList(spec[key], `spec.${key}`, conflict, (list) => wireContainerList(list, `spec.${key}`, job)) };
  const own = projectedVolume(bound);
  const volumes = [...(own === undefined ? [] : [own]), ...(bound.volumes ?? []).map(({ volume }) => volume)];
  const differs = (name: string) =>
    conflict(`spec.volumes["${name}"]`, "it is set to another value", { fix: "give that volume another name" });
  return {
    ...spec,
    serviceAccountName: spec.serviceAccountName || serviceAccountName,
    ...wireMap(spec, "nodeSelector", wiring.nodeSelector, "spec.nodeSelector", job),
    ...(volumes.length === 0
      ? {}
      : { volumes: mapList(spec.volumes, "spec.volumes", conflict, (list) => addNamed(list, volumes, differs)) }),
    ...wireContainers("containers"),
    ...wireContainers("initContainers"),
  };
}

/** A template that names a namespace names the ServiceAccount's: no pod runs as one of another. */
function checkNamespace({ namespace }: Fields, { bound: { runsIn }, conflict }: PodWiringJob): void {
  if (runsIn === undefined || namespace === undefined) return;
  whenKnown([namespace], ([named]) => {
    if (named === "" || named === null || runsIn(named as string)) return;
    conflict("metadata.namespace", `no ServiceAccount of the workload is in namespace ${show(named)}`, {
      fix: "remove it, or name that one in subjects",
    });
  });
}

/** The ServiceAccount that a template names, by the field of today or by the old one, is one that becomes the identities. */
function checkServiceAccount(spec: Fields, { bound, conflict }: PodWiringJob): void {
  const { serviceAccountName, serviceAccount = serviceAccountName, alsoRunsAs } = bound;
  for (const key of ["serviceAccountName", "serviceAccount"]) {
    const named = spec[key];
    if (!named || sameValue(named, serviceAccountName)) continue;
    whenKnown([named, serviceAccount], ([own, expected]) => {
      if (own && own !== expected && !alsoRunsAs?.(own as string)) {
        conflict(`spec.${key}`, `the pod names ServiceAccount ${show(own)}, and not ${show(expected)}`, {
          fix: "remove it, or name that one in subjects",
        });
      }
    });
  }
}

function wireContainerList(containers: Fields[], path: string, job: PodWiringJob): unknown[] {
  const { skipContainers: skipped = [] } = job.options;
  return containers.map((container, index) =>
    mapFields(container, `${path}[${index}]`, job.conflict, (fields) =>
      mapKnown(skipped.length === 0 ? "" : fields.name, (name: string) =>
        skipped.includes(name) ? fields : wireContainer(fields, `${path}[${index}]`, job),
      ),
    ),
  );
}
