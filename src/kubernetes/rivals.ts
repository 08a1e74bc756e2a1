import { isLater } from "../core/known";
import type { Rival, RivalPlace } from "../core/rival";
import { counts, givenBy, isMountedAt } from "../core/rival";
import type { PodWiringJob } from "./bound-wiring";
import type { Conflict, Fields } from "./merge";
import { mapFields, mapKnown, mapList, sameValue, valueAt, whenKnown } from "./merge";

/** What a program keeps on purpose though it beats the identity; stands for every variable of a container's `envFrom` too. */
export const ENV_FROM = "envFrom";

/** Where a template has what is of the whole pod. */
const OF_POD = {
  labels: ["metadata", "labels"],
  annotations: ["metadata", "annotations"],
  nodeSelector: ["spec", "nodeSelector"],
  spec: ["spec"],
} as const;

/** Reports what the pod itself says that beats its identity, whatever its containers say. */
export function reportRivalsOfPod(template: Fields, job: PodWiringJob): void {
  for (const [place, within] of Object.entries(OF_POD)) {
    for (const rival of rivalsAt(place as keyof typeof OF_POD, job)) {
      const { name, beside } = rival;
      const [keys, path] =
        place === "spec" ? [name.split("."), `spec.${name}`] : [[name], `${within.join(".")}["${name}"]`];
      const tell = () => reportRival(valueAt(template, [...within, ...keys]), rival, path, REMOVE, job.conflict);
      if (beside === undefined) tell();
      else whenKnown([valueAt(template, [...OF_POD.annotations, beside])], ([there]) => there !== undefined && tell());
    }
  }
}

/** Reports variables of a container that beat its identity. What the wiring sets itself is compared where it is added. */
export function reportRivalVariables(list: readonly Fields[], path: string, job: PodWiringJob): void {
  const variables = otherVariables(job);
  const options = rivalsAt("arguments", job);
  const report = ({ name, value, valueFrom }: Fields) => {
    const rival = variables.find((each) => each.name === name);
    const at = `${path}["${name}"]`;
    if (rival !== undefined) reportRival(valueFrom ?? value, rival, at, REMOVE_OR_SKIP, job.conflict);
    // Such as JAVA_TOOL_OPTIONS, or whatever else a script hands on to a program.
    whenKnown([value], ([text]) => reportIn(text, options, at, job.conflict));
  };
  for (const [index, item] of list.entries()) {
    mapFields(item, `${path}[${index}]`, job.conflict, (variable) =>
      whenKnown([variable.name], ([name]) => report({ ...variable, name })),
    );
  }
}

/** Reports what a container's command line tells clients to take before the identity, and variables that it sets on its way to them. */
export function reportRivalArguments(container: Fields, path: string, job: PodWiringJob): void {
  const rivals = [...rivalsAt("arguments", job), ...otherVariables(job)];
  for (const key of ["command", "args"]) {
    mapKnown(container[key], (texts) => {
      for (const [index, each] of Array.isArray(texts) ? texts.entries() : []) {
        whenKnown([each], ([text]) => reportIn(text, rivals, `${path}.${key}[${index}]`, job.conflict));
      }
    });
  }
}

/** Reports what stands in a command line, or in a part of one. */
function reportIn(commandLine: unknown, rivals: readonly Rival<unknown>[], path: string, conflict: Conflict): void {
  if (typeof commandLine !== "string") return;
  for (const rival of rivals) reportRival(givenBy(commandLine, rival.name), rival, path, REMOVE_OR_SKIP, conflict);
}

/** Variables that beat the identity, but for those that the wiring sets itself. */
function otherVariables(job: PodWiringJob): Rival<unknown>[] {
  return rivalsAt("env", job).filter(({ name }) => !Object.hasOwn(job.bound.wiring.env, name));
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
        const rival = folders.find(({ name }) => isMountedAt(name, at));
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
  const { name, why, unless = [], instead = fix } = rival;
  if (unless.some((harmless) => sameValue(value, harmless))) return;
  const tell = () =>
    conflict(path, `it beats the workload's identity: ${why}`, {
      code: "pod-identity-beaten",
      fix: orKeep(instead, name),
    });
  // A variable that hides its value, such as a secret, counts as one where there is nothing to compare it with. What is written down is
  // compared with what is: a value that others make later is written down by nobody who knows better than to leave it to them.
  const hidden = rival.place === "env" && unless.length === 0;
  if (!isLater(value) || hidden) {
    if (counts(value, rival)) tell();
    return;
  }
  whenKnown([value, ...unless], ([known, ...harmless]) => {
    if (counts(known, rival) && !harmless.includes(known)) tell();
  });
}
