import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { show } from "../../core/show";
import { isAzureGuid } from "./role-definitions";

/** Whether two GUIDs are one; `undefined` where one of them is not given, not known yet or none. */
export function isSameGuid(one: unknown, other: unknown): boolean | undefined {
  if (!isAzureGuid(one) || !isAzureGuid(other)) return undefined;
  return String(one).toLowerCase() === String(other).toLowerCase();
}

/** Identifiers are GUIDs; the mistake that is made is to pass a resource id, and Azure shows it only when a pod signs in. */
export function checkGuid(value: unknown, code: string, path: string, what: string): Issue[] {
  if (isAzureGuid(value) || isLater(value)) return [];
  return [issue(code, path, `Cannot use ${what} id ${show(value)}: expected a GUID`)];
}

/** The fault of a principal id that is in truth another id of the same identity, which it is never equal to. */
export function checkPrincipalId(
  principalId: unknown,
  otherIds: Readonly<Record<string, unknown>>,
  whose: string,
): Issue[] {
  if (principalId === undefined) return [];
  const faults = checkGuid(principalId, "azure-principal-id-invalid", "principalId", "principal");
  const taken = Object.entries(otherIds).find(([, id]) => isSameGuid(principalId, id) === true);
  if (taken === undefined) return faults;
  const why = `it is the ${taken[0]}, which is never the same; take the object id of ${whose}`;
  return [
    ...faults,
    issue("azure-principal-id-invalid", "principalId", `Cannot use principal id ${show(principalId)}: ${why}`),
  ];
}

/** The fault of an identity that exists and has roles assigned to a principal that nobody has named. */
export function checkPrincipalGiven(principalId: unknown, assignments: readonly unknown[] = []): Issue[] {
  if (principalId !== undefined || assignments.length === 0) return [];
  const fault = "Cannot assign roles to the identity: they name its principalId (object id), and it is not given";
  return [issue("azure-principal-id-missing", "principalId", fault)];
}

/** A managed identity lives in one tenant and signs in to no other (AADSTS90002), and neither does an application that is not multi-tenant. */
export function checkAzureTenant(tenantId?: unknown, ofIdentity?: unknown): Issue[] {
  const isSame = isSameGuid(tenantId, ofIdentity);
  return isSame !== false
    ? []
    : [
        issue(
          "azure-tenant-mismatch",
          "tenantId",
          `Cannot sign in to tenant ${show(tenantId)}: the identity lives in ${show(ofIdentity)}; give that one, or become an application that is multiTenant`,
        ),
      ];
}
