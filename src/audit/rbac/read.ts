import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { isRecord } from "../../core/record";
import { show } from "../../core/show";
import { aggregatedRules, readSelectors, stringMembers, strings } from "./aggregation";
import type { Rbac, RbacBinding, RbacPrincipal, RbacRole, RbacRule } from "./rbac";
import { userPrincipal } from "./rbac";

const API_GROUP = "rbac.authorization.k8s.io";

/** The role that every API server makes as it starts, with every right; manifests do not have it. */
const CLUSTER_ADMIN: RbacRole = {
  name: "cluster-admin",
  isAggregated: false,
  rules: [
    { verbs: ["*"], apiGroups: ["*"], resources: ["*"], resourceNames: [], nonResourceURLs: [] },
    { verbs: ["*"], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ["*"] },
  ],
};

/** Whether an object says who may do what in a cluster. */
export function isRbacObject(object: Readonly<Record<string, unknown>>): boolean {
  return (
    String(object.apiVersion).startsWith(`${API_GROUP}/`) &&
    ["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"].includes(String(object.kind))
  );
}

/** Reads the roles and bindings among the objects of one cluster; what is of none of these kinds is passed over. */
export function readRbac(objects: readonly Readonly<Record<string, unknown>>[]): { rbac: Rbac; issues: Issue[] } {
  const issues: Issue[] = [];
  const read = objects.filter(isRbacObject);
  const of = (kind: string) => read.filter((object) => object.kind === kind).map((object) => named(object));
  const clusterRoles = of("ClusterRole").map(({ name, labels, object }) => ({
    name,
    labels,
    rules: rulesOf(object, `ClusterRole ${name}`, issues),
    selectors: readSelectors(object.aggregationRule),
  }));
  const rules = aggregatedRules(clusterRoles);
  const roles: RbacRole[] = [
    ...(rules.has(CLUSTER_ADMIN.name) ? [] : [CLUSTER_ADMIN]),
    ...clusterRoles.map(({ name, selectors }) => ({
      name,
      rules: rules.get(name)!,
      isAggregated: selectors.length > 0,
    })),
    ...of("Role").map(({ name, namespace, object }) => ({
      name,
      namespace,
      rules: rulesOf(object, `Role ${namespace}/${name}`, issues),
      isAggregated: false,
    })),
  ];
  const bindings = [
    ...of("ClusterRoleBinding").map((each) => bindingOf(each, undefined, issues)),
    ...of("RoleBinding").map((each) => bindingOf(each, each.namespace, issues)),
  ];
  return { rbac: { roles, bindings }, issues };
}

interface NamedObject {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
  readonly object: Readonly<Record<string, unknown>>;
}

/** An object of a manifest that names no namespace goes into `default`, as kubectl has it where nobody says another. */
function named(object: Readonly<Record<string, unknown>>): NamedObject {
  const { name, namespace, labels } = isRecord(object.metadata) ? object.metadata : {};
  return {
    name: typeof name === "string" ? name : "",
    namespace: typeof namespace === "string" && namespace !== "" ? namespace : "default",
    labels: stringMembers(labels),
    object,
  };
}

function rulesOf({ rules }: Readonly<Record<string, unknown>>, of: string, issues: Issue[]): RbacRule[] {
  if (rules === undefined || rules === null) return [];
  if (!Array.isArray(rules) || !rules.every(isRecord)) {
    issues.push(
      issue("audit-rbac-unread", of, `Cannot read its rules: expected a list of objects, got ${show(rules)}`),
    );
    return [];
  }
  return rules.map((rule) => ({
    verbs: strings(rule.verbs),
    apiGroups: strings(rule.apiGroups),
    resources: strings(rule.resources),
    resourceNames: strings(rule.resourceNames),
    nonResourceURLs: strings(rule.nonResourceURLs),
  }));
}

function bindingOf({ name, labels, object }: NamedObject, namespace: string | undefined, issues: Issue[]): RbacBinding {
  const roleRef = isRecord(object.roleRef) ? object.roleRef : {};
  const kind = roleRef.kind === "Role" ? "Role" : "ClusterRole";
  const of = namespace === undefined ? `ClusterRoleBinding ${name}` : `RoleBinding ${namespace}/${name}`;
  if (roleRef.kind !== kind || typeof roleRef.name !== "string" || (kind === "Role" && namespace === undefined)) {
    issues.push(
      issue(
        "audit-rbac-unread",
        of,
        `Cannot read its roleRef: expected a role that it can bind, got ${show(roleRef.kind)}`,
      ),
    );
  }
  const subjects = Array.isArray(object.subjects) ? object.subjects.filter(isRecord) : [];
  return {
    ...(namespace === undefined ? {} : { namespace }),
    name,
    role: { kind, name: String(roleRef.name) },
    subjects: subjects.flatMap((subject) => principalOf(subject, namespace)),
    isBuiltIn: labels["kubernetes.io/bootstrapping"] === "rbac-defaults",
  };
}

/** A ServiceAccount that names no namespace is one of the binding's; what the authorizer knows nothing of matches nobody. */
function principalOf(subject: Record<string, unknown>, namespace: string | undefined): RbacPrincipal[] {
  const { kind, name } = subject;
  if (typeof name !== "string") return [];
  if (kind === "User") return [userPrincipal(name)];
  if (kind === "Group") return [{ kind, name }];
  const own = typeof subject.namespace === "string" && subject.namespace !== "" ? subject.namespace : namespace;
  return kind === "ServiceAccount" && own !== undefined ? [{ kind, name, namespace: own }] : [];
}
