import type * as pulumi from "@pulumi/pulumi";
import type { AwsOpenShiftArgs } from "../clouds/aws/openshift/args";
import type { AzureOpenShiftArgs } from "../clouds/azure/openshift/args";
import type { GcpOpenShiftArgs } from "../clouds/gcp/openshift/args";
import type { AdoptedObject } from "../core/adopted-object";
import type { OpenShiftNaming } from "../openshift/naming";
import type { OpenShiftNarrowing } from "../openshift/narrowing";

/** The issuer of an OpenShift cluster. */
export interface OpenShiftIssuer {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** The cluster's public key set as JSON, for a cloud that stores the keys. Not known by default. */
  jwks?: pulumi.Input<string>;
}

/** What an operator of the user's own may do. */
export interface OpenShiftOperatorPermission {
  /** What it is in the cloud's words: `action` on AWS, `permission`, `dataPermission` or `role` elsewhere. */
  kind: string;
  /** Its name, such as `s3:GetObject`. */
  name: string;
  /** The resource that it reaches, where the cloud's requests name resources. `*` by default. */
  resource?: string;
}

/** An operator that no release asks for, such as one of OperatorHub. */
export interface OpenShiftOperator {
  /** A name for it, as a CredentialsRequest has one. */
  name: string;
  /** The namespace of its ServiceAccounts and of its Secret. */
  namespace: string;
  /** The Secret that it reads. `<name>-cloud-credentials` by default. */
  secretName?: string;
  /** Its ServiceAccounts, by name. */
  serviceAccounts: string[];
  /** What it may do. */
  permissions: OpenShiftOperatorPermission[];
}

/** Objects in a cluster that runs already. */
export interface OpenShiftKubernetesArgs {
  /** Writes the Secrets of the identities; the cluster has to be in the credentials mode `Manual`. True by default. */
  secrets?: boolean;
  /** Sets the issuer of the cluster's Authentication, after which its API server signs as that issuer. False by default. */
  authentication?: boolean;
}

/** The operators of an OpenShift cluster, and the one cloud that they work on. */
export interface OpenShiftIdentitiesArgs {
  /** The beginning of every physical name: ccoctl's `--name`. The component's name by default. */
  clusterName?: string;
  /** The cluster's issuer, such as the output `issuer` of a ServiceAccountIssuer. */
  issuer: pulumi.Input<OpenShiftIssuer>;
  /**
   * CredentialsRequests as YAML or JSON, any number of them in each text; `credentialsRequestFiles` reads a folder of them. What is for
   * another cloud is skipped. None by default.
   */
  credentialsRequests?: string[];
  /** Operators of the user's own. None by default. */
  operators?: OpenShiftOperator[];
  /** The feature set of the cluster, such as `TechPreviewNoUpgrade`. `Default` by default. */
  featureSet?: string;
  /** Feature gates that are on, by name. None by default. */
  featureGates?: string[];
  /** How names are made. `unique` by default. */
  naming?: OpenShiftNaming;
  /** Grants less than the requests ask for, each upon what those before it have left. Nothing by default. */
  narrowings?: OpenShiftNarrowing[];
  /** Roles on AWS. Not there by default. */
  aws?: AwsOpenShiftArgs;
  /** Managed identities on Azure. Not there by default. */
  azure?: AzureOpenShiftArgs;
  /** Service accounts on Google Cloud. Not there by default. */
  gcp?: GcpOpenShiftArgs;
  /** What ccoctl made and this program takes over by import: `objects` of `openshift adopt --json`. Nothing by default. */
  adopt?: AdoptedObject[];
  /** Objects in the cluster, once it runs; written with the component's provider for Kubernetes. None by default. */
  kubernetes?: OpenShiftKubernetesArgs;
}

/** The identity of one operator. */
export interface OpenShiftIdentity {
  /** Its CredentialsRequest. */
  request: string;
  /** The Secret that the operator reads, as `namespace/name`. */
  secret: string;
  /** What it is known by on its cloud, such as `roleArn`. */
  identity: Record<string, string>;
  /** What the console asks for where the operator is installed from OperatorHub, such as `ROLEARN`. */
  consoleValues: Record<string, string>;
}
