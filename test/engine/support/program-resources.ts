import type { SimulatedResource } from "../../../src/clouds/simulation";

type Inputs = Record<string, unknown>;

/** What vendors return for the resources that programs create beside those of the library and their clusters: nodes, storage. */
export const programResources: Record<string, SimulatedResource> = {
  "aws:eks/nodeGroup:NodeGroup": simulate("nodeGroupName", ({ clusterName, nodeGroupName }) => ({
    id: `${clusterName}:${nodeGroupName}`,
  })),

  "aws:eks/addon:Addon": ({ inputs }) => ({ id: `${inputs.clusterName}:${inputs.addonName}`, state: inputs }),

  "azure-native:resources:ResourceGroup": simulate("resourceGroupName", ({ resourceGroupName: name }) => ({
    id: `${SUBSCRIPTION}/resourceGroups/${name}`,
    state: { name },
  })),

  "alicloud:cs/nodePool:NodePool": simulate("nodePoolName", ({ clusterId }) => ({ id: `${clusterId}:np0` })),
};

const SUBSCRIPTION = "/subscriptions/00000000-1111-2222-3333-444444444444";

/** `name` is the input that the vendor's provider makes up where the program gives none. */
function simulate(name: string, fill: (inputs: Inputs) => { id: string; state?: Inputs }): SimulatedResource {
  return (resource, account) => {
    const inputs = { [name]: `${resource.name}-${account.suffix(resource.name)}`, ...resource.inputs };
    const { id, state } = fill(inputs);
    return { id, state: { ...inputs, ...state } };
  };
}
