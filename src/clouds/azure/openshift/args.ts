import type * as pulumi from "@pulumi/pulumi";

/** The operators of an OpenShift cluster on Azure. */
export interface AzureOpenShiftArgs {
  /** The subscription of the cluster, as a GUID; custom roles are defined there. */
  subscriptionId: string;
  /** The region of the managed identities and of the operators' configuration, such as `westeurope`. */
  region: string;
  /** The tenant of the subscription, as a GUID. */
  tenantId: pulumi.Input<string>;
  /**
   * The resource group of the managed identities, which is not the installation's: the installer deletes that with the cluster. By default
   * `<name>-oidc` is created.
   */
  oidcResourceGroupName?: pulumi.Input<string>;
  /**
   * The resource group that the cluster is installed into, as install-config.yaml has to name it; the installer wants it empty. By default
   * `<name>` is created.
   */
  installationResourceGroupName?: pulumi.Input<string>;
  /** The resource group of the cluster's virtual network, where that exists before the cluster. None by default. */
  networkResourceGroupName?: pulumi.Input<string>;
  /** The resource group of the DNS zone of the cluster's domain; the ingress operator writes to it. None by default. */
  dnsZoneResourceGroupName?: pulumi.Input<string>;
  /**
   * Where the roles of a request are assigned, as ids of Azure, by the request's name. By default the installation's resource group, and for
   * those that ccoctl knows to need them the network's and the DNS zone's.
   */
  scopes?: Record<string, pulumi.Input<string>[]>;
  /** A condition in Azure's language of version 2.0 on the assignments of a request's roles, by the request's name. None by default. */
  conditions?: Record<string, pulumi.Input<string>>;
  /** Where custom roles may be assigned, as ids of Azure. The subscription by default. */
  assignableScopes?: pulumi.Input<string>[];
  /** Tags of everything that takes them. None by default. */
  tags?: Record<string, pulumi.Input<string>>;
}
