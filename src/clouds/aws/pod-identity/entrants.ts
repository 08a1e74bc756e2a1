import type { PolicyOthers } from "../../../core/trust-policy/others";
import { readAwsFederation } from "../document";
import type { AwsTrust } from "../trust";
import { POD_IDENTITY_SERVICE } from "./evaluate";
import { podIdentityScope } from "./scope";

/** EKS where a statement says cluster, namespace and ServiceAccount, so that nobody has to guess whom it is for; `undefined` where none does. */
export function podIdentityEntrants(trust: AwsTrust): PolicyOthers | undefined {
  const principals = readAwsFederation(trust).document.statements.flatMap((statement) => {
    const scope = podIdentityScope(statement, trust.podIdentityAssociations ?? []);
    if (statement.effect !== "Allow" || scope === undefined || scope.isRefused) return [];
    const lists = [scope.namespaces, scope.names, scope.clusters];
    // Values of two lists go each with each.
    if (lists.includes(undefined) || lists.filter((list) => list!.length > 1).length > 1) return [];
    const conditions: Record<string, Record<string, string[]>> = {};
    for (const { operator, key, values } of statement.conditions) {
      conditions[operator] = { ...conditions[operator], [key]: [...values] };
    }
    return [{ principal: POD_IDENTITY_SERVICE, conditions }];
  });
  return principals.length === 0 ? undefined : { principals };
}
