import type { CutName } from "../../../core/cut-name";
import { cutBluntly, cutWithHash } from "../../../core/cut-name";
import { shortHash } from "../../../core/short-hash";
import type { CredentialsRequest } from "../../openshift-cloud";
import { GCP_ACCOUNT_ID_MAX_LENGTH } from "../limits";

/** Longest id of a custom role in characters, of letters, digits, `.` and `_` (IAM API, projects.roles.create, 2026-08). */
const ROLE_ID_MAX_LENGTH = 64;

/** The word for the cluster in the logical names of members: an identity is one cluster's alone. */
export const GCP_OPERATOR_KEY = "openshift";

/**
 * The ids of the service account and of the custom role, which is this cluster's alone. No account id holds both names in its thirty
 * characters, so all of them end in five of a hash; with ccoctl those are random.
 */
export function gcpOperatorNames(cluster: string, request: CredentialsRequest): Record<"account" | "role", CutName> {
  // Ids of accounts have no dots, and requests may have some; the hash tells them apart.
  const words = [cluster.slice(0, 12), request.name.slice(0, 11).replaceAll(".", "-")].map((word) =>
    word.replace(/-+$/, ""),
  );
  const whole = `${cluster}-${request.name}`;
  // Names of clusters have no dot, so that it tells where the cluster's ends.
  const role = `${cluster}.${request.name}`.replaceAll("-", "_");
  const hash = shortHash([cluster, request.name].join("\n")).slice(0, 5);
  const cut = cutWithHash(role, ROLE_ID_MAX_LENGTH);
  return {
    account: { name: [...words, hash].join("-").slice(0, GCP_ACCOUNT_ID_MAX_LENGTH), whole },
    role: { name: cut.name.replaceAll("-", "_"), whole: role },
  };
}

/**
 * The display name of the service account, by which ccoctl finds it again: its id ends in random characters. What ccoctl calls the
 * role hangs on the project; see `gcpSharedRoleId`.
 */
export function gcpCcoctlNames(cluster: string, request: CredentialsRequest): Record<string, CutName> {
  const { account } = gcpOperatorNames(cluster, request);
  const displayName = `${cutBluntly(cluster, 50).name}-${cutBluntly(request.name, 49).name}`;
  return { account, displayName: { name: displayName, whole: account.whole } };
}

/** The id of the role that ccoctl makes for a request, once for all clusters of a project: what is neither letter nor digit goes. */
export function gcpSharedRoleId(project: string, request: string): string {
  const [ofProject, ofRequest] = [project, request].map((part) => part.replace(/[^A-Za-z0-9]/g, ""));
  return `${ofProject!.slice(0, 32)}_${ofRequest!.slice(0, 31)}`;
}

/** The title of a custom role, at most 100 characters: ccoctl's where `owner` is the project, and this cluster's where it is that. */
export function gcpRoleTitle(owner: string, request: string): string {
  return `${owner.slice(0, 50)}-${request.slice(0, 49)}`;
}
