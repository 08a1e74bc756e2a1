import * as pulumi from "@pulumi/pulumi";
import { provedOnAnswer } from "../component/proof-hook";
import { EXTERNAL_ROLE_NOT_PROVED, externalRoleClaim } from "./role-claim";
import type { MakeRole, RoleTrust, WorkloadRole } from "./workload-role";
import { roleNameOf } from "./workload-role";

/** A role that somebody else owns, and the trust policy that it has, where that is given. */
interface ExternalRoleArgs {
  externalRoleArn?: pulumi.Input<string>;
  externalTrustPolicy?: pulumi.Input<string>;
}

/** The roles that a cloud makes: one of the program, and somebody else's with statements of the program in its trust policy. */
export interface RoleMakers<Args> {
  readonly created: MakeRole<Args>;
  readonly withStatements: MakeRole<Args>;
}

/**
 * How a workload comes by its role: by one of the makers, or it is just somebody else's. The caller makes it, because the engine stores
 * every frame of the call with the role.
 */
export function roleMaker<Args extends ExternalRoleArgs & { manageStatement?: boolean }>(
  { externalRoleArn, manageStatement }: Args,
  { created, withStatements }: RoleMakers<Args>,
): MakeRole<Args> {
  if (externalRoleArn === undefined) return created;
  return manageStatement === true ? withStatements : externalRole;
}

/** A role that the program leaves as it is: its owner has to add the policy, and something is proved where the whole one is given. */
function externalRole(
  component: pulumi.Resource,
  name: string,
  { externalRoleArn = "", externalTrustPolicy }: ExternalRoleArgs,
  trust: RoleTrust,
): WorkloadRole {
  const arn = pulumi.output(externalRoleArn);
  const named = pulumi.all([trust.policy, arn] as const);
  const trustPolicy = provedOnAnswer(name, component, named, ([, known]) => trust.accounts(known)).apply(
    ([text]) => text,
  );
  const role = { arn, name: arn.apply(roleNameOf), trustPolicy };
  if (externalTrustPolicy === undefined) return { ...role, proof: EXTERNAL_ROLE_NOT_PROVED };
  const look = ([policy, roleArn]: readonly [string, string, unknown]) =>
    trust.whole(policy, { roleArn, path: "externalTrustPolicy" });
  const given = pulumi.all([externalTrustPolicy, arn, trust.policy] as const);
  const proof = provedOnAnswer(name, component, given, look).apply((known) =>
    look(known)?.length === 0 ? externalRoleClaim(trust.admitted) : EXTERNAL_ROLE_NOT_PROVED,
  );
  return { ...role, proof };
}
