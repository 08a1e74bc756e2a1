import { parse } from "yaml";
import { isRecord } from "../../core/record";
import type { KubernetesObject, Unread } from "../estate";
import { dig, kubernetesObjects, listOf } from "../kubernetes/objects";

const RBAC = "rbac.authorization.k8s.io/v1";

/** The kinds that Terraform's Kubernetes provider has resources of, by the end of their types; a newer type ends in the API's version. */
const KINDS: Readonly<Record<string, { kind: string; apiVersion: string }>> = {
  service_account: { kind: "ServiceAccount", apiVersion: "v1" },
  namespace: { kind: "Namespace", apiVersion: "v1" },
  secret: { kind: "Secret", apiVersion: "v1" },
  pod: { kind: "Pod", apiVersion: "v1" },
  replication_controller: { kind: "ReplicationController", apiVersion: "v1" },
  deployment: { kind: "Deployment", apiVersion: "apps/v1" },
  stateful_set: { kind: "StatefulSet", apiVersion: "apps/v1" },
  daemonset: { kind: "DaemonSet", apiVersion: "apps/v1" },
  daemon_set: { kind: "DaemonSet", apiVersion: "apps/v1" },
  job: { kind: "Job", apiVersion: "batch/v1" },
  cron_job: { kind: "CronJob", apiVersion: "batch/v1" },
  role: { kind: "Role", apiVersion: RBAC },
  role_binding: { kind: "RoleBinding", apiVersion: RBAC },
  cluster_role: { kind: "ClusterRole", apiVersion: RBAC },
  cluster_role_binding: { kind: "ClusterRoleBinding", apiVersion: RBAC },
};

/** Blocks that stay lists in Kubernetes, by the name that they have there; all others hold one object. */
const LISTS: Readonly<Record<string, string>> = {
  container: "containers",
  init_container: "initContainers",
  volume: "volumes",
  volume_mount: "volumeMounts",
  env: "env",
  env_from: "envFrom",
  sources: "sources",
  rule: "rules",
  subject: "subjects",
  cluster_role_selectors: "clusterRoleSelectors",
};

/** Whether a type of Terraform's providers stands for Kubernetes objects that are read. */
export function isTerraformKubernetes(type: string): boolean {
  return MANIFESTS.includes(type) || kindOf(type) !== undefined;
}

/** The Kubernetes objects that such a resource stands for; one that has none is told as unread. */
export function terraformObject(
  type: string,
  values: Record<string, unknown>,
  { source, address }: { readonly source: string; readonly address: string },
  unread: Unread[],
): KubernetesObject[] {
  const value = MANIFESTS.includes(type) ? manifestIn(values) : { ...kindOf(type), ...objectOf(values) };
  const unnamed: Unread[] = [];
  const objects = kubernetesObjects({ source, value }, unnamed);
  if (objects === undefined) unread.push({ source, what: address, why: "it is no object of Kubernetes" });
  for (const { what, why } of unnamed) unread.push({ source, what: `${what} ${address}`, why });
  return objects ?? [];
}

const MANIFESTS = ["kubernetes_manifest", "kubectl_manifest"];

function kindOf(type: string): { kind: string; apiVersion: string } | undefined {
  const [, name = ""] = /^kubernetes_(?:default_)?([a-z_]+?)(?:_v\d+(?:beta\d+)?)?$/.exec(type) ?? [];
  return Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
}

function manifestIn(values: Record<string, unknown>): unknown {
  const manifest = dig(values, "manifest") ?? dig(values, "object") ?? yamlBody(values.yaml_body);
  return dig(manifest, "value") ?? manifest;
}

/** The text that `kubectl_manifest` keeps; `undefined` where it is none, or hidden. */
function yamlBody(text: unknown): unknown {
  try {
    return typeof text === "string" ? parse(text, { maxAliasCount: 100 }) : undefined;
  } catch {
    return undefined;
  }
}

function objectOf(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => {
        const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
        if (list !== undefined) return [list, listOf(value).map(objectOf)];
        const isBlock = Array.isArray(value) && value.length > 0 && value.every(isRecord);
        return [camelCase(name), isBlock ? objectOf((value as Record<string, unknown>[])[0]!) : value];
      }),
  );
}

function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
