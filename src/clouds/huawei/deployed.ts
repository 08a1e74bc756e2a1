import { jsonObject } from "../../core/json";
import type { DeployedResource, DeployedTrust } from "../cloud";
import { huaweiResourceType } from "./resource-types";
import type { HuaweiTrust } from "./trust";

/**
 * The trust of every user group, one for each identity provider whose rules name it, and of every trust agency. Rules in the mapping
 * of an identity provider that is not among the resources are left out: its issuer is not known.
 */
export function huaweiDeployed(resources: readonly DeployedResource[]): DeployedTrust<HuaweiTrust>[] {
  const ofKind = (kind: Parameters<typeof huaweiResourceType>[0]) =>
    resources.filter(({ type }) => type === huaweiResourceType(kind));
  const mappings = new Map<unknown, object[]>();
  for (const { state } of ofKind("ConversionRule")) {
    const known = mappings.get(state.mappingId);
    if (known === undefined) mappings.set(state.mappingId, [state.rule as object]);
    else known.push(state.rule as object);
  }
  const owners = new Map<unknown, string>();
  for (const { name, state } of ofKind("Group")) if (!owners.has(state.name)) owners.set(state.name, name);
  const byRules = ofKind("IdentityProvider").flatMap(({ state }) => {
    const rules = mappings.get(state.mappingId) ?? [];
    const { name: id, issuer, clientId, signingKey } = state as Record<string, string>;
    const identityProvider = { id, issuer, clientId, signingKey } as { id: string; issuer: string; clientId: string };
    return [...new Set(rules.flatMap(groupsOf))].map((group) => {
      const trust: HuaweiTrust = { cloud: "huawei", identityProvider, rules, group };
      return { name: owners.get(group) ?? group, identity: group, trust };
    });
  });
  const providers = ofKind("OidcProvider").map(({ state }) => ({
    urn: String(state.providerUrn),
    issuer: String(state.url),
    clientIds: (state.clientIds ?? []) as string[],
  }));
  const byPolicy = ofKind("TrustAgency").map(({ name, state }): DeployedTrust<HuaweiTrust> => {
    const trustPolicy = jsonObject(state.trustPolicy);
    const text = JSON.stringify(trustPolicy);
    const oidcProviders = providers.filter(({ urn }) => text.includes(JSON.stringify(urn)));
    return { name, identity: String(state.agencyUrn), trust: { cloud: "huawei", trustPolicy, oidcProviders } };
  });
  return [...byRules, ...byPolicy];
}

function groupsOf(rule: object): string[] {
  const { local } = rule as { local?: { group?: { name?: unknown } }[] };
  return (local ?? []).flatMap(({ group }) => (typeof group?.name === "string" ? [group.name] : []));
}
