import { WorkloadIdentityError } from "../../core/errors";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { readKeySet } from "../../core/key-set";
import { show } from "../../core/show";
import { checkFetchedIssuerUrl, unreachableByClouds } from "../api-servers";
import { knownOutputs } from "../known-outputs";
import { AZURE_FIELD_MAX_LENGTH } from "./trust";

/** Issuers of AKS and of clusters that Arc connects, in the clouds of Microsoft (AKS and Arc documentation, read 2026-11). */
const AKS_ISSUER = /^https:\/\/(?!ib\.oic\.)([a-z0-9-]+\.oic|oidc)\.prod-(aks|arc)\.azure\.(com|us|cn)\//i;

/**
 * What a cluster says about its issuer: the output `oidcIssuerProfile` of `azure-native:containerservice:ManagedCluster`, or of a cluster
 * that Arc connects, which spells the field `issuerUrl`, as the command line of Azure does.
 */
export interface AksCluster {
  oidcIssuerProfile?: { enabled?: boolean; issuerURL?: string; issuerUrl?: string };
}

const CALL = "cluster.oidcIssuerProfile.apply((oidcIssuerProfile) => aksIssuer({ oidcIssuerProfile }).url)";

/**
 * The issuer of an AKS cluster, byte for byte. For use on outputs:
 * `cluster.oidcIssuerProfile.apply((oidcIssuerProfile) => aksIssuer({ oidcIssuerProfile }).url)`.
 * Throws `WorkloadIdentityError`: `aks-issuer-off` where the cluster has none, `cluster-outputs-later` for outputs themselves.
 */
export function aksIssuer(cluster: AksCluster): { url: string } {
  const { oidcIssuerProfile } = knownOutputs(cluster, ["oidcIssuerProfile"], CALL);
  const { enabled, issuerURL, issuerUrl } = oidcIssuerProfile ?? {};
  const url = issuerURL ?? issuerUrl;
  if (enabled !== false && typeof url === "string" && url !== "") return { url };
  throw new WorkloadIdentityError(
    "aks-issuer-off",
    `Cannot read the issuer of the AKS cluster: its OIDC issuer is off (enabled is ${show(enabled)}, issuerURL is ${show(url)}); set oidcIssuerProfile: { enabled: true } on the cluster, which cannot be undone`,
  );
}

/** Faults of an issuer URL that only Azure has: AKS signs its issuer with a slash at the end. */
export function checkAzureIssuerUrl(url: unknown, path: string): Issue[] {
  const issues = checkFetchedIssuerUrl(url, path, AZURE_FIELD_MAX_LENGTH);
  if (issues.length > 0 || !AKS_ISSUER.test(url as string) || (url as string).endsWith("/")) return issues;
  return [
    issue(
      "azure-issuer-slash-missing",
      path,
      `Cannot trust issuer ${show(url)}: issuers of AKS and Arc end in "/"; take it from the cluster (aksIssuer), unchanged`,
    ),
  ];
}

/** Faults of the issuer of a cluster's ServiceAccounts: identity bindings have one too, and no API server signs as it. */
export function checkAzureClusterUrl(url: unknown, path: string): Issue[] {
  const issues = checkAzureIssuerUrl(url, path);
  if (issues.length > 0 || !/^https:\/\/ib\.oic\.prod-aks\.azure\./i.test(url as string)) return issues;
  const why = "it is that of identity bindings, and no cluster signs as it; take the cluster's own (aksIssuer)";
  return [issue("azure-issuer-of-binding", path, `Cannot trust issuer ${show(url)}: ${why}`)];
}

/**
 * Faults of the keys of issuers that Azure is told to trust, where they are plain: RS256 is what Entra is documented to verify, "other
 * algorithms may work, but haven't been tested" (Microsoft identity platform, workload identity federation).
 */
export function checkAzureIssuerKeys(keySets: readonly (string | undefined)[]): Issue[] {
  return [...new Set(keySets)].flatMap((jwks) => {
    const read = readKeySet(jwks);
    const others = "keys" in read ? read.keys.filter(({ kty }) => kty !== "RSA") : [];
    return others.map(({ kid, kty }) => {
      const why = `it is a key of type ${show(kty)}, and Azure verifies RSA keys; let the cluster sign with RSA, and leave the key out`;
      return issue("azure-issuer-key-type", "", `Cannot trust tokens of key ${show(kid)}: ${why}`);
    });
  });
}

/** Faults that no issuer can have whose tokens Entra takes: there is nothing to fetch keys from, or no token says this issuer. */
const DEAD = [
  "issuer-url-missing",
  "issuer-url-whitespace",
  "issuer-url-scheme",
  "issuer-url-unparsable",
  "issuer-url-credentials",
  "issuer-url-query",
  "azure-issuer-slash-missing",
];

/** What is wrong with an issuer that is stored; where it is `dead`, no token of it can get in. */
export interface AzureIssuerFault {
  readonly message: string;
  readonly dead: boolean;
}

// A look at a URL is dear, and credentials of one program mostly have few issuers.
const known = new Map<string, AzureIssuerFault | undefined>();
const MAX_KNOWN = 256;

export function azureIssuerFault(issuer: string): AzureIssuerFault | undefined {
  if (known.has(issuer)) return known.get(issuer);
  const [fault] = checkAzureIssuerUrl(issuer, "issuer");
  const found = fault && {
    message: fault.message,
    dead: DEAD.includes(fault.code) || unreachableByClouds(issuer) !== undefined,
  };
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(issuer, found);
  return found;
}
