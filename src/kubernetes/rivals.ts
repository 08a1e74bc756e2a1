import { isLater } from "../core/known";
import type { Rival, RivalPlace } from "../core/wiring";
import type { PodWiringJob } from "./bound-wiring";
import type { Conflict, Fields } from "./merge";
import { mapFields, mapList, sameValue, whenKnown } from "./merge";

/** What a program keeps on purpose though it beats the identity; stands for every variable of a container's `envFrom` too. */
export const ENV_FROM = "envFrom";

/** Reports labels, annotations or fields of a pod that beat its identity. */
export function reportRivals(
  fields: Fields,
  place: Exclude<RivalPlace, "env" | "mounts">,
  path: string,
  job: PodWiringJob,
): void {
  for (const rival of rivalsAt(place, job)) {
    const at = place === "spec" ? `${path}.${rival.name}` : `${path}["${rival.name}"]`;
    if (Object.hasOwn(fields, rival.name)) reportRival(fields[rival.name], rival, at, REMOVE, job.conflict);
  }
}

/** Reports variables of a container that beat its identity. What the wiring sets itself is compared where it is added. */
export function reportRivalVariables(list: readonly Fields[], path: string, job: PodWiringJob): void {
  const variables = rivalsAt("env", job).filter(({ name }) => !Object.hasOwn(job.bound.wiring.env, name));
  const report = (variable: Fields) => {
    const rival = variables.find(({ name }) => name === variable.name);
    const value = variable.valueFrom ?? variable.value;
    if (rival !== undefined) reportRival(value, rival, `${path}["${rival.name}"]`, REMOVE_OR_SKIP, job.conflict);
  };
  for (const [index, item] of list.entries()) {
    mapFields(item, `${path}[${index}]`, job.conflict, (variable) =>
      whenKnown([variable.name], ([name]) => report({ ...variable, name })),
    );
  }
}

/** Warns of variables that a container takes from objects that it refers to, which nobody sees from here. */
export function warnOfSources(container: Fields, path: string, job: PodWiringJob): void {
  if (container.envFrom === undefined) return;
  const variables = rivalsAt("env", job);
  const isQuiet = variables.length === 0 || job.options.keep?.includes(ENV_FROM);
  mapList(container.envFrom, `${path}.envFrom`, job.conflict, (sources) => {
    if (isQuiet) return;
    const names = variables.map(({ name }) => name).filter((name) => sources.some((source) => canHold(source, name)));
    if (names.length === 0) return;
    job.warn(
      `${path}.envFrom: one of the objects may hold ${names.join(", ")}, which would beat the workload's identity; if none does, say keep: ["${ENV_FROM}"]`,
    );
  });
}

/** Whether an object can be the source of a variable, which has the object's prefix before it. */
function canHold({ prefix }: Fields, name: string): boolean {
  return typeof prefix !== "string" || name.startsWith(prefix);
}

/** Reports what is mounted at a folder of a home that clients read credentials from, or at a file in it. */
export function reportRivalMounts(mounts: readonly Fields[], path: string, job: PodWiringJob): void {
  const folders = rivalsAt("mounts", job);
  for (const [index, mount] of mounts.entries()) {
    mapFields(mount, `${path}[${index}]`, job.conflict, ({ mountPath }) =>
      whenKnown([mountPath], ([at]) => {
        const rival = folders.find(({ name }) => `${String(at)}/`.includes(`/${name}/`));
        if (rival !== undefined) reportRival(at, rival, `${path}[${index}]`, REMOVE_OR_SKIP, job.conflict);
      }),
    );
  }
}

/** What is not kept on purpose of what beats the identity at a place. */
function rivalsAt(place: RivalPlace, { bound, options }: PodWiringJob): Rival<unknown>[] {
  return bound.wiring.rivals.filter((rival) => rival.place === place && !options.keep?.includes(rival.name));
}

const REMOVE = "remove it";
/** The way out of what stands in a container. */
export const REMOVE_OR_SKIP = "remove it, or skip the container with skipContainers";

/** A way out, and that of keeping what stands in the way. */
export function orKeep(fix: string, name: string): string {
  return `${fix.replace(", or ", ", ")}, or keep it on purpose with keep: ["${name}"]`;
}

function reportRival(value: unknown, rival: Rival<unknown>, path: string, fix: string, conflict: Conflict): void {
  const { name, why, unless = [] } = rival;
  if (unless.some((harmless) => sameValue(value, harmless))) return;
  const tell = () =>
    conflict(path, `it beats the workload's identity: ${why}`, {
      code: "pod-identity-beaten",
      fix: orKeep(fix, name),
    });
  // A variable that hides its value, such as a secret, counts as one where there is nothing to compare it with. What is written down is
  // compared with what is: a value that others make later is written down by nobody who knows better than to leave it to them.
  const hidden = rival.place === "env" && unless.length === 0;
  if (!isLater(value) || hidden) {
    if (!isNothing(value)) tell();
    return;
  }
  whenKnown([value, ...unless], ([known, ...harmless]) => {
    if (!isNothing(known) && !harmless.includes(known)) tell();
  });
}

/** What no client takes for a credential. */
function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "" || value === false;
}
