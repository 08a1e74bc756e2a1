import type { SimulatedLookup } from "../../simulation";
import { ALICLOUD_SIMULATED_ACCOUNT, alicloudRegionOf } from "./resources";

/** What programs write ARNs by. */
export const alicloudLookups: Record<string, SimulatedLookup> = {
  "alicloud:index/getAccount:getAccount": (args) => ({ ...args, id: ALICLOUD_SIMULATED_ACCOUNT }),
  "alicloud:index/getCallerIdentity:getCallerIdentity": (args) => ({
    ...args,
    id: ALICLOUD_SIMULATED_ACCOUNT,
    accountId: ALICLOUD_SIMULATED_ACCOUNT,
    arn: `acs:ram::${ALICLOUD_SIMULATED_ACCOUNT}:user/simulated`,
    identityType: "RAMUser",
  }),
  "alicloud:index/getRegions:getRegions": (args, account) => {
    const id = String(args.name ?? alicloudRegionOf(account));
    return { ...args, id, ids: [id], regions: [{ id, regionId: id, localName: id }] };
  },
};
