import type * as pulumi from "@pulumi/pulumi";
import { countOthers } from "../component/policy-others";
import type { Settled } from "../component/settled-value";
import type { Issue } from "../core/issue";
import type { PolicyOthers, PrincipalNames } from "../core/trust-policy/others";
import { othersIn } from "../core/trust-policy/others";
import type { Admitted } from "./role-claim";

/** The role that ServiceAccounts become, whoever owns it, and what is proved about its trust policy. */
export interface WorkloadRole {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** The whole policy, or what the owner of an external role has to add to it. */
  readonly trustPolicy: pulumi.Output<string>;
  readonly proof: pulumi.Input<string>;
}

/** Where a trust policy is stored that is not about to be written; `path` is the argument or output that says it. */
export interface StoredPolicy {
  readonly roleArn: string;
  readonly path: string;
}

/**
 * The client ids of an issuer's provider, as a role's trust policy has to expect them: whoever registered it may give it more, now or
 * later, and then only a policy that compares `aud` itself keeps their tokens out.
 */
export function expectedClientIds(audience: string): string[] {
  return [audience, "another-client-id"];
}

/** How a cloud finds faults in a role, against those who were asked for. */
export interface RoleFaults<Trusted> {
  /** Faults of a trust policy: of a whole one, or of the statements that the program writes into somebody else's. */
  ofTrust(policy: unknown, trusted: Trusted, stored?: StoredPolicy): Issue[];
  /** Faults between the accounts of the role and of all that its trust names. */
  ofAccounts(roleArn: string, trusted: Trusted | undefined): Issue[];
  readonly principals: PrincipalNames;
}

/** What a workload's role has to admit. A look answers `undefined` while it is not known whom that is. */
export interface RoleTrust {
  /** What the program writes, or asks the owner of the role to add. */
  readonly policy: pulumi.Output<string>;
  readonly admitted: Admitted;
  /** Faults of a role's whole policy. */
  whole(policy: unknown, stored?: StoredPolicy): Issue[] | undefined;
  /** Faults of the policy that would have only what the program writes into somebody else's role. */
  written(policy: string): Issue[] | undefined;
  /** Faults of the whole policy of such a role, in which others may stand but need not. */
  shared(policy: string, stored: StoredPolicy): Issue[] | undefined;
  /** Whom such a policy admits: of the others those who stand in it. */
  admittedBy(policy: string): Admitted;
  accounts(roleArn: string): Issue[];
}

/** The trust of one role: `trusted` are all whom it has to admit, `written` those of them whom the program itself lets in. */
export function roleTrust<Trusted extends { others: PolicyOthers }>(
  { policy, admitted }: Pick<RoleTrust, "policy" | "admitted">,
  { trusted, written }: Readonly<Record<"trusted" | "written", Settled<Trusted>>>,
  faults: RoleFaults<Trusted>,
): RoleTrust {
  const look = (text: unknown, known: Trusted | undefined, stored?: StoredPolicy) =>
    known && faults.ofTrust(text, known, stored);
  const standingIn = (text: string): Trusted | undefined => {
    const known = trusted.value();
    return known && { ...known, others: othersIn(text, known.others, faults.principals) };
  };
  return {
    policy,
    admitted,
    whole: (text, stored) => look(text, trusted.value(), stored),
    written: (text) => look(text, written.value()),
    shared: (text, stored) => look(text, standingIn(text), stored),
    admittedBy: (text) => ({ ...admitted, others: countOthers(standingIn(text)?.others) }),
    accounts: (roleArn) => faults.ofAccounts(roleArn, trusted.value()),
  };
}

/** Makes the role of a workload, or leaves that of somebody else as it is. */
export type MakeRole<Args> = (component: pulumi.Resource, name: string, args: Args, trust: RoleTrust) => WorkloadRole;

/** The name of a role that only its ARN is known of. */
export function roleNameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
