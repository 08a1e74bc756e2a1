import type { SimulatedLookup } from "../../simulation";
import { GCP_SIMULATED_PROJECT, gcpSimulatedProjectNumber } from "./resources";

/** The look-up that only writes an allow policy as JSON, and that of a project, whose number members and pools need. */
export const gcpLookups: Record<string, SimulatedLookup> = {
  "gcp:organizations/getProject:getProject": (args) => {
    const { projectId = GCP_SIMULATED_PROJECT } = args as { projectId?: string };
    const number = gcpSimulatedProjectNumber(projectId);
    return { ...args, id: `projects/${projectId}`, projectId, name: projectId, number };
  },
  "gcp:organizations/getIAMPolicy:getIAMPolicy": (args) => {
    const { bindings = [], auditConfigs = [] } = args;
    const policy = { bindings, ...((auditConfigs as unknown[]).length === 0 ? {} : { auditConfigs }) };
    return { ...args, id: "policy", policyData: JSON.stringify(policy) };
  },
};
