import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { ifKnown } from "../../../core/known";
import { show } from "../../../core/show";
import type { PlannedCluster, PlannedIdentity } from "../../openshift-cloud";
import { checkGcpAccountId, checkGcpSubject } from "../limits";
import { GCP_POOL_ID, GCP_POOL_ID_FORM } from "../pool";
import { gcpRoleTitle, gcpSharedRoleId } from "./names";
import type { GcpProviderSpec } from "./spec";

type Planned = PlannedIdentity<GcpProviderSpec>;

/** Permissions in a custom role (IAM, quotas and limits, 2026-11). */
const ROLE_MAX_PERMISSIONS = 3000;
/** Title, description and names of the permissions of a custom role, in bytes (the same). */
const ROLE_MAX_BYTES = 64 * 1024;

/** Faults of identities in a project that is not known yet. */
export function checkGcpIdentities(identities: readonly Planned[], { name, isFromCcoctl }: PlannedCluster): Issue[] {
  return [
    ...(isFromCcoctl && !GCP_POOL_ID.test(name) ? [poolIdInvalid(name)] : []),
    ...(isFromCcoctl ? checkGcpSharedRoles(identities, "") : []),
    ...identities.flatMap((planned) =>
      issuesUnder(planned.request.name, [
        ...ifKnown(planned.names.account?.name, "accountId", checkGcpAccountId),
        ...checkGcpRequest(planned),
      ]),
    ),
  ];
}

/** Faults of what a request asks for, and of who it is for. */
export function checkGcpRequest({ request }: Planned): Issue[] {
  const { name, secret, serviceAccounts, spec } = request;
  const { length } = spec.permissions;
  const bytes = Buffer.byteLength([gcpRoleTitle("p".repeat(50), name), ...spec.permissions].join(""));
  const tooLong = (what: string, most: string) => {
    const fix = "narrow them, or give them to several CredentialsRequests";
    return issue(
      "gcp-request-too-long",
      "permissions",
      `Cannot store ${what} in a custom role, which has at most ${most}: ${fix}`,
    );
  };
  return [
    ...(length > ROLE_MAX_PERMISSIONS ? [tooLong(`${length} permissions`, String(ROLE_MAX_PERMISSIONS))] : []),
    ...(length <= ROLE_MAX_PERMISSIONS && bytes > ROLE_MAX_BYTES
      ? [tooLong(`permissions of ${bytes} bytes with its title`, `${ROLE_MAX_BYTES}`)]
      : []),
    ...serviceAccounts.flatMap((serviceAccount) =>
      checkGcpSubject({ namespace: secret.namespace, serviceAccount }, "serviceAccountNames"),
    ),
  ];
}

/** Faults of two requests with one custom role of a project: the second would write over the permissions of the first. */
export function checkGcpSharedRoles(identities: readonly Planned[], project: string): Issue[] {
  const owners = new Map<string, string>();
  return identities.flatMap(({ request: { name, spec } }) => {
    if (spec.permissions.length === 0) return [];
    const role = gcpSharedRoleId(project, name);
    const other = owners.get(role);
    owners.set(role, other ?? name);
    if (other === undefined) return [];
    const fault = `Cannot name the custom roles of requests ${show(other)} and ${show(name)} both ${show(role)}: leave out sharedRoles, or rename one of them`;
    return [issue("openshift-name-taken", name, fault)];
  });
}

function poolIdInvalid(name: string): Issue {
  const fault = `Cannot name a pool ${show(name)}, as ccoctl does: expected ${GCP_POOL_ID_FORM}`;
  return issue("gcp-pool-id-invalid", "cluster", fault);
}
