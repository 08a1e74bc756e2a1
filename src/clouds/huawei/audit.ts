import { isRecord } from "../../core/record";
import type { CloudAudit, Exported, IdentityTrust, WholeTrust } from "../audit";
import type { DeployedResource } from "../deployed";
import { wholeTrust } from "../whole-trust";
import { isPolicyAlone, onlyBlock, printedIn, resourceOf, writtenAs } from "../written";
import { HUAWEI_DIALECT, readHuaweiFederation } from "./agency-policy";
import { HUAWEI_DEFAULT_CLIENT_ID } from "./audience";
import { huaweiDeployed } from "./deployed";
import { isHuaweiAgencyTrust } from "./document";
import { HUAWEI_REFUSALS } from "./refusals";
import { huaweiResourceType } from "./resource-types";
import type { HuaweiTrust } from "./trust";
import { HUAWEI_RIVALS, HUAWEI_STORED_KEYS } from "./wiring";

type Values = Record<string, unknown>;

const PROVIDER = huaweiResourceType("IdentityProvider");
const RULE = huaweiResourceType("ConversionRule");
const GROUP = huaweiResourceType("Group");
const GROUP_ROLE = huaweiResourceType("GroupRoleAssignment");
const AGENCY = huaweiResourceType("TrustAgency");
const AGENCY_POLICY = huaweiResourceType("AgencyPolicyAttachment");
const OIDC_PROVIDER = huaweiResourceType("OidcProvider");
const TYPES = [PROVIDER, RULE, GROUP, GROUP_ROLE, AGENCY, AGENCY_POLICY, OIDC_PROVIDER];
/** What a mapping is called, by the identity provider whose protocol uses it. */
const PROTOCOL = "huawei:protocol";

export const huaweiAudit: CloudAudit = {
  name: "huawei",
  reads: (type) => TYPES.includes(type),
  written: {
    huaweicloud_identity_provider: (state, name) => [
      providerOf({ ...state, ...onlyBlock(state.accessConfig) }, name),
      ...printedIn(state.conversionRules).map((rule) =>
        ruleOf(writtenRule(rule), `mapping of ${state.name ?? name}`, name),
      ),
    ],
    huaweicloud_identity_provider_conversion: (state, name) =>
      printedIn(state.conversionRules).map((rule) => ruleOf(writtenRule(rule), `mapping of ${state.providerId}`, name)),
    huaweicloud_identity_provider_mapping: (state, name) =>
      rulesIn(state.mappingRules).map((rule) => ruleOf(rule, `mapping of ${state.providerId}`, name)),
    huaweicloud_identity_group: writtenAs(GROUP),
    huaweicloud_identity_group_role_assignment: writtenAs(GROUP_ROLE, ({ roleId }) => ({ role: roleId })),
    huaweicloud_identity_trust_agency: writtenAs(AGENCY, ({ urn, policyNames }) => ({
      agencyUrn: urn,
      policies: policyNames,
    })),
  },
  exported: huaweiExported,
  identities: huaweiIdentities,
  account: (identity) => /^iam::([^:]+):/.exec(identity)?.[1],
  registrations: (resources) =>
    resources.flatMap(({ type, id, state }) => {
      if (type === OIDC_PROVIDER) return [{ id: String(state.providerUrn ?? id), issuer: String(state.url) }];
      if (type !== PROVIDER || typeof state.issuer !== "string") return [];
      const keys = typeof state.signingKey === "string" ? { jwks: state.signingKey } : {};
      return [{ id: String(state.name ?? id), issuer: state.issuer, ...keys }];
    }),
  // No document of a cluster says its issuer.
  clusters: () => [],
  named: { annotations: [], variables: ["HUAWEICLOUD_OIDC_AGENCY_URN", "HUAWEICLOUD_SDK_IDP_ID"] },
  tokenFile: "HUAWEICLOUD_SDK_ID_TOKEN_FILE",
  others: (subjects) => ({ subjects }),
  audiences: /^sts\.myhuaweicloud\.com$/,
  whole: (trust) => wholeHuaweiTrust(trust as HuaweiTrust),
  refusals: HUAWEI_REFUSALS,
  storedKeys: HUAWEI_STORED_KEYS,
  rivals: () => HUAWEI_RIVALS,
};

/** Rules say nothing of an identity provider that is not there: they are read with it alone. */
function wholeHuaweiTrust(trust: HuaweiTrust): WholeTrust {
  return isHuaweiAgencyTrust(trust)
    ? wholeTrust(trust, readHuaweiFederation(trust), HUAWEI_DIALECT, {
        name: "urn",
        audience: HUAWEI_DEFAULT_CLIENT_ID,
      })
    : { trust, missing: [] };
}

function providerOf(state: Values, name: string): DeployedResource {
  const { name: id = name, providerUrl, clientId, signingKey } = state;
  return resourceOf(PROVIDER, String(id), {
    id,
    name: id,
    issuer: providerUrl,
    clientId,
    signingKey,
    mappingId: `mapping of ${id}`,
  });
}

function ruleOf(rule: object, mappingId: string, name: string): DeployedResource {
  return resourceOf(RULE, name, { mappingId, rule });
}

/** A rule as Terraform has it, in the vendor's own form. */
function writtenRule({ local, remote }: Values): object {
  return {
    local: printedIn(local).flatMap(({ username, group }) => [
      ...(username ? [{ user: { name: username } }] : []),
      ...(group ? [{ group: { name: group } }] : []),
    ]),
    remote: printedIn(remote).map(({ attribute, condition, value }) => ({
      type: attribute,
      ...(condition ? { [String(condition)]: value } : {}),
    })),
  };
}

function rulesIn(text: unknown): Values[] {
  try {
    const read: unknown = JSON.parse(String(text));
    return printedIn(read, "rules");
  } catch {
    return [];
  }
}

/** What KooCLI's IAM commands print. What says no owner itself is taken for that of the identity provider that the file's name has. */
function huaweiExported(document: unknown, source: string): Exported | undefined {
  if (!isRecord(document)) return undefined;
  if (isPolicyAlone(document, "5.0")) {
    return { resources: [], lacks: ["a policy does not say which agency it is of; hcloud IAM ShowAgencyV5 does"] };
  }
  const listed = (many: string, one: string) => printedIn({ [many]: document[many] ?? document[one] }, many);
  const agencies = listed("agencies", "agency");
  // Those of the older IAM trust an account or a service, and no tokens.
  const isShort = agencies.some((agency) => agency.trust_policy === undefined && agency.trust_domain_id === undefined);
  const resources = [
    ...listed("identity_providers", "identity_provider").map(({ id }) =>
      resourceOf(PROVIDER, String(id), { id, name: id, mappingId: `mapping of ${id}` }),
    ),
    ...listed("mappings", "mapping").flatMap(({ id, rules }) =>
      printedIn(rules).map((rule) => ruleOf(rule, String(id), String(id))),
    ),
    ...listed("protocols", "protocol").map((protocol) => protocolOf(protocol, source)),
    ...listed("groups", "group").map(({ id, name }) => resourceOf(GROUP, String(name), { id, name })),
    ...agencies
      .filter(({ trust_policy: policy }) => policy !== undefined)
      .map(({ urn, agency_name: name, agency_id: id, trust_policy: trustPolicy }) =>
        resourceOf(AGENCY, String(name), { id, name, agencyUrn: urn, trustPolicy }),
      ),
    ...listed("oidc_providers", "oidc_provider").map(({ urn, name, url, client_ids: clientIds }) =>
      resourceOf(OIDC_PROVIDER, String(name), { id: urn, providerUrn: urn, url, clientIds }),
    ),
    ...(isRecord(document.openid_connect_config) ? [configOf(document.openid_connect_config, source)] : []),
  ];
  const isOne = FORMS.some((form) => isRecord(document[form]) || Array.isArray(document[form]));
  if (!isOne) return undefined;
  return isShort
    ? { resources, lacks: ["it does not print the trust policies; hcloud IAM ShowAgencyV5 does"] }
    : { resources };
}

const FORMS = [
  ...["identity_providers", "identity_provider", "mappings", "mapping", "protocols", "protocol", "groups", "group"],
  ...["agencies", "agency", "oidc_providers", "oidc_provider", "openid_connect_config"],
];

function protocolOf({ mapping_id: mappingId, links }: Values, source: string): DeployedResource {
  const link = String(isRecord(links) ? (links.identity_provider ?? links.self) : "");
  const provider = /identity_providers\/([^/]+)/.exec(link)?.[1] ?? stemOf(source);
  return resourceOf(PROTOCOL, provider, { id: `${provider}/${mappingId}`, provider, mappingId });
}

function configOf({ idp_url: providerUrl, client_id: clientId, signing_key: signingKey }: Values, source: string) {
  return providerOf({ name: stemOf(source), providerUrl, clientId, signingKey }, stemOf(source));
}

/** The name of a file without folder and ending. */
function stemOf(source: string): string {
  return (source.split(/[/\\]/).at(-1) ?? source).replace(/#\d+$/, "").replace(/\.[^.]*$/, "");
}

function huaweiIdentities(resources: readonly DeployedResource[]): IdentityTrust[] {
  const whole = joined(resources);
  const groupIds = new Map(whole.filter(({ type }) => type === GROUP).map(({ id, state }) => [String(state.name), id]));
  const agencies = new Map(
    whole.filter(({ type }) => type === AGENCY).map((agency) => [String(agency.state.agencyUrn), agency]),
  );
  const grants = new Map<string, string[]>();
  const add = (owner: unknown, grant: string) =>
    grants.set(String(owner), [...(grants.get(String(owner)) ?? []), grant]);
  for (const { type, state } of whole) {
    if (type === GROUP_ROLE)
      add(state.groupId, `${state.role}${state.scope === undefined ? "" : ` on ${state.scope}`}`);
    if (type === AGENCY_POLICY) add(state.agencyId, String(state.policy));
  }
  return huaweiDeployed(whole).map((deployed): IdentityTrust => {
    const { identity, trust } = deployed;
    const agency = agencies.get(identity);
    const own = agency === undefined ? grants.get(groupIds.get(identity) ?? "") : grants.get(agency.id);
    const attached = Array.isArray(agency?.state.policies) ? agency.state.policies.map(String) : [];
    return {
      ...deployed,
      // Pods of the old IAM name the identity provider, whose rules say the group.
      knownAs: "identityProvider" in trust ? [trust.identityProvider.id] : [identity],
      grants: [...(own ?? []), ...attached],
    };
  });
}

/** Identity providers whose configuration and mapping were printed by commands of their own, in one piece. */
function joined(resources: readonly DeployedResource[]): DeployedResource[] {
  const mappings = new Map<string, unknown>();
  const providers = new Map<string, DeployedResource>();
  for (const resource of resources) {
    if (resource.type === PROTOCOL) mappings.set(String(resource.state.provider), resource.state.mappingId);
    if (resource.type !== PROVIDER) continue;
    const name = String(resource.state.name);
    const known = providers.get(name);
    const said = Object.entries(resource.state).filter(([, value]) => value !== undefined);
    providers.set(name, { ...resource, state: { ...known?.state, ...Object.fromEntries(said) } });
  }
  const whole = [...providers.values()]
    .filter(({ state }) => state.issuer !== undefined)
    .map((provider) => {
      const mappingId = mappings.get(String(provider.state.name)) ?? provider.state.mappingId;
      return { ...provider, state: { ...provider.state, mappingId } };
    });
  return [...resources.filter(({ type }) => type !== PROVIDER && type !== PROTOCOL), ...whole];
}
