import { setTimeout as sleep } from "node:timers/promises";
import type { SimulatedCloud } from "../../../src/sandbox/provider/simulated-cloud";

export * from "../../../src/sandbox/provider/simulated-cloud";

/** Far longer than calls that are made together are apart, even on a machine that is busy. */
const PATIENCE = 30_000;

/** Answers the first call for a type when another has come, so that they are under way at once where nothing keeps them apart. */
export async function meet(cloud: SimulatedCloud, type: string): Promise<void> {
  const hang = cloud.hang({ type });
  await hang.reached;
  const patientUntil = Date.now() + PATIENCE;
  while (cloud.calls.filter((call) => call.type === type).length < 2 && Date.now() < patientUntil) await sleep(10);
  hang.release();
}
