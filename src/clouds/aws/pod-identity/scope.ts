import type { PolicyCondition, PolicyStatement } from "../../../core/trust-policy/document";
import { isPositive, literalValues, wildcardValues } from "../../../core/trust-policy/facts";
import type { AwsPodIdentityAssociation } from "../trust";
import { arnCompared, POD_IDENTITY_SERVICE, POD_IDENTITY_TAGS } from "./evaluate";

/** Whom a statement for EKS Pod Identity lets in, as a person reads it; `undefined` where it does not ask, or takes patterns. */
export interface PodIdentityScope {
  readonly namespaces: readonly string[] | undefined;
  readonly names: readonly string[] | undefined;
  readonly clusters: readonly string[] | undefined;
  /** Whether no association comes in by it, because it asks for what EKS does not send. */
  readonly isRefused: boolean;
}

const TAG = "aws:requesttag/";

/** `undefined` where the statement is not about EKS Pod Identity. */
export function podIdentityScope(
  statement: PolicyStatement,
  associations: readonly AwsPodIdentityAssociation[],
): PodIdentityScope | undefined {
  const isAbout = statement.principals.some(({ kind, value }) => kind === "Service" && value === POD_IDENTITY_SERVICE);
  if (!isAbout || statement.notPrincipal) return undefined;
  const required = statement.conditions.map(arnCompared).filter(isRequired);
  const valuesOf = (...keys: string[]) => listedIn(required.filter(({ key }) => keys.includes(key.toLowerCase())));
  const tags = required.map(({ key }) => key.toLowerCase()).filter((key) => key.startsWith(TAG));
  const isTagged =
    associations.length === 0 || associations.some(({ disableSessionTags }) => disableSessionTags !== true);
  const mayBeTagged = statement.notAction || statement.actions.some((action) => /^sts:tagsession$|[*?]/i.test(action));
  return {
    namespaces: valuesOf(`${TAG}kubernetes-namespace`),
    names: valuesOf(`${TAG}kubernetes-service-account`),
    clusters: valuesOf(`${TAG}eks-cluster-arn`, `${TAG}eks-cluster-name`, "aws:sourcearn"),
    isRefused: isTagged
      ? !mayBeTagged || tags.some((key) => !POD_IDENTITY_TAGS.includes(key.slice(TAG.length)))
      : tags.length > 0,
  };
}

/** Whether a condition fails where its key is missing. */
function isRequired(condition: PolicyCondition): boolean {
  return isPositive(condition) && condition.test?.ifExists === false && condition.test.set !== "every";
}

function listedIn(conditions: readonly PolicyCondition[]): readonly string[] | undefined {
  const literals = literalValues(conditions);
  return literals.length === 0 || wildcardValues(conditions).length > 0 ? undefined : [...new Set(literals)];
}
