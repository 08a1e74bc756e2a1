import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";

const checkPermission = checkForm(
  "nimbus-permission-invalid",
  "permission",
  /^[a-z]+:[a-z]+$/,
  "a service and a verb, for example storage:read",
);

/** Faults of what a role may do. */
export function checkNimbusPermissions(permissions: readonly string[]): Issue[] {
  return permissions.flatMap((permission, index) => checkPermission(permission, `permissions[${index}]`));
}
