import { parseDocument } from "yaml";
import { sameData } from "../../core/same-data";
import type { UncheckedFields } from "../fields";
import { record, records } from "../fields";

/** The settings of a Kubernetes provider that lead to another cluster than before, where its own provider can tell (its DiffConfig). */
export function clusterChanges(before: UncheckedFields, after: UncheckedFields): string[] {
  const changed = (...keys: string[]) => keys.filter((key) => !sameData(before[key], after[key]));
  if (before.clusterIdentifier !== undefined && after.clusterIdentifier !== undefined)
    return changed("clusterIdentifier");
  const [old, current] = [activeCluster(before), activeCluster(after)];
  const isMoved = old !== undefined && current !== undefined && !sameData(old, current);
  return isMoved ? changed("kubeconfig", "context", "cluster") : [];
}

/** What tells the clusters of Kubernetes providers apart; undefined for a provider that leads to whichever cluster its user has. */
export function clusterName(settings: UncheckedFields): string | undefined {
  const { clusterIdentifier, kubeconfig, context } = settings;
  if (kubeconfig === undefined && context === undefined && clusterIdentifier === undefined) return undefined;
  return JSON.stringify(clusterIdentifier ?? activeCluster(settings) ?? [kubeconfig, context]);
}

/** The active cluster of the kubeconfig, or nothing where that names none. Files are not read, neither the user's own nor one that is named. */
export function activeCluster({ kubeconfig, context, cluster }: UncheckedFields): unknown {
  const config = readConfig(kubeconfig);
  const named = (kind: "contexts" | "clusters", name: unknown) =>
    record(records(config[kind]).find((each) => each.name === name)?.[kind.slice(0, -1)]);
  const active = named("clusters", cluster ?? named("contexts", context ?? config["current-context"]).cluster);
  return Object.keys(active).length === 0 ? undefined : active;
}

function readConfig(kubeconfig: unknown): UncheckedFields {
  if (typeof kubeconfig !== "string") return record(kubeconfig);
  const document = parseDocument(kubeconfig, { logLevel: "silent" });
  return document.errors.length > 0 ? {} : record(document.toJS());
}
