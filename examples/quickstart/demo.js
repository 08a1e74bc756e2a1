// Runs the quickstart against mocks and prints what would be deployed: no account, no CLI, no network.
const { readFileSync } = require("node:fs");
const { installCloudMocks, outputValue, settled } = require("pulumi-workload-identity/testing");
const typescript = require("typescript");

require.extensions[".ts"] = (module, file) => {
  const options = { module: typescript.ModuleKind.CommonJS, target: typescript.ScriptTarget.ES2022 };
  module._compile(typescript.transpileModule(readFileSync(file, "utf8"), { compilerOptions: options }).outputText, file);
};

const CLOUDS = { aws: "AWS", azure: "Azure", gcp: "Google Cloud", alicloud: "Alibaba Cloud" };
const TRUST = {
  aws: ({ trustPolicy }) => JSON.parse(trustPolicy),
  azure: ({ federatedIdentityCredentials }) => JSON.parse(federatedIdentityCredentials),
  gcp: ({ principals }) => principals,
  alicloud: ({ trustPolicy }) => JSON.parse(trustPolicy),
};

async function main() {
  const mocks = await installCloudMocks({ project: "quickstart", stack: "demo" });
  const { identities } = require("./index.ts");
  const values = {};
  for (const cloud of Object.keys(CLOUDS)) values[cloud] = await outputValue(identities[cloud]);
  await settled();

  for (const [cloud, title] of Object.entries(CLOUDS)) {
    heading(title);
    for (const { type, name } of mocks.resources.filter(({ type }) => type.startsWith(packageOf[cloud]))) {
      console.log(`  + ${type.split(":").pop().padEnd(30)} ${name}`);
    }
    show("Trust", TRUST[cloud](values[cloud]));
    console.log(`  ${values[cloud].proof}`);
  }

  heading("Kubernetes");
  for (const { type, inputs } of mocks.resources.filter(({ type }) => type.startsWith("kubernetes:"))) {
    show(type.split(":").pop(), type.endsWith("Deployment") ? inputs.spec.template : inputs);
  }
}

const packageOf = { aws: "aws:", azure: "azure-native:", gcp: "gcp:", alicloud: "alicloud:" };

function heading(text) {
  console.log(`\n${text}\n${"=".repeat(text.length)}`);
}

function show(title, value) {
  console.log(`\n  ${title}`);
  console.log(JSON.stringify(value, null, 2).replace(/^/gm, "    "));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
