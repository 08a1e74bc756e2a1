import { HEX, madeUpId } from "../../simulated/made-up-id";
import type { SimulatedResource } from "../../simulation";
import { huaweiResourceType } from "../resource-types";

/** The account that simulated resources live in. */
export const HUAWEI_SIMULATED_ACCOUNT = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";

/** What Huawei Cloud returns for the resources that this library creates. */
export const huaweiResources: Record<string, SimulatedResource> = {
  [huaweiResourceType("IdentityProvider")]: ({ inputs }) => ({
    id: String(inputs.name),
    state: { mappingId: inputs.name, enabled: true, ...given(inputs) },
  }),
  [huaweiResourceType("ConversionRule")]: ({ inputs }) => {
    const { local } = inputs.rule as { local: { user?: { name: string } }[] };
    const name = local.find(({ user }) => user !== undefined)?.user?.name;
    return { id: `${inputs.mappingId}/${name}`, state: { shared: false, ...given(inputs) } };
  },
  [huaweiResourceType("Group")]: ({ inputs }) => ({
    id: id(`group ${inputs.name}`),
    state: given(inputs),
  }),
  [huaweiResourceType("GroupRoleAssignment")]: ({ inputs }) => {
    const roleId = idOf("role", inputs.role);
    const resolvedScopeId = inputs.scopeId ?? HUAWEI_SIMULATED_ACCOUNT;
    return {
      id: [inputs.groupId, inputs.scope, resolvedScopeId, roleId].join("/"),
      state: { ...given(inputs), roleId, resolvedScopeId },
    };
  },
  [huaweiResourceType("CustomPolicy")]: ({ inputs }) => ({
    id: idOf("role", inputs.displayName),
    state: given(inputs),
  }),
  [huaweiResourceType("OidcProvider")]: ({ inputs }) => ({
    id: id(`provider ${inputs.name}`),
    state: { ...given(inputs), providerUrn: `iam::${HUAWEI_SIMULATED_ACCOUNT}:oidcProvider:${inputs.name}` },
  }),
  [huaweiResourceType("TrustAgency")]: ({ inputs }) => {
    const { path = "" } = inputs;
    const agencyUrn = `iam::${HUAWEI_SIMULATED_ACCOUNT}:agency:${path}${inputs.name}`;
    return { id: id(agencyUrn), state: { path, maxSessionDuration: 3600, ...given(inputs), agencyUrn } };
  },
  [huaweiResourceType("AgencyPolicyAttachment")]: ({ inputs }) => {
    const policyId = idOf("policy", inputs.policy);
    return { id: `${policyId}/${inputs.agencyId}`, state: { ...given(inputs), policyId } };
  },
  [huaweiResourceType("PodIdentityAssociation")]: ({ inputs }) => ({
    id: id(`association ${inputs.clusterId}/${inputs.namespace}/${inputs.serviceAccount}`),
    state: given(inputs),
  }),
  [huaweiResourceType("ClusterJwks")]: ({ inputs }) => ({
    id: String(inputs.clusterId),
    state: { ...given(inputs), jwks: JSON.stringify(SIMULATED_JWKS) },
  }),
};

/** A public key that nobody has the other half of. */
const SIMULATED_JWKS = {
  keys: [{ alg: "RS256", e: "AQAB", kid: "simulated", kty: "RSA", n: "c2ltdWxhdGVkLW1vZHVsdXM", use: "sig" }],
};

/** The inputs without those that were left out; the text of the dynamic provider is among the outputs of the real one too. */
function given(inputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

/** What a role or policy that is called by its id or its name has for an id. */
function idOf(kind: string, called: unknown): string {
  return /^[0-9a-f]{32}$/.test(String(called)) ? String(called) : id(`${kind} ${called}`);
}

/** An id in the form of the vendor's: 32 hexadecimal digits. */
function id(content: string): string {
  return madeUpId(content, HEX, 32);
}
