import type * as pulumi from "@pulumi/pulumi";
import type {
  AzureApplicationArgs,
  AzureExistingApplication,
  AzureExistingIdentity,
  AzureIssuer,
  AzureRoleAssignmentArgs,
} from "../args";
import type { AzureOthers } from "../others";

/** A cluster whose controllers manage Azure. */
export interface AzureManagementCluster {
  /** The issuer of its tokens. */
  issuer: pulumi.Input<AzureIssuer>;
  /**
   * A short name of the cluster, part of its credentials' names: keep it, and a cluster that is built anew is an update in place. 1 to 32
   * letters, digits and `-`. By default a hash of the issuer's URL, or nothing where that URL is an output.
   */
  key?: string;
}

/** The identity that controllers of a cluster manage Azure as. They bring their own tokens, so that no pod is wired. */
export interface AzureControllerIdentityArgs extends AzureManagementCluster {
  /**
   * More clusters whose controllers become the same identity, such as the one that `clusterctl move` goes to. An identity has room for 20
   * credentials. None by default.
   */
  moreClusters?: AzureManagementCluster[];
  /** The subscription that the controllers manage. */
  subscriptionId: pulumi.Input<string>;
  /** More roles of the identity, on any scope. None by default. */
  roleAssignments?: AzureRoleAssignmentArgs[];
  /** Resource group of the managed identity; needed unless the controllers become an identity that exists, or an application. */
  resourceGroupName?: pulumi.Input<string>;
  /** Name of the managed identity, 3 to 128 characters. Chosen by autonaming by default. */
  name?: string;
  /** Region of the managed identity. That of the provider or resource group by default. */
  location?: pulumi.Input<string>;
  /** Tags of the managed identity. None by default. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** A managed identity to use instead of a new one. None by default. */
  existingIdentity?: AzureExistingIdentity;
  /** A new Entra application to become instead of a managed identity; `{}` will do. None by default. */
  application?: AzureApplicationArgs;
  /** An Entra application to use instead of a new identity. None by default. */
  existingApplication?: AzureExistingApplication;
  /** Description of the credentials, 1 to 600 characters; only applications have one. None by default. */
  credentialDescription?: string;
  /** The tenant that the controllers sign in to: only an application that is `multiTenant` can do so elsewhere. That of the identity by default. */
  tenantId?: pulumi.Input<string>;
  /** Ids of credentials that the existing identity has and this component takes over, as in `AzureWorkloadIdentity`. None by default. */
  importCredentials?: string[];
  /** Who else becomes the identity, on purpose. Nobody by default. */
  others?: AzureOthers;
  /** Whether the objects are written to the first cluster. True by default; else they are the output `manifests` alone. */
  writeObjects?: boolean;
}

/** A Secret that tells Azure Service Operator which identity to be. It holds no secret. */
export interface AsoSecretArgs {
  /** Its namespace, which is that of the resources that it is for. */
  namespace: string;
  /**
   * `aso-credential` by default, which all resources of the namespace use. One of another name is for resources that name it in the annotation
   * `serviceoperator.azure.com/credential-from`.
   */
  name?: string;
}

/** A Secret for Azure Service Operator, as resources refer to it. */
export interface AsoSecretReference {
  /** Its namespace. */
  namespace: string;
  /** Its name. */
  name: string;
  /** What a resource is annotated with to use it; nothing where every resource of the namespace does. */
  annotations: Record<string, string>;
}

/** The identity of Azure Service Operator. */
export interface AsoCredentialArgs extends AzureControllerIdentityArgs {
  /** Roles on the whole subscription. None by default: give roles on the resource groups that it manages by `roleAssignments`. */
  subscriptionRoles?: string[];
  /** The namespace that the operator runs in. `azureserviceoperator-system` by default. */
  controllerNamespace?: string;
  /** The Secrets that lead the operator to the identity, at least one. */
  secrets: AsoSecretArgs[];
}

/** A requirement of a namespace's labels. */
export interface CapzLabelRequirement {
  /** The label. */
  key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  operator: string;
  /** Values, for `In` and `NotIn` only. */
  values?: string[];
}

/** Namespaces by their labels; all that is said has to hold. */
export interface CapzNamespaceSelector {
  /** Values by label. None by default. */
  matchLabels?: Record<string, string>;
  /** None by default. */
  matchExpressions?: CapzLabelRequirement[];
}

/** The object that clusters refer to, and the namespaces whose clusters may. One of the three ways to say those is needed. */
export interface CapzClusterIdentityArgs {
  /** Its namespace. */
  namespace: string;
  /** Its name. Chosen by autonaming by default. */
  name?: string;
  /** The namespaces whose clusters may use the identity, by name; its own has to be named too. None by default. */
  allowedNamespaces?: string[];
  /** Namespaces whose clusters may use the identity, by their labels, beside those that are named. None by default. */
  allowedNamespaceSelector?: CapzNamespaceSelector;
  /** Lets the clusters of every namespace use the identity, today's and tomorrow's. False by default. */
  allowEveryNamespace?: boolean;
}

/** The identity of Cluster API Provider Azure (CAPZ). */
export interface CapzIdentityArgs extends AzureControllerIdentityArgs {
  /** Roles on the whole subscription. `Contributor` by default. */
  subscriptionRoles?: string[];
  /** The namespace that CAPZ and its Azure Service Operator run in. `capz-system` by default. */
  controllerNamespace?: string;
  /** The object that clusters refer to. */
  clusterIdentity: CapzClusterIdentityArgs;
  /** Secrets for clusters of the flavour `aks-aso`, whose resources name theirs. None by default. */
  asoSecrets?: AsoSecretArgs[];
}

/** How a cluster names its identity: `spec.identityRef` of an AzureCluster. */
export interface CapzIdentityReference {
  /** `infrastructure.cluster.x-k8s.io/v1beta1` */
  apiVersion: string;
  /** `AzureClusterIdentity` */
  kind: string;
  /** Its name. */
  name: string;
  /** Its namespace, which a cluster in another one has to name. */
  namespace: string;
}
