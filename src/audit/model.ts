import type { Severity } from "../core/finding";
import type { Token } from "../core/token";
import type { ClusterObjects, Unread } from "./estate";
import type { RbacWay } from "./rbac/ways";

/** An identity of a vendor that tokens of clusters may lead to. */
export interface AuditedIdentity {
  /** Stable: the same for the same identity in every run, for example `aws arn:aws:iam::111122223333:role/orders`. */
  readonly id: string;
  readonly cloud: string;
  /** Logical name where a program or state has one, else the vendor's. */
  readonly name: string;
  /** What the vendor calls it: an ARN, a managed identity's name, an email, a pool. */
  readonly identity: string;
  /** The account, project or subscription that it is of; absent where its name does not say it. */
  readonly account?: string;
  /** The vendor's own documents, as the verifier takes them. */
  readonly trust: { readonly cloud: string };
  /** Names of what is granted to it; nothing is evaluated. */
  readonly grants: readonly string[];
  readonly knownAs: readonly string[];
  /** How the trust stands to the ServiceAccounts that it lists and that name it. */
  readonly verdict: "equal" | "over" | "under" | "unknown" | "nobody";
}

/** A ServiceAccount that exists, that pods run as, or that a trust lists. */
export interface AuditedSubject {
  /** Stable: `<cluster>/<namespace>/<name>`, with the issuer in place of a cluster that no input has. */
  readonly id: string;
  /** Absent where no cluster among the inputs has the issuer. */
  readonly cluster?: string;
  readonly issuer?: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  /** `unknown` where the inputs have no ServiceAccounts of its cluster. */
  readonly exists: boolean | "unknown";
  /** What runs as it, for example `Deployment shop/orders`. */
  readonly pods: readonly string[];
}

/** That a ServiceAccount becomes an identity. */
export interface AuditedPair {
  /** `id` of the identity. */
  readonly identity: string;
  /** `id` of the subject. */
  readonly subject: string;
  /** `unknown` where that hangs on something that is not modelled, or not among the inputs. */
  readonly decision: "allow" | "unknown";
  /** What lets it in: statement, credential, rule, provider and binding. */
  readonly reason: string;
}

/** A place in an input. */
export interface AuditedPlace {
  readonly file: string;
  /** From 1; absent where only the file is known. */
  readonly line?: number;
  /** From 1, in UTF-16 code units. */
  readonly column?: number;
}

/** One thing to mend. */
export interface AuditFinding {
  /** Stable: the row and what it is about, for example `A5-1a2b3c4d`. */
  readonly id: string;
  /** The row of the catalogue. */
  readonly row: string;
  readonly severity: Severity;
  readonly title: string;
  /** The vendor's name in trusts, or `every`. */
  readonly cloud: string;
  /** What it is about: an identity, a ServiceAccount, a registration or a cluster, in words. */
  readonly about: string;
  readonly message: string;
  readonly fix: string;
  /** `id` of the identity, where it is about one. */
  readonly identity?: string;
  /** `id` of the subject, where it is about one. */
  readonly subject?: string;
  /** Where the inputs say what it is about; absent where that stands in none of them. */
  readonly place?: AuditedPlace;
  /** A token that gets in and should not, or the other way round. */
  readonly counterexample?: Token;
}

/** One step on somebody's way to a ServiceAccount. */
export interface AuditedStep {
  readonly actor: string;
  /** A ServiceAccount, or the group of them that it is one of. */
  readonly becomes: string;
  readonly ways: readonly RbacWay[];
  /** Whether it first gives itself the right that it then uses. */
  readonly isSelfGranted: boolean;
  readonly text: string;
  /** The rules that grant it, for example `RoleBinding shop/devs -> ClusterRole edit, rule 3 (create on pods)`; none for `system:masters`. */
  readonly rules: readonly string[];
}

/** How a user, a group or a ServiceAccount comes to act as a ServiceAccount. */
export interface AuditedPath {
  /** For example `User alice` or `ServiceAccount dev/ci`. */
  readonly actor: string;
  /** Whether it ends with a token that the cloud takes; else it ends in the cluster. */
  readonly reachesClouds: boolean;
  /** Whether the cluster's own parts have it from the start. */
  readonly isBuiltIn: boolean;
  readonly steps: readonly AuditedStep[];
}

/**
 * Who can act as the ServiceAccounts of a cluster that become an identity, by its roles and bindings. Who can be all of them, or all of a
 * namespace, is told once.
 */
export interface AuditedActors {
  readonly cluster: string;
  /** What may keep somebody away, or let him in, and is not looked at: admission above all. */
  readonly notModelled: string;
  readonly everywhere: readonly AuditedPath[];
  readonly namespaces: readonly { readonly namespace: string; readonly paths: readonly AuditedPath[] }[];
  /** Each ServiceAccount with an identity: what it becomes, and who beside the others can act as it. */
  readonly subjects: readonly {
    /** `id` of the subject. */
    readonly subject: string;
    readonly namespace: string;
    /** `id` of each identity. */
    readonly identities: readonly string[];
    readonly paths: readonly AuditedPath[];
  }[];
}

/** Everything that an audit says. Plain data: presenters, rules and pages are built on it. */
export interface Audit {
  readonly identities: readonly AuditedIdentity[];
  readonly subjects: readonly AuditedSubject[];
  readonly pairs: readonly AuditedPair[];
  /** The most severe first. */
  readonly findings: readonly AuditFinding[];
  /** Who can act as the ServiceAccounts that become an identity, for each cluster whose roles are among the inputs. */
  readonly people: readonly AuditedActors[];
  readonly clusters: readonly ClusterObjects[];
  readonly registrations: readonly { cloud: string; id: string; issuer: string }[];
  readonly unread: readonly Unread[];
  /** What was read and has nothing to do with workload identity, by kind: resources of other types, identities that take no tokens. */
  readonly passedOver: ReadonlyMap<string, number>;
}
