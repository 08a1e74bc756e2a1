import { badge, element, worst } from "./details.mjs";
import { downward } from "./filter.mjs";

const SVG = "http://www.w3.org/2000/svg";

/** Draws rows and lines. `picked` is the node that is looked at, `way` all that is on a way through it. */
export function draw(canvas, { graph, bands, layout, kept, found, picked, way }, { onRow }) {
  canvas.style.width = `${layout.width}px`;
  canvas.style.height = `${layout.height}px`;
  const columns = bands.flatMap((title, band) => {
    const rows = layout.rows.get(band);
    return rows === undefined ? [] : [column({ graph, title, band, rows, kept, found, picked, way, layout }, onRow)];
  });
  canvas.replaceChildren(lines(layout, picked, way), ...columns);
}

function column({ graph, title, band, rows, kept, found, picked, way, layout }, onRow) {
  const left = Math.min(...rows.map(({ x }) => x));
  const count = [...kept].filter((node) => graph.nodes[node].band === band).length;
  const items = rows.map((row) => {
    const item = row.isMore ? moreItem(row) : nodeItem({ graph, row, kept, found, picked, way });
    item.style.top = `${row.y - rows[0].y}px`;
    item.style.left = `${row.x - left}px`;
    item.addEventListener("click", () => onRow(row));
    item.row = row;
    return item;
  });
  (items.find(({ row }) => row.node === picked) ?? items[0]).tabIndex = 0;
  const tree = element("div", { role: "tree", "aria-label": title }, ...items);
  const section = element(
    "section",
    { class: "band" },
    element("h2", {}, title, " ", element("span", {}, count.toLocaleString("en"))),
    tree,
  );
  section.style.left = `${left}px`;
  section.style.width = `${layout.column}px`;
  section.style.height = "100%";
  tree.style.height = `${rows.length * 32}px`;
  return section;
}

function nodeItem({ graph, row, kept, found, picked, way }) {
  const { label, name } = graph.nodes[row.node];
  const inside = row.isGroup ? [...downward(graph, row.node)].filter((node) => kept.has(node)) : [row.node];
  const finding = worst(inside.flatMap((node) => graph.found[node]));
  return element(
    "div",
    {
      role: "treeitem",
      "aria-level": row.depth + 1,
      "aria-posinset": row.place,
      "aria-setsize": row.siblings,
      "aria-selected": row.node === picked,
      "aria-expanded": row.isGroup ? Boolean(row.isOpen) : undefined,
      class: picked !== undefined && way.has(row.node) ? "linked" : undefined,
      tabindex: -1,
      title: name,
    },
    row.isGroup ? element("span", { "aria-hidden": true }, row.isOpen ? "▾" : "▸") : undefined,
    element("bdi", { class: found.has(row.node) ? "found" : undefined }, label),
    finding === undefined || row.isOpen ? undefined : badge(finding),
    row.isGroup ? element("span", { class: "count" }, row.members.toLocaleString("en")) : undefined,
  );
}

function moreItem({ left, depth, place, siblings }) {
  const position = { "aria-level": depth + 1, "aria-posinset": place, "aria-setsize": siblings };
  return element(
    "div",
    { role: "treeitem", class: "more", tabindex: -1, "aria-selected": false, ...position },
    `${left.toLocaleString("en")} more`,
  );
}

function lines({ lines: all, width, height }, picked, way) {
  const picture = document.createElementNS(SVG, "svg");
  const attributes = { width, height, "aria-hidden": "true", class: picked === undefined ? "lines" : "lines picked" };
  for (const [name, value] of Object.entries(attributes)) picture.setAttribute(name, String(value));
  for (const { start, end, nodes, isWide, isOpen } of all) {
    const path = document.createElementNS(SVG, "path");
    const isOn = nodes.some((ends) => ends.every((node) => way.has(node)));
    path.setAttribute("class", [isWide && "wide", isOpen && "open", isOn && "on"].filter(Boolean).join(" "));
    const [x1, y1, x2, y2] = [start.right, start.y + 13, end.x, end.y + 13];
    const middle = (x1 + x2) / 2;
    path.setAttribute("d", `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`);
    picture.append(path);
  }
  return picture;
}
