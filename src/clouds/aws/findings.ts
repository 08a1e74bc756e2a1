import type { Intent } from "../../core/trust-intent";
import type { Verdict } from "../../core/verdict";
import type { AwsTrust } from "./trust";

/** Identifiers of the known misconfigurations that the trust policy shows. */
export function awsFindings(_trust: AwsTrust, _intent: Intent, _verdict: Verdict): string[] {
  return [];
}
