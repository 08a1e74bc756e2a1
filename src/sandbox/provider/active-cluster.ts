import { parseDocument } from "yaml";
import type { UncheckedFields } from "../fields";
import { record, records } from "../fields";

/**
 * Which cluster the settings of a Kubernetes provider lead to, as Pulumi's provider tells it: the active one of the kubeconfig, or nothing
 * where that names none. Without a kubeconfig the context stands for the cluster: the user's own file is not read here.
 */
export function activeCluster({ kubeconfig, context, cluster }: UncheckedFields): unknown {
  if (kubeconfig === undefined) return context;
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
