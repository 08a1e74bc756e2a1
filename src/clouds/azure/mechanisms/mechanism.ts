import type * as pulumi from "@pulumi/pulumi";
import type { Settled } from "../../../component/settled-value";
import type { Issue } from "../../../core/issue";
import type { AzureIdentity, AzureWorkloadArgs } from "../args";
import type { AzureFederatedIdentityCredential } from "../trust";

/** A kind of identity on Azure: how its SDK is loaded, and what comes to hold the credentials. */
export interface AzureMechanism {
  /** Faults of the names that are made of the component's. */
  checkNames(name: string, args: AzureWorkloadArgs): Issue[];
  loadSdk(): unknown;
  /** The credentials that it is said to have already, with the path of the argument; nothing for one that is new. */
  stored(args: AzureWorkloadArgs): AzureToldCredentials | undefined;
  /** The name of the credential that an id of `importCredentials` stands for. */
  importedName(id: string, args: AzureWorkloadArgs): string | undefined;
  /** Makes what holds the credentials, where it is new. */
  hold(parent: pulumi.Resource, name: string, args: AzureWorkloadArgs): AzureCredentialHolder;
}

/** What an identity that exists is said to have; without `credentials` nothing is known of them. */
export interface AzureToldCredentials {
  path: string;
  credentials?: string;
  /** Whether it is bound to clusters here, so that the credential that AKS keeps for that is no alarm. False by default. */
  bound?: boolean;
}

/** What holds federated identity credentials: a managed identity or an application. */
export interface AzureCredentialHolder {
  identity: { [Field in keyof Omit<AzureIdentity, "federatedIdentityCredentials" | "proof">]: pulumi.Input<string> };
  /** The resource id of a managed identity, where it is known. */
  resourceId?: pulumi.Input<string>;
  /** Whether the pod may sign in to a tenant that is not the holder's own. */
  multiTenant: boolean;
  /** What its credentials are written one at a time to: its name, the resource where it is new, or nothing where its name is an output. */
  target: string | object | undefined;
  /** Values of the program's that are known later, and their faults once they are; absent where all are known. */
  late?: { known: pulumi.Output<unknown>; check(): Issue[] };
  /** How this credential is stored. */
  storeOf(credential: AzureFederatedIdentityCredential): AzureCredentialStore;
}

/** One credential as a resource. */
export interface AzureCredentialStore {
  /** The inputs that decide who gets in. */
  readonly inputs: readonly string[];
  /** The inputs that say whose credential it is. */
  readonly owner: Readonly<Record<string, Settled<string>>>;
  /** The input with the credential's name. */
  readonly nameInput: string;
  /** The part of a credential that its inputs say. */
  read(inputs: Record<string, unknown>): object;
  create(
    logicalName: string,
    credential: AzureFederatedIdentityCredential,
    issuer: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
  ): pulumi.Resource;
}
