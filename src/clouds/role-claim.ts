import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";
import type { WholeNamespaces } from "../core/whole-namespaces";
import { subjectsClaim } from "../core/whole-namespaces";
import type { WithoutEffect } from "../core/without-effect";

/** Arguments of a role whose trust is somebody else's. */
interface ExternalRoleArgs {
  externalRoleArn?: unknown;
  externalTrustPolicy?: unknown;
  manageStatement?: boolean;
  statementProfile?: unknown;
}

/** What has no effect beside, or without, statements that are kept in an external role. */
export const MANAGED_STATEMENT_EFFECTS: readonly WithoutEffect<ExternalRoleArgs>[] = [
  {
    args: ["manageStatement"],
    beside: ({ externalRoleArn }) => externalRoleArn === undefined,
    why: "the whole trust policy of a role that is created or imported is kept already; leave it out, or name the role of somebody else by externalRoleArn",
  },
  {
    args: ["externalTrustPolicy"],
    beside: ({ manageStatement }) => manageStatement === true,
    why: "with manageStatement the policy is read from the role itself; leave it out",
  },
  {
    args: ["statementProfile"],
    beside: ({ manageStatement }) => manageStatement !== true,
    why: "only manageStatement calls the cloud with it; leave it out",
  },
];

/** The fault of a policy that is said to be an external role's where no role is external. */
export function externalTrustWithoutRole(code: string): Issue {
  const message =
    "Cannot prove the trust policy of no role: set externalRoleArn, or leave it out for a role that is created here";
  return issue(code, "externalTrustPolicy", message);
}

/** Whom a role's trust policy shall admit: ServiceAccounts and whole namespaces, and so many others, with tokens of one audience. */
export interface Admitted {
  subjects: readonly WholeNamespaces[];
  others: number;
  audience: string;
  /** Who comes in without a token, by the vendor's own word, as the end of a sentence. Nobody by default. */
  besides?: string;
}

/** What a component may say of its role's trust policy, in the output `proof`. */
export function roleClaim(admitted: Admitted): string {
  return [`proved: the whole trust policy admits exactly ${whom(admitted)}`, ...assumed(admitted)].join("; ");
}

/** The same of the policy that was given for an external role. */
export function externalRoleClaim(admitted: Admitted): string {
  const proved = `proved: the trust policy that was given for the external role admits exactly ${whom(admitted)}`;
  return [proved, "assumed, because its owner stores it: that the role has this policy", ...assumed(admitted)].join(
    "; ",
  );
}

/** The same of the policy that somebody else's role has with statements of ours, as the vendor answered it. */
export function managedStatementClaim(admitted: Admitted): string {
  const proved = `proved: the whole trust policy, as the role had it after our statement was written, admits exactly ${whom(admitted)}`;
  return [proved, "assumed, because others write it too: that nobody has changed it since", ...assumed(admitted)].join(
    "; ",
  );
}

/** What is said of such a policy before it is answered, or where it admits somebody else. */
export const MANAGED_STATEMENT_NOT_PROVED =
  "not proved: our statement admits exactly the subjects, but the role's trust policy as a whole is not known yet, or has a statement that others does not name";

/** What is said of an external role whose policy nobody gave, or whose policy does not say what it has to. */
export const EXTERNAL_ROLE_NOT_PROVED =
  "not proved: the role is external, its trust policy is managed elsewhere; add the statements of trustPolicy to it, and pass what it then says as externalTrustPolicy";

function whom({ subjects, others, besides }: Admitted): string {
  const named = others === 0 ? [] : [`the ${others} other(s) that the program names`];
  const byToken = subjects.length === 0 && besides !== undefined ? [] : [subjectsClaim(subjects)];
  return [...byToken, ...named, ...(besides === undefined ? [] : [besides])].join(" and ");
}

/**
 * A registration that this program did not make may take any audiences; the policy admits this one alone, and only if it is among them.
 * Where nobody brings a token there is nothing to assume.
 */
function assumed({ subjects, others, audience }: Admitted): string[] {
  if (subjects.length + others === 0) return [];
  return [
    `assumed, because no trust policy says it: that each OIDC provider has ${show(audience)} among its client ids`,
  ];
}
