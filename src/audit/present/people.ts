import type { Audit, AuditedPath } from "../model";

/** Who can act as what, and by which rules; a row for each path. */
export interface PeopleRow {
  readonly actor: string;
  /** A ServiceAccount, or all of a place. */
  readonly target: string;
  readonly how: string;
  readonly rules: readonly string[];
  readonly reachesClouds: boolean;
}

/** Everybody who can act as a ServiceAccount with an identity, but for the cluster's own parts. */
export function peopleRows({ people }: Pick<Audit, "people">): PeopleRow[] {
  return people.flatMap(({ cluster, everywhere, namespaces, subjects }) => [
    ...rowsOf(everywhere, `every ServiceAccount of ${cluster}`),
    ...namespaces.flatMap(({ namespace, paths }) => rowsOf(paths, `every ServiceAccount of ${cluster}/${namespace}`)),
    ...subjects.flatMap(({ subject, paths }) => rowsOf(paths, subject)),
  ]);
}

/** What decides beside roles and is not looked at; empty where nothing is told of people. */
export function peopleLimits({ people }: Pick<Audit, "people">): string {
  return people[0]?.notModelled ?? "";
}

function rowsOf(paths: readonly AuditedPath[], target: string): PeopleRow[] {
  return paths
    .filter(({ isBuiltIn }) => !isBuiltIn)
    .map(({ actor, reachesClouds, steps }) => ({
      actor,
      target,
      how: steps.map(({ text }) => text).join("; "),
      rules: steps.flatMap(({ rules }) => rules),
      reachesClouds,
    }));
}
