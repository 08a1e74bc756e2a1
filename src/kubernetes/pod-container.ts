import type { DefaultVariables } from "../core/wiring";
import type { PodWiringJob, VolumeMount } from "./bound-wiring";
import { mountOf, needsVolume, volumeMount } from "./bound-wiring";
import type { Conflict, Fields } from "./merge";
import { addNamed, mapKnown, mapList } from "./merge";
import { orKeep, REMOVE_OR_SKIP, reportRivalMounts, reportRivalVariables, warnOfSources } from "./rivals";

/** Adds environment and mount to a container; `path` is where it stands. */
export function wireContainer(container: Fields, path: string, job: PodWiringJob): Fields {
  const { bound, conflict } = job;
  const { env, defaults } = bound.wiring;
  const mounts = [...(needsVolume(bound) ? [volumeMount(bound)] : []), ...(bound.volumes ?? []).map(mountOf)];
  warnOfSources(container, path, job);
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

function wireVariables(list: Fields[], path: string, job: PodWiringJob): unknown {
  const { env, defaults } = job.bound.wiring;
  const { keep = [] } = job.options;
  reportRivalVariables(list, path, job);
  const own = Object.entries(env).map(([name, value]) => ({ name, value }));
  const added = addNamed(list, own, (name) => {
    if (keep.includes(name)) return;
    job.conflict(`${path}["${name}"]`, "it is set to another value", { fix: orKeep(REMOVE_OR_SKIP, name) });
  });
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
  const within = (at: unknown) => `${String(at).replace(/\/+$/, "")}/`.startsWith(`${mount.mountPath}/`);
  const other = present.find(({ name, mountPath }) => name !== mount.name && within(mountPath));
  if (other !== undefined) {
    conflict(path, `another volume is mounted at "${String(other.mountPath)}"`, { fix });
    return present;
  }
  return addNamed(present, [{ ...mount }], (name) =>
    conflict(`${path}["${name}"]`, "it is set to another value", { fix }),
  );
}
