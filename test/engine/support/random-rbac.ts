import type { RbacAttributes } from "../../../src/audit/rbac/matches";
import { Draw } from "../../contract/random/draw";

/** Namespaces of all sets. */
export const NAMESPACES = ["rbac-a", "rbac-b"];

type Rule = Record<string, string[]>;
type KubeObject = Record<string, unknown>;

interface RequestOf {
  user: string;
  groups: string[];
  attributes: RbacAttributes;
}

/** Roles and bindings whose names and subjects no other set has, and what is asked of them. */
export interface RandomRbac {
  /** As the API server has them, with what its controller of aggregation would have written. */
  objects: KubeObject[];
  /** As a manifest has them, without. */
  manifests: KubeObject[];
  requests: RequestOf[];
}

// Few words, so that rules often speak of what is asked.
const VERBS = ["get", "create", "impersonate", "patch"];
const GROUPS = ["", "apps"];
const RESOURCES = ["pods", "serviceaccounts", "nodes", "deployments"];
const SUBRESOURCES = ["exec", "token", "scale"];
const RULE_RESOURCES = [
  ...[...RESOURCES, "*", "*/*", "pods/*"],
  ...SUBRESOURCES.flatMap((sub) => [`*/${sub}`, `pods/${sub}`, `serviceaccounts/${sub}`, `deployments/${sub}`]),
];
const NAMES = ["one", "two"];
const PATHS = ["/metrics", "/healthz", "/healthz/ping", "/healthz/other", "/api", "/"];
const RULE_PATHS = [...PATHS, "*", "/healthz*", "/healthz/*", "/met*", "/**"];
const WHO = ["alice", "bob", "devs", "ops", "sa", "sa-here"];
/** Groups that ServiceAccounts are in, which sets have in common. */
const EVERYBODY = ["system:serviceaccounts", `system:serviceaccounts:${NAMESPACES[0]}`, "system:authenticated"];

const API_GROUP = "rbac.authorization.k8s.io";
const apiVersion = `${API_GROUP}/v1`;

/** The set of a number, under names that begin with a prefix; `SEED` draws others. */
export function randomRbac(number: number, prefix: string): RandomRbac {
  const draw = new Draw(Number(process.env.SEED ?? 1) * 1_000_003 + number * 7919);
  const own = (text: string) => `${prefix}${number}-${text}`;
  const name = own("r");
  // What is bound to everybody would answer other sets too, so it is about a group of its own.
  const isForEverybody = draw.percent(25);
  const groups = isForEverybody ? [own("group")] : GROUPS;
  const some = (values: readonly string[]) => [...new Set(draw.list(1, 3, () => draw.of(values)))];

  const resourceRule = (): Rule => ({
    verbs: some([...VERBS, "*"]),
    apiGroups: some(isForEverybody ? groups : [...groups, "*"]),
    resources: some(RULE_RESOURCES),
    ...(draw.percent(40) ? { resourceNames: some([...NAMES, "", "*"]) } : {}),
  });
  const pathRule = (): Rule => ({ verbs: some([...VERBS, "*"]), nonResourceURLs: some(RULE_PATHS) });
  const rules = draw.list(1, 3, resourceRule);
  const clusterRules = draw.list(1, 3, () => (draw.percent(25) && !isForEverybody ? pathRule() : resourceRule()));

  const account = `system:serviceaccount:${NAMESPACES[0]}:${own("sa")}`;
  const userOf = (text: string) => (text === "sa" ? account : own(text));
  const isGroup = (text: string) => ["devs", "ops", ...EVERYBODY].includes(text);
  const groupOf = (text: string) => (text.startsWith("system:") ? text : own(text));
  const subjectOf = (text: string, bound?: string) => {
    // A user of that name is the ServiceAccount.
    if (text === "sa" && draw.percent(50))
      return { kind: "ServiceAccount", namespace: NAMESPACES[0]!, name: own("sa") };
    // It may leave out the namespace where its binding has one.
    if (text === "sa-here")
      return { kind: "ServiceAccount", name: own("sa"), ...(bound === undefined ? { namespace: NAMESPACES[1]! } : {}) };
    return isGroup(text)
      ? { kind: "Group", apiGroup: API_GROUP, name: groupOf(text) }
      : { kind: "User", apiGroup: API_GROUP, name: userOf(text) };
  };

  const bound: Bound[] = [];
  const binding = (suffix: string, kind: string, to: string, who: string[], place?: string) => {
    const given = kind === "ClusterRole" ? clusterRules : rules.filter(() => home === place);
    if (to === name) bound.push({ who, rules: given, ...(place === undefined ? {} : { place }) });
    return {
      apiVersion,
      kind: place === undefined ? "ClusterRoleBinding" : "RoleBinding",
      metadata: { name: own(suffix), ...(place === undefined ? {} : { namespace: place }) },
      roleRef: { apiGroup: API_GROUP, kind, name: to },
      subjects: who.map((text) => subjectOf(text, place)),
    };
  };
  const home = draw.of(NAMESPACES);
  const clusterRole = (of: string, given: Rule[], more: object = {}) => ({
    ...{ apiVersion, kind: "ClusterRole", rules: given, ...more },
    metadata: { name: of, ...("aggregationRule" in more ? {} : { labels: { [own("part")]: "yes" } }) },
  });
  const others = [
    { apiVersion, kind: "Role", metadata: { name, namespace: home }, rules },
    binding("here", "Role", draw.percent(20) ? own("gone") : name, some(WHO), home),
    binding("there", draw.of(["Role", "ClusterRole"]), name, some(WHO), draw.of(NAMESPACES)),
    binding("all", "ClusterRole", name, some(isForEverybody ? EVERYBODY : WHO)),
  ];
  // Its controller writes into an aggregated role what those with the label have.
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [own("part")]: "yes" } }] };
  const isAggregated = draw.percent(25);
  const part = clusterRole(own("part"), clusterRules);
  const whole = (given: Rule[]) => clusterRole(name, given, { aggregationRule });
  const inCluster = isAggregated ? [part, whole(clusterRules)] : [clusterRole(name, clusterRules)];

  return {
    objects: [...inCluster, ...others],
    manifests: [...(isAggregated ? [part, whole([])] : inCluster), ...others],
    requests: draw.list(6, 6, () => {
      const aim = draw.percent(70) ? draw.of(bound) : undefined;
      const { user, in: drawn } = asker(draw, aim?.who ?? []);
      return {
        user: userOf(user),
        groups: drawn.map(groupOf),
        attributes: attributesOf(draw, groups, aim),
      };
    }),
  };
}

/** A binding, as far as a request can be aimed at it. */
interface Bound {
  who: readonly string[];
  rules: readonly Rule[];
  place?: string;
}

/** Somebody with groups: one who is bound, where somebody is to be hit, or whoever. */
function asker(draw: Draw, bound: readonly string[]): { user: string; in: string[] } {
  const hit = bound.length > 0 ? draw.of(bound) : undefined;
  const user =
    hit !== undefined && ["alice", "bob", "sa"].includes(hit) ? hit : draw.of(["alice", "bob", "sa", "nobody"]);
  const drawn = draw.some(["devs", "ops", "system:authenticated"]);
  const always = user === "sa" ? EVERYBODY : [];
  const wanted = hit !== undefined && ["devs", "ops", ...EVERYBODY].includes(hit) ? [hit] : [];
  return { user, in: [...new Set([...drawn, ...always, ...wanted])] };
}

/** What is asked: mostly what one of a binding's rules allows, with a word of it drawn anew now and then. */
function attributesOf(draw: Draw, groups: readonly string[], aim?: Bound): RbacAttributes {
  const rule = aim !== undefined && aim.rules.length > 0 ? draw.of(aim.rules) : undefined;
  const from = (listed: readonly string[] | undefined, all: readonly string[]) => {
    const word = listed !== undefined && draw.percent(90) ? draw.of(listed) : draw.of(all);
    return word === "*" ? draw.of(all) : word;
  };
  const verb = from(rule?.verbs, [...VERBS, "delete"]);
  if (rule === undefined ? draw.percent(15) : rule.nonResourceURLs !== undefined) {
    return { verb, path: from(rule?.nonResourceURLs, PATHS).replace(/\*+$/, draw.of(["", "/ping"])) || "/" };
  }
  const [ruled = "", part] = from(rule?.resources, RESOURCES).split("/");
  const resource = ruled === "*" ? draw.of(RESOURCES) : ruled;
  const subresource = part ?? (draw.percent(15) ? draw.of(SUBRESOURCES) : "");
  const named = rule?.resourceNames === undefined ? draw.of([...NAMES, ""]) : from(rule.resourceNames, NAMES);
  const namespace = aim?.place !== undefined && draw.percent(85) ? aim.place : draw.of([...NAMESPACES, ""]);
  return {
    verb,
    resource,
    apiGroup: from(rule?.apiGroups, groups),
    subresource: subresource === "*" ? draw.of(SUBRESOURCES) : subresource,
    ...(named === "" ? {} : { name: named }),
    ...(namespace === "" ? {} : { namespace }),
  };
}
