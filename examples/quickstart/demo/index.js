// `npm run demo`: the quickstart on a sandbox in this process, with no account and no CLI.
const pulumi = require("@pulumi/pulumi");
const { startSandbox } = require("pulumi-workload-identity/sandbox");
const { outputValue, settled } = require("pulumi-workload-identity/testing");
const { runProgram } = require("./program");
const { report } = require("./report");

async function main() {
  const sandbox = await startSandbox();
  try {
    await pulumi.runtime.setMocks(sandbox.mocks(), "quickstart", "demo");
    const program = runProgram();
    const identities = {};
    for (const cloud of Object.keys(program.identities))
      identities[cloud] = await outputValue(program.identities[cloud]);
    await settled();
    await report(sandbox, program.issuer.url, identities, process.argv.includes("--verbose"));
  } finally {
    await sandbox.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
