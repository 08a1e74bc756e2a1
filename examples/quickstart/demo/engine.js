// `npm run demo:engine`: the same through the real Pulumi engine, for which a `pulumi` has to be on the PATH.
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { startSandbox } = require("pulumi-workload-identity/sandbox");
const { runProgram } = require("./program");
const { report } = require("./report");

/** How far Pulumi is, in one line of a terminal that goes away again; elsewhere nothing. */
function showSteps() {
  let done = 0;
  return ({ resOutputsEvent, summaryEvent }) => {
    if (!process.stderr.isTTY) return;
    if (resOutputsEvent !== undefined) process.stderr.write(`\r${++done} resources deployed`);
    if (summaryEvent !== undefined) process.stderr.write("\r\u001b[K");
  };
}

async function main() {
  const sandbox = await startSandbox();
  const workDir = mkdtempSync(join(tmpdir(), "quickstart-"));
  try {
    const envVars = await sandbox.environment();
    const program = async () => runProgram();
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "demo", projectName: "quickstart", program },
      { workDir, envVars },
    );
    const verbose = process.argv.includes("--verbose");
    const onOutput = (text) => process.stdout.write(text);
    const { outputs } = await stack.up(verbose ? { onOutput } : { onEvent: showSteps() });
    await report(sandbox, outputs.issuer.value.url, outputs.identities.value, verbose);
    await stack.destroy();
  } finally {
    await sandbox.close();
    rmSync(workDir, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
