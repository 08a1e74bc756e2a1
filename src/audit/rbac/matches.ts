import type { RbacRule } from "./rbac";

/** What somebody asks an API server for, as a SubjectAccessReview has it: of a resource, or of a path that is none. */
export interface RbacAttributes {
  readonly verb: string;
  /** Empty for resources of the whole cluster and for lists over all namespaces. */
  readonly namespace?: string;
  /** Empty for the core group. */
  readonly apiGroup?: string;
  readonly resource?: string;
  readonly subresource?: string;
  /** Empty where a request names no object, such as one that creates. */
  readonly name?: string;
  /** Of a request for no resource, for example `/metrics`. */
  readonly path?: string;
}

/** Whether a rule allows a request, as `RuleAllows` of the RBAC authorizer decides it (Kubernetes 1.34, `evaluation_helpers.go`). */
export function ruleAllows(rule: RbacRule, attributes: RbacAttributes): boolean {
  const { verb, path, apiGroup = "", resource = "", subresource = "", name = "" } = attributes;
  if (!hasOrAll(rule.verbs, verb)) return false;
  if (path !== undefined) return rule.nonResourceURLs.some((url) => matchesPath(url, path));
  return (
    hasOrAll(rule.apiGroups, apiGroup) &&
    matchesResource(rule.resources, resource, subresource) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(name))
  );
}

export function hasOrAll(listed: readonly string[], asked: string): boolean {
  return listed.includes(asked) || listed.includes("*");
}

/** `pods` does not cover `pods/exec`; `*` covers both, and `*` before a slash is every resource with that subresource. */
export function matchesResource(listed: readonly string[], resource: string, subresource: string): boolean {
  if (subresource === "") return hasOrAll(listed, resource);
  return hasOrAll(listed, `${resource}/${subresource}`) || listed.includes(`*/${subresource}`);
}

function matchesPath(url: string, path: string): boolean {
  return url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.replace(/\*+$/, "")));
}
