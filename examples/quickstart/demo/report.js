// What a person sees of the quickstart on a sandbox: the resources, every trust, the wired pod, and who gets credentials.
const { createIssuer } = require("pulumi-workload-identity/sandbox");
const clouds = require("./exchange");

/** What a terminal shows at once has 24 lines of 80 characters. */
const WIDTH = 79;

/**
 * Prints what a terminal shows at once, and everything where `verbose` is set; throws where somebody gets credentials who should not, or
 * the other way round.
 */
async function report(sandbox, issuer, identities, verbose) {
  if (verbose) {
    for (const [cloud, { title }] of Object.entries(clouds)) showCloud(sandbox, cloud, title, identities[cloud]);
    showKubernetes(sandbox);
  }
  const answers = await exchanges(sandbox, issuer, identities);
  if (verbose) showAnswers(answers);
  else showTable(answers, identities);
  const wrong = answers.filter(({ allowed, intended }) => allowed !== intended).length;
  if (wrong > 0) throw new Error(`${wrong} exchanges ended otherwise than the trust intends`);
  const { length } = sandbox.state.resources;
  if (!verbose) console.log(`\n${length} resources; each of them, every trust and answer: npm run demo -- --verbose`);
}

/** The resources of one cloud, every document that says who may come in, and what is proved about it. */
function showCloud(sandbox, cloud, title, identity) {
  heading(title);
  for (const { type, name } of resourcesOf(sandbox, (type) =>
    packages[cloud].some((prefix) => type.startsWith(prefix)),
  )) {
    console.log(`  + ${type.split(":").pop().padEnd(30)} ${name}`);
  }
  for (const { trust } of sandbox.state.trusts(cloud)) {
    const { cloud: _, ...documents } = trust;
    for (const [name, document] of Object.entries(documents)) show(name, document);
  }
  console.log(`\n  ${identity.proof}`);
}

function showKubernetes(sandbox) {
  heading("Kubernetes");
  for (const { type, state } of resourcesOf(sandbox, (type) => type.startsWith("kubernetes:"))) {
    show(type.split(":").pop(), type.endsWith("Deployment") ? state.spec.template : state);
  }
}

/** What every cloud's token service answers to the intended ServiceAccount and to its neighbours. */
async function exchanges(sandbox, issuer, identities) {
  const orders = { issuer, namespace: "shop", serviceAccount: "orders" };
  const hour = 3600;
  const longAgo = Math.floor(Date.now() / 1000) - 2 * hour;
  const stranger = await createIssuer(issuer);
  const callers = [
    ["shop/orders", true, (audience) => sandbox.mint({ ...orders, audience })],
    ["another name: shop/cart", false, (audience) => sandbox.mint({ ...orders, serviceAccount: "cart", audience })],
    ["another namespace: test/orders", false, (audience) => sandbox.mint({ ...orders, namespace: "test", audience })],
    [
      "another cluster",
      false,
      async (audience) =>
        (await createIssuer("https://other-cluster.example.com")).mint({ ...orders, audience }, Date.now() / 1000),
    ],
    ["another audience", false, () => sandbox.mint({ ...orders, audience: "https://kubernetes.default.svc" })],
    [
      "an expired token",
      false,
      (audience) => sandbox.mint({ ...orders, audience, issuedAt: longAgo, expirationSeconds: hour }),
    ],
    ["another cluster's key", false, (audience) => stranger.mint({ ...orders, audience }, Date.now() / 1000)],
  ];
  const answers = [];
  for (const [cloud, { title, audience, exchange }] of Object.entries(clouds)) {
    for (const [caller, intended, mint] of callers) {
      const token = await mint(audience(identities[cloud]));
      const { allowed, detail } = await exchange(sandbox.url, identities[cloud], token);
      answers.push({ cloud, title, caller, intended, allowed, detail });
    }
  }
  return answers;
}

const word = ({ allowed, intended }) => `${allowed === intended ? " " : "!"} ${allowed ? "allowed" : "refused"}`;
const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 3)}...` : text);

/** A line for each answer, in the vendor's words. */
function showAnswers(answers) {
  heading("Who gets credentials");
  for (const title of new Set(answers.map((answer) => answer.title))) {
    console.log(`\n  ${title}`);
    for (const answer of answers.filter((each) => each.title === title)) {
      console.log(`  ${word(answer)}  ${answer.caller.padEnd(32)} ${cut(answer.detail.split("\n")[0], 110)}`);
    }
  }
}

/** A line for each caller, and then what the intended one has become, with what is proved about it. */
function showTable(answers, identities) {
  const short = (title) => title.split(" ")[0];
  const titles = [...new Set(answers.map(({ title }) => title))];
  console.log(
    `${"Who gets credentials".padEnd(33)}${titles.map((title) => `  ${short(title).padEnd(7)}`).join("")}`.trimEnd(),
  );
  for (const caller of new Set(answers.map((answer) => answer.caller))) {
    const row = answers.filter((answer) => answer.caller === caller);
    console.log(`  ${caller.padEnd(31)}${row.map(word).join("")}`);
  }
  console.log("\nWhat shop/orders has become, and what is proved about it");
  for (const { cloud, title, detail } of answers.filter(({ intended }) => intended)) {
    const [proved] = identities[cloud].proof.replace(/^proved: /, "").split(/[;,]/);
    console.log(cut(`  ${short(title).padEnd(8)} ${detail}`, WIDTH));
    console.log(cut(`  ${"".padEnd(8)} ${proved}`, WIDTH));
  }
}

const packages = {
  aws: ["aws:"],
  azure: ["azure-native:"],
  gcp: ["gcp:"],
  alicloud: ["alicloud:"],
  huawei: ["pulumi-nodejs:dynamic/huawei:"],
};

function resourcesOf(sandbox, wanted) {
  return sandbox.state.resources.filter(({ type }) => wanted(type));
}

function heading(text) {
  console.log(`\n${text}\n${"=".repeat(text.length)}`);
}

function show(title, value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  console.log(`\n  ${title}\n${text.replace(/^/gm, "    ")}`);
}

module.exports = { report };
