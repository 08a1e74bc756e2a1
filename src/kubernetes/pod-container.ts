import type { DefaultVariables } from "../core/wiring";
import type { PodWiringJob } from "./bound-wiring";
import { mountOf, needsVolume, volumeMount } from "./bound-wiring";
import type { Conflict, Fields } from "./merge";
import { addNamed, mapKnown } from "./merge";
import { reportRivalMounts, reportRivalVariables } from "./rivals";

/** Adds environment and mount to a container; `path` is where it stands. */
export function wireContainer(
  container: Fields,
  path: string,
  { bound, options, conflict, warn }: PodWiringJob,
): Fields {
  const { wiring } = bound;
  const { keep = [] } = options;
  reportRivalVariables(container, path, wiring.rivals, keep, conflict, warn);
  reportRivalMounts(container, path, wiring.rivals, keep, conflict);
  const env = Object.entries(wiring.env).map(([name, value]) => ({ name, value }));
  const added = env.length === 0 ? container.env : addNamed(container.env, env, `${path}.env`, conflict);
  const all = wiring.defaults.reduce(addDefaults, added);
  const mounts = [...(needsVolume(bound) ? [volumeMount(bound)] : []), ...(bound.volumes ?? []).map(mountOf)];
  return {
    ...container,
    ...(all === undefined ? {} : { env: all }),
    ...(mounts.length === 0
      ? {}
      : {
          volumeMounts: mounts.reduce<unknown>(
            (list, mount) => addMount(list, mount, `${path}.volumeMounts`, conflict),
            container.volumeMounts,
          ),
        }),
  };
}

/** The list with variables added, unless it has one of them already or there is nothing to set. */
function addDefaults(list: unknown, { names, value }: DefaultVariables<unknown>): unknown {
  return mapKnown(list ?? [], (present: Fields[]) => {
    if (present.some(({ name }) => names.includes(name as string))) return present;
    // Only once the value is known can it be told whether the variables are there at all.
    return mapKnown(value, (known) =>
      known === "" ? present : [...present, ...names.map((name) => ({ name, value: known }))],
    );
  });
}

function addMount(
  mounts: unknown,
  mount: { name: string; mountPath: string },
  path: string,
  conflict: Conflict,
): unknown {
  return mapKnown(mounts ?? [], (present: Fields[]) => {
    // One below it would hide a token, and the pod would show what is mounted there instead.
    const within = (at: unknown) => `${String(at).replace(/\/+$/, "")}/`.startsWith(`${mount.mountPath}/`);
    const other = present.find(({ name, mountPath }) => name !== mount.name && within(mountPath));
    if (other !== undefined) {
      conflict(path, `another volume is mounted at "${String(other.mountPath)}"`);
      return present;
    }
    return addNamed(present, [mount], path, conflict);
  });
}
