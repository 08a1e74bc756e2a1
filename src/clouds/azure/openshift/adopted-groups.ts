import type { AdoptedObject } from "../../../core/adopted-object";
import type { CredentialsRequest } from "../../openshift-cloud";
import type { AzureInventory } from "./inventory";
import { azureOidcGroupName } from "./names";
import type { AzureClusterGroup } from "./scopes";
import { azureGroupsOf } from "./scopes";

/** An identity, with the request that it is for. */
interface AdoptedIdentity {
  readonly request: CredentialsRequest;
  readonly principalId: string;
}

/**
 * The resource groups of an install. Which of them is the network's and which the DNS zone's nobody has written down: it shows in what
 * is assigned, because most requests work in none of the two.
 */
export function adoptedGroups(
  cluster: string,
  identities: readonly AdoptedIdentity[],
  { assignments, groups }: Pick<AzureInventory, "assignments" | "groups">,
): { objects: AdoptedObject[]; keyOf: (request: string, scope: string) => AzureClusterGroup | undefined } {
  const scopes = new Map(
    identities.map(({ request, principalId }) => [
      request.name,
      new Set(
        assignments
          .filter((each) => each.principalId.toLowerCase() === principalId.toLowerCase())
          .map(({ scope }) => scope.toLowerCase()),
      ),
    ]),
  );
  const known = new Map<AzureClusterGroup, string>();
  for (const key of ["installation", "network", "dnsZone"] as const) {
    // The scope that all requests with this group have, and those that are known already are not.
    const having = [...scopes].filter(([request]) => azureGroupsOf(request).includes(key));
    const taken = new Set(known.values());
    const [first = new Set<string>(), ...more] = having.map(([, of]) => of);
    const shared = [...first].filter((scope) => !taken.has(scope) && more.every((of) => of.has(scope)));
    const own = shared.filter((scope) =>
      [...scopes].every(([request, of]) => !of.has(scope) || azureGroupsOf(request).includes(key)),
    );
    const [only, ...others] = own.length === 0 ? shared : own;
    if (only !== undefined && others.length === 0) known.set(key, only);
  }
  return {
    objects: groups.flatMap(({ id, name }): AdoptedObject[] => {
      const word = name === azureOidcGroupName(cluster) ? "oidc" : name === cluster ? "installation" : undefined;
      if (word === undefined) return [];
      return [{ type: "azure-native:resources:ResourceGroup", component: "identities", name: `${word}-group`, id }];
    }),
    keyOf: (request, scope) => azureGroupsOf(request).find((key) => known.get(key) === scope.toLowerCase()),
  };
}
