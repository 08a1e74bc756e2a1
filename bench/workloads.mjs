import { Session } from "node:inspector/promises";
import { createRequire } from "node:module";
import { byHand, underComponents, withLibrary } from "./programs.mjs";

const require = createRequire(import.meta.url);
const COUNT = 1000;
const ROUNDS = 3;

const { installCloudMocks, settled } = require("../dist/testing/index.js");

/** Milliseconds of processor time, which other work on the machine disturbs least. */
async function time(create, count) {
  await installCloudMocks();
  const before = process.cpuUsage();
  for (let i = 0; i < count; i++) create(`workload-${i}`);
  await settled();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e3;
}

/** A thousand workloads under mocks: what the library adds to the SDK's own work. */
export async function run() {
  const sides = {
    hand: [byHand, COUNT],
    components: [underComponents, COUNT],
    ours: [withLibrary, COUNT],
    half: [withLibrary, COUNT / 2],
  };
  const best = Object.fromEntries(Object.keys(sides).map((side) => [side, Number.POSITIVE_INFINITY]));
  for (const [create] of Object.values(sides)) await time(create, 50);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [side, [create, count]] of Object.entries(sides)) {
      best[side] = Math.min(best[side], await time(create, count));
    }
  }
  const { hand, components, ours, half } = best;
  const shares = await profiledShares(() => time(withLibrary, COUNT));
  const against = (baseline) => ({
    value: ours / baseline,
    unit: "x",
    detail: `${ours.toFixed(0)} ms / ${baseline.toFixed(0)} ms of CPU time`,
  });
  return [
    { what: `${COUNT} workloads / their resources by hand`, ...against(hand), goal: 1.3 },
    { what: `${COUNT} workloads / those under two components`, ...against(components) },
    { what: `${COUNT} workloads / twice ${COUNT / 2}: linear`, value: ours / (2 * half), unit: "x" },
    ...Object.entries(shares).map(([who, share]) => ({ what: `share of a profile: ${who}`, value: share, unit: "%" })),
  ];
}

/** Whose functions the processor was in while something ran, in per cent; idle time is left out. */
async function profiledShares(work) {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.start");
  await work();
  const { profile } = await session.post("Profiler.stop");
  session.disconnect();
  const owners = new Map();
  // A node comes after the one that called it. What node itself does, such as writing down a stack, is its caller's.
  const callers = new Map(profile.nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  for (const { id, callFrame } of profile.nodes) {
    owners.set(id, ownerOf(callFrame) ?? owners.get(callers.get(id)) ?? "node itself");
  }
  const times = { "the SDKs": 0, "this library": 0, "garbage collection": 0, "node itself": 0, nobody: 0 };
  profile.samples.forEach((id, i) => {
    times[owners.get(id)] += profile.timeDeltas[i];
  });
  delete times.nobody;
  const total = Object.values(times).reduce((sum, value) => sum + value, 0);
  return Object.fromEntries(Object.entries(times).map(([who, value]) => [who, (100 * value) / total]));
}

function ownerOf({ url: file, functionName }) {
  if (functionName === "(idle)" || functionName === "(program)") return "nobody";
  if (functionName === "(garbage collector)") return "garbage collection";
  if (file.includes("/node_modules/")) return "the SDKs";
  return file.includes("/dist/") ? "this library" : undefined;
}
