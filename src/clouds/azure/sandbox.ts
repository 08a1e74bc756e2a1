import type { SimulatedResource } from "../cloud";

/** What Azure returns for the resources that this library creates. */
export const azureResources: Record<string, SimulatedResource> = {};
