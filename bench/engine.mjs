import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { byHand, underComponents, withLibrary } from "./programs.mjs";

const require = createRequire(import.meta.url);
const { LocalWorkspace } = require("@pulumi/pulumi/automation");
const { startSandbox } = require("../dist/sandbox/index.js");

const COUNT = Number(process.env.BENCH_WORKLOADS ?? 200);
const SIDES = { hand: byHand, components: underComponents, ours: withLibrary };

/** Seconds that one stack of many workloads takes to deploy and to preview again, and how large its state is. */
async function measure(create) {
  const sandbox = await startSandbox();
  const workDir = mkdtempSync(join(tmpdir(), "bench-"));
  try {
    const program = async () => {
      for (let i = 0; i < COUNT; i++) create(`workload-${i}`);
    };
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: "bench", projectName: "bench", program },
      { workDir, envVars: await sandbox.environment() },
    );
    const up = await seconds(() => stack.up());
    const preview = await seconds(() => stack.preview());
    const { deployment } = await stack.exportStack();
    return { up, preview, resources: deployment.resources.length, bytes: JSON.stringify(deployment, null, 4).length };
  } finally {
    await sandbox.close();
    rmSync(workDir, { recursive: true, force: true });
  }
}

async function seconds(work) {
  const before = performance.now();
  await work();
  return (performance.now() - before) / 1e3;
}

/** Many workloads on the real engine, for which a `pulumi` has to be on the PATH: the library against the same resources without it. */
export async function run() {
  const measured = {};
  for (const [side, create] of Object.entries(SIDES)) measured[side] = await measure(create);
  const { hand, components, ours } = measured;
  const ratio = (what, of, unit, goal) => [
    {
      what: `${what} / by hand`,
      value: of(ours) / of(hand),
      unit: "x",
      goal,
      detail: `${shown(of(ours))} / ${shown(of(hand))} ${unit}`,
    },
    { what: `${what} / under two components`, value: of(ours) / of(components), unit: "x" },
  ];
  return [
    ...ratio(`up of ${COUNT} workloads`, ({ up }) => up, "s", 2),
    ...ratio("empty preview", ({ preview }) => preview, "s", 1.5),
    ...ratio("state", ({ bytes }) => bytes / 2 ** 20, "MiB", 1.8),
    ...ratio("resources", ({ resources }) => resources, "in the state"),
  ];
}

function shown(value) {
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 0);
}
