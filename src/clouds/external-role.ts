import * as pulumi from "@pulumi/pulumi";
import { provedOnAnswer } from "../component/proof-hook";
import type { Issue } from "../core/issue";
import type { Admitted } from "./role-claim";
import { EXTERNAL_ROLE_NOT_PROVED, externalRoleClaim } from "./role-claim";

/** A role that somebody else owns, as the component knows it: what its trust has to say, its ARN, and the policy that it was given. */
interface ExternalRole {
  readonly policy: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  readonly given: pulumi.Input<string> | undefined;
}

/** How a cloud looks at such a role: at the accounts of role and providers, and at the policy that was given. */
interface ExternalRoleChecks {
  account(arn: string): Issue[];
  given(policy: string, arn: string): Issue[] | undefined;
}

/** The policy that the owner has to add, and what is proved about the role: something where its whole policy is given. */
export function externalRoleTrust(
  name: string,
  component: pulumi.Resource,
  { policy, arn, given }: ExternalRole,
  admitted: Admitted,
  check: ExternalRoleChecks,
): { trustPolicy: pulumi.Output<string>; proof: pulumi.Output<string> } {
  const named = pulumi.all([policy, arn] as const);
  const trustPolicy = provedOnAnswer(name, component, named, ([, known]) => check.account(known)).apply(
    ([text]) => text,
  );
  if (given === undefined) return { trustPolicy, proof: pulumi.output(EXTERNAL_ROLE_NOT_PROVED) };
  const look = ([document, known]: readonly [string, string, unknown]) => check.given(document, known);
  const proof = provedOnAnswer(name, component, pulumi.all([given, arn, policy] as const), look).apply((known) =>
    look(known)?.length === 0 ? externalRoleClaim(admitted) : EXTERNAL_ROLE_NOT_PROVED,
  );
  return { trustPolicy, proof };
}
