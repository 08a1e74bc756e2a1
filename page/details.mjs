import { downward, isAbout, upward } from "./filter.mjs";

/** What a list shows; more is a matter of search. */
const MANY = 50;

/** An element with texts and elements in it. Texts are never read as HTML: the names of an estate are anybody's. */
export function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...content.filter((each) => each !== undefined));
  return made;
}

export function badge({ severity, accepted }) {
  return element(
    "span",
    { class: `badge ${accepted === undefined ? severity : "accepted"}` },
    accepted === undefined ? severity : "accepted",
  );
}

const CLASS_ORDER = ["critical", "high", "medium", "low"];

/** The most severe finding of those that are not accepted. */
export function worst(findings) {
  return findings
    .filter(({ accepted }) => accepted === undefined)
    .reduce(
      (a, b) => (a !== undefined && CLASS_ORDER.indexOf(a.severity) <= CLASS_ORDER.indexOf(b.severity) ? a : b),
      undefined,
    );
}

/** Why a node is what it is, and how to mend what is wrong with it. */
export function nodeDetails({ graph, data, go }, node) {
  const { label, name, band, cloud, facts = [] } = graph.nodes[node];
  const inside = [...downward(graph, node)];
  const isGroup = inside.length > 1;
  const findings = [...new Set(inside.flatMap((each) => graph.found[each]))];
  const places = isGroup ? inside : [...upward(graph, node)];
  const incoming = places.flatMap((each) => graph.incoming[each]);
  const outgoing = inside.flatMap((each) => graph.outgoing[each]);
  const ways = (title, list, end) => waysList({ graph, go }, title, list, end);
  return [
    element("h2", {}, element("bdi", {}, label)),
    element(
      "p",
      { class: "kind" },
      `${isGroup ? `${inside.filter((each) => graph.children[each].length === 0).length} of ` : ""}${data.bands[band]}${cloud === undefined ? "" : `, ${cloud}`}`,
    ),
    element("p", {}, element("code", {}, name)),
    facts.length === 0
      ? undefined
      : element("dl", {}, ...facts.flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)])),
    ...section(
      "Why and fix",
      findings.map((finding) => findingBox(finding)),
    ),
    ...ways("Comes from", incoming, "from"),
    ...ways("Leads to", outgoing, "to"),
    band === 1 && data.limits !== "" ? element("p", { class: "id" }, data.limits) : undefined,
  ].filter((each) => each !== undefined);
}

/** What there is to mend on the whole. */
export function overview({ data, go }, finding, cloud) {
  const findings = data.findings.filter(
    (each) => (finding === "" || isAbout(each, finding)) && (cloud === "" || each.cloud === cloud),
  );
  return [
    element("h2", {}, "Findings"),
    findings.length === 0 ? element("p", {}, "None.") : undefined,
    ...many(findings.map((each) => findingBox(each, go))),
    ...section(
      "Not understood",
      data.unread.map(({ source, what, why }) => element("p", {}, `${source}: ${what}: ${why}`)),
    ),
    data.others === 0
      ? undefined
      : element("p", { class: "id" }, `${data.others} more ServiceAccounts have no identity and no finding.`),
  ].filter((each) => each !== undefined);
}

function findingBox(finding, go) {
  const { id, severity, title, about, message, fix, accepted, counterexample, nodes } = finding;
  const [node] = nodes;
  return element(
    "article",
    { class: `finding ${accepted === undefined ? severity : ""}` },
    element("p", { class: "head" }, badge(finding), title),
    element("p", {}, go && node !== undefined ? button(about, () => go(node)) : element("code", {}, about)),
    element("p", {}, element("b", {}, "Why: "), message),
    element("p", {}, element("b", {}, "Fix: "), fix),
    accepted === undefined ? undefined : element("p", {}, element("b", {}, "Accepted: "), accepted),
    counterexample === undefined
      ? undefined
      : element(
          "details",
          {},
          element("summary", {}, "A token that shows it"),
          element("pre", {}, JSON.stringify(counterexample, undefined, 2)),
        ),
    element("p", { class: "id" }, id),
  );
}

function waysList({ graph, go }, title, edges, end) {
  const items = edges.map((edge) =>
    element(
      "li",
      {},
      button(graph.nodes[edge[end]].name, () => go(edge[end])),
      edge.isWide ? element("p", {}, "the trust admits more than it should") : undefined,
      edge.but === undefined ? undefined : element("p", {}, edge.but),
      edge.why === "" ? undefined : element("p", {}, `by ${edge.why}`),
    ),
  );
  if (items.length === 0) return [];
  const shown = items.slice(0, MANY);
  return [
    element("h3", {}, `${title} (${items.length})`),
    element("ul", { class: "ways" }, ...shown),
    items.length > MANY ? element("p", { class: "id" }, `and ${items.length - MANY} more`) : undefined,
  ].filter((each) => each !== undefined);
}

function button(text, click) {
  return element("button", { type: "button", class: "to", click }, element("bdi", {}, text));
}

function section(title, items) {
  return items.length === 0 ? [] : [element("h3", {}, `${title} (${items.length})`), ...many(items)];
}

function many(items) {
  return items.length <= MANY
    ? items
    : [...items.slice(0, MANY), element("p", { class: "id" }, `and ${items.length - MANY} more: search for them`)];
}
