import { checkForm } from "../../../core/form";
import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { ifKnown, isLater } from "../../../core/known";
import { show } from "../../../core/show";
import type { PlannedIdentity } from "../../openshift-cloud";
import { AZURE_ROLE_DEFINITIONS } from "../built-in-roles";
import { checkAzureScope } from "../grants";
import { checkAzureCredentialCount, checkAzureTags } from "../limits";
import { checkAzureIdentityName } from "../mechanisms/managed-identity-limits";
import { azureRoleGuid, isAzureGuid } from "../role-definitions";
import type { AzureOpenShiftArgs } from "./args";
import { azureOidcGroupName, azureOperatorCredentialName } from "./names";
import type { AzureProviderSpec } from "./spec";

/** Longest name of a resource group in characters (Azure naming rules, Microsoft.Resources, 2026-08). */
const checkGroupName = checkForm(
  "azure-resource-group-invalid",
  "resource group",
  /^[\p{L}\p{N}_().-]{0,89}[\p{L}\p{N}_()-]$/u,
  '1 to 90 letters, digits, "_", "-", ".", "(" or ")", not ending in "."',
);

/** The clouds of Azure where OpenShift knows no workload identity (OpenShift 4.14 manual: "global Microsoft Azure"). */
const SOVEREIGN = /^(us(gov|dod|nat|sec)|china)/;

/** Faults of the arguments and of the identities that they are for. */
export function checkAzureOpenShift(
  args: AzureOpenShiftArgs,
  identities: readonly PlannedIdentity<AzureProviderSpec>[],
  cluster: string,
): Issue[] {
  const { subscriptionId, tenantId, region, scopes = {}, conditions = {}, assignableScopes = [] } = args;
  const requests = identities.map(({ request }) => request.name);
  const unknownRequest = (argument: string, named: object) =>
    Object.keys(named)
      .filter((name) => !requests.includes(name))
      .map((name) => {
        const fault = `Cannot use ${argument} of request ${show(name)}: there is none of that name; known are ${requests.map(show).join(", ")}`;
        return issue("openshift-request-unknown", `${argument}[${show(name)}]`, fault);
      });
  return [
    ...checkGuid(subscriptionId, "subscriptionId", "subscription"),
    ...(isLater(tenantId) ? [] : checkGuid(tenantId, "tenantId", "tenant")),
    ...checkRegion(region),
    ...GROUPS.flatMap((argument) => ifKnown(args[argument], argument, checkGroupName)),
    ...checkAzureGroupsApart(
      args.oidcResourceGroupName ?? azureOidcGroupName(cluster),
      args.installationResourceGroupName ?? cluster,
    ),
    ...unknownRequest("scopes", scopes),
    ...unknownRequest("conditions", conditions),
    ...Object.entries(scopes).flatMap(([request, of]) => checkScopes(of, `scopes[${show(request)}]`)),
    ...checkScopes(assignableScopes, "assignableScopes"),
    ...checkAzureTags(args.tags),
    ...checkAzureIdentities(identities),
  ];
}

/** Faults of identities, each at the name of its request. */
export function checkAzureIdentities(identities: readonly PlannedIdentity<AzureProviderSpec>[]): Issue[] {
  return identities.flatMap((identity) => issuesUnder(identity.request.name, checkIdentity(identity)));
}

const GROUPS = [
  "oidcResourceGroupName",
  "installationResourceGroupName",
  "networkResourceGroupName",
  "dnsZoneResourceGroupName",
] as const;

/** The fault of one group for both: whoever destroys the cluster destroys its identities, and the installer wants the group empty. */
export function checkAzureGroupsApart(oidc: unknown, installation: unknown): Issue[] {
  if (typeof oidc !== "string" || typeof installation !== "string") return [];
  if (oidc.toLowerCase() !== installation.toLowerCase()) return [];
  const fault = `Cannot install into resource group ${show(installation)}: the managed identities are in it, and the installer wants an empty one; give another oidcResourceGroupName`;
  return [issue("azure-resource-groups-same", "installationResourceGroupName", fault)];
}

/** A region as the vendor writes it: "West Europe" is `westeurope`. */
export function azureRegionName(region: string): string {
  return region.replaceAll(" ", "").toLowerCase();
}

function checkRegion(region: unknown): Issue[] {
  if (typeof region !== "string" || !/^[A-Za-z][A-Za-z0-9 ]+$/.test(region)) {
    const fault = `Cannot use region ${show(region)}: expected one such as "westeurope"`;
    return [issue("azure-region-invalid", "region", fault)];
  }
  if (!SOVEREIGN.test(azureRegionName(region))) return [];
  const fault = `Cannot give operators identities in ${show(region)}: OpenShift supports Microsoft Entra Workload ID in the global cloud of Azure alone`;
  return [issue("azure-openshift-region-unsupported", "region", fault)];
}

function checkScopes(scopes: readonly unknown[], path: string): Issue[] {
  if (scopes.length === 0 && path !== "assignableScopes") {
    const fault = "Cannot assign the roles of a request nowhere: name a scope, or leave the request out of scopes";
    return [issue("azure-scope-missing", path, fault)];
  }
  const seen = new Set<string>();
  return scopes.flatMap((scope, index) => {
    if (isLater(scope)) return [];
    const repeated = seen.size === seen.add(String(scope).toLowerCase()).size;
    const twice = issue("azure-scope-repeated", `${path}[${index}]`, `Cannot name scope ${show(scope)} twice`);
    return [...checkAzureScope(scope, `${path}[${index}]`), ...(repeated ? [twice] : [])];
  });
}

function checkIdentity({ request, names }: PlannedIdentity<AzureProviderSpec>): Issue[] {
  const { serviceAccounts, spec } = request;
  const unknown = spec.roles.filter((role) => azureRoleGuid(role) === undefined);
  const credentials = new Map<string, string>();
  return [
    ...checkAzureIdentityName(names.identity?.name, "name"),
    ...checkAzureCredentialCount(serviceAccounts.length),
    ...unknown.map((role) => {
      const fault = `Cannot assign role ${show(role)}: it is none of the ${Object.keys(AZURE_ROLE_DEFINITIONS).length} built-in roles whose id is known here; give its GUID`;
      return issue("azure-role-unknown", "roleBindings", fault);
    }),
    ...serviceAccounts.flatMap((account) => {
      const name = azureOperatorCredentialName(account);
      const other = credentials.get(name);
      credentials.set(name, account);
      if (other === undefined) return [];
      const fault = `Cannot name the credentials of ServiceAccounts ${show(other)} and ${show(account)} both ${show(name)}`;
      return [issue("azure-credential-name-taken", "serviceAccountNames", fault)];
    }),
  ];
}

function checkGuid(value: unknown, path: string, what: string): Issue[] {
  if (isAzureGuid(value)) return [];
  return [issue(`azure-${what}-id-invalid`, path, `Cannot use ${what} id ${show(value)}: expected a GUID`)];
}
