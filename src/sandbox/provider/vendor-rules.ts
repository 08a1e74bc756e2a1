import type { VendorRule } from "../../clouds/simulated/behaviour";
import { simulations } from "../../clouds/simulations";

export type { VendorRule } from "../../clouds/simulated/behaviour";

/** What any of the vendors refuses. */
export const vendorRules: readonly VendorRule[] = simulations.flatMap(({ behaviour }) => behaviour.rules);
