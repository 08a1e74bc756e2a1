import type { RbacGrant } from "./authorizer";
import { hasOrAll, matchesResource } from "./matches";
import type { RbacRole, RbacRule } from "./rbac";

/** Verbs on a resource, any of which is the right. */
interface Right {
  readonly verbs: readonly string[];
  readonly apiGroup: string;
  readonly resource: string;
  readonly subresource?: string;
}

const RBAC = "rbac.authorization.k8s.io";
const ADMISSION = "admissionregistration.k8s.io";
const CERTIFICATES = "certificates.k8s.io";
const WRITE = ["update", "patch"];
// A client that opens a WebSocket asks with GET, one that speaks SPDY with POST.
const CONNECT = ["create", "get"];
// A proxy hands on whatever method a client sends, and each is a verb of its own.
const PROXY = [...CONNECT, "update", "patch", "delete"];
const READ = ["get", "list", "watch"];

/** What runs pods of a ServiceAccount that its maker chooses: kinds with a pod template, and pods. */
export const WORKLOADS: Readonly<Record<string, string>> = {
  pods: "",
  replicationcontrollers: "",
  deployments: "apps",
  replicasets: "apps",
  statefulsets: "apps",
  daemonsets: "apps",
  jobs: "batch",
  cronjobs: "batch",
};

/** A template can be changed as long as the object lives, but that of a Job, and but the ServiceAccount of a pod. */
const CHANGEABLE = Object.keys(WORKLOADS).filter((resource) => resource !== "pods" && resource !== "jobs");

function onWorkloads(word: string, verbs: readonly string[], resources: readonly string[]): Record<string, Right> {
  return Object.fromEntries(
    resources.map((resource) => [`${word} ${resource}`, { verbs, apiGroup: WORKLOADS[resource]!, resource }]),
  );
}

/** Rights that alone or together lead to a ServiceAccount. */
const RIGHTS: Readonly<Record<string, Right>> = {
  ...onWorkloads("create", ["create"], Object.keys(WORKLOADS)),
  ...onWorkloads("patch", ["patch"], Object.keys(WORKLOADS)),
  ...onWorkloads("change", WRITE, CHANGEABLE),
  "change pods": { verbs: WRITE, apiGroup: "", resource: "pods" },
  "mint tokens": { verbs: ["create"], apiGroup: "", resource: "serviceaccounts", subresource: "token" },
  exec: { verbs: CONNECT, apiGroup: "", resource: "pods", subresource: "exec" },
  attach: { verbs: CONNECT, apiGroup: "", resource: "pods", subresource: "attach" },
  portforward: { verbs: CONNECT, apiGroup: "", resource: "pods", subresource: "portforward" },
  "pods/proxy": { verbs: PROXY, apiGroup: "", resource: "pods", subresource: "proxy" },
  ephemeralcontainers: { verbs: WRITE, apiGroup: "", resource: "pods", subresource: "ephemeralcontainers" },
  "nodes/proxy": { verbs: CONNECT, apiGroup: "", resource: "nodes", subresource: "proxy" },
  "read secrets": { verbs: READ, apiGroup: "", resource: "secrets" },
  "patch secrets": { verbs: ["patch"], apiGroup: "", resource: "secrets" },
  "create secrets": { verbs: ["create"], apiGroup: "", resource: "secrets" },
  "impersonate serviceaccounts": { verbs: ["impersonate"], apiGroup: "", resource: "serviceaccounts" },
  "impersonate users": { verbs: ["impersonate"], apiGroup: "", resource: "users" },
  "impersonate groups": { verbs: ["impersonate"], apiGroup: "", resource: "groups" },
  "create rolebindings": { verbs: ["create"], apiGroup: RBAC, resource: "rolebindings" },
  "write rolebindings": { verbs: WRITE, apiGroup: RBAC, resource: "rolebindings" },
  "create clusterrolebindings": { verbs: ["create"], apiGroup: RBAC, resource: "clusterrolebindings" },
  "write clusterrolebindings": { verbs: WRITE, apiGroup: RBAC, resource: "clusterrolebindings" },
  "bind roles": { verbs: ["bind"], apiGroup: RBAC, resource: "roles" },
  "bind clusterroles": { verbs: ["bind"], apiGroup: RBAC, resource: "clusterroles" },
  "escalate roles": { verbs: ["escalate"], apiGroup: RBAC, resource: "roles" },
  "escalate clusterroles": { verbs: ["escalate"], apiGroup: RBAC, resource: "clusterroles" },
  "create roles": { verbs: ["create"], apiGroup: RBAC, resource: "roles" },
  "create clusterroles": { verbs: ["create"], apiGroup: RBAC, resource: "clusterroles" },
  "write roles": { verbs: WRITE, apiGroup: RBAC, resource: "roles" },
  "write clusterroles": { verbs: WRITE, apiGroup: RBAC, resource: "clusterroles" },
  ...Object.fromEntries(
    ["mutatingwebhookconfigurations", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings"].flatMap(
      (resource) => [
        [`create ${resource}`, { verbs: ["create"], apiGroup: ADMISSION, resource }],
        [`write ${resource}`, { verbs: WRITE, apiGroup: ADMISSION, resource }],
      ],
    ),
  ),
  "create requests": { verbs: ["create"], apiGroup: CERTIFICATES, resource: "certificatesigningrequests" },
  "read requests": { verbs: READ, apiGroup: CERTIFICATES, resource: "certificatesigningrequests" },
  "approve requests": {
    verbs: WRITE,
    apiGroup: CERTIFICATES,
    resource: "certificatesigningrequests",
    subresource: "approval",
  },
  "approve signers": { verbs: ["approve"], apiGroup: CERTIFICATES, resource: "signers" },
};

/** Resources of the whole cluster, on which a right in one namespace is none. */
const CLUSTER_RESOURCES = [
  ...["nodes", "users", "groups", "clusterroles", "clusterrolebindings", "certificatesigningrequests", "signers"],
  ...["mutatingwebhookconfigurations", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings"],
];

/** A right of a role. */
export interface RoleRight {
  readonly right: string;
  /** Absent where every name is meant, and where the right is to make objects under names that nobody has to know. */
  readonly names?: readonly string[];
  readonly rule: RbacRule;
  readonly isClusterWide: boolean;
}

/** A right of somebody, and how it came to be. */
export interface HeldRight extends Omit<RoleRight, "rule" | "isClusterWide"> {
  /** The one namespace that it is for; absent for all of them. */
  readonly scope?: string;
  readonly by: RbacGrant;
}

export function rightsOf({ rules }: Pick<RbacRole, "rules">): RoleRight[] {
  return rules.flatMap((rule) =>
    Object.entries(RIGHTS)
      .filter(([, { verbs, apiGroup, resource, subresource = "" }]) => {
        const hasVerb = verbs.some((verb) => hasOrAll(rule.verbs, verb));
        return hasVerb && hasOrAll(rule.apiGroups, apiGroup) && matchesResource(rule.resources, resource, subresource);
      })
      .map(([right, asked]) => ({
        right,
        rule,
        ...(isForEveryName(rule, asked) ? {} : { names: rule.resourceNames }),
        // Whether a role may be bound is asked in the namespace of the binding.
        isClusterWide: CLUSTER_RESOURCES.includes(asked.resource) && !right.startsWith("bind "),
      })),
  );
}

/** Verbs of requests that name no object; a rule for the empty name allows them. */
const NAMELESS_VERBS = ["create", "list", "watch"];

function isForEveryName({ resourceNames, verbs }: RbacRule, asked: Right): boolean {
  if (resourceNames.length === 0) return true;
  if (asked.subresource !== undefined || !resourceNames.includes("")) return false;
  return asked.verbs.some((verb) => NAMELESS_VERBS.includes(verb) && hasOrAll(verbs, verb));
}

/** The namespaces that two rights have in common: one, all, or none. */
export function commonScope(one: string | undefined, other: string | undefined): { scope?: string } | undefined {
  const scope = one ?? other;
  if (one !== undefined && other !== undefined && one !== other) return undefined;
  return scope === undefined ? {} : { scope };
}

/** The rules behind rights, each once. */
export function rulesOf(rights: readonly HeldRight[]): RbacGrant[] {
  const grants = rights.map(({ by }) => by);
  return grants.filter(
    (grant, index) =>
      grants.findIndex(({ rule, binding }) => rule === grant.rule && binding === grant.binding) === index,
  );
}
