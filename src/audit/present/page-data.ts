import type { BaselineMatch } from "../baseline";
import type { Audit, AuditedPath } from "../model";
import { summaryOf } from "./json";
import { peopleLimits } from "./people";

/** The columns of the picture, from left to right. */
const BANDS = ["People", "ServiceAccounts", "Identities", "Grants"] as const;
const [PEOPLE, SUBJECTS, IDENTITIES, GRANTS] = [0, 1, 2, 3];

/** A row of a column: something, or a group of such. Other members name nodes by their place in the list. */
interface PageNode {
  readonly band: number;
  /** The group that it is in. */
  readonly parent?: number;
  readonly label: string;
  /** In full. */
  readonly name: string;
  readonly cloud?: string;
  /** What there is to say, as terms and texts; groups have none. */
  readonly facts?: readonly (readonly [string, string])[];
}

/** A line from one column to another. */
interface PageEdge {
  readonly from: number;
  readonly to: number;
  /** What lets it be. */
  readonly why: string;
  /** Whether the trust lets more in than it should. */
  readonly isWide?: true;
  /** What keeps it from being certain, or from going on to a cloud. */
  readonly but?: string;
}

/** All that the page shows; plain JSON. Of clusters' objects and trusts nothing is in it but names. */
export interface PageData {
  readonly bands: typeof BANDS;
  readonly summary: ReturnType<typeof summaryOf>;
  readonly nodes: readonly PageNode[];
  readonly edges: readonly PageEdge[];
  readonly findings: readonly object[];
  readonly unread: Audit["unread"];
  /** ServiceAccounts with no identity and no finding, which the picture leaves out. */
  readonly others: number;
  readonly limits: string;
}

/** What the page of an audit shows: a forest for each column, and lines between. */
export function pageData(audit: Audit, known: BaselineMatch): PageData {
  const picture = emptyPicture();
  const shown = new Set([...audit.pairs, ...audit.findings].flatMap(({ subject }) => subject ?? []));
  const subjects = audit.subjects.filter(({ id }) => shown.has(id));
  addSubjects(picture, subjects);
  addIdentities(picture, audit.identities);
  addPairs(picture, audit);
  addPeople(picture, audit.people);
  const { nodes, edges, at } = picture;
  const findings = audit.findings.map(({ identity, subject, ...finding }) => ({
    ...finding,
    accepted: known.accepted.get(finding.id)?.reason,
    nodes: [
      ...(identity === undefined ? [] : [at(IDENTITIES, identity)]),
      ...(subject === undefined ? [] : [at(SUBJECTS, subject)]),
    ],
  }));
  return {
    bands: BANDS,
    summary: summaryOf({ ...audit, findings: known.open }),
    nodes,
    edges,
    findings,
    unread: audit.unread,
    others: audit.subjects.length - subjects.length,
    limits: peopleLimits(audit),
  };
}

function addSubjects({ at, group }: Picture, subjects: Audit["subjects"]): void {
  for (const { id, cluster, issuer, namespace, serviceAccount, exists, pods } of subjects) {
    const place = cluster ?? issuer ?? "";
    const facts = [
      [
        "Exists",
        { true: "yes", false: "no", unknown: "not known: its cluster's objects are not among the inputs" }[`${exists}`],
      ],
      ["Pods", pods.length === 0 ? "none among the inputs" : pods.join(", ")],
    ] as const;
    at(SUBJECTS, id, { parent: group(SUBJECTS, place, namespace), label: serviceAccount, name: id, facts });
  }
}

/** The identities, and what is granted to each. */
function addIdentities({ edges, at, group }: Picture, identities: Audit["identities"]): void {
  for (const { id, cloud, identity, account, verdict, grants } of identities) {
    const parent = group(IDENTITIES, cloud, account ?? "account not known");
    const label = identity.split("/").at(-1) || identity;
    const from = at(IDENTITIES, id, { parent, label, name: identity, cloud, facts: [["Trust", VERDICTS[verdict]]] });
    for (const grant of grants) {
      const to = at(GRANTS, `${cloud} ${grant}`, { parent: group(GRANTS, cloud), label: grant, name: grant, cloud });
      edges.push({ from, to, why: "" });
    }
  }
}

const VERDICTS = {
  equal: "admits exactly the ServiceAccounts that it lists and that name it",
  over: "admits more than the ServiceAccounts that it lists and that name it",
  under: "refuses a ServiceAccount that names it",
  unknown: "not decided",
  nobody: "admits nobody",
};

/** Who becomes which identity. */
function addPairs({ edges, at }: Picture, { pairs, identities }: Audit): void {
  const wide = new Set(identities.flatMap(({ id, verdict }) => (verdict === "over" ? [id] : [])));
  for (const { subject, identity, decision, reason } of pairs) {
    edges.push({
      from: at(SUBJECTS, subject),
      to: at(IDENTITIES, identity),
      why: reason,
      ...(wide.has(identity) ? { isWide: true as const } : {}),
      ...(decision === "unknown" ? { but: "not decided" } : {}),
    });
  }
}

/** Who of a cluster's people can act as its ServiceAccounts: as all of them, those of a namespace, or one. */
function addPeople(picture: Picture, people: Audit["people"]): void {
  const { at, group } = picture;
  for (const { cluster, everywhere, namespaces, subjects } of people) {
    addPaths(picture, group(SUBJECTS, cluster), everywhere);
    for (const { namespace, paths } of namespaces) addPaths(picture, group(SUBJECTS, cluster, namespace), paths);
    for (const { subject, paths } of subjects) addPaths(picture, at(SUBJECTS, subject), paths);
  }
}

function addPaths({ edges, at, group }: Picture, to: number, paths: readonly AuditedPath[]): void {
  for (const { actor, reachesClouds, steps } of paths.filter(({ isBuiltIn }) => !isBuiltIn)) {
    const space = actor.indexOf(" ");
    const label = actor.slice(space + 1);
    const from = at(PEOPLE, actor, { parent: group(PEOPLE, `${actor.slice(0, space)}s`), label, name: actor });
    const rules = steps.flatMap((step) => step.rules);
    const by = rules.length === 0 ? "the API server itself" : rules.join("; ");
    const but = reachesClouds ? {} : { but: "in the cluster alone" };
    edges.push({ from, to, why: `${steps.map(({ text }) => text).join("; ")}, by ${by}`, ...but });
  }
}

/** Nodes by their places, and lines between them. */
interface Picture {
  readonly nodes: PageNode[];
  readonly edges: PageEdge[];
  /** Finds a node, or adds it. */
  at(band: number, id: string, node?: Omit<PageNode, "band">): number;
  /** The group of this path, from the outermost. */
  group(band: number, ...path: string[]): number;
}

function emptyPicture(): Picture {
  const nodes: PageNode[] = [];
  const places = new Map<string, number>();
  const at: Picture["at"] = (band, id, node) => {
    const key = `${band} ${id}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, nodes.length);
    return nodes.push({ band, ...(node ?? { label: id, name: id }) }) - 1;
  };
  const group: Picture["group"] = (band, ...path) => {
    const [label = ""] = path.slice(-1);
    const parent = path.length > 1 ? { parent: group(band, ...path.slice(0, -1)) } : {};
    return at(band, `group ${JSON.stringify(path)}`, { ...parent, label, name: path.join("/") });
  };
  return { nodes, edges: [], at, group };
}
