// Deploys the quickstart onto a sandbox in this process and exchanges tokens there: no account, no CLI, loopback only.
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");
const { createIssuer, startSandbox } = require("pulumi-workload-identity/sandbox");
const { outputValue, settled } = require("pulumi-workload-identity/testing");
const typescript = require("typescript");
const clouds = require("./exchange");

require.extensions[".ts"] = (module, file) => {
  const options = { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 };
  module._compile(
    typescript.transpileModule(readFileSync(file, "utf8"), { compilerOptions: options }).outputText,
    file,
  );
};

async function main() {
  const sandbox = await startSandbox();
  try {
    await pulumi.runtime.setMocks(sandbox.mocks(), "quickstart", "demo");
    const program = require("./index.ts");
    const identities = {};
    for (const cloud of Object.keys(clouds)) identities[cloud] = await outputValue(program.identities[cloud]);
    await settled();

    for (const [cloud, { title }] of Object.entries(clouds)) showCloud(sandbox, cloud, title, identities[cloud]);
    showKubernetes(sandbox);
    const wrong = await showExchanges(sandbox, program.issuer.url, identities);
    if (wrong > 0) throw new Error(`${wrong} exchanges ended otherwise than the trust intends`);
  } finally {
    await sandbox.close();
  }
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

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
