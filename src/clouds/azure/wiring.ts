import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH, emptyWiring } from "../../core/wiring";
import { AzureEnvironment } from "./args";

/** What the wiring needs to know of the identity and its token. */
export interface AzureWiringSettings<V> {
  clientId: V;
  tenantId: V;
  audience: string;
  environment?: AzureEnvironment;
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

/** The pod carries the token itself. Without the webhook's pod label the webhook leaves it alone, so the annotations only inform. */
export function azureProjectedWiring<V>(settings: AzureWiringSettings<V>): Wiring<V | string> {
  const { clientId, tenantId, audience, environment = AzureEnvironment.Public } = settings;
  const { mountPath = DEFAULT_MOUNT_PATH, tokenPath = "azure/token" } = settings;
  return {
    ...emptyWiring<V | string>(),
    serviceAccountAnnotations: annotations(settings),
    env: {
      AZURE_CLIENT_ID: clientId,
      AZURE_TENANT_ID: tenantId,
      AZURE_FEDERATED_TOKEN_FILE: `${mountPath}/${tokenPath}`,
      AZURE_AUTHORITY_HOST: AZURE_AUTHORITY_HOSTS[environment],
    },
    tokens: [{ audience, path: tokenPath, expirationSeconds: settings.expirationSeconds ?? EXPIRATION_SECONDS }],
  };
}

/** The webhook injects token and environment; audience and host are settings of its installation. */
export function azureWebhookWiring<V>(settings: AzureWiringSettings<V>): Wiring<V | string> {
  return {
    ...emptyWiring<V | string>(),
    serviceAccountAnnotations: {
      ...annotations(settings),
      "azure.workload.identity/service-account-token-expiration": String(
        settings.expirationSeconds ?? EXPIRATION_SECONDS,
      ),
    },
    podLabels: { "azure.workload.identity/use": "true" },
    skipContainers: [{ annotation: "azure.workload.identity/skip-containers", separator: ";" }],
  };
}

function annotations<V>({ clientId, tenantId }: AzureWiringSettings<V>): Record<string, V> {
  return { "azure.workload.identity/client-id": clientId, "azure.workload.identity/tenant-id": tenantId };
}
