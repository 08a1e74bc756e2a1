import type { VendorRule } from "../../clouds/provider";
import { clouds } from "../../clouds/registry";

export type { VendorRule } from "../../clouds/provider";

/** What any of the vendors refuses. */
export const vendorRules: readonly VendorRule[] = clouds.flatMap((cloud) => cloud.provider?.rules ?? []);
