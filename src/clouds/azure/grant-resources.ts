import * as pulumi from "@pulumi/pulumi";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import type { AzureExistingIdentity, AzureRoleAssignmentArgs } from "./args";
import { azureRoleAssignmentName, checkAzureRole, checkAzureScope } from "./grants";
import { azureRoleDefinitionId } from "./role-definitions";
import { azureAuthorization } from "./sdk";

/** Assigns a role to the identity's principal. */
export function createAzureRoleAssignment(
  parent: pulumi.Resource,
  name: string,
  identity: AzureExistingIdentity,
  assignment: AzureRoleAssignmentArgs,
  path: string,
): void {
  const { role, scope, condition, description } = assignment;
  const logicalName = azureRoleAssignmentName(name, assignment);
  const check = (inputs: Record<string, unknown>) => [
    ...checkAzureScope(inputs.scope, `${path}.scope`),
    ...checkAzureRole(inputs.roleDefinitionId, `${path}.role`),
  ];
  const grant = provedUnderMocks(
    pulumi.all([scope, role]).apply(([known, wanted]) => ({
      scope: known,
      roleDefinitionId: azureRoleDefinitionId(wanted, known),
    })),
    check,
  );
  new (azureAuthorization().RoleAssignment)(
    logicalName,
    {
      scope: grant.scope,
      roleDefinitionId: grant.roleDefinitionId,
      principalId: identity.principalId!,
      // The SDK's default is "User", and without a type Azure looks for a principal that is not replicated yet.
      principalType: "ServicePrincipal",
      ...(condition === undefined ? {} : { condition, conditionVersion: "2.0" }),
      ...(description === undefined ? {} : { description }),
    },
    {
      parent,
      hooks: proofHooks(`role assignment ${logicalName}`, ["scope", "roleDefinitionId"], check),
    },
  );
}
