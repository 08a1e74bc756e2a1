import { checkLength } from "../../../core/form";
import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { ifKnown } from "../../../core/known";
import { own } from "../../../core/record";
import { show } from "../../../core/show";
import type { WithoutEffect } from "../../../core/without-effect";
import { checkEffects } from "../../../core/without-effect";
import type { AzureApplicationArgs, AzureExistingApplication, AzureWorkloadArgs } from "../args";
import { parseClaimsMatchingExpression } from "../claims-matching-expression";
import { AZURE_FLEXIBLE_ISSUERS } from "../flexible-issuers";
import { checkAzureTenant, checkGuid, checkPrincipalGiven, checkPrincipalId, isSameGuid } from "../guids";
import type { AzureOtherCredential } from "../others";
import { isAzureGuid } from "../role-definitions";
import { AZURE_FIELD_MAX_LENGTH } from "../trust";

/** Longest display name of an application in characters (Microsoft Graph, application, read 2026-11). */
const checkDisplayName = checkLength("azure-display-name-invalid", "display name", 256);
/** Longest description of an application in characters (the same). */
const checkDescription = checkLength("azure-description-invalid", "description", 1024);
const checkCredentialDescription = checkLength("azure-description-invalid", "description", AZURE_FIELD_MAX_LENGTH);

const CREDENTIAL_ID = /^([^/]+)\/federatedIdentityCredential\/([^/]+)$/i;

/** Whether a workload becomes an application, and no managed identity. */
export function becomesApplication({ application, existingApplication }: AzureWorkloadArgs): boolean {
  return application !== undefined || existingApplication !== undefined;
}

/** Faults of an application that a workload becomes. */
export function checkApplication(args: AzureWorkloadArgs): Issue[] {
  const { application, existingApplication, existingIdentity } = args;
  const ambiguous = [
    ...(existingIdentity === undefined ? [] : ["existingIdentity"]),
    ...(application !== undefined && existingApplication !== undefined ? ["existingApplication"] : []),
  ];
  const ofIdentity = (["resourceGroupName", "name", "location", "tags"] as const).filter(
    (key) => args[key] !== undefined,
  );
  return [
    ...ambiguous.map((path) => {
      const beside = application === undefined ? "existingApplication" : "application";
      const fault = `Cannot become two identities: ${path} stands beside ${beside}; leave out one of them`;
      return issue("azure-identity-ambiguous", path, fault);
    }),
    ...ofIdentity.map((key) => {
      const instead = key === "name" ? "; use application.displayName" : "";
      const fault = `Cannot set ${key} of an application: only a managed identity has one; leave it out${instead}`;
      return issue("azure-identity-owner-unclear", key, fault);
    }),
    ...(application === undefined ? [] : issuesUnder("application", checkNew(application, args))),
    ...(existingApplication === undefined
      ? []
      : issuesUnder("existingApplication", checkExisting(existingApplication, args))),
    ...ifKnown(args.credentialDescription, "credentialDescription", checkCredentialDescription),
    ...checkImports(args),
    ...(args.others?.credentials ?? []).flatMap((other, index) =>
      issuesUnder(`others.credentials[${index}]`, checkExpression(other)),
    ),
  ];
}

function checkNew(
  { displayName, description, multiTenant, principalId }: AzureApplicationArgs,
  { tenantId, roleAssignments = [] }: AzureWorkloadArgs,
): Issue[] {
  const isElsewhere = tenantId !== undefined && multiTenant === true;
  return [
    ...ifKnown(displayName, "displayName", checkDisplayName),
    ...ifKnown(description, "description", checkDescription),
    ...checkServicePrincipalId({ principalId }),
    ...(principalId !== undefined && !isElsewhere ? [principalWithoutTenant()] : []),
    ...(isElsewhere && principalId === undefined && roleAssignments.length > 0 ? [principalOfTenantMissing()] : []),
  ];
}

function principalWithoutTenant(): Issue {
  const why = "it is made here, and has its own; leave it out, or set multiTenant and the tenantId that it is in";
  return issue("azure-principal-id-invalid", "principalId", `Cannot choose the service principal: ${why}`);
}

/** A service principal of the application's own tenant is nobody in another one. */
function principalOfTenantMissing(): Issue {
  const why =
    "roles there name the application's service principal in that tenant, and it is not given; deploy without roleAssignments, run `az ad sp create --id <clientId>` in that tenant, and set principalId to its object id";
  return issue("azure-principal-id-missing", "principalId", `Cannot assign roles in the tenant of tenantId: ${why}`);
}

const AT_HOME: WithoutEffect<AzureExistingApplication> = {
  args: ["multiTenant"],
  beside: () => true,
  why: "it is for a tenantId of another tenant, and none is given; leave it out",
};

function checkExisting(existing: AzureExistingApplication, args: AzureWorkloadArgs): Issue[] {
  const { tenantId, principalId, multiTenant } = existing;
  return [
    ...checkApplicationIds(existing),
    ...checkServicePrincipalId(existing),
    ...checkPrincipalGiven(principalId, args.roleAssignments),
    ...(multiTenant === true ? [] : checkAzureTenant(args.tenantId, tenantId)),
    ...(args.tenantId === undefined ? checkEffects(existing, [AT_HOME]) : []),
  ];
}

/** Faults of the id of an application's service principal, beside the application's own ids, as far as they are known. */
export function checkServicePrincipalId({
  clientId,
  objectId,
  principalId,
}: Partial<Pick<AzureExistingApplication, "clientId" | "objectId" | "principalId">>): Issue[] {
  return checkPrincipalId(principalId, { clientId, objectId }, "its service principal");
}

/** Faults of an application's ids: people take the first two for each other, and for the resource id that Pulumi has. */
export function checkApplicationIds({ clientId, objectId, tenantId }: Partial<AzureExistingApplication>): Issue[] {
  const fault = (value: unknown, why: string) =>
    issue("azure-object-id-invalid", "objectId", `Cannot use object id ${show(value)}: ${why}`);
  const isId = typeof objectId === "string" && !isAzureGuid(objectId);
  return [
    ...checkGuid(clientId, "azure-client-id-invalid", "clientId", "client"),
    ...checkGuid(tenantId, "azure-tenant-id-invalid", "tenantId", "tenant"),
    ...(objectId === undefined
      ? [fault(objectId, "credentials are stored under it; take it from `az ad app show --id <clientId> --query id`")]
      : isId
        ? [fault(objectId, "expected a GUID, such as the output objectId of the application, and not its id")]
        : []),
    ...(isSameGuid(clientId, objectId) === true
      ? [fault(objectId, "it is the clientId, and an application has two different ids; take its object id")]
      : []),
  ];
}

/** The id of an application's credential, in small letters; `undefined` where it is none. */
export function azureApplicationCredentialId(id: string): string | undefined {
  return CREDENTIAL_ID.exec(id)?.[2]?.toLowerCase();
}

/** Credentials can only be taken over of an application that exists; what they are called its list says. */
function checkImports({ importCredentials = [], existingApplication: existing }: AzureWorkloadArgs): Issue[] {
  return importCredentials.flatMap((id, index) => {
    const [, objectId] = CREDENTIAL_ID.exec(id) ?? [];
    const why =
      objectId === undefined
        ? "expected <objectId>/federatedIdentityCredential/<id>"
        : existing === undefined
          ? "a new application has none; set existingApplication to the one it is of"
          : isSameGuid(objectId, existing.objectId) === false
            ? "it is not of existingApplication"
            : existing.federatedIdentityCredentials === undefined
              ? "its name is not known; set existingApplication.federatedIdentityCredentials to what az ad app federated-credential list prints"
              : undefined;
    if (why === undefined) return [];
    const path = `importCredentials[${index}]`;
    return [issue("azure-credential-id-invalid", path, `Cannot take over credential ${show(id)}: ${why}`)];
  });
}

/** An expression is for the issuers that Entra documents it for, and names an owner there: all of them sign for everybody. */
function checkExpression({ issuer, claimsMatchingExpression: expression }: AzureOtherCredential): Issue[] {
  if (expression === undefined) return [];
  const fault = (why: string) => [
    issue(
      "azure-expression-unsupported",
      "claimsMatchingExpression",
      `Cannot store expression ${show(expression)}: ${why}`,
    ),
  ];
  const owned = own(AZURE_FLEXIBLE_ISSUERS, issuer) as RegExp | undefined;
  if (owned === undefined) {
    const known = Object.keys(AZURE_FLEXIBLE_ISSUERS).map((each) => show(each));
    return fault(`Entra documents expressions for ${known.join(", ")} alone; name the subject of ${show(issuer)}`);
  }
  const clauses = parseClaimsMatchingExpression(expression);
  if (clauses === undefined) return fault("expected comparisons `claims['sub'] matches '...'` or eq, joined by and");
  if (!clauses.every(({ claim }) => claim === "sub")) {
    return fault("only comparisons of claims['sub'] can be proved; leave out the others");
  }
  // What follows a wildcard could be anything, and so the owner too.
  return clauses.some(({ operator, value }) => owned.test(operator === "eq" ? value.replace(/[*?]/g, "") : value))
    ? []
    : fault(`the issuer signs for everybody, and no comparison begins with an owner written in full (${owned.source})`);
}
