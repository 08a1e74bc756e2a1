import { lookupOf } from "../../simulated/made-lookup";
import type { SimulatedLookup } from "../../simulation";
import { gcpProjectOf, gcpResources, gcpSimulatedProjectNumber } from "./resources";

/** The look-up that only writes an allow policy as JSON, and what programs read of their project and of what stands in it. */
export const gcpLookups: Record<string, SimulatedLookup> = {
  "gcp:organizations/getProject:getProject": (args, account) => {
    const projectId = String(args.projectId ?? gcpProjectOf({}, account));
    const number = gcpSimulatedProjectNumber(projectId);
    return { ...args, id: `projects/${projectId}`, projectId, name: projectId, number };
  },
  "gcp:organizations/getClientConfig:getClientConfig": (args, account) => {
    const { region = "europe-west1", zone = `${region}-b` } = account.settings ?? {};
    const project = gcpProjectOf({}, account);
    return { ...args, id: `projects/${project}`, project, region, zone, accessToken: "simulated", defaultLabels: {} };
  },
  "gcp:organizations/getClientOpenIdUserInfo:getClientOpenIdUserInfo": (args) => ({
    ...args,
    id: "simulated@example.com",
    email: "simulated@example.com",
  }),
  "gcp:serviceaccount/getAccount:getAccount": ({ accountId, ...args }, account) => {
    // An account is looked up by its email, too.
    const called = { ...args, accountId: String(accountId).split("@")[0] };
    return lookupOf(gcpResources, "gcp:serviceaccount/account:Account")(called, account);
  },
  "gcp:container/getCluster:getCluster": (args, account) => ({
    ...lookupOf(gcpResources, "gcp:container/cluster:Cluster")(args, account),
    workloadIdentityConfigs: [{ workloadPool: `${gcpProjectOf(args, account)}.svc.id.goog` }],
  }),
  "gcp:organizations/getIAMPolicy:getIAMPolicy": (args) => {
    const { bindings = [], auditConfigs = [] } = args;
    const policy = { bindings, ...((auditConfigs as unknown[]).length === 0 ? {} : { auditConfigs }) };
    return { ...args, id: "policy", policyData: JSON.stringify(policy) };
  },
};
