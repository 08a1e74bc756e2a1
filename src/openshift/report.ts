import type { OpenShiftPermission, OpenShiftQuota } from "../clouds/openshift-cloud";
import { openShiftCloud } from "../clouds/openshift-clouds";
import type { CutName } from "../core/cut-name";
import { permissionText } from "./permission-order";
import type { OpenShiftPlan } from "./plan";
import type { SkippedRequest } from "./request";

/** What a plan comes to: what people look at before they let it be created. */
export interface OpenShiftReport {
  /** The cloud that the cluster is on. */
  readonly cloud: string;
  /** The beginning of every name. */
  readonly cluster: string;
  /** One for each request. */
  readonly identities: ReportedIdentity[];
  /** All subjects of all identities. */
  readonly subjects: number;
  /** All permissions of all identities. */
  readonly permissions: number;
  /** Permissions by which an identity may become more than it is. */
  readonly escalations: ReportedPermission[];
  /** Permissions that are still wide: with a wildcard, or on every resource. */
  readonly wide: ReportedPermission[];
  /** Documents that became no identity, and why. */
  readonly skipped: SkippedRequest[];
  /** What all identities together use up of the account. */
  readonly quotas: OpenShiftQuota[];
  /** What somebody should know of a request, as a sentence each. */
  readonly notes: string[];
}

/** One identity of a plan. */
export interface ReportedIdentity {
  /** Its CredentialsRequest. */
  readonly request: string;
  /** The Secret that the operator reads, `namespace/name`. */
  readonly secret: string;
  /** Physical names by what they name, for example `role`. */
  readonly names: Record<string, string>;
  /** Names that the vendor's limits cut, whole. */
  readonly cut: string[];
  /** ServiceAccounts that may become it, `namespace/name`. */
  readonly subjects: string[];
  /** What it may do, as people read it. */
  readonly permissions: string[];
}

/** A permission that somebody should look at. */
export interface ReportedPermission {
  /** The CredentialsRequest that asks for it. */
  readonly request: string;
  /** The permission, as people read it. */
  readonly permission: string;
  /** Why; empty where it is only wide. */
  readonly reason: string;
}

/** What a plan grants and what stands out in it: wide permissions, identities without any, and numbers against the quotas of the vendor. */
export function reportOn({ cloud: name, cluster, identities, skipped, notes }: OpenShiftPlan): OpenShiftReport {
  const cloud = openShiftCloud(name);
  const granted = identities.flatMap(({ request }) =>
    cloud.permissions(request.spec).map((permission) => ({ request: request.name, permission })),
  );
  const reported = granted.map(({ request, permission }) => ({
    request,
    permission: permissionText(permission),
    reason: cloud.escalation(permission) ?? "",
    isWide: isWide(permission),
  }));
  return {
    cloud: name,
    cluster,
    identities: identities.map(({ request, names }) => ({
      request: request.name,
      secret: `${request.secret.namespace}/${request.secret.name}`,
      names: Object.fromEntries(Object.entries(names).map(([what, { name: text }]) => [what, text])),
      cut: Object.values<CutName>(names).flatMap(({ name: text, whole }) => (text === whole ? [] : [whole])),
      subjects: request.serviceAccounts.map((account) => `${request.secret.namespace}/${account}`),
      permissions: granted.flatMap((each) => (each.request === request.name ? [permissionText(each.permission)] : [])),
    })),
    subjects: identities.reduce((sum, { request }) => sum + request.serviceAccounts.length, 0),
    permissions: granted.length,
    escalations: reported.filter(({ reason }) => reason !== "").map(withoutMark),
    wide: reported.filter((each) => each.isWide && each.reason === "").map(withoutMark),
    skipped: [...skipped],
    quotas: cloud.quotas(identities),
    notes: [...notes],
  };
}

function withoutMark({ request, permission, reason }: ReportedPermission): ReportedPermission {
  return { request, permission, reason };
}

/** A resource that is `*` alone, or is that within its service and account. */
const ANY_RESOURCE = /(^|:)\*$/;

function isWide({ name, effect, resource = "" }: OpenShiftPermission): boolean {
  return effect === undefined && (name.includes("*") || ANY_RESOURCE.test(resource));
}
