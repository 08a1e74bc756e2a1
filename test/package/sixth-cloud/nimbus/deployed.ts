import type { DeployedResource, DeployedTrust } from "../cloud";
import type { NimbusMember, NimbusTrust } from "./trust";

/** The trust of every role among the resources. */
export function nimbusDeployed(resources: readonly DeployedResource[]): DeployedTrust<NimbusTrust>[] {
  return resources
    .filter(({ type }) => type === "nimbus:iam/role:Role")
    .map(({ name, state }) => {
      const role = String(state.name);
      return { name, identity: role, trust: { cloud: "nimbus", role, members: state.members as NimbusMember[] } };
    });
}
