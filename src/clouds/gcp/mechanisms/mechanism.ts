import type * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../../../core/issue";
import type { GcpAccess, GcpRegistration } from "../args";
import type { GcpProvider } from "../trust";

/** An issuer's entry for Google Cloud with everything known. */
export interface GcpKnownRegistration {
  workloadIdentityPool?: string;
  workloadIdentityProvider?: string;
  audience?: string;
  gkeWorkloadPool?: string;
  fleetWorkloadPool?: string;
  fleetIdentityProvider?: string;
  projectNumber?: string;
  attributeMapping?: Record<string, string>;
  attributeCondition?: string;
}

/** Whom a member names: a ServiceAccount, or without one everybody of the namespace. */
export interface GcpNamed {
  namespace: string;
  serviceAccount?: string;
}

/** The field of an issuer's entry that names the pool: it tells what kind of cluster the issuer is. */
export type GcpPoolField = "workloadIdentityPool" | "gkeWorkloadPool" | "fleetWorkloadPool";

/** One issuer of an identity, with everything known. */
export interface GcpTrustedIssuer {
  issuer: string;
  /** What kind of cluster it was taken for when the program ran. */
  kind: GcpPoolField;
  registration: GcpKnownRegistration;
  subjects: GcpNamed[];
}

/** A kind of cluster, by whose pool takes its tokens. */
export interface GcpMechanism {
  /** What such a cluster is called in a fault. */
  readonly title: string;
  readonly poolField: GcpPoolField;
  /** What to do about an issuer without an entry, as the end of a sentence; absent where it can be registered. */
  readonly entryAdvice?: string;
  /** Whether the pool is Google's own, which all clusters of a project or fleet share. */
  readonly managed: boolean;
  /** The words of `proof` for what it hangs on that is not seen. */
  readonly proviso: string;
  /** Faults of an entry that has the field. */
  check(known: GcpTrustedIssuer, access: GcpAccess): Issue[];
  /** The provider of the pool that takes the issuer's tokens. */
  provider(registration: GcpKnownRegistration, issuer: string): GcpProvider;
  /** The audiences that the provider takes, first the one that pods carry. */
  audiences(registration: GcpKnownRegistration): [string, ...string[]];
  /** What clients name to the Security Token Service; absent where the metadata server answers them. */
  readonly target?: (registration: GcpKnownRegistration) => string;
  /** The entry with a placeholder made of `word` for each value that is not known yet. `plain` is it as the program wrote it down. */
  symbolic(
    plain: GcpRegistration | undefined,
    word: string,
    projectNumber: pulumi.Input<string> | undefined,
  ): GcpKnownRegistration;
  /** An issuer that stands for one whose URL is not known yet. */
  symbolicIssuer(word: string, registration: GcpKnownRegistration): string;
}

/** An entry that is an output may hold anything; of one that is written down, what is missing is missing. */
export function knownOr(
  plain: GcpRegistration | undefined,
  value: pulumi.Input<string> | undefined,
  instead: string,
): string | undefined {
  return typeof value === "string" ? value : value === undefined && plain !== undefined ? undefined : instead;
}
