import { issuerHostPath } from "../../core/issuer-url";
import type { SimulatedResource } from "../cloud";

/** The account that simulated resources live in; AWS uses this number in its own examples. */
export const AWS_SIMULATED_ACCOUNT = "111122223333";

/** What AWS returns for the resources that this library creates. */
export const awsResources: Record<string, SimulatedResource> = {
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": ({ inputs }) => {
    const arn = `arn:aws:iam::${AWS_SIMULATED_ACCOUNT}:oidc-provider/${issuerHostPath(String(inputs.url))}`;
    return { id: arn, state: { thumbprintLists: [], ...inputs, arn } };
  },
  "aws:iam/role:Role": ({ name, inputs }, account) => {
    const roleName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    const path = String(inputs.path ?? "/");
    const arn = `arn:aws:iam::${AWS_SIMULATED_ACCOUNT}:role${path}${roleName}`;
    return {
      id: roleName,
      state: { maxSessionDuration: 3600, path, ...inputs, name: roleName, arn, uniqueId: "AROAEXAMPLE" },
    };
  },
  "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ({ name, inputs }) => ({
    id: `${inputs.role}-${name}`,
    state: inputs,
  }),
  "aws:iam/rolePolicy:RolePolicy": ({ name, inputs }) => {
    const policyName = String(inputs.name ?? name);
    return { id: `${inputs.role}:${policyName}`, state: { ...inputs, name: policyName } };
  },
};
