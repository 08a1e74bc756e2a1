/**
 * The resources of Huawei Cloud that no published Pulumi package has, as plain functions. Pulumi's state names this module and the
 * names below: neither may ever change.
 */

import { ifGiven } from "../../../core/argument-shape";
import type { ManagedResource } from "../../managed-resource";
import type { ResourceOperations, ResourceProperties } from "../../resource-operations";
import { operationsOf, unknownKind } from "../../resource-operations";
import type { HuaweiClient, HuaweiRuntime } from "../api/client";
import { huaweiClient, huaweiRuntime } from "../api/client";
import { readHuaweiConnection } from "../api/shape";
import { huaweiAgencyPolicyAttachment } from "./agency-policy-attachment";
import { huaweiClusterJwks } from "./cluster-jwks";
import { huaweiConversionRule } from "./conversion-rule";
import { huaweiCustomPolicy } from "./custom-policy";
import { huaweiGroup } from "./group";
import { huaweiGroupRoleAssignment } from "./group-role-assignment";
import { huaweiIdentityProvider } from "./identity-provider";
import { huaweiOidcProvider } from "./oidc-provider";
import { huaweiPodIdentityAssociation } from "./pod-identity-association";
import type { HuaweiResourceInputs } from "./resource";
import { huaweiTrustAgency } from "./trust-agency";

export type { HuaweiRuntime } from "../api/client";
export { huaweiRuntime } from "../api/client";
export { HuaweiApiError } from "../api/errors";
export type { HuaweiConnection } from "../api/settings";
export type {
  HuaweiAgencyPolicyAttachmentInputs,
  HuaweiAgencyPolicyAttachmentOutputs,
} from "./agency-policy-attachment";
export type { HuaweiClusterJwksInputs, HuaweiClusterJwksOutputs } from "./cluster-jwks";
export type { HuaweiConversionRuleInputs } from "./conversion-rule";
export type { HuaweiCustomPolicyInputs } from "./custom-policy";
export { HuaweiCustomPolicyType } from "./custom-policy";
export type { HuaweiGroupInputs } from "./group";
export type { HuaweiGroupRoleAssignmentInputs, HuaweiGroupRoleAssignmentOutputs } from "./group-role-assignment";
export { HuaweiRoleScopeKind } from "./group-role-assignment";
export type { HuaweiIdentityProviderInputs } from "./identity-provider";
export type { HuaweiOidcProviderInputs, HuaweiOidcProviderOutputs } from "./oidc-provider";
export type { HuaweiPodIdentityAssociationInputs } from "./pod-identity-association";
export type { HuaweiTrustAgencyInputs, HuaweiTrustAgencyOutputs } from "./trust-agency";

/** How the engine checks, compares and changes one of the resources. */
export type HuaweiOperations = ResourceOperations;
/** What one of the resources has in the state, by the names of its arguments and outputs. */
export type HuaweiProperties = ResourceProperties;

const RESOURCES = {
  AgencyPolicyAttachment: huaweiAgencyPolicyAttachment,
  ClusterJwks: huaweiClusterJwks,
  ConversionRule: huaweiConversionRule,
  CustomPolicy: huaweiCustomPolicy,
  Group: huaweiGroup,
  GroupRoleAssignment: huaweiGroupRoleAssignment,
  IdentityProvider: huaweiIdentityProvider,
  OidcProvider: huaweiOidcProvider,
  PodIdentityAssociation: huaweiPodIdentityAssociation,
  TrustAgency: huaweiTrustAgency,
};

/** The kinds of resources, by the names that Pulumi's state has. */
export type HuaweiResourceKind = keyof typeof RESOURCES;

/**
 * One kind of resource, ready for Pulumi's engine: `check`, `diff`, `create`, `read`, `update` and `delete`. Credentials are read at
 * each call, from the stack's configuration (`huawei:accessKey`, `huawei:secretKey`) and then from the environment. Throws
 * `WorkloadIdentityError` (`huawei-resource-unknown`) for a name that is none of them.
 */
export function huaweiOperations(
  kind: string,
  config?: { get(key: string): string | undefined },
  runtime: HuaweiRuntime = huaweiRuntime((key) => config?.get(key)),
): HuaweiOperations {
  if (!Object.hasOwn(RESOURCES, kind)) throw unknownKind("huawei-resource-unknown", kind, Object.keys(RESOURCES));
  const resource = RESOURCES[kind as HuaweiResourceKind];
  return operationsOf(resource as unknown as ManagedResource<HuaweiClient, object>, {
    clientOf: ({ connection }: HuaweiResourceInputs) => huaweiClient(connection ?? {}, runtime),
    place: { connection: ifGiven(readHuaweiConnection) },
    update: config,
  });
}
