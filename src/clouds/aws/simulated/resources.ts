import { createHash } from "node:crypto";
import { issuerHostPath } from "../../../core/issuer-url";
import type { SimulatedResource } from "../../simulation";

/** The account that simulated resources live in; AWS uses this number in its own examples. */
const AWS_SIMULATED_ACCOUNT = "111122223333";

/** What AWS returns for the resources that this library creates, and for the cluster whose issuer programs read. */
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
  "aws:eks/cluster:Cluster": ({ name, inputs }, account) => {
    const clusterName = String(inputs.name ?? `${name}-${account.suffix(name)}`);
    const region = String(inputs.region ?? "eu-west-1");
    const id = createHash("sha256").update(clusterName).digest("hex").slice(0, 32).toUpperCase();
    return {
      id: clusterName,
      state: {
        ...inputs,
        name: clusterName,
        arn: `arn:aws:eks:${region}:${AWS_SIMULATED_ACCOUNT}:cluster/${clusterName}`,
        endpoint: `https://${id}.gr7.${region}.eks.amazonaws.com`,
        certificateAuthority: { data: "Y2VydGlmaWNhdGU=" },
        identities: [{ oidcs: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${id}` }] }],
      },
    };
  },
};
