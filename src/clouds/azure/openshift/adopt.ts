import type { AdoptedObject } from "../../../core/adopted-object";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import { subjectClaim } from "../../../core/subject";
import type { Adoption, AdoptionChange, OpenShiftInstall, PlannedIdentity } from "../../openshift-cloud";
import { OPENSHIFT_AUDIENCE } from "../../openshift-cloud";
import { azureRoleAssignmentName } from "../grants";
import { azureRoleGuid } from "../role-definitions";
import { adoptedGroups } from "./adopted-groups";
import { adoptedHost } from "./adopted-host";
import type { AzureInventory, ListedCredential } from "./inventory";
import { readAzureInventory } from "./inventory";
import { azureOperatorCredentialName } from "./names";
import type { AzureProviderSpec } from "./spec";
import { hasAzureCustomRole } from "./spec";

export { AZURE_INVENTORY } from "./inventory";

type Planned = PlannedIdentity<AzureProviderSpec>;

/** One identity that ccoctl made, beside what it is planned to be. */
interface Found {
  readonly planned: Planned;
  readonly identity: AzureInventory["identities"][number];
  readonly credentials: readonly ListedCredential[];
  readonly role: AzureInventory["roles"][number] | undefined;
}

const component = "identities" as const;

/** What ccoctl made on Azure: identities with their credentials, roles and assignments, the resource groups, and where the issuer is published. */
export function adoptAzure(install: OpenShiftInstall, identities: readonly Planned[]): Adoption {
  const issues: Issue[] = [];
  const inventory = readAzureInventory(install.documents, issues);
  if (issues.length > 0) return { objects: [], changes: [], issues };
  const found = identities.flatMap((planned) => foundOf(planned, inventory));
  if (found.length === 0) return { objects: [], changes: [], issues: [noneFound(install, identities)] };
  const absent = identities.filter((planned) => !found.some((each) => each.planned === planned));
  const host = adoptedHost(install, inventory);
  const groups = adoptedGroups(
    install.cluster,
    found.map(({ planned, identity }) => ({ request: planned.request, ...identity })),
    inventory,
  );
  return {
    objects: [
      ...groups.objects.filter(({ id }) => !holdsAny(id, host.objects)),
      ...found.flatMap((each) => objectsOf(each, inventory, groups.keyOf)),
      ...host.objects,
    ],
    changes: [
      ...absent.map(
        ({ request, names }): AdoptionChange => ({
          ...{ code: "identity-missing", request: request.name },
          message: `managed identity ${names.identity!.name} is not there, and is created`,
        }),
      ),
      ...found.flatMap((each) => changesOf(each, install.issuer, inventory, groups.keyOf)),
      ...groups.objects
        .filter(({ id }) => holdsAny(id, host.objects))
        .map(
          ({ id }): AdoptionChange => ({
            code: "group-kept",
            message: `resource group ${id} holds the issuer's documents too, and has to go after them: give its name as oidcResourceGroupName`,
          }),
        ),
      ...host.changes,
    ],
    issues: [],
  };
}

function foundOf(planned: Planned, { identities, credentials, roles }: AzureInventory): Found[] {
  const { name } = planned.names.identity!;
  const identity = identities.find((each) => sameText(each.name, name));
  if (identity === undefined) return [];
  return [
    {
      ...{ planned, identity },
      credentials: credentials.filter(({ id }) =>
        sameText(id.split("/federatedIdentityCredentials/")[0]!, identity.id),
      ),
      role: roles.find(({ roleName }) => sameText(roleName, name)),
    },
  ];
}

/** What an assignment's scope is called, `undefined` for none that this component assigns on. */
type KeyOfScope = (request: string, scope: string) => string | undefined;

function objectsOf(found: Found, inventory: AzureInventory, keyOf: KeyOfScope): AdoptedObject[] {
  const { planned, identity, credentials, role } = found;
  const { name, serviceAccounts, spec } = planned.request;
  const wanted = serviceAccounts.map(azureOperatorCredentialName);
  return [
    ...[
      {
        type: "azure-native:managedidentity:UserAssignedIdentity",
        ...{ component, name: `${name}-identity`, id: identity.id },
      },
    ],
    ...credentials
      .filter((credential) => wanted.includes(credential.name))
      .map((credential) => ({
        type: "azure-native:managedidentity:FederatedIdentityCredential",
        ...{ component, name: `${name}-credential-${credential.name}`, id: credential.id },
      })),
    ...(role === undefined || !hasAzureCustomRole(spec)
      ? []
      : [
          {
            type: "azure-native:authorization:RoleDefinition",
            ...{ component, name: `${name}-custom-role`, id: role.id },
          },
        ]),
    ...assignmentsOf(found, inventory, keyOf).flatMap(({ id, logicalName }) =>
      logicalName === undefined
        ? []
        : [{ type: "azure-native:authorization:RoleAssignment", ...{ component, name: logicalName, id } }],
    ),
  ];
}

/** The assignments of an identity, each with the logical name that it has here. */
function assignmentsOf({ planned, identity, role }: Found, { assignments }: AzureInventory, keyOf: KeyOfScope) {
  const { name, spec } = planned.request;
  return assignments
    .filter(({ principalId }) => sameText(principalId, identity.principalId))
    .map(({ id, roleDefinitionId, scope }) => {
      const guid = azureRoleGuid(roleDefinitionId);
      const isCustom = role !== undefined && guid === azureRoleGuid(role.id);
      const builtIn = spec.roles.find((each) => azureRoleGuid(each) === guid);
      const key = keyOf(name, scope);
      const isPlanned = key !== undefined && (isCustom ? hasAzureCustomRole(spec) : builtIn !== undefined);
      const granted = isCustom
        ? { role: LATER, scope, key: key ?? "" }
        : { role: builtIn ?? "", scope, key: key ?? "" };
      return {
        id,
        scope,
        roleDefinitionId,
        logicalName: isPlanned ? azureRoleAssignmentName(name, granted) : undefined,
      };
    });
}

/** The id of a custom role is an output in a program. */
const LATER = Promise.resolve("");

function changesOf(found: Found, issuer: string, inventory: AzureInventory, keyOf: KeyOfScope): AdoptionChange[] {
  const { planned, identity, credentials, role } = found;
  const { request } = planned;
  const change = (code: string, message: string): AdoptionChange => ({ code, request: request.name, message });
  const wanted = new Map(
    request.serviceAccounts.map((serviceAccount) => [
      azureOperatorCredentialName(serviceAccount),
      subjectClaim({ namespace: request.secret.namespace, serviceAccount }),
    ]),
  );
  const { permissions = [] } = role ?? {};
  const stored = permissions.flatMap(({ actions = [], dataActions = [] }) => [...actions, ...dataActions]);
  const asked = [...request.spec.permissions, ...request.spec.dataPermissions];
  const lacking = beyond(asked, stored);
  const extra = beyond(stored, asked);
  return [
    ...[...wanted.keys()]
      .filter((name) => !credentials.some((credential) => credential.name === name))
      .map((name) => change("credential-missing", `credential ${name} is not there, and is created`)),
    ...credentials.flatMap(({ name, issuer: iss, subject, audiences }) => {
      const claim = wanted.get(name);
      if (claim === undefined) {
        const command = `az identity federated-credential delete --resource-group ${identity.resourceGroup} --identity-name ${identity.name} --name ${name}`;
        return [
          change(
            "credential-stale",
            `credential ${name} lets in ${subject}, which the request does not name, and stays: delete it with ${command}`,
          ),
        ];
      }
      const isSame =
        iss === issuer && subject === claim && audiences.length === 1 && audiences[0] === OPENSHIFT_AUDIENCE;
      return isSame
        ? []
        : [
            change(
              "credential-changed",
              `credential ${name} takes ${subject} of ${iss} for ${audiences.join(", ")}; it takes ${claim} of ${issuer} for ${OPENSHIFT_AUDIENCE}`,
            ),
          ];
    }),
    ...(role === undefined && asked.length > 0
      ? [change("role-missing", "its custom role is not there, and is created")]
      : []),
    ...(role !== undefined && lacking.length > 0 ? [change("permissions-missing", `it lacks ${listed(lacking)}`)] : []),
    ...(role !== undefined && extra.length > 0
      ? [change("permissions-removed", `it loses ${listed(extra)}, which the request does not ask for`)]
      : []),
    ...assignmentsOf(found, inventory, keyOf)
      .filter(({ logicalName }) => logicalName === undefined)
      .map(({ roleDefinitionId, scope }) =>
        change("assignment-kept", `role ${roleDefinitionId} on ${scope} is not asked for, and stays as it is`),
      ),
  ];
}

function noneFound({ cluster }: OpenShiftInstall, identities: readonly Planned[]): Issue {
  const wanted = identities.map(({ names }) => names.identity!.name).slice(0, 3);
  const message = `Cannot find a managed identity of ccoctl's for cluster ${show(cluster)}, such as ${wanted.join(", ")}: give ccoctl's --name, and what the subscription that it worked in has`;
  return issue("openshift-install-not-found", "cluster", message);
}

function beyond(names: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map((name) => name.toLowerCase()));
  return names.filter((name) => !known.has(name.toLowerCase()));
}

function listed(names: readonly string[]): string {
  return names.length > 6 ? `${names.slice(0, 6).join(", ")} and ${names.length - 6} more` : names.join(", ");
}

/** A group that goes takes what is in it along, before whoever publishes the documents can. */
function holdsAny(groupId: string, objects: readonly AdoptedObject[]): boolean {
  return objects.some(({ id }) => id.toLowerCase().startsWith(`${groupId.toLowerCase()}/`));
}

/** Azure's names and ids are compared without regard to capital letters. */
function sameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
