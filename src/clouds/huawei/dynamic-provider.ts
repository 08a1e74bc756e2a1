import * as pulumi from "@pulumi/pulumi";
import { dynamicProvider } from "../../component/dynamic-provider";
import type {
  HuaweiAgencyPolicyAttachmentInputs,
  HuaweiClusterJwksInputs,
  HuaweiConversionRuleInputs,
  HuaweiCustomPolicyInputs,
  HuaweiGroupInputs,
  HuaweiGroupRoleAssignmentInputs,
  HuaweiIdentityProviderInputs,
  HuaweiOidcProviderInputs,
  HuaweiPodIdentityAssociationInputs,
  HuaweiResourceKind,
  HuaweiTrustAgencyInputs,
} from "./resources";

/** The inputs of a resource as a program gives them: each may be known only later. */
export type HuaweiResourceArgs<Inputs> = { [Name in keyof Inputs]: pulumi.Input<Inputs[Name]> };

function providerOf(kind: HuaweiResourceKind): pulumi.dynamic.ResourceProvider {
  return dynamicProvider((config) =>
    require("pulumi-workload-identity/clouds/huawei/resources").huaweiOperations(kind, config),
  );
}

/** One provider of each kind, so that Pulumi serialises it once. Their texts are in every stack's state. */
const huaweiDynamicProviders: Readonly<Record<HuaweiResourceKind, pulumi.dynamic.ResourceProvider>> = {
  AgencyPolicyAttachment: providerOf("AgencyPolicyAttachment"),
  ClusterJwks: providerOf("ClusterJwks"),
  ConversionRule: providerOf("ConversionRule"),
  CustomPolicy: providerOf("CustomPolicy"),
  Group: providerOf("Group"),
  GroupRoleAssignment: providerOf("GroupRoleAssignment"),
  IdentityProvider: providerOf("IdentityProvider"),
  OidcProvider: providerOf("OidcProvider"),
  PodIdentityAssociation: providerOf("PodIdentityAssociation"),
  TrustAgency: providerOf("TrustAgency"),
};

/** An identity policy attached to a trust agency. */
export class HuaweiAgencyPolicyAttachmentResource extends pulumi.dynamic.Resource {
  declare public readonly policyId: pulumi.Output<string>;

  constructor(
    name: string,
    args: HuaweiResourceArgs<HuaweiAgencyPolicyAttachmentInputs>,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      huaweiDynamicProviders.AgencyPolicyAttachment,
      name,
      { policyId: undefined, ...args },
      opts,
      "huawei",
      "AgencyPolicyAttachment",
    );
  }
}

/** The key set of a CCE cluster, read with a signed call. */
export class HuaweiClusterJwksResource extends pulumi.dynamic.Resource {
  declare public readonly jwks: pulumi.Output<string>;

  constructor(name: string, args: HuaweiResourceArgs<HuaweiClusterJwksInputs>, opts?: pulumi.CustomResourceOptions) {
    super(huaweiDynamicProviders.ClusterJwks, name, { jwks: undefined, ...args }, opts, "huawei", "ClusterJwks");
  }
}

/** One rule of an identity provider. */
export class HuaweiConversionRuleResource extends pulumi.dynamic.Resource {
  constructor(name: string, args: HuaweiResourceArgs<HuaweiConversionRuleInputs>, opts?: pulumi.CustomResourceOptions) {
    super(huaweiDynamicProviders.ConversionRule, name, { ...args }, opts, "huawei", "ConversionRule");
  }
}

/** A custom policy of the old IAM. */
export class HuaweiCustomPolicyResource extends pulumi.dynamic.Resource {
  constructor(name: string, args: HuaweiResourceArgs<HuaweiCustomPolicyInputs>, opts?: pulumi.CustomResourceOptions) {
    super(huaweiDynamicProviders.CustomPolicy, name, { ...args }, opts, "huawei", "CustomPolicy");
  }
}

/** A user group. */
export class HuaweiGroupResource extends pulumi.dynamic.Resource {
  declare public readonly name: pulumi.Output<string>;

  constructor(name: string, args: HuaweiResourceArgs<HuaweiGroupInputs>, opts?: pulumi.CustomResourceOptions) {
    super(huaweiDynamicProviders.Group, name, { ...args }, opts, "huawei", "Group");
  }
}

/** A role of a user group. */
export class HuaweiGroupRoleAssignmentResource extends pulumi.dynamic.Resource {
  declare public readonly roleId: pulumi.Output<string>;

  constructor(
    name: string,
    args: HuaweiResourceArgs<HuaweiGroupRoleAssignmentInputs>,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      huaweiDynamicProviders.GroupRoleAssignment,
      name,
      { roleId: undefined, ...args },
      opts,
      "huawei",
      "GroupRoleAssignment",
    );
  }
}

/** An identity provider of the old IAM. */
export class HuaweiIdentityProviderResource extends pulumi.dynamic.Resource {
  declare public readonly name: pulumi.Output<string>;
  declare public readonly clientId: pulumi.Output<string>;
  declare public readonly signingKey: pulumi.Output<string>;
  declare public readonly mappingId: pulumi.Output<string>;

  constructor(
    name: string,
    args: HuaweiResourceArgs<HuaweiIdentityProviderInputs>,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(
      huaweiDynamicProviders.IdentityProvider,
      name,
      { mappingId: undefined, ...args },
      opts,
      "huawei",
      "IdentityProvider",
    );
  }
}

/** An OIDC provider of IAM v5. */
export class HuaweiOidcProviderResource extends pulumi.dynamic.Resource {
  declare public readonly providerUrn: pulumi.Output<string>;

  constructor(name: string, args: HuaweiResourceArgs<HuaweiOidcProviderInputs>, opts?: pulumi.CustomResourceOptions) {
    super(
      huaweiDynamicProviders.OidcProvider,
      name,
      { providerUrn: undefined, ...args },
      opts,
      "huawei",
      "OidcProvider",
    );
  }
}

/** A ServiceAccount's agency in a CCE cluster. */
export class HuaweiPodIdentityAssociationResource extends pulumi.dynamic.Resource {
  constructor(
    name: string,
    args: HuaweiResourceArgs<HuaweiPodIdentityAssociationInputs>,
    opts?: pulumi.CustomResourceOptions,
  ) {
    super(huaweiDynamicProviders.PodIdentityAssociation, name, { ...args }, opts, "huawei", "PodIdentityAssociation");
  }
}

/** A trust agency of IAM v5. */
export class HuaweiTrustAgencyResource extends pulumi.dynamic.Resource {
  declare public readonly agencyUrn: pulumi.Output<string>;

  constructor(name: string, args: HuaweiResourceArgs<HuaweiTrustAgencyInputs>, opts?: pulumi.CustomResourceOptions) {
    super(huaweiDynamicProviders.TrustAgency, name, { agencyUrn: undefined, ...args }, opts, "huawei", "TrustAgency");
  }
}
