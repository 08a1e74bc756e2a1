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
  const rules = ofKind("ConversionRule").map(({ state }) => ({
    mappingId: state.mappingId,
    rule: state.rule as object,
  }));
  const groups = [...new Set(rules.flatMap(({ rule }) => groupsOf(rule)))];
  const byRules = ofKind("IdentityProvider").flatMap(({ state }) => {
    const all = rules.filter(({ mappingId }) => mappingId === state.mappingId).map(({ rule }) => rule);
    const { name: id, issuer, clientId, signingKey } = state as Record<string, string>;
    const identityProvider = { id, issuer, clientId, signingKey } as { id: string; issuer: string; clientId: string };
    return groups
      .filter((group) => all.some((rule) => groupsOf(rule).includes(group)))
      .map((group) => {
        const owner = ofKind("Group").find((each) => each.state.name === group);
        const trust: HuaweiTrust = { cloud: "huawei", identityProvider, rules: all, group };
        return { name: owner?.name ?? group, identity: group, trust };
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
