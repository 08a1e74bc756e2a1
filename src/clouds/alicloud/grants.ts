import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { ifKnown, isLater } from "../../core/known";
import { show } from "../../core/show";
import type { AlicloudWorkloadArgs } from "./args";

/** System policies of one role (RAM limits, 2026-01). */
const ALICLOUD_SYSTEM_POLICIES_PER_ROLE_MAX = 20;
/** Custom policies of one role (RAM limits, 2026-01). */
const ALICLOUD_CUSTOM_POLICIES_PER_ROLE_MAX = 10;
/** Longest custom policy in characters (RAM limits, 2026-01). */
const ALICLOUD_POLICY_MAX_LENGTH = 6144;
/** Longest policy name in characters (RAM limits, 2026-01). */
export const ALICLOUD_POLICY_NAME_MAX_LENGTH = 128;

const checkName = checkForm(
  "alicloud-policy-name-invalid",
  "policy name",
  /^[A-Za-z0-9-]{1,128}$/,
  "1 to 128 of A-Z a-z 0-9 -",
);

/** Faults of the policies that a role shall have; their shape is good. */
export function checkAlicloudGrants(args: AlicloudWorkloadArgs): Issue[] {
  const { systemPolicies = [], customPolicies = [], policies = {} } = args;
  const own = Object.entries(policies);
  const custom = customPolicies.length + own.length;
  return [
    ...checkNames(systemPolicies, "systemPolicies"),
    ...checkNames(customPolicies, "customPolicies"),
    ...own.flatMap(([name, document]) => [
      ...checkName(name, `policies.${name}`),
      ...checkDocument(document, `policies.${name}`),
    ]),
    ...checkCount(systemPolicies.length, ALICLOUD_SYSTEM_POLICIES_PER_ROLE_MAX, "systemPolicies", "system"),
    ...checkCount(custom, ALICLOUD_CUSTOM_POLICIES_PER_ROLE_MAX, "customPolicies", "custom"),
  ];
}

/** An object literal; an Output or Promise has another prototype. */
function isRecord(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function checkNames(names: readonly unknown[], path: string): Issue[] {
  return names.flatMap((name, index) => [
    ...ifKnown(name, `${path}[${index}]`, checkName),
    ...(typeof name === "string" && names.indexOf(name) < index
      ? [issue("alicloud-policy-duplicate", `${path}[${index}]`, `Cannot attach policy ${show(name)} twice`)]
      : []),
  ]);
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

function checkCount(count: number, max: number, path: string, kind: string): Issue[] {
  return count <= max
    ? []
    : [issue("alicloud-too-many-policies", path, `Cannot attach ${count} ${kind} policies: a role has at most ${max}`)];
}
