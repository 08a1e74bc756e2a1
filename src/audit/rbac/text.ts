import type { RbacGrant } from "./authorizer";
import { principalText } from "./rbac";
import type { RbacStep } from "./reach";
import { SELF_GRANTS, WAYS } from "./ways";

/** What decides beside the rules. */
export const NOT_MODELLED =
  "Admission is not modelled: Pod Security, Kyverno, OPA and ValidatingAdmissionPolicy may refuse what RBAC allows. Nor are other authorizers (Node, webhooks), certificates of nodes, membership of groups, and kinds of other vendors that run pods";

/** A rule and the way to it, for example `RoleBinding shop/devs -> ClusterRole edit, rule 3 (create on pods)`. */
export function grantText({ binding, role, rule }: RbacGrant): string {
  const of =
    binding.namespace === undefined
      ? `ClusterRoleBinding ${binding.name}`
      : `RoleBinding ${binding.namespace}/${binding.name}`;
  const names = rule.resourceNames.length === 0 ? "" : ` named ${rule.resourceNames.join(", ")}`;
  const what = `${rule.verbs.join(", ")} on ${rule.resources.join(", ")}${names}`;
  return `${of} -> ${binding.role.kind} ${role.name}, rule ${role.rules.indexOf(rule) + 1} (${what})`;
}

/** One step of a path in one sentence, without its rules. */
export function stepText({ actor, becomes, ways, first }: RbacStep): string {
  const does = ways.map((way) => WAYS[way].does).join(", or ");
  const before = first === undefined ? "" : `${SELF_GRANTS[first.how]} ${first.what}, then `;
  return `${principalText(actor)} ${before}${does}: ${principalText(becomes)}`;
}
