import type * as pulumi from "@pulumi/pulumi";
import type { ProjectedTokenSettings, WiringForm } from "../../core/wiring-form";
import type { IssuerBucket } from "../issuer-host";
import type { AzureOthers } from "./others";

/** An issuer as Azure sees it: credentials name it themselves, so there is nothing to register. */
export interface AzureIssuer {
  /** The `iss` of the cluster's tokens, unchanged: issuers of AKS end in a slash. */
  url: pulumi.Input<string>;
}

/** One ServiceAccount that may become the identity. */
export interface AzureSubject {
  /** The issuer of its cluster. */
  issuer: pulumi.Input<AzureIssuer>;
  /** Plain, because the structure of a trust is decided when the program runs. */
  namespace: string;
  /** Plain, because the structure of a trust is decided when the program runs. */
  serviceAccount: string;
  /**
   * A short name of the cluster, part of the credential's name: keep it, and a cluster that is built anew is an update in place.
   * 1 to 32 letters, digits and `-`. By default a hash of the issuer's URL, or nothing where that URL is an output.
   */
  key?: string;
  /**
   * Name of the credential, 3 to 120 letters, digits, `-` and `_`; the default is made of namespace, name and `key`. For one that the
   * identity has already see `importCredentials`.
   */
  credentialName?: string;
}

/** The clouds of Microsoft; a tenant lives in one of them. */
export const AzureEnvironment = {
  /** Azure's global cloud. */
  Public: "public",
  /** Azure Government of the United States. */
  UsGovernment: "usgovernment",
  /** Azure in China, operated by 21Vianet. */
  China: "china",
} as const;
export type AzureEnvironment = (typeof AzureEnvironment)[keyof typeof AzureEnvironment];

/** A user-assigned managed identity that is managed elsewhere: it gets credentials and role assignments, and is never changed or deleted. */
export interface AzureExistingIdentity {
  /** Its resource group. */
  resourceGroupName: pulumi.Input<string>;
  /** Its name. */
  name: pulumi.Input<string>;
  /** The client (application) id; the pod signs in with it. */
  clientId: pulumi.Input<string>;
  /** The tenant that it lives in. */
  tenantId: pulumi.Input<string>;
  /** Its resource id, which a binding names; only needed with `identityBinding`. */
  id?: pulumi.Input<string>;
  /** The object id, which role assignments name; only needed with `roleAssignments`. */
  principalId?: pulumi.Input<string>;
  /**
   * The federated identity credentials that it has already, as JSON: what `az identity federated-credential list` prints. With them the whole
   * identity is proved, and whoever comes in by one of them has to be named in `others`. By default only what this program adds is proved.
   */
  federatedIdentityCredentials?: string;
}

/**
 * Binds the managed identity to the AKS cluster of the ServiceAccounts, in place of a credential for each of them: AKS keeps one credential on
 * the identity for all clusters, and the cluster's RBAC says who may use it. A preview of AKS, which may still change.
 */
export interface AzureIdentityBindingArgs {
  /** Resource group of the AKS cluster. */
  clusterResourceGroupName: pulumi.Input<string>;
  /** Name of the AKS cluster. */
  clusterName: pulumi.Input<string>;
}

/**
 * A new Entra application with its service principal, for what a managed identity cannot do: sign in to tenants other than its own. Made by
 * `@pulumi/azuread`.
 */
export interface AzureApplicationArgs {
  /** The display name of the application, which need not be unique. The component's name by default. */
  displayName?: pulumi.Input<string>;
  /** What the application is, at most 1024 characters. None by default. */
  description?: pulumi.Input<string>;
  /**
   * Whether the application may sign in to tenants other than its own, `signInAudience: AzureADMultipleOrgs`. Each of them has to have a
   * service principal of it (`az ad sp create --id <clientId>` there). False by default.
   */
  multiTenant?: boolean;
  /**
   * Object id of the application's service principal in the tenant that `tenantId` names, which `roleAssignments` there name. Only with
   * `tenantId`: by default the service principal that is made here.
   */
  principalId?: pulumi.Input<string>;
}

/** An Entra application that is managed elsewhere: it gets credentials and role assignments, and is never changed or deleted. */
export interface AzureExistingApplication {
  /** The client (application) id; the pod signs in with it. */
  clientId: pulumi.Input<string>;
  /** The object id of the application, under which its credentials are stored: `az ad app show --id <clientId> --query id`. */
  objectId: pulumi.Input<string>;
  /** The tenant that the application is registered in. */
  tenantId: pulumi.Input<string>;
  /**
   * Object id of its service principal in the tenant that the pod signs in to (`az ad sp show --id <clientId> --query id`), which role
   * assignments name; only needed with `roleAssignments`.
   */
  principalId?: pulumi.Input<string>;
  /** Whether it may sign in to other tenants than its own; needed with a `tenantId` of another one. False by default. */
  multiTenant?: boolean;
  /**
   * The federated identity credentials that it has already, as JSON: what `az ad app federated-credential list --id <clientId>` prints. With
   * them the whole application is proved, and whoever comes in by one of them has to be named in `others`. By default only what this program
   * adds is proved.
   */
  federatedIdentityCredentials?: string;
}

/** A role that the identity has on a scope. */
export interface AzureRoleAssignmentArgs {
  /** Name of a built-in role (`Storage Blob Data Reader`), GUID of a role, or the whole id of a role definition. */
  role: pulumi.Input<string>;
  /** Id of the resource, resource group, subscription or management group. */
  scope: pulumi.Input<string>;
  /** A condition in Azure's language of version 2.0. None by default. */
  condition?: pulumi.Input<string>;
  /** None by default. */
  description?: pulumi.Input<string>;
  /** Resource id of the managed identity, where the scope is in another tenant (Azure Lighthouse) and its principal is not known there. None by default. */
  delegatedManagedIdentityResourceId?: pulumi.Input<string>;
  /** Names the assignment where one role is assigned on several scopes that are outputs. By default a hash of a plain scope. */
  key?: string;
}

/** What a workload gets on Azure. */
export interface AzureWorkloadArgs {
  /** Resource group of the managed identity; needed unless the workload becomes an identity that exists, or an application. */
  resourceGroupName?: pulumi.Input<string>;
  /** Name of the managed identity, 3 to 128 characters. Chosen by autonaming by default. */
  name?: string;
  /** Region of the managed identity. That of the provider or resource group by default; the cluster may be elsewhere. */
  location?: pulumi.Input<string>;
  /** Tags of the managed identity. None by default. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** A managed identity to use instead of a new one. None by default. */
  existingIdentity?: AzureExistingIdentity;
  /** A new Entra application to become instead of a managed identity; `{}` will do. None by default. */
  application?: AzureApplicationArgs;
  /** An Entra application to use instead of a new identity. None by default. */
  existingApplication?: AzureExistingApplication;
  /**
   * Binds the identity to an AKS cluster (preview), which goes past 20 credentials. The pods need azure-workload-identity 1.6.0 or later, and
   * a client library that asks for the cluster's token proxy. None by default: a credential for each ServiceAccount.
   */
  identityBinding?: AzureIdentityBindingArgs;
  /** Name of the credential of the first ServiceAccount, as `credentialName` of a subject. None by default. */
  credentialName?: string;
  /** Description of the credentials, 1 to 600 characters; only applications have one. None by default. */
  credentialDescription?: string;
  /**
   * Ids of credentials that the existing identity has, `/subscriptions/.../federatedIdentityCredentials/<name>`: the one whose name a
   * ServiceAccount's credential has is taken over, because Azure accepts an issuer and subject under one name only. Those of an existing
   * application are `<objectId>/federatedIdentityCredential/<id>`, and their names come from its `federatedIdentityCredentials`. None by
   * default.
   */
  importCredentials?: string[];
  /** The tenant that the pod signs in to: only an application that is `multiTenant` can do so elsewhere. That of the identity by default. */
  tenantId?: pulumi.Input<string>;
  /** Roles of the identity. None by default. */
  roleAssignments?: AzureRoleAssignmentArgs[];
  /** Who else becomes the identity, on purpose: their credentials are made too, and everybody else is still an alarm. Nobody by default. */
  others?: AzureOthers;
  /** The cloud of the tenant, which decides the host that the pod signs in at. Public by default. */
  environment?: AzureEnvironment;
  /**
   * Where the pod signs in, `AZURE_AUTHORITY_HOST`, in the projected form: for a cloud of Microsoft that `environment` does not name. The
   * environment's host by default.
   */
  authorityHost?: pulumi.Input<string>;
  /**
   * The audience of the tokens. `api://AzureADTokenExchange` by default, in every environment: Microsoft's own webhook and drivers use it
   * everywhere, though nobody has documented it for Kubernetes tokens in sovereign clouds. With the webhook form, the webhook has to be
   * installed with the same audience.
   */
  audience?: string;
  /** `projected` by default: works with and without the webhook, which leaves pods without its label alone. `webhook` with `identityBinding`. */
  wiring?: WiringForm;
  /** Path and lifetime of the token: 600 to 86400 seconds, with the webhook form from 3600. */
  token?: ProjectedTokenSettings;
}

/** ServiceAccounts and the identity that they become: a managed identity or an application. */
export interface AzureWorkloadIdentityArgs extends AzureWorkloadArgs {
  /** The ServiceAccounts that become the identity, at most 20 together with `others`: of one cluster or several. */
  subjects: AzureSubject[];
  /** Where the pod mounts its tokens. `/var/run/secrets/workload-identity` by default. */
  mountPath?: string;
  /** Allows the ServiceAccount `default`, as which pods run that name no ServiceAccount. False by default. */
  allowDefaultServiceAccount?: boolean;
}

/** The identity of a workload on Azure. */
export interface AzureIdentity {
  /** Name of the managed identity, or the display name of the application; empty for an application that exists. */
  name: string;
  /** Resource group of the managed identity; empty for an application. */
  resourceGroupName: string;
  /** The client (application) id; the pod signs in with it. */
  clientId: string;
  /** The tenant that the pod signs in to. */
  tenantId: string;
  /** The object id, of an application that of its service principal, for grants of any other kind; absent where it was not given. */
  principalId?: string;
  /** The object id of the application, for what else it shall have; absent for a managed identity. */
  applicationObjectId?: string;
  /** The federated identity credentials that this component keeps on the identity, as JSON. */
  federatedIdentityCredentials: string;
  /** What is proved about the trust, and under which assumptions. */
  proof: string;
}

/** A static website of a storage account, with a cluster's issuer on it. */
export interface AzureStaticWebsiteIssuerHostArgs {
  /** The resource group of the storage account. */
  resourceGroupName: pulumi.Input<string>;
  /** Name of the storage account, 3 to 24 letters and digits. Made up by Pulumi by default. */
  accountName?: string;
  /** What follows the host in the issuer's URL, such as `clusters/blue`; a slash at its end belongs to the issuer. Nothing by default. */
  path?: string;
  /** That of the resource group by default. */
  location?: pulumi.Input<string>;
  /** None by default. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * A container that exists in an account of the resource group and that everybody reads, such as the output `bucket` of the issuer of
   * another cluster. A new account by default.
   */
  existingBucket?: pulumi.Input<IssuerBucket>;
}

/** A blob container that everybody reads, with a cluster's issuer in it. */
export interface AzureBlobIssuerHostArgs extends AzureStaticWebsiteIssuerHostArgs {
  /** Name of the container, which is a part of the issuer's URL. `oidc` by default. */
  containerName?: string;
  /**
   * What follows the container in the issuer's URL, such as `clusters/blue`; a slash at its end belongs to the issuer, and `/` is the
   * container with a slash. Nothing by default.
   */
  path?: string;
}
