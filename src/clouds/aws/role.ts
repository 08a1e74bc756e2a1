import type * as pulumi from "@pulumi/pulumi";
import { proofHooks, provedOnAnswer, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import type { RoleMakers } from "../external-role";
import { claimedStatements, managedRole, namedStatements, statementHooks, statementName } from "../managed-statement";
import { roleClaim } from "../role-claim";
import type { RoleTrust, WorkloadRole } from "../workload-role";
import { awsIamClient } from "./api/roles";
import type { AwsWorkloadIdentityArgs } from "./args";
import { AwsTrustStatementResource } from "./dynamic-provider";
import { awsIam } from "./sdk";

/** How a workload comes by an IAM role that the program makes or writes to. */
export const AWS_ROLES: RoleMakers<AwsWorkloadIdentityArgs> = {
  created: createdRole,
  withStatements: roleWithStatements,
};

function createdRole(
  component: pulumi.Resource,
  name: string,
  args: AwsWorkloadIdentityArgs,
  trust: RoleTrust,
): WorkloadRole {
  const trustPolicy = provedUnderMocks(trust.policy, (policy) => trust.whole(policy) ?? []);
  const role = new (awsIam().Role)(
    `${name}-role`,
    {
      assumeRolePolicy: trustPolicy,
      // Policies that others attached would block the role's deletion half-way through a destroy.
      forceDetachPolicies: true,
      name: args.roleName ?? args.importRole,
      path: args.path,
      description: args.description,
      maxSessionDuration: args.maxSessionDuration,
      permissionsBoundary: args.permissionsBoundary,
      tags: args.tags,
    },
    {
      parent: component,
      ...(args.importRole === undefined ? {} : { import: args.importRole }),
      hooks: proofHooks(`trust of IAM role ${name}`, ["assumeRolePolicy"], ({ assumeRolePolicy }) =>
        trust.whole(assumeRolePolicy),
      ),
    },
  );
  // What an imported role says already is taken over as it is, without a hook.
  if (args.importRole !== undefined) provedOnAnswer(name, role, role.assumeRolePolicy, (policy) => trust.whole(policy));
  return {
    // Only the vendor's answer says in which account the role is.
    arn: provedOnAnswer(name, role, role.arn, (arn) => trust.accounts(arn)),
    name: role.name,
    trustPolicy,
    proof: roleClaim(trust.admitted),
  };
}

function roleWithStatements(
  component: pulumi.Resource,
  name: string,
  { externalRoleArn = "", statementProfile }: AwsWorkloadIdentityArgs,
  trust: RoleTrust,
): WorkloadRole {
  // Where it is missing, that is told before anything is deployed.
  awsIamClient();
  const roleArn = settled(externalRoleArn);
  const statements = trust.policy.apply((text) => namedStatements(text, statementName(name)));
  const resource = new AwsTrustStatementResource(
    `${name}-statement`,
    {
      roleArn: roleArn.output,
      statements: claimedStatements(component, name, externalRoleArn, statements),
      ...(statementProfile === undefined ? {} : { profile: statementProfile }),
    },
    {
      parent: component,
      hooks: statementHooks(`statement in the trust of IAM role ${name}`, roleArn, (Statement) =>
        trust.written(JSON.stringify({ Version: "2012-10-17", Statement })),
      ),
    },
  );
  return managedRole(name, resource, trust);
}
