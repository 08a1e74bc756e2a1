import type * as pulumi from "@pulumi/pulumi";
import type { IssuerInput } from "../component/issuers";
import type { Issue } from "../core/issue";
import type { WholeNamespaces } from "../core/whole-namespaces";
import type { Wiring } from "../core/wiring";

/**
 * What a cloud's components do for those of a whole workload or cluster. `Workload` and `Registration` are the arguments that a program
 * writes for this cloud.
 */
export interface CloudComponents<Workload extends object = object, Registration extends object = object> {
  /** The cloud's name, for example `aws`: the key of its arguments, and a part of its components' logical names. */
  readonly name: string;
  /** Where the cloud's webhooks mount their own tokens. */
  readonly webhookMountPaths: readonly string[];
  /** Fields of the identity that say in full what resources hold already; the state does not keep them a second time. */
  readonly longFields: readonly string[];
  /** Faults of what a workload asks for that can be seen before anything is created. */
  checkWorkload(args: Workload, subjects?: readonly ComponentSubject[]): Issue[];
  /**
   * Faults of the physical names that the vendor's provider makes up out of the identity component's; absent where every name is chosen or
   * cut to what the vendor stores.
   */
  checkNames?(name: string, args: Workload): Issue[];
  /** Whether the identity takes tokens of the subjects' issuers, so that it needs issuers; absent where it always does. */
  takesTokens?(args: Workload): boolean;
  /** Loads what a workload needs of the SDKs of the vendor's providers, and throws where one is not installed; absent where there is none to install. */
  readonly loadSdk?: (args: Workload) => unknown;
  /** The component of what the ServiceAccounts become. */
  readonly WorkloadIdentity: ComponentClass<Workload & IdentityArgs, CloudIdentity>;
  /** How issuers are registered; absent where the cloud has no registration. */
  readonly registrar?: IssuerRegistrar<Workload, Registration>;
}

/** What every identity component takes beside its cloud's own arguments; `subjects` are of the cloud's own kind. */
interface IdentityArgs {
  subjects: never[];
  mountPath: string;
  allowDefaultServiceAccount: boolean;
}

/** A subject, as a cloud looks at it before anything is created. */
export interface ComponentSubject extends WholeNamespaces {
  namespace: string;
  serviceAccount: string;
  issuer?: unknown;
  key?: string;
}

/** An identity component, as the workload reads it. */
export interface CloudIdentity {
  readonly identity: pulumi.Output<object>;
  /** What the ServiceAccount and its pods need in the cluster of this issuer, by default of the first subject's. */
  wiring(issuer?: pulumi.Input<IssuerInput>): Wiring<pulumi.Input<string>>;
}

/** The part of a cloud's components that registers issuers. */
interface IssuerRegistrar<Workload extends object = object, Registration extends object = object> {
  /** The audience that the workload's tokens carry; absent where a registration's audience reaches the tokens by itself. */
  audience?(workload: Workload): string;
  /**
   * Whether a registration stores the issuer's keys, so that clusters with one URL have one each; absent where the cloud fetches them.
   */
  storesKeys?(args: Registration & RegisteredIssuer): boolean;
  /** The registration that this workload needs of an issuer that has none, for the subjects of that issuer, or `undefined` where it needs none. */
  neededBy(workload: Workload, subjects: readonly WholeNamespaces[]): Registration | undefined;
  /** Faults of a registration that can be seen before anything is created; those of the issuer have the paths `url` and `jwks`. */
  check(args: Registration & RegisteredIssuer): Issue[];
  /** The component that registers an issuer; `registration` is the issuer's entry of this cloud. */
  readonly IssuerRegistration: ComponentClass<
    Registration & RegisteredIssuer,
    { readonly registration: pulumi.Output<object> }
  >;
}

/** A class and no function that makes one: the engine stores every frame of the call with each resource that is made within. */
type ComponentClass<Args, Component> = new (
  name: string,
  args: Args,
  opts: pulumi.ComponentResourceOptions,
) => Component;

/** The issuer of a registration. */
interface RegisteredIssuer {
  url: pulumi.Input<string>;
  jwks?: pulumi.Input<string>;
}
