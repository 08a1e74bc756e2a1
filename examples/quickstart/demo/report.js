// What a person sees of the quickstart on a sandbox: the resources, every trust, the wired pod, and who gets credentials.
const { createIssuer } = require("pulumi-workload-identity/sandbox");
const clouds = require("./exchange");

/** Prints everything; throws where somebody gets credentials who should not, or the other way round. */
async function report(sandbox, issuer, identities) {
  for (const [cloud, { title }] of Object.entries(clouds)) showCloud(sandbox, cloud, title, identities[cloud]);
  showKubernetes(sandbox);
  const wrong = await showExchanges(sandbox, issuer, identities);
  if (wrong > 0) throw new Error(`${wrong} exchanges ended otherwise than the trust intends`);
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

/** Tokens of the intended ServiceAccount and of its neighbours, at the token service of every cloud. */
async function showExchanges(sandbox, issuer, identities) {
  heading("Who gets credentials");
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
  let wrong = 0;
  for (const [cloud, { title, audience, exchange }] of Object.entries(clouds)) {
    console.log(`\n  ${title}`);
    for (const [caller, intended, mint] of callers) {
      const { allowed, detail } = await exchange(
        sandbox.url,
        identities[cloud],
        await mint(audience(identities[cloud])),
      );
      if (allowed !== intended) wrong += 1;
      const mark = allowed === intended ? " " : "!";
      console.log(
        `  ${mark} ${(allowed ? "allowed" : "refused").padEnd(8)} ${caller.padEnd(32)} ${detail.split("\n")[0].slice(0, 110)}`,
      );
    }
  }
  return wrong;
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
