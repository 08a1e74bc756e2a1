import type { VendorRefusals } from "../core/refusal";
import type { Rival, StoredKeys } from "../core/rival";
import type { DeployedResource, DeployedTrust } from "./deployed";

/**
 * What an audit asks of a vendor beside its trusts: how other tools write its resources down, and what leads a pod to an identity.
 * Whatever is read becomes a `DeployedResource` as Pulumi's provider has it, so that one reading of trusts serves every source.
 */
export interface CloudAudit {
  /** The cloud's name, for example `aws`. */
  readonly name: string;
  /** Whether resources of a Pulumi type say anything of trusts, identities, registrations, clusters or grants. */
  reads(type: string): boolean;
  /**
   * The same resources by their types in Terraform's providers, and in other providers of Pulumi than the one the library uses. Each
   * reading gets the resource's values, with names as Pulumi writes them.
   */
  readonly written: Readonly<Record<string, WrittenResource>>;
  /** The same for families of types that are too many to list. Absent where there are none. */
  writtenLike?(type: string): WrittenResource | undefined;
  /**
   * What the vendor's command line printed; `undefined` where the document is of no form that it prints. Some forms do not say what they
   * are about, and `source` is then looked at for it.
   */
  exported(document: unknown, source: string): Exported | undefined;
  /** Who may become each identity, with what the identity may do. `issuers` are clusters that no resource names. */
  identities(resources: readonly DeployedResource[], issuers: readonly string[]): IdentityTrust[];
  /** The account, project or subscription that an identity is of; `undefined` where what the vendor calls it does not say that. */
  account(identity: string): string | undefined;
  /** The issuers that are registered. */
  registrations(resources: readonly DeployedResource[]): Registration[];
  /** The clusters among the resources, with the issuer of their tokens. */
  clusters(resources: readonly DeployedResource[]): { name: string; issuer: string }[];
  /** What names an identity: annotations of a ServiceAccount, and variables of its pods. */
  readonly named: { readonly annotations: readonly string[]; readonly variables: readonly string[] };
  /** Why a pod whose ServiceAccount names an identity does not get it; `undefined` where it does, or where nothing speaks against it. */
  unwired?(pod: NamingPod): string | undefined;
  /** The variable by which clients find the token's file; absent where they find it otherwise. */
  readonly tokenFile?: string;
  /** How an intent names these subjects, which are no ServiceAccounts, on this cloud: its member of `intent.others`. */
  others(subjects: readonly { issuer: string; subject: string }[]): object;
  /** Whom a trust names in full without a token, such as one ServiceAccount of one cluster that the vendor itself leads there: others of an intent. */
  entrants?(trust: IdentityTrust["trust"]): object | undefined;
  /**
   * API groups of controllers whose objects in a cluster stand for the vendor's own identities and trusts. They say what was asked for, so
   * they are told and not read. Absent where nothing of the kind is known.
   */
  readonly controllers?: RegExp;
  /** The audiences that tokens for this vendor have as a rule, and those for no other; what a user chose himself is none. */
  readonly audiences: RegExp;
  /**
   * What a trust would be once the registrations were there that it names and that no input has, as far as it says itself what they are.
   * Absent where trusts say the issuer themselves.
   */
  whole?(trust: IdentityTrust["trust"]): WholeTrust;
  /** What the vendor answers where it refuses. */
  readonly refusals: VendorRefusals;
  readonly storedKeys: StoredKeys;
  /** What such a pod can carry that clients take before the identity. */
  rivals(pod: NamingPod): readonly Rival[];
}

/** What a command printed. */
export interface Exported {
  readonly resources: readonly DeployedResource[];
  /** What it does not say and an audit has to know, as sentences. */
  readonly lacks?: readonly string[];
}

/** Reads one resource of another tool. */
export type WrittenResource = (state: Record<string, unknown>, name: string) => DeployedResource[];

/** Who may become one identity, and what it may do. */
export interface IdentityTrust extends DeployedTrust {
  /** What ServiceAccounts and pods may call it by: an ARN, a client id, an email. */
  readonly knownAs: readonly string[];
  /** Names of what is granted to it, for example of policies or roles; empty where the inputs have none. */
  readonly grants: readonly string[];
  /** What no input says and whom it lets in hangs on; absent where the inputs say enough. */
  readonly lacks?: string;
  /** ServiceAccounts that the vendor itself leads to the identity, each with the audience of the tokens that it asks for. */
  readonly associations?: readonly { issuer: string; namespace: string; serviceAccount: string; audience: string }[];
}

/** A trust with what it names and no input has. */
export interface WholeTrust {
  readonly trust: IdentityTrust["trust"];
  /** What was missing; none where it is the trust as it was. */
  readonly missing: readonly Registration[];
}

/** An issuer that is known to a vendor. */
export interface Registration {
  /** What the vendor calls it. */
  readonly id: string;
  readonly issuer: string;
  /** The keys that the vendor stores instead of fetching them: a JSON Web Key Set. */
  readonly jwks?: string;
}

/** What tells which identities a pod asks for. */
export interface NamingPod {
  /** Of the ServiceAccount. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Of the pod; absent where only the ServiceAccount is asked. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  /** Variables of its containers; those with a value from elsewhere have none. */
  readonly env: ReadonlyMap<string, string | undefined>;
}

/** An identity as a ServiceAccount or pod names it. */
export interface NamedIdentity {
  readonly name: string;
  /** Where it stands, for example `annotation eks.amazonaws.com/role-arn`. */
  readonly where: string;
}
