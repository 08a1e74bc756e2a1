import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import type { OpenShiftPermission } from "../../openshift-cloud";
import { gcpMayBecomeOthers } from "../impersonation";
import type { GcpProviderSpec } from "./spec";

const Kind = { Role: "role", Permission: "permission" } as const;

/** What a request asks for, one row for each permission and predefined role. */
export function gcpPermissions({ roles, permissions }: GcpProviderSpec): OpenShiftPermission[] {
  return [
    ...roles.map((name) => ({ kind: Kind.Role, name })),
    ...permissions.map((name) => ({ kind: Kind.Permission, name })),
  ];
}

/** The spec of these permissions. */
export function gcpWithPermissions(
  _: GcpProviderSpec,
  permissions: readonly OpenShiftPermission[],
  path: string,
  issues: Issue[],
): GcpProviderSpec {
  for (const { kind, name, effect, resource, conditions } of permissions) {
    const fault = (why: string) =>
      issues.push(issue("openshift-permission-unsupported", path, `Cannot narrow ${show(name)} ${why}`));
    if (!Object.values<string>(Kind).includes(kind))
      fault(`of kind ${show(kind)}: expected ${Object.values(Kind).map(show).join(" or ")}`);
    if (effect !== undefined) fault("by denying it: a custom role only allows; leave the permission out");
    if (resource !== undefined || conditions !== undefined) {
      fault("to a resource or by conditions: a role has none; give the request an IAM condition by conditions");
    }
  }
  const of = (wanted: string) => permissions.filter(({ kind }) => kind === wanted).map(({ name }) => name);
  return { roles: of(Kind.Role), permissions: of(Kind.Permission) };
}

/** Permissions that hand their holder the rights of others (IAM permissions reference, 2026-08). */
const ESCALATING: Readonly<Record<string, string>> = {
  "iam.serviceAccounts.actAs": "runs machines and functions as any service account of the project",
  "iam.serviceAccounts.getAccessToken": "becomes any service account of the project",
  "iam.serviceAccounts.getOpenIdToken": "gets ID tokens of any service account of the project",
  "iam.serviceAccounts.implicitDelegation": "becomes service accounts by way of others",
  "iam.serviceAccounts.signBlob": "signs as any service account of the project",
  "iam.serviceAccounts.signJwt": "signs as any service account of the project",
  "iam.serviceAccountKeys.create": "makes keys of any service account of the project",
  "iam.roles.update": "adds permissions to custom roles, its own among them",
  "compute.instances.setServiceAccount": "gives machines other service accounts, with the right to act as those",
};

/** Why a permission lets its holder become more than it is. */
export function gcpEscalation({ kind, name }: OpenShiftPermission): string | undefined {
  if (kind === Kind.Role) {
    return gcpMayBecomeOthers({ role: name })
      ? "becomes service accounts of the project, or hands out the right to do so"
      : undefined;
  }
  if (/\.setIamPolicy$/.test(name)) return "grants any role on what it is about, to itself too";
  return Object.hasOwn(ESCALATING, name) ? ESCALATING[name] : undefined;
}
