/** The nodes of an audit with what leads to them and away from them; all that filters and details ask. */
export function graphOf({ nodes, edges, findings }) {
  const lists = () => nodes.map(() => []);
  const graph = { nodes, edges, findings, children: lists(), incoming: lists(), outgoing: lists(), found: lists() };
  nodes.forEach(({ parent }, node) => {
    if (parent !== undefined) graph.children[parent].push(node);
  });
  for (const edge of edges) {
    graph.outgoing[edge.from].push(edge);
    graph.incoming[edge.to].push(edge);
  }
  for (const finding of findings) for (const node of finding.nodes) graph.found[node].push(finding);
  return graph;
}

/** A node, and the groups that it is in. */
export function* upward(graph, node) {
  for (let each = node; each !== undefined; each = graph.nodes[each].parent) yield each;
}

/** A node, and all that is in it. */
export function* downward(graph, node) {
  const left = [node];
  while (left.length > 0) {
    const each = left.pop();
    yield each;
    left.push(...graph.children[each]);
  }
}

/** The nodes on any way through one of these: what leads to them, and what they lead to. A line to a group leads to all in it. */
export function onTheWay(graph, nodes) {
  const back = reached(nodes, function* (node) {
    for (const place of upward(graph, node)) for (const { from } of graph.incoming[place]) yield from;
  });
  const on = reached(nodes, function* (node) {
    for (const { to } of graph.outgoing[node]) yield* downward(graph, to);
  });
  return back.union?.(on) ?? new Set([...back, ...on]);
}

function reached(nodes, next) {
  const found = new Set(nodes);
  for (const node of found) for (const each of next(node)) found.add(each);
  return found;
}

/** The nodes that are no groups and that fit: each filter keeps what is on the way through something that it is about. */
export function fitting(graph, { text, cloud, finding }) {
  const filters = [
    ...(cloud === "" ? [] : [(node) => graph.nodes[node].cloud === cloud]),
    ...(finding === "" ? [] : [(node) => graph.found[node].some((found) => isAbout(found, finding))]),
    ...words(text).map((word) => mentions(graph, word)),
  ];
  const leaves = graph.nodes.flatMap((_, node) => (graph.children[node].length === 0 ? [node] : []));
  let kept = new Set(leaves);
  for (const isMeant of filters) {
    const way = onTheWay(graph, leaves.filter(isMeant));
    kept = new Set([...kept].filter((node) => way.has(node)));
  }
  return kept;
}

/** `finding` is a severity, `any`, or a row of the catalogue. */
export function isAbout({ row, severity, accepted }, finding) {
  return finding === "any" || row === finding || (severity === finding && accepted === undefined);
}

function words(text) {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The nodes that were searched for, groups too: they have a word themselves, and the others too or by a group that they are in. */
export function hits(graph, text) {
  const all = words(text);
  if (all.length === 0) return new Set();
  const has = all.map((word) => mentions(graph, word));
  const hasItself = all.map((word) => mentionsItself(graph, word));
  const isHit = (node) => hasItself.some((each) => each(node)) && has.every((each) => each(node));
  return new Set([...graph.nodes.keys()].filter(isHit));
}

/** Whether a node, or a group that it is in, has the word. */
function mentions(graph, word) {
  const has = mentionsItself(graph, word);
  return (node) =>
    has(node) || [...upward(graph, node)].some((each) => graph.nodes[each].name.toLowerCase().includes(word));
}

/** Whether a node has the word by itself: by its name but for that of its group, by what there is to say, by a finding, or by a reason of a line. */
function mentionsItself(graph, word) {
  const has = (text) => text.toLowerCase().includes(word);
  return (node) => {
    const { parent, label, name, facts = [] } = graph.nodes[node];
    return (
      has(label) ||
      (has(name) && (parent === undefined || !has(graph.nodes[parent].name))) ||
      facts.some(([, text]) => has(text)) ||
      graph.found[node].some(({ id, title }) => has(id) || has(title)) ||
      graph.outgoing[node].some(({ why }) => has(why))
    );
  };
}
