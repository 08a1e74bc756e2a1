import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import type { Path } from "../../../core/path";
import { pathText } from "../../../core/path";
import type { Read } from "../../../core/shape";
import { readListOf, readObject, readOptional, readText } from "../../../core/shape";
import { show } from "../../../core/show";

/** What a CredentialsRequest asks of Google Cloud: the union of predefined roles and single permissions. */
export interface GcpProviderSpec {
  /** Roles that exist already, each once. */
  readonly roles: readonly string[];
  /** Permissions, each once; those of a request are one custom role. */
  readonly permissions: readonly string[];
}

const readFields = readObject<{ predefinedRoles: string[] | undefined; permissions: string[] | undefined }>({
  predefinedRoles: readOptional(readListOf(readRole)),
  permissions: readOptional(readListOf(readPermission)),
});

/** All fields of such a spec, also those that are for the operator in the cluster alone. */
export const GCP_SPEC_FIELDS = [
  "predefinedRoles",
  "permissions",
  "skipServiceCheck",
  "serviceAccountEmail",
  "audience",
];

/** Reads a `GCPProviderSpec` of `cloudcredential.openshift.io/v1`. `skipServiceCheck` is for the operator in the cluster alone. */
export const readGcpProviderSpec: Read<GcpProviderSpec> = (value, path, issues) => {
  const { predefinedRoles = [], permissions = [] } = readFields(value, path, issues);
  return { roles: [...new Set(predefinedRoles)], permissions: [...new Set(permissions)] };
};

const ROLE = /^(roles|(projects|organizations)\/[^/\s]+\/roles)\/[A-Za-z0-9_.]+$/;
/** A custom role takes no wildcards (IAM, custom roles, 2026-08). */
const PERMISSION = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2,}$/;

function readRole(value: unknown, path: Path, issues: Issue[]): string {
  const text = readText(value, path, issues);
  if (typeof value === "string" && !ROLE.test(text)) {
    const fault = `Cannot ask for role ${show(text)}: expected one such as "roles/compute.storageAdmin"`;
    issues.push(issue("gcp-role-invalid", pathText(path), fault));
  }
  return text;
}

function readPermission(value: unknown, path: Path, issues: Issue[]): string {
  const text = readText(value, path, issues);
  if (typeof value === "string" && !PERMISSION.test(text)) {
    const fault = `Cannot ask for permission ${show(text)}: expected one such as "compute.disks.create", without wildcards`;
    issues.push(issue("gcp-permission-invalid", pathText(path), fault));
  }
  return text;
}
