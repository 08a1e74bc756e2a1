import { stratify } from "d3-hierarchy";
import { downward, upward } from "./filter.mjs";

/** Rows of a column up to which groups are unfolded by themselves. */
const FEW_ROWS = 40;
/** Members of a group that are shown at once. */
export const MANY_MEMBERS = 100;
/** Pixels. */
const ROW = 32;
const INDENT = 16;
const TOP = 44;
const GAP = 72;
const ROOT = "root";

/**
 * Where everything stands: rows of each column, folded by groups, and one line for all that two rows have between them. `opened` says of
 * groups whether they are unfolded, where somebody has chosen; `limits` how many members they show. `found` stand first, and unfold
 * the groups that they are in.
 */
export function layOut(graph, bands, kept, found, { opened, limits }, width) {
  const trees = bands.map((_, band) => treeOf(graph, band, kept, found));
  const unfolded = new Set(trees.flatMap((tree) => [...fewRows(tree), ...withFound(tree)]));
  for (const [node, isOpen] of opened) isOpen ? unfolded.add(node) : unfolded.delete(node);
  const filled = trees.flatMap((tree, band) => (tree.value > 0 ? [band] : []));
  const column = Math.max(170, Math.min(330, (width - GAP * (filled.length - 1)) / Math.max(1, filled.length)));
  const rows = new Map();
  const placed = new Map();
  // ServiceAccounts keep their order; the others stand near what they are linked with, so that lines cross little.
  for (const band of [1, 0, 2, 3].filter((each) => filled.includes(each))) {
    if (band !== 1) sortByLinks(graph, trees[band], placed);
    const list = rowsOf(trees[band], unfolded, limits);
    list.forEach((row, index) => {
      Object.assign(row, { x: filled.indexOf(band) * (column + GAP) + row.depth * INDENT, y: TOP + index * ROW });
      row.right = filled.indexOf(band) * (column + GAP) + column;
      if (row.isMore) return;
      for (const inner of row.isOpen ? [row.node] : downward(graph, row.node)) placed.set(inner, row);
    });
    rows.set(band, list);
  }
  const height = TOP + ROW * Math.max(0, ...[...rows.values()].map((list) => list.length));
  return {
    rows,
    lines: linesOf(graph, kept, placed),
    width: Math.max(0, filled.length * (column + GAP) - GAP),
    height,
    column,
  };
}

/** The groups and members of a column that are kept, under a root of its own. */
function treeOf(graph, band, kept, found) {
  const members = new Set();
  for (const node of kept)
    if (graph.nodes[node].band === band) for (const each of upward(graph, node)) members.add(each);
  const tree = stratify()
    .id(String)
    .parentId((node) => (node === ROOT ? undefined : String(graph.nodes[node].parent ?? ROOT)))([ROOT, ...members]);
  tree.sum((node) => (kept.has(node) ? 1 : 0));
  tree.eachAfter((each) => {
    each.inside = (each.children ?? []).reduce((sum, { inside, isFound }) => sum + inside + isFound, 0);
    each.isFound = found.has(each.data) ? 1 : 0;
  });
  return tree.sort((a, b) => foundFirst(a, b) || compare(graph.nodes[a.data].label, graph.nodes[b.data].label));
}

function foundFirst(a, b) {
  return hasFound(b) - hasFound(a);
}

function hasFound({ inside, isFound }) {
  return inside + isFound > 0;
}

const { compare } = new Intl.Collator("en", { numeric: true });

/** The groups that are unfolded by themselves: level by level, as long as the column stays short. */
function fewRows(tree) {
  const unfolded = [];
  let rows = tree.children?.length ?? 0;
  for (const group of tree.descendants()) {
    if (group === tree || group.children === undefined) continue;
    group.isHeld = group.parent.isHeld || rows + group.children.length > FEW_ROWS;
    if (group.isHeld) continue;
    rows += group.children.length;
    unfolded.push(group.data);
  }
  return unfolded;
}

/** The groups with what was searched for, where that is little. */
function withFound(tree) {
  if (tree.inside > FEW_ROWS) return [];
  const groups = tree.descendants().filter((each) => each !== tree && each.inside > 0);
  // One that is too large for the column shows no more than that.
  for (const group of groups) if (group.isHeld) group.limit = group.children.filter(hasFound).length;
  return groups.map(({ data }) => data);
}

function sortByLinks(graph, tree, placed) {
  tree.eachAfter((each) => {
    const linked = each.children
      ? each.children.map(({ weight }) => weight)
      : [
          ...graph.incoming[each.data].map(({ from }) => placed.get(from)?.y),
          ...graph.outgoing[each.data].map(({ to }) => placed.get(to)?.y),
        ];
    const known = linked.filter((y) => y !== undefined);
    each.weight = known.length === 0 ? undefined : known.reduce((sum, y) => sum + y, 0) / known.length;
  });
  tree.sort(
    (a, b) =>
      foundFirst(a, b) ||
      (a.weight ?? 0) - (b.weight ?? 0) ||
      compare(graph.nodes[a.data].label, graph.nodes[b.data].label),
  );
}

/** The rows of a column from the top, as a list that is indented by its groups. */
function rowsOf(tree, unfolded, limits) {
  const rows = [];
  const add = ({ children }, depth) => {
    const { parent } = children[0];
    const limit = limits.get(parent.data) ?? parent.limit ?? MANY_MEMBERS;
    children.slice(0, limit).forEach((each, place) => {
      const isOpen = each.children && unfolded.has(each.data);
      const row = { node: each.data, depth, isOpen, isGroup: each.children !== undefined, members: each.value };
      rows.push({ ...row, place: place + 1, siblings: Math.min(children.length, limit + 1) });
      if (isOpen) add(each, depth + 1);
    });
    if (children.length <= limit) return;
    const more = { isMore: true, node: parent.data, depth, left: children.length - limit };
    rows.push({ ...more, place: limit + 1, siblings: limit + 1 });
  };
  if (tree.children) add(tree, 0);
  return rows;
}

function linesOf(graph, kept, placed) {
  const lines = new Map();
  const isKept = (node) => kept.has(node) || graph.children[node].length > 0;
  for (const { from, to, isWide, but } of graph.edges) {
    const [start, end] = [placed.get(from), placed.get(to)];
    if (start === undefined || end === undefined || !isKept(from) || !isKept(to)) continue;
    const key = `${start.node} ${end.node}`;
    const line = lines.get(key) ?? { start, end, nodes: [], isWide: false, isOpen: true };
    line.nodes.push([from, to]);
    line.isWide ||= isWide === true;
    line.isOpen &&= but !== undefined;
    lines.set(key, line);
  }
  return [...lines.values()];
}
