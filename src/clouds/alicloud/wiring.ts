import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH, emptyWiring } from "../../core/wiring";

/** What the wiring needs to know of the role, its issuer's registration and the token. */
export interface AlicloudWiringSettings<V> {
  roleArn: V;
  roleName: V;
  oidcProviderArn: V;
  audience: string;
  roleSessionName?: V;
  stsRegion?: V;
  stsVpcEndpoint?: boolean;
  mountPath?: string;
  tokenPath?: string;
  expirationSeconds?: number;
}

/** Where ACK's webhook mounts its tokens (ack-pod-identity-webhook, 2026-08). */
export const ALICLOUD_WEBHOOK_MOUNT_PATHS = ["/var/run/secrets/ack.alibabacloud.com/rrsa-tokens"];
const EXPIRATION_SECONDS = 3600;
const PREFIX = "pod-identity.alibabacloud.com";

/** The pod carries the token itself. The ServiceAccount names no role, so an installed webhook injects no second token. */
export function alicloudProjectedWiring<V>(settings: AlicloudWiringSettings<V>): Wiring<V | string> {
  const { roleArn, oidcProviderArn, audience } = settings;
  const { mountPath = DEFAULT_MOUNT_PATH, tokenPath = "alicloud/token" } = settings;
  return {
    ...emptyWiring<V | string>(),
    excludedAnnotations: [`${PREFIX}/role-name`],
    env: {
      ALIBABA_CLOUD_ROLE_ARN: roleArn,
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: oidcProviderArn,
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: `${mountPath}/${tokenPath}`,
      ...sessionEnv(settings),
    },
    tokens: [{ audience, path: tokenPath, expirationSeconds: settings.expirationSeconds ?? EXPIRATION_SECONDS }],
  };
}

/**
 * The webhook injects token and environment. It looks only at pods with the label, on the pod or on its namespace, and ignores the rest
 * in silence; the label on the pod also works where the namespace is not ours.
 */
export function alicloudWebhookWiring<V>(settings: AlicloudWiringSettings<V>): Wiring<V | string> {
  const { roleName, expirationSeconds = EXPIRATION_SECONDS } = settings;
  const injection = { [`${PREFIX}/injection`]: "on" };
  return {
    ...emptyWiring<V | string>(),
    serviceAccountAnnotations: {
      [`${PREFIX}/role-name`]: roleName,
      [`${PREFIX}/service-account-token-expiration`]: String(expirationSeconds),
    },
    namespaceLabels: injection,
    podLabels: injection,
    env: sessionEnv(settings),
    skipContainers: [{ annotation: `${PREFIX}/skip-containers`, separator: "," }],
  };
}

/** What the SDK reads besides the token; the webhook keeps what a pod sets itself. */
function sessionEnv<V>({ roleSessionName, stsRegion, stsVpcEndpoint }: AlicloudWiringSettings<V>) {
  const env: Record<string, V | string> = {};
  if (roleSessionName !== undefined) env.ALIBABA_CLOUD_ROLE_SESSION_NAME = roleSessionName;
  if (stsRegion !== undefined) env.ALIBABA_CLOUD_STS_REGION = stsRegion;
  if (stsVpcEndpoint !== undefined) env.ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED = String(stsVpcEndpoint);
  return env;
}
