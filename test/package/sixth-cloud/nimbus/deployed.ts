import type { DeployedResource, DeployedTrust } from "../cloud";
import type { NimbusMember, NimbusRegisteredIssuer, NimbusTrust } from "./trust";

export const NIMBUS_ROLE = "nimbus:iam/role:Role";
export const NIMBUS_ISSUER = "nimbus:iam/issuer:Issuer";

/** The trust of every role among the resources, with the registrations that its members name. */
export function nimbusDeployed(resources: readonly DeployedResource[]): DeployedTrust<NimbusTrust>[] {
  const registered = nimbusRegistered(resources);
  return resources
    .filter(({ type }) => type === NIMBUS_ROLE)
    .map(({ name, state }) => {
      const role = String(state.name);
      const members = state.members as NimbusMember[];
      const issuers = registered.filter(({ id }) => members.some(({ issuerId }) => issuerId === id));
      return { name, identity: role, trust: { cloud: "nimbus", role, issuers, members } };
    });
}

/** The registrations among the resources. */
export function nimbusRegistered(resources: readonly DeployedResource[]): NimbusRegisteredIssuer[] {
  return resources
    .filter(({ type }) => type === NIMBUS_ISSUER)
    .map(({ state }) => ({ id: String(state.issuerId), issuer: String(state.url), audience: String(state.audience) }));
}
