import { checkForm } from "../../../core/form";
import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { show } from "../../../core/show";
import type { WithoutEffect } from "../../../core/without-effect";
import { checkEffects } from "../../../core/without-effect";
import type { AzureExistingIdentity, AzureWorkloadArgs } from "../args";
import { checkAzureTenant, checkGuid, checkPrincipalGiven, checkPrincipalId } from "../guids";

/** Longest name of a managed identity in characters (see the form below). */
export const AZURE_IDENTITY_NAME_MAX_LENGTH = 128;
/** 3 to 128 characters (Azure/terraform-azurerm-avm-res-managedidentity-userassignedidentity, 2026-08). */
export const checkAzureIdentityName = checkForm(
  "azure-identity-name-invalid",
  "managed identity name",
  /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$/,
  '3 to 128 letters, digits, "-" or "_", beginning with a letter or digit',
);
const CREDENTIAL_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/([^/]+)\/federatedIdentityCredentials\/([^/]+)$/i;

/** What only applications have. */
const WITHOUT_EFFECT: readonly WithoutEffect<AzureWorkloadArgs>[] = [
  {
    args: ["credentialDescription"],
    beside: () => true,
    why: "credentials of managed identities have no description; leave it out, or become an application",
  },
];

const UNBOUND: WithoutEffect<AzureExistingIdentity> = {
  args: ["id"],
  beside: () => true,
  why: "only identityBinding reads the resource id; leave it out",
};

/** Faults of a managed identity that a workload becomes. */
export function checkManagedIdentity(args: AzureWorkloadArgs): Issue[] {
  const { existingIdentity } = args;
  return [
    ...(existingIdentity === undefined ? checkNewIdentity(args) : checkExistingIdentity(args, existingIdentity)),
    ...checkAzureTenant(args.tenantId, existingIdentity?.tenantId),
    ...checkImports(args),
    ...checkEffects(args, WITHOUT_EFFECT),
    ...(args.others?.credentials ?? []).flatMap(({ claimsMatchingExpression }, index) =>
      claimsMatchingExpression === undefined ? [] : [expressionOnIdentity(index)],
    ),
  ];
}

function checkNewIdentity({ resourceGroupName, name }: AzureWorkloadArgs): Issue[] {
  const issues: Issue[] = [];
  if (resourceGroupName === undefined || resourceGroupName === "") {
    issues.push(
      issue(
        "azure-resource-group-missing",
        "resourceGroupName",
        "Cannot create a managed identity without a resource group: set resourceGroupName, or existingIdentity to use one that exists",
      ),
    );
  }
  return [...issues, ...(name === undefined ? [] : checkAzureIdentityName(name, "name"))];
}

function checkExistingIdentity(args: AzureWorkloadArgs, existing: AzureExistingIdentity): Issue[] {
  const { resourceGroupName, name, principalId } = existing;
  const missing = Object.entries({ resourceGroupName, name }).filter(
    ([, value]) => value === undefined || value === "",
  );
  const ofNew = (["resourceGroupName", "name", "location", "tags"] as const).filter((key) => args[key] !== undefined);
  return [
    ...ofNew.map((key) =>
      issue(
        "azure-identity-owner-unclear",
        key,
        `Cannot set ${key} of an identity that exists: it is managed elsewhere; leave out ${key} or existingIdentity`,
      ),
    ),
    ...issuesUnder("existingIdentity", [
      ...(args.identityBinding === undefined ? checkEffects(existing, [UNBOUND]) : []),
      ...missing.map(([key]) =>
        issue(
          "azure-existing-identity-incomplete",
          key,
          `Cannot use the identity without its ${key}: its credentials are named by resource group and name`,
        ),
      ),
      ...checkIdentityIds(existing),
      ...checkPrincipalGiven(principalId, args.roleAssignments),
    ]),
  ];
}

/** Faults of an identity's ids, as far as they are known. */
export function checkIdentityIds({
  clientId,
  tenantId,
  principalId,
}: Pick<AzureExistingIdentity, "clientId" | "tenantId" | "principalId">): Issue[] {
  return [
    ...checkGuid(clientId, "azure-client-id-invalid", "clientId", "client"),
    ...checkGuid(tenantId, "azure-tenant-id-invalid", "tenantId", "tenant"),
    ...checkPrincipalId(principalId, { clientId }, "the identity"),
  ];
}

function expressionOnIdentity(index: number): Issue {
  const why = "flexible credentials are documented for applications alone; name the subject, or become an application";
  const path = `others.credentials[${index}].claimsMatchingExpression`;
  return issue("azure-expression-unsupported", path, `Cannot store an expression on a managed identity: ${why}`);
}

/** The name of a credential by its id; `undefined` where the id is not that of a credential. */
export function azureCredentialNameOf(id: string): string | undefined {
  return CREDENTIAL_ID.exec(id)?.[3];
}

/** Credentials can only be taken over of the identity that exists. */
function checkImports({ importCredentials = [], existingIdentity }: AzureWorkloadArgs): Issue[] {
  return importCredentials.flatMap((id, index) => {
    const [, resourceGroupName, name] = CREDENTIAL_ID.exec(id) ?? [];
    const fault = (why: string) => [
      issue(
        "azure-credential-id-invalid",
        `importCredentials[${index}]`,
        `Cannot take over credential ${show(id)}: ${why}`,
      ),
    ];
    if (name === undefined) {
      return fault(
        "expected /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<identity>/federatedIdentityCredentials/<name>",
      );
    }
    if (existingIdentity === undefined)
      return fault("a new identity has none; set existingIdentity to the one it is of");
    const isOf = (one: unknown, other = "") => typeof one !== "string" || one.toLowerCase() === other.toLowerCase();
    return isOf(existingIdentity.name, name) && isOf(existingIdentity.resourceGroupName, resourceGroupName)
      ? []
      : fault("it is not of existingIdentity");
  });
}
