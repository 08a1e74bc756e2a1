import type * as pulumi from "@pulumi/pulumi";
import { derivedName } from "../../component/derived-name";
import { proofHooks, provedOnAnswer, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { unlessChanged } from "../../core/unchanged";
import type { RoleMakers } from "../external-role";
import { claimedStatements, managedRole, statementHooks } from "../managed-statement";
import { roleClaim } from "../role-claim";
import type { RoleTrust, WorkloadRole } from "../workload-role";
import { alicloudCredentialsSdk } from "./api/roles";
import type { AlicloudWorkloadIdentityArgs } from "./args";
import { AlicloudTrustStatementResource } from "./dynamic-provider";
import { ALICLOUD_ROLE_NAME_MAX_LENGTH } from "./limits";
import { alicloudRam } from "./sdk";
import type { AlicloudTrustPolicy } from "./trust";

/** What the provider once took a trust by, beside the document. */
const FORMER_TRUST = { document: undefined, ramUsers: undefined, services: undefined };

/** How a workload comes by a RAM role that the program makes or writes to. */
export const ALICLOUD_ROLES: RoleMakers<AlicloudWorkloadIdentityArgs> = {
  created: createdRole,
  withStatements: roleWithStatements,
};

/** The name of a role of the program: RAM makes none up. */
export function ramRoleName(
  name: string,
  { roleName, importRole }: Pick<AlicloudWorkloadIdentityArgs, "roleName" | "importRole">,
): string {
  return roleName ?? importRole ?? derivedName(`${name}-role`, ALICLOUD_ROLE_NAME_MAX_LENGTH);
}

function createdRole(
  component: pulumi.Resource,
  name: string,
  args: AlicloudWorkloadIdentityArgs,
  trust: RoleTrust,
): WorkloadRole {
  const trustPolicy = provedUnderMocks(trust.policy, (policy) => trust.whole(policy) ?? []);
  const role = new (alicloudRam().Role)(
    `${name}-role`,
    {
      assumeRolePolicyDocument: trustPolicy,
      // Policies that others attached would block the role's deletion half-way through a destroy.
      force: true,
      roleName: ramRoleName(name, args),
      description: args.description,
      maxSessionDuration: args.maxSessionDuration,
      tags: args.tags,
    },
    {
      parent: component,
      ...(args.importRole === undefined ? {} : { import: args.importRole }),
      ignoreChanges: args.roleName === undefined && args.importRole === undefined ? ["roleName"] : [],
      hooks: proofHooks(
        `trust of RAM role ${name}`,
        ["assumeRolePolicyDocument", ...Object.keys(FORMER_TRUST)],
        (inputs) => unlessChanged(inputs, FORMER_TRUST, () => trust.whole(inputs.assumeRolePolicyDocument)),
      ),
    },
  );
  if (args.importRole !== undefined) {
    // What an imported role says already is taken over as it is, without a hook.
    provedOnAnswer(name, role, role.assumeRolePolicyDocument, (policy) => trust.whole(policy));
  }
  return {
    // Only the vendor's answer says in which account the role is.
    arn: provedOnAnswer(name, role, role.arn, (arn) => trust.accounts(arn)),
    name: role.roleName,
    trustPolicy,
    proof: roleClaim(trust.admitted),
  };
}

function roleWithStatements(
  component: pulumi.Resource,
  name: string,
  { externalRoleArn = "", statementProfile }: AlicloudWorkloadIdentityArgs,
  trust: RoleTrust,
): WorkloadRole {
  // Where it is missing, that is told before anything is deployed.
  alicloudCredentialsSdk();
  const roleArn = settled(externalRoleArn);
  const statements = trust.policy.apply((text): object[] => (JSON.parse(text) as AlicloudTrustPolicy).Statement);
  const resource = new AlicloudTrustStatementResource(
    `${name}-statement`,
    {
      roleArn: roleArn.output,
      statements: claimedStatements(component, name, externalRoleArn, statements),
      ...(statementProfile === undefined ? {} : { profile: statementProfile }),
    },
    {
      parent: component,
      hooks: statementHooks(`statement in the trust of RAM role ${name}`, roleArn, (Statement) =>
        trust.written(JSON.stringify({ Statement, Version: "1" })),
      ),
    },
  );
  return managedRole(name, resource, trust);
}
