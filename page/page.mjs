import { element, nodeDetails, overview } from "./details.mjs";
import { downward, fitting, graphOf, hits, onTheWay, upward } from "./filter.mjs";
import { layOut, MANY_MEMBERS } from "./layout.mjs";
import { draw } from "./picture.mjs";

const byId = (id) => document.getElementById(id);
const [filters, search, cloud, finding] = ["filters", "search", "cloud", "finding"].map(byId);
const data = JSON.parse(byId("data").textContent);
const graph = graphOf(data);
const folds = { opened: new Map(), limits: new Map() };
let picked;
let kept;
let found;

/** Milliseconds after the last key before a search is done. */
const TYPING = 120;

function show() {
  const way = picked === undefined ? new Set() : wayThrough(picked);
  const layout = layOut(graph, data.bands, kept, found, folds, byId("picture").clientWidth - 40);
  draw(byId("canvas"), { graph, bands: data.bands, layout, kept, found, picked, way }, { onRow: press });
  byId("nothing").hidden = kept.size > 0 || graph.nodes.length === 0;
  const details =
    picked === undefined
      ? overview({ data, go }, finding.value, cloud.value)
      : nodeDetails({ graph, data, go }, picked);
  byId("details").replaceChildren(...details);
}

/** All on the way through a node, with the groups that lines end at. */
function wayThrough(node) {
  const way = onTheWay(graph, [...downward(graph, node)]);
  for (const each of [...way]) for (const place of upward(graph, each)) way.add(place);
  return way;
}

function filter() {
  kept = fitting(graph, { text: search.value, cloud: cloud.value, finding: finding.value });
  found = hits(graph, search.value);
  if (picked !== undefined && ![...downward(graph, picked)].some((node) => kept.has(node))) picked = undefined;
  for (const choices of Object.values(folds)) choices.clear();
  const counts = data.bands.map(
    (title, band) =>
      `${[...kept].filter((node) => graph.nodes[node].band === band).length.toLocaleString("en")} ${title}`,
  );
  byId("status").textContent = `Shown: ${counts.join(", ")}`;
  show();
}

/** What a click on a row does, and Enter. */
function press({ node, isMore, isGroup, isOpen }) {
  if (isMore) folds.limits.set(node, (folds.limits.get(node) ?? MANY_MEMBERS) + MANY_MEMBERS);
  else picked = node;
  if (isGroup) folds.opened.set(node, !isOpen);
  show();
  focusOn(node);
}

/** Goes to a node, wherever it is. */
function go(node) {
  if (!kept.has(node) && graph.children[node].length === 0) {
    filters.reset();
    filter();
  }
  for (const group of upward(graph, graph.nodes[node].parent)) {
    folds.opened.set(group, true);
    folds.limits.set(group, graph.children[group].length);
  }
  picked = node;
  show();
  focusOn(node);
}

function rowsIn(tree) {
  return [...tree.querySelectorAll("[role=treeitem]")];
}

function focusOn(node) {
  const item = rowsIn(document).find(({ row }) => row.node === node && !row.isMore);
  if (item === undefined) return;
  for (const each of rowsIn(item.parentElement)) each.tabIndex = each === item ? 0 : -1;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function fold(node, isOpen) {
  folds.opened.set(node, isOpen);
  show();
  focusOn(node);
}

const KEYS = {
  ArrowDown: (items, at) => move(items, at + 1),
  ArrowUp: (items, at) => move(items, at - 1),
  Home: (items) => move(items, 0),
  End: (items) => move(items, items.length - 1),
  ArrowRight(items, at) {
    const { isGroup, isOpen, node } = items[at].row;
    if (isGroup && !isOpen) fold(node, true);
    else if (isGroup) move(items, at + 1);
  },
  ArrowLeft(items, at) {
    const { isOpen, node, isMore } = items[at].row;
    if (isOpen) fold(node, false);
    else focusOn(isMore ? node : (graph.nodes[node].parent ?? node));
  },
  Enter: (items, at) => press(items[at].row),
  " ": (items, at) => press(items[at].row),
};

function move(items, to) {
  const item = items[Math.max(0, Math.min(items.length - 1, to))];
  for (const each of items) each.tabIndex = each === item ? 0 : -1;
  item.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isTyping = event.target.matches("input, select");
  const item = event.target.closest("[role=treeitem]");
  if (event.key === "/" && !isTyping) search.focus();
  else if (event.key === "Escape" && !isTyping && picked !== undefined) {
    picked = undefined;
    const node = item?.row.node;
    show();
    if (node !== undefined) focusOn(node);
  } else if (item !== null && KEYS[event.key] !== undefined) {
    const items = rowsIn(item.parentElement);
    KEYS[event.key](items, items.indexOf(item));
  } else return;
  event.preventDefault();
});

function summary() {
  const { clusters, identities, serviceAccounts, pairs, findings, unread } = data.summary;
  const counts = `${identities.toLocaleString("en")} identities, ${serviceAccounts.toLocaleString("en")} ServiceAccounts, ${clusters} clusters, ${pairs.toLocaleString("en")} ways from one to the other`;
  const severities = Object.entries(findings).filter(([, count]) => count > 0);
  byId("summary").append(
    counts,
    ...severities.map(([severity, count]) => element("span", { class: `badge ${severity}` }, `${count} ${severity}`)),
    ...(unread === 0 ? [] : [`${unread} not understood`]),
  );
}

function choices() {
  const clouds = new Set(graph.nodes.flatMap((node) => node.cloud ?? []));
  cloud.append(...[...clouds].sort().map((name) => element("option", { value: name }, name)));
  const option = (value, text, count) => element("option", { value }, `${text} (${count})`);
  const rows = Map.groupBy(data.findings, ({ row }) => row);
  finding.append(
    ...(data.findings.length === 0 ? [] : [option("any", "any", data.findings.length)]),
    ...Object.entries(data.summary.findings).flatMap(([severity, count]) =>
      count === 0 ? [] : [option(severity, severity, count)],
    ),
    ...[...rows].map(([row, [{ title }, ...rest]]) => option(row, `${row} ${title}`, rest.length + 1)),
  );
}

let waiting;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, TYPING);
});
for (const select of [cloud, finding]) select.addEventListener("change", filter);
filters.addEventListener("submit", (event) => event.preventDefault());
filters.addEventListener("reset", () => setTimeout(filter));
window.addEventListener("resize", show);

summary();
choices();
filter();
