import * as pulumi from "@pulumi/pulumi";
import { provedOnAnswer } from "../component/proof-hook";
import type { Issue } from "../core/issue";
import type { Admitted } from "./role-claim";
import { EXTERNAL_ROLE_NOT_PROVED, externalRoleClaim } from "./role-claim";

/**
 * What is proved about a role that somebody else owns: something where its policy is given. `check` says what is wrong with that policy
 * of the role with that ARN, once `ready` is known.
 */
export function externalRoleProof(
  name: string,
  component: pulumi.Resource,
  stored: { document: pulumi.Input<string> | undefined; arn: pulumi.Output<string>; ready: pulumi.Output<unknown> },
  admitted: Admitted,
  check: (document: string, arn: string) => Issue[] | undefined,
): pulumi.Output<string> {
  if (stored.document === undefined) return pulumi.output(EXTERNAL_ROLE_NOT_PROVED);
  const given = pulumi.all([stored.document, stored.arn, stored.ready] as const);
  const look = ([document, arn]: readonly [string, string, unknown]) => check(document, arn);
  return provedOnAnswer(name, component, given, look).apply((known) =>
    look(known)?.length === 0 ? externalRoleClaim(admitted) : EXTERNAL_ROLE_NOT_PROVED,
  );
}
