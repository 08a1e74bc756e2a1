import type { RbacInventory } from "../../../src/audit/rbac/inventory";
import { principalText } from "../../../src/audit/rbac/rbac";
import type { RbacPath, RbacReach } from "../../../src/audit/rbac/reach";
import { reachOf } from "../../../src/audit/rbac/reach";
import { readRbac } from "../../../src/audit/rbac/read";

type Rule = Record<string, string[]>;
const apiVersion = "rbac.authorization.k8s.io/v1";

export const rule = (verbs: string, resources: string, apiGroups = "", resourceNames?: string[]): Rule => ({
  verbs: verbs.split(" "),
  resources: resources.split(" "),
  apiGroups: apiGroups.split(" "),
  ...(resourceNames === undefined ? {} : { resourceNames }),
});

export const role = (namespace: string, name: string, ...rules: Rule[]) => ({
  apiVersion,
  kind: "Role",
  metadata: { namespace, name },
  rules,
});

export const clusterRole = (name: string, ...rules: Rule[]) => ({
  apiVersion,
  kind: "ClusterRole",
  metadata: { name },
  rules,
});

/** Somebody as `user:alice`, `group:devs` or `sa:dev/ci`. */
const subjectOf = (text: string) => {
  const [kind = "", name = ""] = text.split(/:(.*)/);
  if (kind === "user") return { kind: "User", apiGroup: "rbac.authorization.k8s.io", name };
  if (kind === "group") return { kind: "Group", apiGroup: "rbac.authorization.k8s.io", name };
  const [namespace, account] = name.split("/");
  return { kind: "ServiceAccount", namespace, name: account };
};

const refTo = (text: string) => {
  const [kind, name] = text.split("/");
  return { apiGroup: "rbac.authorization.k8s.io", kind, name };
};

/** Binds `Role/name` or `ClusterRole/name` in a namespace. */
export const bind = (namespace: string, to: string, ...subjects: string[]) => ({
  apiVersion,
  kind: "RoleBinding",
  metadata: { namespace, name: `${to.split("/")[1]}-to-${subjects[0]!.split(":")[1]!.replaceAll("/", "-")}` },
  roleRef: refTo(to),
  subjects: subjects.map(subjectOf),
});

export const bindEverywhere = (to: string, ...subjects: string[]) => ({
  apiVersion,
  kind: "ClusterRoleBinding",
  metadata: { name: `${to.split("/")[1]}-to-${subjects[0]!.split(":")[1]!.replaceAll("/", "-")}` },
  roleRef: refTo(to),
  subjects: subjects.map(subjectOf),
});

export function reachIn(objects: readonly object[], inventory: RbacInventory = { tokenSecrets: [] }): RbacReach {
  return reachOf(readRbac(objects as Record<string, unknown>[]).rbac, inventory);
}

/** The paths to one ServiceAccount from any of the three lists, but for `system:masters`. */
function pathsTo(reach: RbacReach, account: string): RbacPath[] {
  const [namespace = "", name = ""] = account.split("/");
  return reach.to({ namespace, name }).filter(({ actor }) => actor.name !== "system:masters");
}

/** Who becomes a ServiceAccount, by way of whom and how: `User alice > ServiceAccount dev/ci: run-pod`, with `(cluster)` where no cloud follows. */
export function waysTo(objects: readonly object[], account: string, inventory?: RbacInventory): string[] {
  return pathsTo(reachIn(objects, inventory), account)
    .map(({ steps, reachesClouds }) => {
      const last = steps[steps.length - 1]!;
      const who = steps.map(({ actor }) => principalText(actor)).join(" > ");
      const first = last.first === undefined ? "" : `${last.first.how} ${last.first.what}, `;
      return `${who}: ${first}${last.ways.join(" ")}${reachesClouds ? "" : " (cluster)"}`;
    })
    .sort();
}
