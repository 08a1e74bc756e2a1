import { clouds } from "../../clouds/registry";
import type { VendorRule } from "../../clouds/simulated/behaviour";

export type { VendorRule } from "../../clouds/simulated/behaviour";

/** What any of the vendors refuses. */
export const vendorRules: readonly VendorRule[] = clouds.flatMap((cloud) => cloud.provider?.rules ?? []);
