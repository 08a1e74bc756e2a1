import type { OpenShiftCloud, OpenShiftPermission } from "../clouds/openshift-cloud";
import { openShiftCloud } from "../clouds/openshift-clouds";
import { featuresOf } from "./features";
import { holds, notHeld } from "./permission-order";
import type { CredentialsRequests, OpenShiftRequest } from "./request";

/** A permission that another release asks for in another width. */
export interface PermissionChange {
  readonly before: OpenShiftPermission;
  readonly after: OpenShiftPermission;
}

/** How one release's request differs from another's. */
export interface RequestDifference {
  readonly cloud: string;
  /** Its name, with the features that it is for where a release has it more than once. */
  readonly request: string;
  readonly change: "added" | "removed" | "changed";
  /** Permissions that nothing held before. */
  readonly added: readonly OpenShiftPermission[];
  /** Permissions that nothing holds any more. */
  readonly removed: readonly OpenShiftPermission[];
  /** Permissions that took the place of narrower ones. */
  readonly widened: readonly PermissionChange[];
  /** Permissions that took the place of wider ones. */
  readonly narrowed: readonly PermissionChange[];
  /** ServiceAccounts that may become the identity now, `namespace/name`. */
  readonly newSubjects: readonly string[];
  readonly goneSubjects: readonly string[];
  /** The Secret, where it moved. */
  readonly secret?: { readonly before: string; readonly after: string };
  /** Where the operator reads its token, where that moved. */
  readonly tokenPath?: { readonly before: string; readonly after: string };
  /** The features that it is for, where those changed. */
  readonly features?: { readonly before: string; readonly after: string };
}

/** Whether somebody should look before the new release is installed: more is allowed, or to others. */
export function asksForMore({ change, added, removed, widened, newSubjects }: RequestDifference): boolean {
  const allowed = added.some(({ effect }) => effect === undefined) || removed.some(({ effect }) => effect === "Deny");
  return change === "added" || allowed || widened.length + newSubjects.length > 0;
}

/** What a new release asks for beyond an old one and the other way round, by cloud and name; what is the same is left out. */
export function diffCredentialsRequests(old: CredentialsRequests, next: CredentialsRequests): RequestDifference[] {
  const [before, after] = [byKey(old.requests), byKey(next.requests)];
  const keys = [...new Set([...before.keys(), ...after.keys()])].sort();
  return keys.map((key) => difference(key, before.get(key), after.get(key))).filter(isDifferent);
}

/** Requests by cloud and name; twins for different features are told apart by those. */
function byKey(requests: readonly OpenShiftRequest[]): Map<string, OpenShiftRequest> {
  const key = (request: OpenShiftRequest) => `${request.cloud} ${request.name}`;
  return new Map(
    requests.map((request) => {
      const isTwin = requests.some((other) => other !== request && key(other) === key(request));
      return [isTwin ? `${key(request)} (${featuresOf(request.annotations) || "no features"})` : key(request), request];
    }),
  );
}

function difference(key: string, before?: OpenShiftRequest, after?: OpenShiftRequest): RequestDifference {
  const { cloud: name } = (after ?? before)!;
  const cloud = openShiftCloud(name);
  const [old, next] = [permissionsOf(cloud, before), permissionsOf(cloud, after)];
  const [fresh, lost] = [notHeld(cloud, next, old), notHeld(cloud, old, next)];
  const widened = pairs(fresh, (permission) => old.filter((each) => holds(cloud, permission, each)));
  const narrowed = pairs(lost, (permission) => next.filter((each) => holds(cloud, permission, each))).map(
    ({ before: after, after: before }) => ({ before, after }),
  );
  const [subjects, gone] = [subjectsOf(after), subjectsOf(before)];
  return {
    cloud: name,
    request: key.slice(name.length + 1),
    change: before === undefined ? "added" : after === undefined ? "removed" : "changed",
    ...sorted(fresh, lost, widened, narrowed),
    newSubjects: subjects.filter((subject) => !gone.includes(subject)),
    goneSubjects: gone.filter((subject) => !subjects.includes(subject)),
    ...moved("secret", before, after, ({ secret }) => `${secret.namespace}/${secret.name}`),
    ...moved("tokenPath", before, after, ({ tokenPath }) => tokenPath ?? ""),
    ...moved("features", before, after, ({ annotations }) => featuresOf(annotations)),
  };
}

/** Allowing is the other way round from forbidding: what is forbidden no more is allowed now. */
function sorted(
  fresh: readonly OpenShiftPermission[],
  lost: readonly OpenShiftPermission[],
  widened: readonly PermissionChange[],
  narrowed: readonly PermissionChange[],
) {
  const isIn = (changes: readonly PermissionChange[], side: "before" | "after") => (permission: OpenShiftPermission) =>
    changes.some((change) => change[side] === permission);
  const isWide = isIn(widened, "after");
  const wasWide = isIn(narrowed, "before");
  const allows = ({ after }: PermissionChange) => after.effect === undefined;
  const denies = (change: PermissionChange) => !allows(change);
  return {
    added: fresh.filter((permission) => !isWide(permission)),
    removed: lost.filter((permission) => !wasWide(permission)),
    widened: [...widened.filter(allows), ...narrowed.filter(denies)],
    narrowed: [...narrowed.filter(allows), ...widened.filter(denies)],
  };
}

function pairs(
  permissions: readonly OpenShiftPermission[],
  within: (one: OpenShiftPermission) => OpenShiftPermission[],
) {
  return permissions.flatMap((after) => within(after).map((before): PermissionChange => ({ before, after })));
}

function permissionsOf(cloud: OpenShiftCloud, request: OpenShiftRequest | undefined): OpenShiftPermission[] {
  return request === undefined ? [] : cloud.permissions(request.spec);
}

function subjectsOf(request: OpenShiftRequest | undefined): string[] {
  return (request?.serviceAccounts ?? []).map((name) => `${request!.secret.namespace}/${name}`);
}

function moved<Name extends string>(
  name: Name,
  before: OpenShiftRequest | undefined,
  after: OpenShiftRequest | undefined,
  textOf: (request: OpenShiftRequest) => string,
): { [K in Name]?: { before: string; after: string } } {
  if (before === undefined || after === undefined || textOf(before) === textOf(after)) return {};
  return { [name]: { before: textOf(before), after: textOf(after) } } as {
    [K in Name]?: { before: string; after: string };
  };
}

function isDifferent(found: RequestDifference): boolean {
  const { change, added, removed, widened, narrowed, newSubjects, goneSubjects, secret, tokenPath, features } = found;
  const lists = [added, removed, widened, narrowed, newSubjects, goneSubjects];
  return (
    change !== "changed" ||
    lists.some((list) => list.length > 0) ||
    [secret, tokenPath, features].some((move) => move !== undefined)
  );
}
