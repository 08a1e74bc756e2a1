import type { FoundInEstate } from "./findings";
import type { AuditedActors, AuditedPath } from "./model";

/** Who can act as a ServiceAccount with an identity and, as a rule, is not meant to: everybody, other workloads, and who first raises himself. */
export function* peopleFindings(people: readonly AuditedActors[]): Generator<FoundInEstate> {
  for (const { cluster, everywhere, namespaces, subjects } of people) {
    const all = `every ServiceAccount with an identity in cluster ${cluster}`;
    yield* found(cluster, all, all, everywhere);
    for (const { namespace, paths } of namespaces) {
      const those = `every ServiceAccount with an identity in namespace ${namespace} of cluster ${cluster}`;
      yield* found(cluster, those, those, paths);
    }
    for (const { subject, paths } of subjects)
      yield* found(cluster, subject, `ServiceAccount ${subject}`, paths, subject);
  }
}

function* found(
  cluster: string,
  place: string,
  target: string,
  paths: readonly AuditedPath[],
  subject?: string,
): Generator<FoundInEstate> {
  const told = new Set<string>();
  for (const path of paths) {
    const row = path.reachesClouds && !path.isBuiltIn ? rowOf(path) : undefined;
    if (row === undefined || told.has(`${row} ${path.actor}`)) continue;
    told.add(`${row} ${path.actor}`);
    const how = path.steps.map(({ text, rules }) => `${text}, by ${rules.join(" and ")}`).join("; ");
    yield {
      row,
      cloud: "every",
      about: `${path.actor} in cluster ${cluster}${subject === undefined ? `, over ${place}` : ""}`,
      message: `${path.actor} can act as ${target}: ${how}`,
      ...(subject === undefined ? {} : { subject }),
    };
  }
}

/** A person or group that simply has the right is told in the list alone: somebody has to run pods. */
function rowOf({ actor, steps }: AuditedPath): "E17" | "E18" | "E19" | undefined {
  if (/^Group system:(authenticated|unauthenticated|serviceaccounts$)/.test(actor)) return "E17";
  if (actor.startsWith("ServiceAccount ") || actor.startsWith("Group system:serviceaccounts:")) return "E18";
  return steps.some(({ isSelfGranted }) => isSelfGranted) ? "E19" : undefined;
}
