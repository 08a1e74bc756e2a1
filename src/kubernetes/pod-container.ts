import * as pulumi from "@pulumi/pulumi";
import { isRecord } from "../core/record";
import type { DefaultVariables } from "../core/wiring";
import type { PodWiringJob, VolumeMount } from "./bound-wiring";
import { mountOf, needsVolume, volumeMount } from "./bound-wiring";
import type { Conflict, Fields } from "./merge";
import { addNamed, mapKnown, mapList, sameValue, valueAt, whenKnown } from "./merge";
import {
  orKeep,
  REMOVE_OR_SKIP,
  reportRivalArguments,
  reportRivalMounts,
  reportRivalVariables,
  warnOfSources,
} from "./rivals";

/** Adds environment and mount to a container; `path` is where it stands. */
export function wireContainer(container: Fields, path: string, job: PodWiringJob): Fields {
  const { bound, conflict } = job;
  const { env, defaults } = bound.wiring;
  const mounts = [...(needsVolume(bound) ? [volumeMount(bound)] : []), ...(bound.volumes ?? []).map(mountOf)];
  warnOfSources(container, path, job);
  reportRivalArguments(container, path, job);
  warnOfReadOnlyRoot(container, path, job);
  const wired: Fields = { ...container };
  if (container.env !== undefined || Object.keys(env).length + defaults.length > 0) {
    wired.env = mapList(container.env, `${path}.env`, conflict, (list) => wireVariables(list, `${path}.env`, job));
  }
  if (container.volumeMounts !== undefined || mounts.length > 0) {
    const at = `${path}.volumeMounts`;
    wired.volumeMounts = mapList(container.volumeMounts, at, conflict, (list) => {
      reportRivalMounts(list, at, job);
      return mounts.reduce((present, mount) => addMount(present, mount, at, conflict), list);
    });
  }
  return wired;
}

/** Warns of folders that clients write to where the container's files are read-only and nothing is mounted there. */
function warnOfReadOnlyRoot(container: Fields, path: string, { bound, warn }: PodWiringJob): void {
  const isReadOnly = valueAt(container, ["securityContext", "readOnlyRootFilesystem"]);
  for (const { names, value, isWritten } of bound.wiring.defaults) {
    if (!isWritten) continue;
    whenKnown([isReadOnly, value, pulumi.output([container.env, container.volumeMounts])], ([known, folder, lists]) => {
      const [env = [], mounts = []] = (lists as unknown[]).map((list) =>
        Array.isArray(list) ? list.filter(isRecord) : [],
      );
      const isMounted = mounts.some(({ mountPath }) => isWithin(folder, String(mountPath)));
      if (known !== true || isMounted || env.some(({ name }) => names.includes(name as string))) return;
      warn(
        `${path}: ${names[0]} is ${folder}, which is read-only here; mount an emptyDir at ${folder}, or set ${names[0]}`,
      );
    });
  }
}

function wireVariables(list: Fields[], path: string, job: PodWiringJob): unknown {
  const { env, defaults } = job.bound.wiring;
  const { keep = [] } = job.options;
  reportRivalVariables(list, path, job);
  const own = Object.entries(env).map(([name, value]) => ({ name, value }));
  for (const item of own) {
    // Of a variable that stands there twice the last one counts, so each has to be ours.
    const differs = list.some((variable) => variable.name === item.name && !sameValue(variable, item));
    if (!differs || keep.includes(item.name)) continue;
    const fix = orKeep(REMOVE_OR_SKIP, item.name);
    job.conflict(`${path}["${item.name}"]`, "it is set to another value", { fix });
  }
  const added = addNamed(list, own, () => {});
  return defaults.reduce<unknown>(addDefaults, added);
}

/** The list with variables added, unless it has one of them already or there is nothing to set. */
function addDefaults(list: unknown, { names, value }: DefaultVariables<unknown>): unknown {
  return mapKnown(list, (present: Fields[]) => {
    if (present.some(({ name }) => names.includes(name as string))) return present;
    // Only once the value is known can it be told whether the variables are there at all.
    return mapKnown(value, (known) =>
      known === "" ? present : [...present, ...names.map((name) => ({ name, value: known }))],
    );
  });
}

function addMount(present: Fields[], mount: VolumeMount, path: string, conflict: Conflict): Fields[] {
  const fix = REMOVE_OR_SKIP;
  // One below it would hide a token, and the pod would show what is mounted there instead.
  for (const { name, mountPath } of present) {
    if (name === mount.name) continue;
    whenKnown([mountPath], ([at]) => {
      if (isWithin(at, mount.mountPath)) conflict(path, `another volume is mounted at "${String(at)}"`, { fix });
    });
  }
  return addNamed(present, [{ ...mount }], (name) =>
    conflict(`${path}["${name}"]`, "it is set to another value", { fix }),
  );
}

function isWithin(path: unknown, folder: string): boolean {
  const [inner, outer] = [path, folder].map((each) => `${String(each).replace(/\/+$/, "")}/`) as [string, string];
  return inner.startsWith(outer);
}
