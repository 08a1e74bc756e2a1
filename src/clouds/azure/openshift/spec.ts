import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import type { Path } from "../../../core/path";
import { at, pathText } from "../../../core/path";
import { isRecord, own } from "../../../core/record";
import type { Read } from "../../../core/shape";
import { readListOf, readObject, readOptional, readText, shapeFault } from "../../../core/shape";
import { show } from "../../../core/show";

/** What a CredentialsRequest asks of Azure: the union of built-in roles and single permissions. */
export interface AzureProviderSpec {
  /** Roles that exist already, by name; there may be none. */
  readonly roles: readonly string[];
  /** Permissions on the management plane, each once. */
  readonly permissions: readonly string[];
  /** Permissions on data, each once. */
  readonly dataPermissions: readonly string[];
}

const readRoleFields = readObject<{ role: string }>({ role: readText });

const readFields = readObject<{
  roleBindings: { role: string }[] | undefined;
  permissions: string[] | undefined;
  dataPermissions: string[] | undefined;
}>({
  roleBindings: readOptional(readListOf(readRoleBinding)),
  permissions: readOptional(readListOf(readPermission)),
  dataPermissions: readOptional(readListOf(readPermission)),
});

/** All fields of such a spec, also those that are for the operator in the cluster alone. */
export const AZURE_SPEC_FIELDS = [
  "roleBindings",
  "roleBindings.role",
  "permissions",
  "dataPermissions",
  "azureClientID",
  "azureRegion",
  "azureSubscriptionID",
  "azureTenantID",
];

/** Reads an `AzureProviderSpec` of `cloudcredential.openshift.io/v1`. */
export const readAzureProviderSpec: Read<AzureProviderSpec> = (value, path, issues) => {
  const { roleBindings = [], permissions = [], dataPermissions = [] } = readFields(value, path, issues);
  return {
    roles: distinct(roleBindings.map(({ role }) => role)),
    permissions: distinct(permissions),
    dataPermissions: distinct(dataPermissions),
  };
};

function readRoleBinding(value: unknown, path: Path, issues: Issue[]): { role: string } {
  if (isRecord(value) && own(value, "role") === "") {
    const fault = 'Cannot ask for role "": expected the name of a built-in role such as "Contributor"';
    issues.push(issue("azure-role-missing", pathText(at(path, "role")), fault));
  }
  if (typeof value === "string") return shapeFault(value, path, issues, `{ role: ${show(value)} }`, { role: value });
  const { role = "" } = readRoleFields(value, path, issues);
  return { role };
}

/** Whether a request needs a custom role: not where it asks for built-in ones alone. */
export function hasAzureCustomRole({ permissions, dataPermissions }: AzureProviderSpec): boolean {
  return permissions.length + dataPermissions.length > 0;
}

/** `*` alone, or a provider and the parts of an operation, of which any may have a `*` (Azure RBAC, role definitions, 2026-08). */
const PERMISSION = /^(\*|[A-Za-z0-9.*-]+(\/[A-Za-z0-9.*$_-]+)+)$/;

function readPermission(value: unknown, path: Path, issues: Issue[]): string {
  const text = readText(value, path, issues);
  if (typeof value === "string" && !PERMISSION.test(text)) {
    const fault = `Cannot ask for permission ${show(text)}: expected an operation such as "Microsoft.Compute/disks/read"`;
    issues.push(issue("azure-permission-invalid", pathText(path), fault));
  }
  return text;
}

/** Azure tells permissions and roles apart without regard to capital letters; the first spelling stays. */
function distinct(texts: readonly string[]): string[] {
  const byMeaning = new Map<string, string>();
  for (const text of texts) if (!byMeaning.has(text.toLowerCase())) byMeaning.set(text.toLowerCase(), text);
  return [...byMeaning.values()];
}
