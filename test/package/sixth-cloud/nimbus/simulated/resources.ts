import type { SimulatedResource } from "../../simulation";

/** What Nimbus returns for the resources that this library creates. */
export const nimbusResources: Record<string, SimulatedResource> = {
  "nimbus:iam/role:Role": ({ name, inputs }, account) => {
    const role = String(inputs.name ?? `${name}${account.suffix(name)}`);
    return { id: `roles/${role}`, state: { ...inputs, name: role } };
  },
  "nimbus:iam/issuer:Issuer": ({ name, inputs }, account) => {
    const issuerId = String(inputs.issuerId ?? `nimbus:issuer/${name}${account.suffix(name)}`);
    return { id: issuerId, state: { ...inputs, issuerId } };
  },
};
