import type * as pulumi from "@pulumi/pulumi";
import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { isLater } from "../../core/known";
import type { CountTogether, Quota } from "../../core/quota";
import { countAlone, quotaWarnings } from "../../core/quota";
import { show } from "../../core/show";
import type { TextGrants } from "../../core/text-grants";
import { checkTextGrants, listTextGrants } from "../../core/text-grants";
import type { AlicloudWorkloadArgs } from "./args";

/** System policies of one role (RAM limits, 2026-01); how far the quota can be raised is not documented. */
const ALICLOUD_SYSTEM_POLICIES_PER_ROLE: Quota = {
  what: "system policies on a role",
  byDefault: 20,
  code: "alicloud-too-many-policies",
  advice: "take one custom policy for several",
};
/** Custom policies of one role (RAM limits, 2026-01); how far the quota can be raised is not documented. */
const ALICLOUD_CUSTOM_POLICIES_PER_ROLE: Quota = {
  what: "custom policies on a role",
  byDefault: 10,
  code: "alicloud-too-many-policies",
  advice: "put statements of several into one",
};
/** Longest custom policy in characters (RAM limits, 2026-01). */
const ALICLOUD_POLICY_MAX_LENGTH = 6144;
/** Longest policy name in characters (RAM limits, 2026-01). */
export const ALICLOUD_POLICY_NAME_MAX_LENGTH = 128;
const DUPLICATE = "alicloud-policy-duplicate";

const checkName = checkForm(
  "alicloud-policy-name-invalid",
  "policy name",
  /^[A-Za-z0-9-]{1,128}$/,
  "1 to 128 of A-Z a-z 0-9 -, the name alone without an ARN",
);

/** Faults of the policies that a role shall have; their shape is good. */
export function checkAlicloudGrants(args: AlicloudWorkloadArgs): Issue[] {
  return [
    ...checkTextGrants(alicloudSystemPolicies(args), checkName),
    ...checkTextGrants(alicloudCustomPolicies(args), checkName),
    ...Object.entries(args.policies ?? {}).flatMap(([name, document]) => [
      ...checkName(name, `policies.${name}`),
      ...checkDocument(document, `policies.${name}`),
    ]),
  ];
}

/** The system policies that are asked for. */
export function alicloudSystemPolicies(args: AlicloudWorkloadArgs): TextGrants<pulumi.Input<string>> {
  const { systemPolicies: list, systemPoliciesByKey: byKey } = args;
  return { argument: "systemPolicies", list, byKey, duplicate: DUPLICATE };
}

/** The custom policies that are asked for and made elsewhere. */
export function alicloudCustomPolicies(args: AlicloudWorkloadArgs): TextGrants<pulumi.Input<string>> {
  const { customPolicies: list, customPoliciesByKey: byKey } = args;
  return { argument: "customPolicies", list, byKey, duplicate: DUPLICATE };
}

/** What a role can have only where the account's quotas were raised. */
export function alicloudGrantWarnings(args: AlicloudWorkloadArgs, together: CountTogether = countAlone): string[] {
  const system = listTextGrants(alicloudSystemPolicies(args)).length;
  const custom = listTextGrants(alicloudCustomPolicies(args)).length + Object.keys(args.policies ?? {}).length;
  const warningsOf = (quota: Quota, own: number, path: string) => quotaWarnings(quota, together(quota.what, own), path);
  return [
    ...warningsOf(ALICLOUD_SYSTEM_POLICIES_PER_ROLE, system, "systemPolicies"),
    ...warningsOf(ALICLOUD_CUSTOM_POLICIES_PER_ROLE, custom, "customPolicies"),
  ];
}

/** An object literal; an Output or Promise has another prototype. */
function isRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function checkDocument(document: unknown, path: string): Issue[] {
  if (isLater(document)) return [];
  const fault = (why: string) => [
    issue("alicloud-policy-document-invalid", path, `Cannot use policy ${show(document)}: ${why}`),
  ];
  const text = String(document);
  if (text.length > ALICLOUD_POLICY_MAX_LENGTH) {
    return fault(`it has ${text.length} characters, at most ${ALICLOUD_POLICY_MAX_LENGTH} are stored`);
  }
  try {
    if (isRecord(JSON.parse(text))) return [];
  } catch {
    // Not JSON at all: the fault below says so too.
  }
  return fault("expected a JSON object as text");
}
