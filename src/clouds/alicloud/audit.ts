import { isRecord } from "../../core/record";
import type { CloudAudit, Exported, IdentityTrust, NamingPod } from "../audit";
import type { DeployedResource } from "../deployed";
import { wholeTrust } from "../whole-trust";
import { isPolicyAlone, onlyBlock, printedIn, resourceOf, writtenAs } from "../written";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { alicloudDeployed, alicloudDeployedProviders } from "./deployed";
import { alicloudDialectOf, readAlicloudFederation } from "./document";
import { ALICLOUD_REFUSALS } from "./refusals";
import type { AlicloudTrust } from "./trust";
import { ALICLOUD_RIVALS, ALICLOUD_STORED_KEYS } from "./wiring";

const ROLE = "alicloud:ram/role:Role";
const PROVIDER = "alicloud:ims/oidcProvider:OidcProvider";
const ATTACHMENT = "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment";
const CLUSTERS = [
  "alicloud:cs/managedKubernetes:ManagedKubernetes",
  "alicloud:cs/serverlessKubernetes:ServerlessKubernetes",
];
const TYPES = [ROLE, PROVIDER, ATTACHMENT, ...CLUSTERS];

const role = writtenAs(ROLE, ({ assumeRolePolicyDocument, document, name, roleName }) => ({
  // Older states have the policy as `document`, and an empty text under its newer name.
  assumeRolePolicyDocument: assumeRolePolicyDocument || document,
  roleName: roleName || name,
}));
const provider = writtenAs(PROVIDER, ({ clientIds }) => ({ clientIds: clientIds ?? [] }));
const cluster = (type: string) => writtenAs(type, ({ rrsaMetadata }) => ({ rrsaMetadata: onlyBlock(rrsaMetadata) }));

const ROLE_NAME = "pod-identity.alibabacloud.com/role-name";

export const alicloudAudit: CloudAudit = {
  name: "alicloud",
  reads: (type) => TYPES.includes(type),
  written: {
    alicloud_ram_role: role,
    alicloud_ims_oidc_provider: provider,
    alicloud_ram_role_policy_attachment: writtenAs(ATTACHMENT),
    alicloud_cs_managed_kubernetes: cluster(CLUSTERS[0]!),
    alicloud_cs_serverless_kubernetes: cluster(CLUSTERS[1]!),
  },
  exported: alicloudExported,
  identities: alicloudIdentities,
  account: (identity) => /^acs:ram::(\d+):/.exec(identity)?.[1],
  registrations: (resources) => alicloudDeployedProviders(resources).map(({ arn, issuer }) => ({ id: arn, issuer })),
  clusters: (resources) =>
    resources.flatMap(({ type, name, state }) => {
      const { enabled, rrsaOidcIssuerUrl = "" } = (
        CLUSTERS.includes(type) ? (onlyBlock(state.rrsaMetadata) ?? {}) : {}
      ) as {
        enabled?: boolean;
        rrsaOidcIssuerUrl?: string;
      };
      const [issuer = ""] = rrsaOidcIssuerUrl.split(",");
      return enabled === true && issuer !== "" ? [{ name: String(state.name ?? name), issuer }] : [];
    }),
  named: { annotations: [ROLE_NAME], variables: ["ALIBABA_CLOUD_ROLE_ARN"] },
  unwired: ({ annotations, labels, namespaceLabels, env }: NamingPod) =>
    annotations[ROLE_NAME] !== undefined &&
    labels !== undefined &&
    labels[INJECTION] !== "on" &&
    namespaceLabels[INJECTION] !== "on" &&
    !env.has("ALIBABA_CLOUD_OIDC_TOKEN_FILE")
      ? `neither it nor its namespace has the label ${INJECTION}: "on", so the webhook leaves it alone, and it mounts no token itself`
      : undefined,
  tokenFile: "ALIBABA_CLOUD_OIDC_TOKEN_FILE",
  others: (subjects) => ({ subjects }),
  audiences: /^sts\.aliyuncs\.com$/,
  whole: (trust) =>
    wholeTrust(
      trust as AlicloudTrust,
      readAlicloudFederation(trust as AlicloudTrust),
      alicloudDialectOf(trust as AlicloudTrust),
      { name: "arn", audience: ALICLOUD_DEFAULT_AUDIENCE },
    ),
  refusals: ALICLOUD_REFUSALS,
  storedKeys: ALICLOUD_STORED_KEYS,
  rivals: () => ALICLOUD_RIVALS,
};

const INJECTION = "pod-identity.alibabacloud.com/injection";

/** What `aliyun ram`, `aliyun ims` and `aliyun cs` print: each list is an object with one member. */
function alicloudExported(document: unknown): Exported | undefined {
  if (!isRecord(document)) return undefined;
  if (isPolicyAlone(document, "1")) {
    return { resources: [], lacks: ["a policy does not say which role it is of; aliyun ram GetRole does"] };
  }
  const roles = printedIn(document.Roles ?? document, "Role");
  if (isEmpty(document.Roles, roles) || roles.some(({ Arn }) => /^acs:ram:/.test(String(Arn)))) {
    const whole = roles.filter(({ AssumeRolePolicyDocument }) => AssumeRolePolicyDocument !== undefined);
    const lacks = ["ListRoles does not print the trust policies; GetRole does"];
    return { resources: whole.map(roleOf), ...(whole.length === roles.length ? {} : { lacks }) };
  }
  const providers = printedIn(document.OIDCProviders ?? document, "OIDCProvider");
  if (isEmpty(document.OIDCProviders, providers) || providers.some(({ IssuerUrl }) => IssuerUrl !== undefined))
    return { resources: providers.map(providerOf) };
  const rrsa = document.rrsa_config;
  if (typeof document.cluster_id === "string" && isRecord(rrsa)) return { resources: [clusterOf(document, rrsa)] };
  return undefined;
}

/** Whether a list was printed that has nothing in it. */
function isEmpty(list: unknown, items: readonly unknown[]): boolean {
  return isRecord(list) && items.length === 0;
}

function roleOf({ Arn, RoleName, AssumeRolePolicyDocument }: Record<string, unknown>): DeployedResource {
  const state = { arn: Arn, roleName: RoleName, assumeRolePolicyDocument: AssumeRolePolicyDocument };
  return resourceOf(ROLE, String(RoleName), state);
}

function providerOf({ Arn, OIDCProviderName, IssuerUrl, ClientIds }: Record<string, unknown>): DeployedResource {
  // The API joins them with commas.
  const clientIds = String(ClientIds ?? "")
    .split(",")
    .filter((id) => id !== "");
  return resourceOf(PROVIDER, String(OIDCProviderName), { arn: Arn, issuerUrl: IssuerUrl, clientIds });
}

function clusterOf({ cluster_id: id, name }: Record<string, unknown>, rrsa: Record<string, unknown>): DeployedResource {
  return resourceOf(CLUSTERS[0]!, String(name), {
    id,
    name,
    rrsaMetadata: {
      enabled: rrsa.enabled === true,
      rrsaOidcIssuerUrl: String(rrsa.issuer ?? ""),
      ramOidcProviderArn: String(rrsa.oidc_arn ?? ""),
    },
  });
}

function alicloudIdentities(resources: readonly DeployedResource[]): IdentityTrust[] {
  const grants = new Map<string, string[]>();
  for (const { type, state } of resources) {
    if (type !== ATTACHMENT) continue;
    const name = String(state.roleName);
    grants.set(name, [...(grants.get(name) ?? []), `${state.policyName} (${state.policyType})`]);
  }
  const roles = resources.filter(({ type }) => type === ROLE);
  return alicloudDeployed(resources).map((deployed, index) => {
    const { name, state } = roles[index]!;
    const roleName = String(state.roleName ?? state.name ?? name);
    const arn = deployed.trust.roleArn;
    return {
      ...deployed,
      identity: arn ?? roleName,
      knownAs: [...(arn === undefined ? [] : [arn]), roleName],
      grants: grants.get(roleName) ?? [],
    };
  });
}
