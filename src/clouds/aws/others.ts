import type { NamedOthers } from "../../core/admission";
import type { PolicyPrincipal } from "../../core/trust-policy/document";
import type { PrincipalNames } from "../../core/trust-policy/others";
import { policyOthers } from "../../core/trust-policy/others";

/** Identity providers that AWS knows without a registration (IAM user guide, AWS JSON policy elements: Principal, 2026-05). */
const BUILT_IN_PROVIDERS = [
  "accounts.google.com",
  "cognito-identity.amazonaws.com",
  "graph.facebook.com",
  "www.amazon.com",
];

const ACCOUNT = /^(?:arn:aws[a-z0-9-]*:iam::)?(\d{12})(?::root)?$/;

/** Account and name of a role, without its path, and of the role of a session. */
const ROLE = /^arn:aws[a-z0-9-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/;
const SESSION = /^arn:aws[a-z0-9-]*:sts::(\d{12}):assumed-role\/([^/]+)\/.+$/;

/** How a role's trust policy names callers without a token of an OpenID Connect provider. */
export const AWS_PRINCIPALS: PrincipalNames = {
  kindOf: (principal) => {
    if (/[*?]|\$\{/.test(principal)) return undefined;
    if (BUILT_IN_PROVIDERS.includes(principal)) return "Federated";
    if (/^arn:aws[a-z0-9-]*:iam::\d{12}:saml-provider\/.+$/.test(principal)) return "Federated";
    if (/^(\d{12}|arn:aws[a-z0-9-]*:iam::\d{12}:(root|(user|role)\/.+))$/.test(principal)) return "AWS";
    if (/^arn:aws[a-z0-9-]*:sts::\d{12}:(assumed-role|federated-user)\/.+$/.test(principal)) return "AWS";
    if (/^[0-9a-f]{64}$/.test(principal)) return "CanonicalUser";
    return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(principal) ? "Service" : undefined;
  },
  // IAM stores an account's number as the ARN of its root.
  oneSpelling: (principal) => ACCOUNT.exec(principal)?.[1] ?? principal,
  // IAM compares the names of keys without regard to letter case.
  oneKey: (key) => key.toLowerCase(),
  isWithin: (principal, other) => {
    if (principal.kind !== "AWS" || other.kind !== "AWS") return false;
    const number = ACCOUNT.exec(other.value)?.[1];
    if (number !== undefined) return principal.value.split(":")[4] === number;
    const [, account, role] = SESSION.exec(principal.value) ?? [];
    return role !== undefined && ROLE.exec(other.value)?.slice(1).join() === [account, role].join();
  },
  expected:
    'the ARN of a role, user or SAML provider, an account, or a service such as "pods.eks.amazonaws.com" (tokens of an OIDC provider are named by issuer and subject in others.subjects)',
};

export function awsOthers(named: unknown): NamedOthers {
  return policyOthers(named, AWS_PRINCIPALS);
}

/** The actions that a principal's statement allows. EKS also sends session tags. */
export function awsEntryActions(principal: string): string | string[] {
  const action = entryAction(principal);
  return principal === "pods.eks.amazonaws.com" ? [action, "sts:TagSession"] : action;
}

/** The actions that a principal of a statement can ask for; all of them where it may be of any kind. */
export function awsActionsOf({ kind, value }: Partial<PolicyPrincipal> = {}): readonly string[] {
  if (value !== undefined && value !== "*" && (kind === "AWS" || kind === "Service")) return ["sts:AssumeRole"];
  if (value !== undefined && kind === "Federated" && AWS_PRINCIPALS.kindOf(value) === kind) return [entryAction(value)];
  return ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"];
}

/** The action that a principal becomes the role by. */
function entryAction(principal: string): string {
  if (AWS_PRINCIPALS.kindOf(principal) !== "Federated") return "sts:AssumeRole";
  return principal.startsWith("arn:") ? "sts:AssumeRoleWithSAML" : "sts:AssumeRoleWithWebIdentity";
}
