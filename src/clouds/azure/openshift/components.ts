import * as pulumi from "@pulumi/pulumi";
import { provedOnAnswer } from "../../../component/proof-hook";
import { assertNoIssues } from "../../../component/validation-error";
import type { CredentialsRequest, PlannedIdentity } from "../../openshift-cloud";
import { OPENSHIFT_AUDIENCE } from "../../openshift-cloud";
import type { OpenShiftCluster, OpenShiftComponents } from "../../openshift-component";
import type { AzureRoleAssignmentArgs } from "../args";
import { checkAzureCredentials, createAzureCredentials } from "../credential-resources";
import { planCredentials } from "../credentials";
import { createAzureRoleAssignments } from "../grant-resources";
import { checkAzureIssuerKeys } from "../issuer";
import { createManagedIdentity } from "../mechanisms/managed-identity";
import type { AzureCredentialHolder } from "../mechanisms/mechanism";
import { azureAuthorization, azureManagedIdentity, azureResourceGroups } from "../sdk";
import type { AzureOpenShiftArgs } from "./args";
import type { AzureOpenShiftIdentity, AzureOpenShiftPlace } from "./cloud";
import { azureRegionName, checkAzureGroupsApart, checkAzureOpenShift } from "./limits";
import { azureOidcGroupName, azureOperatorCredentialName } from "./names";
import type { AzureClusterGroup } from "./scopes";
import { azureGroupsOf } from "./scopes";
import { readAzureOpenShiftArgs } from "./shape";
import type { AzureProviderSpec } from "./spec";
import { hasAzureCustomRole } from "./spec";

/** A managed identity and a custom role for each operator. Azure registers nothing: credentials name the issuer themselves. */
export const azureOpenShiftComponents: OpenShiftComponents<
  AzureOpenShiftArgs,
  AzureProviderSpec,
  AzureOpenShiftIdentity,
  AzureOpenShiftPlace
> = {
  name: "azure",
  loadSdk: azureManagedIdentity,
  read: readAzureOpenShiftArgs,
  check: (args, identities, { name, keySet }) => [
    ...checkAzureOpenShift(args, identities, name),
    ...checkAzureIssuerKeys([keySet]),
  ],
  doubts: ({ dnsZoneResourceGroupName, scopes = {} }, identities) =>
    dnsZoneResourceGroupName === undefined
      ? identities
          .map(({ request }) => request.name)
          .filter((name) => azureGroupsOf(name).includes("dnsZone") && !Object.hasOwn(scopes, name))
          .map(
            (name) =>
              `dnsZoneResourceGroupName: without it ${name} writes to no DNS zone outside of the installation's resource group`,
          )
      : [],
  create(name, args, cluster, parent) {
    const { subscriptionId, tenantId, region } = args;
    const site: AzureSite = {
      ...{ args, cluster, parent },
      oidcGroup: groupOf(`${name}-oidc-group`, args.oidcResourceGroupName, azureOidcGroupName(cluster.name)),
      groups: {
        installation: groupOf(`${name}-installation-group`, args.installationResourceGroupName, cluster.name),
        network: args.networkResourceGroupName,
        dnsZone: args.dnsZoneResourceGroupName,
      },
    };
    function groupOf(logicalName: string, given: pulumi.Input<string> | undefined, resourceGroupName: string) {
      if (given !== undefined) return given;
      const { ResourceGroup } = azureResourceGroups();
      return new ResourceGroup(
        logicalName,
        { resourceGroupName, location: region, ...tagsOf(args, cluster) },
        { parent },
      ).name;
    }
    const groups = pulumi.output({ oidc: site.oidcGroup, installation: site.groups.installation as string });
    const apart = provedOnAnswer(name, parent, groups, ({ oidc, installation }) =>
      checkAzureGroupsApart(oidc, installation),
    );
    return {
      place: pulumi.output({
        ...{ subscriptionId, tenantId, region: azureRegionName(region) },
        installationResourceGroupName: apart.installation,
      }),
      create: (planned) => createIdentity(`${name}-${planned.request.name}`, planned, site),
    };
  },
};

/** What all identities of a cluster have in common. */
interface AzureSite {
  readonly args: AzureOpenShiftArgs;
  readonly cluster: OpenShiftCluster;
  readonly parent: pulumi.Resource;
  /** The resource group of the identities. */
  readonly oidcGroup: pulumi.Input<string>;
  readonly groups: Readonly<Record<AzureClusterGroup, pulumi.Input<string> | undefined>>;
}

function createIdentity(
  name: string,
  { request, names }: PlannedIdentity<AzureProviderSpec>,
  site: AzureSite,
): pulumi.Output<AzureOpenShiftIdentity> {
  const { args, cluster, parent, oidcGroup } = site;
  const resourceName = names.identity!.name;
  const holder = createManagedIdentity(parent, name, {
    ...{ resourceGroupName: oidcGroup, name: resourceName, location: args.region },
    ...tagsOf(args, cluster),
  });
  const { clientId, tenantId, principalId } = holder.identity;
  createCredentials(name, request, holder, site);
  const role = createCustomRole(`${name}-custom-role`, resourceName, request.spec, site);
  const roles = [
    ...request.spec.roles.map((builtIn) => ({ role: builtIn })),
    ...(role === undefined ? [] : [{ role }]),
  ];
  createAzureRoleAssignments(
    parent,
    name,
    principalId,
    roles.flatMap((granted) => scopesOf(request, site).map((scope) => ({ ...granted, ...scope }))),
    // The provider makes up a GUID; the one that an assignment of ccoctl's was taken over with stays.
    { ignoreChanges: ["roleAssignmentName"] },
  );
  return pulumi.output({ clientId, tenantId });
}

/** One credential for each ServiceAccount, proved to admit it alone. */
function createCredentials(
  name: string,
  { secret, serviceAccounts }: CredentialsRequest,
  holder: AzureCredentialHolder,
  { args, cluster, parent }: AzureSite,
): void {
  const subjects = serviceAccounts.map((serviceAccount) => ({
    issuer: { url: cluster.issuer.url },
    namespace: secret.namespace,
    serviceAccount,
    credentialName: azureOperatorCredentialName(serviceAccount),
  }));
  // The identity is one cluster's alone, so its credentials are told apart by the ServiceAccount.
  const planned = planCredentials({ subjects }, OPENSHIFT_AUDIENCE).map((credential) => ({
    ...credential,
    ...{ logicalName: credential.name, formerNames: [] },
  }));
  if (planned.length === 0) return;
  assertNoIssues(name, checkAzureCredentials(planned, undefined, OPENSHIFT_AUDIENCE), parent);
  createAzureCredentials(parent, name, holder, planned, args.tenantId);
}

function createCustomRole(
  logicalName: string,
  roleName: string,
  spec: AzureProviderSpec,
  { args, cluster, parent }: AzureSite,
): pulumi.Output<string> | undefined {
  if (!hasAzureCustomRole(spec)) return undefined;
  const { RoleDefinition } = azureAuthorization();
  const scope = `/subscriptions/${args.subscriptionId}`;
  const permissions = [{ actions: [...spec.permissions], dataActions: [...spec.dataPermissions] }];
  return new RoleDefinition(
    logicalName,
    {
      ...{ scope, roleName, roleType: "CustomRole", permissions },
      // ccoctl finds the roles of a cluster by this text.
      description: `Custom role for OpenShift. Owned by: ${cluster.name}`,
      assignableScopes: args.assignableScopes ?? [scope],
    },
    // The vendor's own name of it is a GUID that the provider makes up; the one that it was made or taken over with stays.
    { parent, ignoreChanges: ["roleDefinitionId"] },
  ).id;
}

/** Where a request's roles are assigned, and what names the assignments there. */
function scopesOf({ name }: CredentialsRequest, { args, groups }: AzureSite): Omit<AzureRoleAssignmentArgs, "role">[] {
  const { subscriptionId, scopes = {}, conditions = {} } = args;
  const condition = Object.hasOwn(conditions, name) ? { condition: conditions[name]! } : {};
  if (Object.hasOwn(scopes, name)) {
    return scopes[name]!.map((scope, index) => ({
      ...{ scope, ...condition },
      ...(typeof scope === "string" ? {} : { key: `scope-${index + 1}` }),
    }));
  }
  const seen = new Set<unknown>();
  return azureGroupsOf(name).flatMap((key) => {
    const group = groups[key];
    // One group may be the network's and the DNS zone's, and Azure stores an assignment once.
    const isNew = seen.size < seen.add(typeof group === "string" ? group.toLowerCase() : group).size;
    if (group === undefined || !isNew) return [];
    return [{ scope: pulumi.interpolate`/subscriptions/${subscriptionId}/resourceGroups/${group}`, key, ...condition }];
  });
}

function tagsOf({ tags }: AzureOpenShiftArgs, { name, isFromCcoctl }: OpenShiftCluster) {
  const all = { ...(isFromCcoctl ? azureCcoctlTags(name) : {}), ...tags };
  return Object.keys(all).length === 0 ? {} : { tags: all };
}

/** What ccoctl finds its own objects by. */
function azureCcoctlTags(cluster: string): Record<string, string> {
  return { [`openshift.io_cloud-credential-operator_${cluster}`]: "owned" };
}
