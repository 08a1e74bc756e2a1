import type { AdmittedByTrust } from "../audit/admitted";
import type { ClusterObjects } from "../audit/estate";
import type { AuditedServiceAccount } from "../audit/kubernetes/service-accounts";
import type { AuditedIdentity, AuditedPair } from "../audit/model";
import type { CloudAudit, NamedIdentity, Registration } from "../clouds/audit";
import type { Cloud } from "../clouds/cloud";
import type { Token } from "../core/token";
import type { IssuerCheck } from "../issuer/check-published";

/** A ServiceAccount and one identity that it shall become, with all that is known of both. */
export interface Patient {
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly cluster?: ClusterObjects;
  readonly account?: AuditedServiceAccount;
  readonly audit: CloudAudit;
  readonly cloud: Cloud;
  /** How it names the identity; absent where only the trust says so. */
  readonly named?: NamedIdentity;
  readonly identity?: AuditedIdentity;
  /** Whether the inputs have identities of the cloud at all. */
  readonly hasIdentities: boolean;
  readonly admitted?: AdmittedByTrust;
  /** That the vendor lets it in, as the audit found. */
  readonly pair?: AuditedPair;
  readonly registrations: readonly Registration[];
  /** The token that somebody has; its claims go before what the cluster is known to sign. */
  readonly token?: Token;
  /** Seconds since the epoch. */
  readonly now: number;
  /** What the issuer was found to publish, where somebody looked. */
  readonly published?: readonly IssuerCheck[];
}

/** What one step found. */
export interface StepOutcome {
  /** `unknown` where the inputs do not say it. */
  readonly result: "ok" | "failed" | "unknown";
  readonly message: string;
  /** What to do; empty where nothing is. */
  readonly fix: string;
  /** The symptom of a row in docs/troubleshooting.md that is about this very failure. */
  readonly see?: string;
}

export const ok = (message: string): StepOutcome => ({ result: "ok", message, fix: "" });
export const failed = (message: string, fix: string, see?: string): StepOutcome => ({
  result: "failed",
  message,
  fix,
  ...(see === undefined ? {} : { see }),
});
export const unknown = (message: string, fix: string): StepOutcome => ({ result: "unknown", message, fix });

/** The issuer that the pod's tokens name. */
export function issuerOf({ token, cluster }: Patient): string | undefined {
  return token?.iss ?? cluster?.issuer;
}
