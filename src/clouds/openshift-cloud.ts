import type { AdoptedObject } from "../core/adopted-object";
import type { CutName } from "../core/cut-name";
import type { Issue } from "../core/issue";
import type { Read } from "../core/shape";

/** The audience of the tokens that OpenShift mounts for its operators. */
export const OPENSHIFT_AUDIENCE = "openshift";

/** Where OpenShift mounts an operator's token, unless its CredentialsRequest says otherwise (cloud-credential-operator, 2026-08). */
export const OPENSHIFT_TOKEN_PATH = "/var/run/secrets/openshift/serviceaccount/token";

/** What one operator asks for, as every cloud reads it. `Spec` is what the cloud reads of `providerSpec`. */
export interface CredentialsRequest<Spec extends object = object> {
  /** `metadata.name`. */
  readonly name: string;
  /** `spec.secretRef`; its namespace is that of the ServiceAccounts too. */
  readonly secret: { readonly namespace: string; readonly name: string };
  /** `spec.serviceAccountNames`, in their order, each once. */
  readonly serviceAccounts: readonly string[];
  /** `spec.cloudTokenPath`, where it is given. */
  readonly tokenPath?: string;
  /** Fields of `spec` that requests do not have, and that nobody reads. */
  readonly unread?: readonly string[];
  readonly spec: Spec;
}

/** One permission of a request: a row that is compared between releases, counted and narrowed. */
export interface OpenShiftPermission {
  /** What it is in the vendor's words, for example `action` or `role`. */
  readonly kind: string;
  /** The permission or role, with the wildcards that the vendor knows. */
  readonly name: string;
  /** Absent where it allows. */
  readonly effect?: "Deny";
  /** What it reaches, where a request says so: a resource with the vendor's wildcards. */
  readonly resource?: string;
  /** Conditions as the vendor writes them, by operator. */
  readonly conditions?: OpenShiftConditions;
}

/** By operator and key, the values that it is compared with: one, or a list. */
export type OpenShiftConditions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a request becomes: names by what they name, for example `role`. */
export interface PlannedIdentity<Spec extends object = object> {
  readonly request: CredentialsRequest<Spec>;
  readonly names: Readonly<Record<string, CutName>>;
}

/** The cluster that identities are planned for. */
export interface PlannedCluster {
  /** ccoctl's `--name`. */
  readonly name: string;
  /** Whether names are ccoctl's. */
  readonly isFromCcoctl: boolean;
}

/** A quota of an account that all identities together use up. */
export interface OpenShiftQuota {
  /** What is counted, for example `roles`. */
  readonly what: string;
  /** How many these identities need. */
  readonly used: number;
  /** What an account has by default. */
  readonly byDefault: number;
  /** Where that is written. */
  readonly source: string;
}

/** What the first update after an adoption changes, in words, with the request that it concerns. */
export interface AdoptionChange {
  readonly code: string;
  readonly request?: string;
  readonly message: string;
}

/** What ccoctl made, as the vendor's own command line lists it. */
export interface Adoption {
  readonly objects: readonly AdoptedObject[];
  readonly changes: readonly AdoptionChange[];
  /** Why something that ccoctl makes is not taken over. */
  readonly issues: readonly Issue[];
}

/**
 * What OpenShift needs of a cloud, as pure functions. `Identity` is what a request's identity is known by once it is there, and `Place`
 * what holds for all of them, such as a project.
 */
export interface OpenShiftCloud<
  Spec extends object = object,
  Identity extends object = object,
  Place extends object = object,
> {
  readonly name: string;
  readonly title: string;
  /** `kind` of the `providerSpec` that is this cloud's. */
  readonly providerKind: string;
  /** Fields of a `providerSpec`, with those of its lists, for example `roleBindings.role`; what has none of its own may have any. */
  readonly specFields: readonly string[];
  /** Reads a `providerSpec`, and says what is wrong with it. */
  readonly readSpec: Read<Spec>;
  /** Whether a request without ServiceAccounts is a fault, as with ccoctl; else it becomes an identity that nobody can be. */
  readonly needsServiceAccounts: boolean;
  /** The permissions of a request, each once, in its order. */
  permissions(spec: Spec): OpenShiftPermission[];
  /** The spec that asks for these permissions: `permissions` the other way round. What the cloud cannot say is a fault at `path`. */
  withPermissions(spec: Spec, permissions: readonly OpenShiftPermission[], path: string, issues: Issue[]): Spec;
  /** The `providerSpec` that is read as this one, without its `apiVersion` and `kind`; the permissions alone of a new one. */
  writeSpec(spec: Spec): object;
  /** Whether everything that `narrow` names is named by `wide` too, by wildcards and letter case as the vendor compares them. */
  covers(wide: string, narrow: string): boolean;
  /** The same of resources, in whatever partition they are; absent where requests name none. */
  readonly coversResource?: (wide: string, narrow: string) => boolean;
  /** Whether the second conditions let through nothing that the first do not; absent where requests know none. */
  readonly coversConditions?: (wide: OpenShiftConditions, narrow: OpenShiftConditions) => boolean;
  /** Why a permission lets its holder become more than it is; `undefined` of those that do not. */
  escalation(permission: OpenShiftPermission): string | undefined;
  /** This library's names for the objects of a request: as ccoctl's, with a hash where they are cut. */
  names(cluster: string, request: CredentialsRequest<Spec>): Record<string, CutName>;
  /** ccoctl's own names, cut as it cuts them. */
  ccoctlNames(cluster: string, request: CredentialsRequest<Spec>): Record<string, CutName>;
  /** Faults of the identities as they are where a program says nothing else of them, each at the name of its request. */
  check(identities: readonly PlannedIdentity<Spec>[], cluster: PlannedCluster): Issue[];
  /** What the identities use up of the account's quotas. */
  quotas(identities: readonly PlannedIdentity<Spec>[]): OpenShiftQuota[];
  /** Where the Secret has its texts encoded in base64, as ccoctl writes it; in `stringData`, as they are, where it is left out. */
  readonly secretField?: "data";
  /** Whether Secrets say where a request wants its token, as ccoctl's do on this cloud; elsewhere they name the place that OpenShift mounts it at. */
  readonly followsTokenPath?: boolean;
  /** Texts of the request's Secret, in ccoctl's order, as its field has them. */
  secretData(request: CredentialsRequest<Spec>, identity: Identity, place: Place): Record<string, string>;
  /** The Secret in `kube-system` that holds the stored key of everything, which a cluster with these identities does without. */
  readonly rootSecret: string;
  /** What a stored key in an operator's Secret is called, of its texts as `secretData` writes them; `undefined` where there is none. */
  storedKey(texts: Readonly<Record<string, string>>): string | undefined;
  /** What the console asks for when an operator is installed from OperatorHub, by the console's words. */
  consoleValues(identity: Identity, place: Place): Record<string, string>;
  /** Manifests that ccoctl writes beside the Secrets, by file name; none on most clouds. */
  readonly manifests?: (place: Place) => Record<string, string>;
  /** What `platform.<cloud>` of install-config.yaml has to say so that it fits; nothing on most clouds. */
  readonly platform?: (place: Place) => Record<string, string>;
  /** What ccoctl made for these identities, out of documents of the vendor's command line. */
  adopt(install: OpenShiftInstall, identities: readonly PlannedIdentity<Spec>[]): Adoption;
  /** The command lines whose output `adopt` reads. */
  readonly inventory: readonly string[];
}

/** An install of ccoctl. */
export interface OpenShiftInstall {
  /** ccoctl's `--name`. */
  readonly cluster: string;
  readonly issuer: string;
  /** JSON documents that the commands of `inventory` printed. */
  readonly documents: readonly unknown[];
}
