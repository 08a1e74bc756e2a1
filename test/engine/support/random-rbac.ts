import * as fc from "fast-check";
import type { RbacAttributes } from "../../../src/audit/rbac/matches";

/** Namespaces of all sets. */
export const NAMESPACES = ["rbac-a", "rbac-b"];

interface RequestOf {
  user: string;
  groups: string[];
  attributes: RbacAttributes;
}

/** Roles and bindings whose names and subjects no other set has, and what is asked of them. */
export interface RandomRbac {
  objects: Record<string, unknown>[];
  requests: RequestOf[];
}

// Few words, so that rules often speak of what is asked.
const VERBS = ["get", "create", "impersonate"];
const GROUPS = ["", "apps"];
const RESOURCES = ["pods", "serviceaccounts", "nodes"];
const SUBRESOURCES = ["exec", "token"];
const NAMES = ["one", "two"];
const PATHS = ["/metrics", "/healthz", "/healthz/ping", "/api", "/"];
const RULE_PATHS = [...PATHS, "*", "/healthz*", "/healthz/*", "/met*", "/**"];

const pick = (values: readonly string[], min = 1) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: min, maxLength: 3 });

const resourceRule = fc.record(
  {
    verbs: pick([...VERBS, "*"]),
    apiGroups: pick([...GROUPS, "*"]),
    resources: pick([
      ...RESOURCES,
      "*",
      "*/*",
      "pods/*",
      ...SUBRESOURCES.flatMap((sub) => [`*/${sub}`, `pods/${sub}`, `serviceaccounts/${sub}`]),
    ]),
    resourceNames: pick([...NAMES, "", "*"], 0),
  },
  { requiredKeys: ["verbs", "apiGroups", "resources"] },
);
const pathRule = fc.record({ verbs: pick([...VERBS, "*"]), nonResourceURLs: pick(RULE_PATHS) });
const clusterRules = fc.array(fc.oneof({ arbitrary: resourceRule, weight: 3 }, { arbitrary: pathRule, weight: 1 }), {
  minLength: 1,
  maxLength: 3,
});
const rules = fc.array(resourceRule, { minLength: 1, maxLength: 3 });
const namespace = fc.constantFrom(...NAMESPACES);
const who = fc.uniqueArray(fc.constantFrom("alice", "bob", "devs", "ops", "sa", "sa-here", "all-of-a"), {
  minLength: 1,
  maxLength: 3,
});

const attributes = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record(
      {
        verb: fc.constantFrom(...VERBS, "delete"),
        namespace: fc.constantFrom(...NAMESPACES, ""),
        apiGroup: fc.constantFrom(...GROUPS),
        resource: fc.constantFrom(...RESOURCES),
        subresource: fc.constantFrom(...SUBRESOURCES, "", "", ""),
        name: fc.constantFrom(...NAMES, ""),
      },
      { requiredKeys: ["verb", "resource", "apiGroup"] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ verb: fc.constantFrom(...VERBS), path: fc.constantFrom(...PATHS, "/healthz/other") }),
  },
);
const asker = fc.constantFrom("alice", "bob", "sa", "nobody");
const groups = fc.subarray(["devs", "ops", "system:authenticated", "all-of-a"]);

const drawn = fc.record({
  clusterRules,
  rules,
  home: namespace,
  everywhere: who,
  there: who,
  here: who,
  kind: fc.constantFrom("Role", "ClusterRole"),
  elsewhere: namespace,
  missing: fc.boolean(),
  requests: fc.array(fc.record({ user: asker, groups, attributes }), { minLength: 6, maxLength: 6 }),
});

const API_GROUP = "rbac.authorization.k8s.io";
const apiVersion = `${API_GROUP}/v1`;

/** The set of a number, under names that begin with a prefix; `SEED` draws others. */
export function randomRbac(number: number, prefix: string): RandomRbac {
  const seed = Number(process.env.SEED ?? 1) * 1_000_003 + number;
  const [set] = fc.sample(drawn, { seed, numRuns: 1 });
  const own = (text: string) => `${prefix}${number}-${text}`;
  const name = own("r");
  const accountNamespace = NAMESPACES[0]!;
  const userOf = (text: string) =>
    text === "sa" ? `system:serviceaccount:${accountNamespace}:${own("sa")}` : own(text);
  const groupOf = (text: string) => (text.startsWith("system:") ? text : own(text));
  const subjectOf = (bound: string | undefined) => (text: string) => {
    if (text === "sa") {
      // A user of that name is the ServiceAccount.
      return number % 2 === 0
        ? { kind: "ServiceAccount", namespace: accountNamespace, name: own("sa") }
        : { kind: "User", apiGroup: API_GROUP, name: userOf("sa") };
    }
    // It may leave out the namespace where its binding has one.
    if (text === "sa-here")
      return { kind: "ServiceAccount", name: own("sa"), ...(bound === undefined ? { namespace: NAMESPACES[1]! } : {}) };
    const isGroup = ["devs", "ops", "all-of-a"].includes(text);
    return { kind: isGroup ? "Group" : "User", apiGroup: API_GROUP, name: isGroup ? groupOf(text) : userOf(text) };
  };
  const binding = (suffix: string, kind: string, to: string, subjects: string[], bound?: string) => ({
    apiVersion,
    kind: bound === undefined ? "ClusterRoleBinding" : "RoleBinding",
    metadata: { name: own(suffix), ...(bound === undefined ? {} : { namespace: bound }) },
    roleRef: { apiGroup: API_GROUP, kind, name: to },
    subjects: subjects.map(subjectOf(bound)),
  });
  const objects = [
    { apiVersion, kind: "ClusterRole", metadata: { name }, rules: set!.clusterRules },
    {
      apiVersion,
      kind: "Role",
      metadata: { name, namespace: set!.home },
      rules: set!.rules,
    },
    binding("here", "Role", set!.missing ? own("gone") : name, set!.here, set!.home),
    binding("there", set!.kind, name, set!.there, set!.elsewhere),
    binding("all", "ClusterRole", name, set!.everywhere),
  ];
  return {
    objects,
    requests: set!.requests.map(({ user, groups: drawnGroups, attributes: asked }) => ({
      user: userOf(user),
      groups: drawnGroups.map(groupOf),
      attributes: asked,
    })),
  };
}
