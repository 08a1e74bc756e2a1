import type { VendorBehaviour } from "../../simulated/behaviour";
import { autonamed } from "../../simulated/behaviour";

/** How Nimbus and its Pulumi provider behave on simulated clouds. */
export const nimbusBehaviour: VendorBehaviour = {
  accountSettings: [],
  resourceType: (type) => (type === "nimbus:iam/role:Role" ? autonamed("name", []) : undefined),
  rules: [],
};
