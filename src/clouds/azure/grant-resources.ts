import * as pulumi from "@pulumi/pulumi";
import { finalTwins } from "../../component/final-twins";
import { formerName } from "../../component/former-name";
import { takeOver } from "../../component/logical-names";
import { allHooks, proofHooks, provedOnAnswer, provedUnderMocks, unchangedHooks } from "../../component/proof-hook";
import type { Settled } from "../../component/settled-value";
import { settled } from "../../component/settled-value";
import { claimOnSharedIdentity } from "../../component/shared-identity";
import type { Issue } from "../../core/issue";
import { isLater } from "../../core/known";
import type { AzureRoleAssignmentArgs } from "./args";
import {
  azureAssignedElsewhere,
  azureAssignedTwice,
  azureFormerAssignmentNames,
  azureRoleAssignmentName,
  checkAzureRole,
  checkAzureScope,
  isSameAzureRole,
  isSameAzureScope,
} from "./grants";
import { azureRoleDefinitionId, azureRoleGuid } from "./role-definitions";
import { azureAuthorization } from "./sdk";

/** Assigns roles to the identity's principal; `more` are options of the assignments. */
export function createAzureRoleAssignments(
  parent: pulumi.Resource,
  owner: string,
  principalId: pulumi.Input<string> | undefined,
  assignments: readonly AzureRoleAssignmentArgs[],
  more: pulumi.CustomResourceOptions = {},
): void {
  // Azure answers 409 to a second assignment of one role on one scope.
  const late = claimOnSharedIdentity(
    parent,
    owner,
    ["azure", parent.getProvider("azure-native::")],
    { given: principalId },
    assignments.map(({ role, scope }, index) => ({
      path: `roleAssignments[${index}]`,
      what: role,
      content: [role, scope],
      meaning: ([known, place]) => [meant(known, azureRoleGuid), meant(place, (text) => text.toLowerCase())],
    })),
  );
  const names = assignments.map((assignment) => ({
    name: azureRoleAssignmentName(owner, assignment),
    before: azureFormerAssignmentNames(owner, assignment),
  }));
  const former = takeOver(names);
  const today = new Set(names.map(({ name }) => name));
  const isTwin = finalTwins(assignments, ({ scope }) => scope, isSameAzureRole);
  const owned = principalId === undefined ? undefined : settled(principalId);
  assignments.forEach((assignment, index) => {
    const { name } = names[index]!;
    const { role, scope } = assignment;
    const nameOf = (known: string, place: string) => azureRoleAssignmentName(owner, { role: known, scope: place });
    const written = formerName(name, [role, scope], nameOf, today);
    const aliases = [written, ...former[index]!].filter((each) => each !== name).map((each) => ({ name: each }));
    const replaceOnChanges = isLater(role) ? ["roleDefinitionId"] : [];
    // A written scope is in the name, so that another text under that name is another letter case: to Azure the same scope, and a second
    // assignment on it 409.
    const ignoreChanges = [role, scope].some(isLater) ? [] : ["scope"];
    const opts = pulumi.mergeOptions(more, { parent, aliases, replaceOnChanges, ignoreChanges });
    const path = `roleAssignments[${index}]`;
    const twice = () => [
      ...(isTwin[index]?.() ? [azureAssignedTwice(path, assignment)] : []),
      ...(late.get(path)?.() ?? []),
    ];
    createAzureRoleAssignment(name, owned, assignment, path, twice, opts);
  });
}

/** What a text means; an output means itself. */
function meant(value: unknown, meaning: (text: string) => string | undefined): unknown {
  return typeof value === "string" ? meaning(value) : value;
}

function createAzureRoleAssignment(
  logicalName: string,
  principal: Settled<string> | undefined,
  { role, scope, condition, description, delegatedManagedIdentityResourceId }: AzureRoleAssignmentArgs,
  path: string,
  twice: () => Issue[],
  opts: pulumi.CustomResourceOptions,
): void {
  const check = (inputs: Record<string, unknown>) => [
    ...checkAzureScope(inputs.scope, `${path}.scope`),
    ...checkAzureRole(inputs.roleDefinitionId, `${path}.role`),
    ...twice(),
  ];
  const grant = provedUnderMocks(
    pulumi.all([scope, role]).apply(([known, wanted]) => ({
      scope: known,
      roleDefinitionId: azureRoleDefinitionId(wanted, known),
    })),
    check,
  );
  const assigned = new (azureAuthorization().RoleAssignment)(
    logicalName,
    {
      scope: grant.scope,
      roleDefinitionId: grant.roleDefinitionId,
      principalId: principal!.output,
      // The SDK's default is "User", and without a type Azure looks for a principal that is not replicated yet.
      principalType: "ServicePrincipal",
      ...(condition === undefined ? {} : { condition, conditionVersion: "2.0" }),
      ...(description === undefined ? {} : { description }),
      ...(delegatedManagedIdentityResourceId === undefined ? {} : { delegatedManagedIdentityResourceId }),
    },
    {
      ...opts,
      hooks: allHooks(
        unchangedHooks(`holder of role assignment ${logicalName}`, { principalId: principal! }),
        proofHooks(`role assignment ${logicalName}`, ["scope", "roleDefinitionId"], check),
      ),
    },
  );
  // Where it was an output before, what is deployed may have another scope.
  if (typeof scope === "string") {
    provedOnAnswer(logicalName, assigned, assigned.scope, (deployed) =>
      isSameAzureScope(deployed, scope) ? [] : [azureAssignedElsewhere(path, scope, deployed)],
    );
  }
}
