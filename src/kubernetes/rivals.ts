import { isLater } from "../core/known";
import type { Rival, RivalPlace } from "../core/wiring";
import type { Conflict, Fields } from "./merge";
import { mapKnown, sameValue, whenKnown } from "./merge";

/** What a program keeps on purpose though it beats the identity; stands for every variable of a container's `envFrom` too. */
export const ENV_FROM = "envFrom";

/** Reports labels, annotations or fields of a pod that beat its identity. */
export function reportRivals(
  fields: Fields,
  place: Exclude<RivalPlace, "env" | "mounts">,
  path: string,
  rivals: readonly Rival<unknown>[],
  keep: readonly string[],
  conflict: Conflict,
): void {
  for (const rival of rivals.filter((each) => each.place === place && !keep.includes(each.name))) {
    const at = place === "spec" ? `${path}.${rival.name}` : `${path}["${rival.name}"]`;
    if (Object.hasOwn(fields, rival.name)) reportRival(fields[rival.name], rival, at, REMOVE, conflict);
  }
}

/** Reports variables of a container that beat its identity; those of an object that it refers to are told in a warning. */
export function reportRivalVariables(
  container: Fields,
  path: string,
  rivals: readonly Rival<unknown>[],
  keep: readonly string[],
  conflict: Conflict,
  warn: (message: string) => void,
): void {
  const variables = rivals.filter(({ place, name }) => place === "env" && !keep.includes(name));
  if (variables.length === 0) return;
  const report = (variable: Fields) => {
    const rival = variables.find(({ name }) => name === variable.name);
    const value = variable.valueFrom ?? variable.value;
    if (rival !== undefined) reportRival(value, rival, `${path}.env["${rival.name}"]`, REMOVE_OR_SKIP, conflict);
  };
  mapKnown(container.env ?? [], (list: unknown[]) => {
    for (const item of list) {
      mapKnown(item, (variable: Fields) => whenKnown([variable.name], ([name]) => report({ ...variable, name })));
    }
  });
  if (keep.includes(ENV_FROM)) return;
  mapKnown(container.envFrom ?? [], (sources: unknown[]) => {
    if (sources.length === 0) return;
    const names = variables.map(({ name }) => name).join(", ");
    warn(
      `${path}.envFrom: one of the objects may hold ${names}, which would beat the workload's identity; if none does, say keep: ["${ENV_FROM}"]`,
    );
  });
}

/** Reports what is mounted at a folder of a home that clients read credentials from, or at a file in it. */
export function reportRivalMounts(
  container: Fields,
  path: string,
  rivals: readonly Rival<unknown>[],
  keep: readonly string[],
  conflict: Conflict,
): void {
  const folders = rivals.filter(({ place, name }) => place === "mounts" && !keep.includes(name));
  if (folders.length === 0) return;
  mapKnown(container.volumeMounts ?? [], (mounts: unknown[]) => {
    for (const [index, mount] of mounts.entries()) {
      mapKnown(mount, ({ mountPath }: Fields) =>
        whenKnown([mountPath], ([at]) => {
          const rival = folders.find(({ name }) => `${String(at)}/`.includes(`/${name}/`));
          if (rival !== undefined) reportRival(at, rival, `${path}.volumeMounts[${index}]`, REMOVE_OR_SKIP, conflict);
        }),
      );
    }
  });
}

const REMOVE = "remove it";
const REMOVE_OR_SKIP = "remove it, skip the container with skipContainers";

function reportRival(value: unknown, rival: Rival<unknown>, path: string, fix: string, conflict: Conflict): void {
  const { name, why, unless = [] } = rival;
  if (unless.some((harmless) => sameValue(value, harmless))) return;
  const tell = () =>
    conflict(path, `it beats the workload's identity: ${why}`, {
      code: "pod-identity-beaten",
      fix: `${fix}, or keep it on purpose with keep: ["${name}"]`,
    });
  // A variable that hides its value, such as a secret, counts as one where there is nothing to compare it with.
  if (rival.place === "env" && unless.length === 0 && isLater(value)) tell();
  else {
    whenKnown([value, ...unless], ([known, ...harmless]) => {
      if (!isNothing(known) && !harmless.includes(known)) tell();
    });
  }
}

/** What no client takes for a credential. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "" || value === false;
}
