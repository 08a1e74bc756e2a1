/** Rules for Pulumi's policy packs (CrossGuard): every trust of a stack is proved, and its pods are looked at, in programs of any language. */

import type { StackValidationPolicy } from "@pulumi/policy";
import { catalogue } from "../clouds/registry";
import type { WorkloadIdentityPolicyOptions } from "./policies";
import { policiesOf } from "./policies";

export type { WorkloadIdentityPolicyOptions } from "./policies";

/** The rules of the whole catalogue, for the `policies` of a pack of your own. */
export function workloadIdentityPolicies(options: WorkloadIdentityPolicyOptions = {}): StackValidationPolicy[] {
  return policiesOf(catalogue, options);
}
