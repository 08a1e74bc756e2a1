import type { SimulatedLookup } from "../../simulation";

/** The look-up that only writes an allow policy as JSON. */
export const gcpLookups: Record<string, SimulatedLookup> = {
  "gcp:organizations/getIAMPolicy:getIAMPolicy": (args) => {
    const { bindings = [], auditConfigs = [] } = args;
    const policy = { bindings, ...((auditConfigs as unknown[]).length === 0 ? {} : { auditConfigs }) };
    return { ...args, id: "policy", policyData: JSON.stringify(policy) };
  },
};
