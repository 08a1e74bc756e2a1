import type { Rival, StoredKeys } from "../../core/rival";
import { rivalFolders, rivalOptions, rivalVariables } from "../../core/rival";
import type { PodSetting, Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH, emptyWiring } from "../../core/wiring";
import { AzureEnvironment } from "./args";

/** What the wiring needs to know of the identity and its token. */
export interface AzureWiringSettings<V> {
  clientId: V;
  tenantId: V;
  audience: string;
  environment?: AzureEnvironment;
  /** Where the pod signs in, in place of the environment's host. */
  authorityHost?: V;
  mountPath?: string;
  tokenPath?: string;
  expirationSeconds?: number;
}

/** Where workloads sign in, by environment; the slash is part of what Microsoft's webhook injects. */
export const AZURE_AUTHORITY_HOSTS: Readonly<Record<AzureEnvironment, string>> = {
  [AzureEnvironment.Public]: "https://login.microsoftonline.com/",
  [AzureEnvironment.UsGovernment]: "https://login.microsoftonline.us/",
  [AzureEnvironment.China]: "https://login.chinacloudapi.cn/",
};
const EXPIRATION_SECONDS = 3600;

export const AZURE_STORED_KEYS: StoredKeys = {
  variables: [
    ...["AZURE_CLIENT_SECRET", "AZURE_PASSWORD", "ARM_CLIENT_SECRET", "ARM_CLIENT_CERTIFICATE"],
    ...["AZURE_STORAGE_KEY", "AZURE_STORAGE_CONNECTION_STRING", "ARM_ACCESS_KEY", "AZURE_OPENAI_API_KEY"],
  ],
  files: ["AZURE_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_CERTIFICATE_PATH"],
};

/** What DefaultAzureCredential takes before a federated token (azure-identity's EnvironmentCredential, 2026-11). */
export const AZURE_RIVALS: readonly Rival[] = [
  ...rivalVariables(
    "Azure's SDKs sign in with what the environment holds first, and the pod is not the managed identity",
    "AZURE_CLIENT_SECRET",
    "AZURE_CLIENT_CERTIFICATE_PATH",
    "AZURE_USERNAME",
    "AZURE_PASSWORD",
  ),
  ...rivalVariables(
    "Terraform signs in with it first, and is not the managed identity",
    "ARM_CLIENT_SECRET",
    "ARM_CLIENT_SECRET_FILE_PATH",
    "ARM_CLIENT_CERTIFICATE",
    "ARM_CLIENT_CERTIFICATE_PATH",
  ),
  {
    place: "env",
    name: "AZURE_TOKEN_CREDENTIALS",
    why: "Azure's SDKs then take other credentials alone, and the pod is not the managed identity",
    // The SDKs read it without regard to letter case (@azure/identity 4.13, DefaultAzureCredential).
    unless: ["prod", "WorkloadIdentityCredential", "workloadidentitycredential"],
  },
  ...rivalVariables(
    "az calls Azure Storage with it, and not as the managed identity",
    "AZURE_STORAGE_KEY",
    "AZURE_STORAGE_CONNECTION_STRING",
    "AZURE_STORAGE_SAS_TOKEN",
  ),
  ...rivalVariables(
    "Terraform opens its state with it, and not as the managed identity",
    "ARM_ACCESS_KEY",
    "ARM_SAS_TOKEN",
  ),
  ...rivalVariables(
    "clients of Azure OpenAI call it with that key, and not as the managed identity",
    "AZURE_OPENAI_API_KEY",
  ),
  {
    place: "nodeSelector",
    name: "type",
    only: ["virtual-kubelet"],
    why: "AKS has no workload identity on virtual nodes",
    instead: "run these pods on a node pool",
  },
  ...rivalFolders("az is whoever signed in there, and not the managed identity", ".azure"),
  // Properties that the SDK for Java reads like variables (azure-core, EnvironmentConfiguration, 2026-11).
  ...rivalOptions(
    "the SDK for Java signs in with it first, and the pod is not the managed identity",
    "-DAZURE_CLIENT_SECRET",
    "-DAZURE_CLIENT_CERTIFICATE_PATH",
    "-DAZURE_USERNAME",
    "-DAZURE_PASSWORD",
  ),
];
const PREFIX = "azure.workload.identity";
const PROXY = `${PREFIX}/inject-proxy-sidecar`;

/** What a pod tells the webhook beside its identity (azure-workload-identity 1.6.0, webhook.go, 2026-06). */
const POD_SETTINGS: PodSetting[] = [
  {
    annotation: `${PREFIX}/service-account-token-expiration`,
    expected: { min: 3600, max: 86_400 },
    otherwise: "Azure's webhook refuses the pod",
  },
  {
    annotation: PROXY,
    expected: ["true"],
    otherwise: "Azure's webhook injects its proxy all the same, with a privileged init container",
  },
  {
    annotation: `${PREFIX}/proxy-sidecar-port`,
    expected: { min: 1, max: 65_535 },
    otherwise: "Azure's webhook refuses the pod",
  },
];

/** The pod carries the token itself. Without the webhook's pod label the webhook leaves it alone, so the annotations only inform. */
export function azureProjectedWiring<V>(settings: AzureWiringSettings<V>): Wiring<V | string> {
  const { clientId, tenantId, audience, environment = AzureEnvironment.Public } = settings;
  const { mountPath = DEFAULT_MOUNT_PATH, tokenPath = "azure/token" } = settings;
  const { authorityHost = AZURE_AUTHORITY_HOSTS[environment] } = settings;
  return {
    ...emptyWiring<V | string>(),
    serviceAccountAnnotations: annotations(settings),
    env: {
      AZURE_CLIENT_ID: clientId,
      AZURE_TENANT_ID: tenantId,
      AZURE_FEDERATED_TOKEN_FILE: `${mountPath}/${tokenPath}`,
      AZURE_AUTHORITY_HOST: authorityHost,
    },
    rivals: [...AZURE_RIVALS],
    tokens: [{ audience, path: tokenPath, expirationSeconds: settings.expirationSeconds ?? EXPIRATION_SECONDS }],
  };
}

/** The webhook injects token and environment; audience and host are settings of its installation. */
export function azureWebhookWiring<V>(settings: AzureWiringSettings<V>): Wiring<V | string> {
  return {
    ...emptyWiring<V | string>(),
    serviceAccountAnnotations: {
      ...annotations(settings),
      [`${PREFIX}/service-account-token-expiration`]: String(settings.expirationSeconds ?? EXPIRATION_SECONDS),
    },
    podLabels: { [`${PREFIX}/use`]: "true" },
    skipContainers: [{ annotation: `${PREFIX}/skip-containers`, separator: ";" }],
    podSettings: POD_SETTINGS,
    rivals: [
      ...AZURE_RIVALS,
      { place: "env", name: "AZURE_CLIENT_ID", why: KEPT_BY_WEBHOOK, unless: [settings.clientId] },
      { place: "env", name: "AZURE_TENANT_ID", why: KEPT_BY_WEBHOOK, unless: [settings.tenantId] },
      { place: "env", name: "AZURE_FEDERATED_TOKEN_FILE", why: KEPT_BY_WEBHOOK },
      {
        place: "annotations",
        name: `${PREFIX}/use-identity-binding`,
        why: "the webhook then projects a token that the credentials do not take",
        unless: ["false"],
      },
      {
        place: "spec",
        name: "hostNetwork",
        beside: PROXY,
        why: "the webhook refuses a pod that asks for its proxy too",
      },
      ...PROXY_ON_WINDOWS,
    ],
  };
}

/**
 * The webhook injects the token and the cluster's token proxy, which exchanges it for the identity (azure-workload-identity 1.6.0, 2026-06).
 * The client has to ask for that proxy: a token of this audience is good for nothing else.
 */
export function azureBindingWiring<V>(settings: AzureWiringSettings<V>): Wiring<V | string> {
  const wiring = azureWebhookWiring(settings);
  const annotation = `${PREFIX}/use-identity-binding`;
  return {
    ...wiring,
    podAnnotations: { [annotation]: "true" },
    rivals: [
      ...wiring.rivals.filter(({ name }) => name !== annotation),
      ...rivalVariables(
        KEPT_BY_WEBHOOK,
        "AZURE_KUBERNETES_TOKEN_PROXY",
        "AZURE_KUBERNETES_SNI_NAME",
        "AZURE_KUBERNETES_CA_FILE",
        "AZURE_KUBERNETES_CA_DATA",
      ),
    ],
  };
}

/** The proxy's images are for Linux alone (azure-workload-identity, issue 1017). */
const PROXY_ON_WINDOWS: readonly Rival<never>[] = [
  { place: "spec" as const, name: "os.name" },
  { place: "nodeSelector" as const, name: "kubernetes.io/os" },
].map((where) => ({
  ...where,
  only: ["windows"],
  beside: PROXY,
  why: "the webhook's proxy, which the pod asks for, does not start there",
  instead: `remove annotation ${PROXY}`,
}));

const KEPT_BY_WEBHOOK = "the webhook keeps it in place of the identity's own";

function annotations<V>({ clientId, tenantId }: AzureWiringSettings<V>): Record<string, V> {
  return { [`${PREFIX}/client-id`]: clientId, [`${PREFIX}/tenant-id`]: tenantId };
}
