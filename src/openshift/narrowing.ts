import type { OpenShiftCloud, OpenShiftConditions, OpenShiftPermission } from "../clouds/openshift-cloud";
import { openShiftCloud } from "../clouds/openshift-clouds";
import { WorkloadIdentityError } from "../core/errors";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { holds, permissionText } from "./permission-order";
import type { CredentialsRequests, OpenShiftRequest } from "./request";

/** Grants less than a release asks for, as data. */
export interface OpenShiftNarrowing {
  /** The CredentialsRequests that it is for, by name; all of the cloud where it is left out. */
  requests?: string[];
  /** The permissions that it is for: actions, permissions or roles, with the wildcards of the cloud. */
  permissions: string[];
  /** What is granted in their place, for example single actions for a wildcard; nothing at all where the list is empty. */
  permissionsInstead?: string[];
  /** The resources that they are granted on, in place of `*`, where the cloud's requests name resources. */
  resources?: string[];
  /** Conditions that have to hold as well, where the cloud's requests know conditions. */
  conditions?: OpenShiftNarrowingCondition[];
}

/** One condition, such as a tag that has to be there. */
export interface OpenShiftNarrowingCondition {
  /** The operator, for example `StringEquals`. */
  test: string;
  /** The key, for example `aws:ResourceTag/kubernetes.io/cluster/prod-x7k2p`. */
  variable: string;
  /** Values, of which one must hold. */
  values: string[];
}

/** What is granted in place of one permission: several narrower ones, itself, or nothing. */
export type NarrowPermission = (permission: OpenShiftPermission, request: OpenShiftRequest) => OpenShiftPermission[];

/**
 * Grants less than the requests ask for. What is forbidden stays forbidden. Throws `WorkloadIdentityError`
 * (`openshift-narrowing-invalid`) where more would be granted, or what the cloud's requests cannot say.
 */
export function narrowCredentialsRequests(read: CredentialsRequests, narrow: NarrowPermission): CredentialsRequests {
  const issues: Issue[] = [];
  const requests = read.requests.map((request) => narrowed(request, narrow, issues));
  if (issues.length > 0) {
    throw new WorkloadIdentityError("openshift-narrowing-invalid", "Cannot narrow these CredentialsRequests:", issues);
  }
  return { ...read, requests };
}

/** The same by data, each rule upon what the ones before it have left. A rule that finds nothing is a fault at its place. */
export function narrowByRules(
  read: CredentialsRequests,
  rules: readonly OpenShiftNarrowing[],
  path: string,
  issues: Issue[],
): CredentialsRequests {
  let { requests } = read;
  for (const [index, rule] of rules.entries()) {
    const at = `${path}[${index}]`;
    const faults: Issue[] = [];
    let found = 0;
    requests = requests.map((request) =>
      narrowed(
        request,
        (permission) => {
          if (!concerns(rule, request, permission)) return [permission];
          found++;
          return applied(rule, permission);
        },
        faults,
      ),
    );
    issues.push(...faults.map(({ code, message }) => issue(code, at, message)), ...emptyLists(rule, at));
    if (found === 0) {
      const advice = "correct it, or leave it out where the release does not ask for them any more";
      const fault = `Cannot narrow anything: no request has such a permission; ${advice}`;
      issues.push(issue("openshift-narrowing-unused", at, fault));
    }
  }
  return { ...read, requests };
}

/** Nothing is taken away by a list that somebody forgot to fill in. */
function emptyLists({ resources, conditions = [] }: OpenShiftNarrowing, path: string): Issue[] {
  const empty = [
    ...(resources?.length === 0 ? [`${path}.resources`] : []),
    ...conditions.flatMap(({ values }, index) => (values.length === 0 ? [`${path}.conditions[${index}].values`] : [])),
  ];
  const fault = "Cannot narrow to nothing: name some, or take the permission away with permissionsInstead: []";
  return empty.map((each) => issue("openshift-narrowing-empty", each, fault));
}

function narrowed(request: OpenShiftRequest, narrow: NarrowPermission, issues: Issue[]): OpenShiftRequest {
  const cloud = openShiftCloud(request.cloud);
  const before = cloud.permissions(request.spec);
  const after = before.flatMap((permission) =>
    permission.effect === "Deny"
      ? [permission]
      : checked(cloud, request, permission, narrow(permission, request), issues),
  );
  if (after.length === before.length && after.every((permission, index) => permission === before[index]))
    return request;
  return { ...request, spec: cloud.withPermissions(request.spec, after, request.source, issues) };
}

function checked(
  cloud: OpenShiftCloud,
  { name, source }: OpenShiftRequest,
  wide: OpenShiftPermission,
  narrow: readonly OpenShiftPermission[],
  issues: Issue[],
): readonly OpenShiftPermission[] {
  for (const permission of narrow) {
    if (holds(cloud, wide, permission)) continue;
    const fault = `Cannot grant ${permissionText(permission)} to ${name} in place of ${permissionText(wide)}: it would be more, or something else`;
    issues.push(issue("openshift-narrowing-widens", source, fault));
  }
  return narrow;
}

function concerns(rule: OpenShiftNarrowing, request: OpenShiftRequest, { name, effect }: OpenShiftPermission): boolean {
  const cloud = openShiftCloud(request.cloud);
  return (
    effect === undefined &&
    (rule.requests ?? [request.name]).includes(request.name) &&
    rule.permissions.some((pattern) => cloud.covers(pattern, name))
  );
}

/** A resource each and a name each: the resource of a statement is one text, so that `oc apply` takes what is written. */
function applied(
  { permissionsInstead, resources, conditions = [] }: OpenShiftNarrowing,
  permission: OpenShiftPermission,
): OpenShiftPermission[] {
  const names = permissionsInstead ?? [permission.name];
  const places = resources?.map((resource) => ({ resource })) ?? [{}];
  const tests = conditions.length === 0 ? {} : { conditions: withConditions(permission.conditions ?? {}, conditions) };
  return places.flatMap((place) => names.map((name) => ({ ...permission, name, ...place, ...tests })));
}

function withConditions(
  before: OpenShiftConditions,
  more: readonly OpenShiftNarrowingCondition[],
): OpenShiftConditions {
  const all: Record<string, Record<string, unknown>> = {};
  for (const [test, keys] of Object.entries(before)) all[test] = { ...keys };
  for (const { test, variable, values } of more) {
    all[test] = { ...all[test], [variable]: values.length === 1 ? values[0] : values };
  }
  return all;
}
