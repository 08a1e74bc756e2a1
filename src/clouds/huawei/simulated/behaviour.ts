import type { ResourceType, VendorBehaviour } from "../../simulated/behaviour";
import { huaweiResourceType } from "../resource-types";

const PROVIDER = huaweiResourceType("IdentityProvider");
const RULE = huaweiResourceType("ConversionRule");
const AGENCY = huaweiResourceType("TrustAgency");
const ATTACHMENT = huaweiResourceType("AgencyPolicyAttachment");

const types: Record<string, ResourceType> = {
  [PROVIDER]: { replacedBy: ["name", "mappingId"], handedOver: true },
  [RULE]: { replacedBy: ["mappingId"], handedOver: true },
  [huaweiResourceType("Group")]: { replacedBy: ["name"], handedOver: true },
  [huaweiResourceType("GroupRoleAssignment")]: { replacedBy: "every input", handedOver: true },
  [huaweiResourceType("CustomPolicy")]: { replacedBy: ["type"] },
  [huaweiResourceType("OidcProvider")]: { replacedBy: ["name", "url"], handedOver: true },
  [AGENCY]: { replacedBy: ["name", "path"], handedOver: true },
  [ATTACHMENT]: { replacedBy: "every input", handedOver: true },
  [huaweiResourceType("PodIdentityAssociation")]: { replacedBy: ["clusterId", "namespace", "serviceAccount", "tags"] },
  [huaweiResourceType("ClusterJwks")]: { replacedBy: ["clusterId"] },
};

/** How Huawei Cloud and this library's dynamic providers behave on simulated clouds. */
export const huaweiBehaviour: VendorBehaviour = {
  // Credentials are read when a call is made: no provider of a program has settings of its own.
  accountSettings: [],
  resourceType: (type) => types[type],
  rules: [
    function identityProviderIsKeptWhileItHasRules(call, world) {
      if (call.operation !== "delete" || call.type !== PROVIDER) return undefined;
      const rules = world.objects(RULE).filter(({ inputs }) => inputs.mappingId === call.id);
      return rules.length > 0 ? `huawei-mapping-in-use: the mapping still has ${rules.length} rules.` : undefined;
    },
    function agencyIsKeptWhilePoliciesAreAttached(call, world) {
      if (call.operation !== "delete" || call.type !== AGENCY) return undefined;
      const attached = world.objects(ATTACHMENT).some(({ inputs }) => inputs.agencyId === call.id);
      return attached ? "PAP5.0015: The agency has attached policies." : undefined;
    },
  ],
};
