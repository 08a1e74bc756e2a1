import type { SecretsStoreToken } from "../clouds/secrets-store";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";

/** The driver's object of the cluster, one for all workloads. */
export const CSI_DRIVER = "secrets-store.csi.k8s.io";

/** What of the driver's object says which tokens it gets. */
export interface CsiDriverSpec {
  tokenRequests?: { audience: string; expirationSeconds?: number }[];
  requiresRepublish?: boolean;
}

/** The audiences that the driver has to request: where it requests any at all, a provider that gets tokens by itself takes none of its own. */
function neededAudiences({ tokenRequests = [] }: CsiDriverSpec, tokens: readonly SecretsStoreToken[]): string[] {
  const requestsAny = tokenRequests.length > 0 || tokens.some(({ getsItself }) => !getsItself);
  return [...new Set(requestsAny ? tokens.map(({ audience }) => audience) : [])];
}

/** Faults of a driver that would leave mounts without a token, or with one that has expired. */
export function checkCsiDriver(spec: CsiDriverSpec, tokens: readonly SecretsStoreToken[]): Issue[] {
  const { tokenRequests = [], requiresRepublish = false } = spec;
  const needed = neededAudiences(spec, tokens);
  const requested = tokenRequests.map(({ audience }) => audience);
  const missing = needed.filter((audience) => !requested.includes(audience));
  const patch = "set csiDriver.patch, or the chart's value tokenRequests";
  return [
    ...missing.map((audience) =>
      issue(
        "csi-driver-audience-missing",
        "csiDriver",
        `Cannot mount secrets: the driver requests no token for ${show(audience)}, only for ${requested.length === 0 ? "nobody" : requested.map(show).join(", ")}; ${patch}`,
      ),
    ),
    ...(needed.length > 0 && !requiresRepublish
      ? [
          issue(
            "csi-driver-not-republished",
            "csiDriver",
            `Cannot keep mounted secrets up to date: the driver's requiresRepublish is not true, so that it has no token after the first ones expire; ${patch}`,
          ),
        ]
      : []),
  ];
}

/** The driver with what is missing: entries that are there stay as they are and in their order. */
export function mergedCsiDriver(spec: CsiDriverSpec, tokens: readonly SecretsStoreToken[]): CsiDriverSpec {
  const { tokenRequests = [] } = spec;
  const requested = tokenRequests.map(({ audience }) => audience);
  const missing = neededAudiences(spec, tokens).filter((audience) => !requested.includes(audience));
  return {
    tokenRequests: [...tokenRequests, ...missing.map((audience) => ({ audience }))],
    requiresRepublish: true,
  };
}

/** What a first audience changes for others: providers that got tokens by themselves stop doing so. */
export function mergeWarnings({ tokenRequests = [] }: CsiDriverSpec, merged: CsiDriverSpec): string[] {
  if (tokenRequests.length > 0 || merged.tokenRequests?.length === 0) return [];
  return [
    "the driver requested no token until now; mounts of Google's secrets by other programs need their audience there from now on",
  ];
}
