import type { Rival, StoredKeys } from "../../core/rival";
import { rivalFolders, rivalOptions, rivalVariables } from "../../core/rival";
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
  stsEndpoint?: V;
  mountPath?: string;
  tokenPath?: string;
  expirationSeconds?: number;
}

/** Where ACK's webhook mounts its tokens (ack-pod-identity-webhook, 2026-08). */
export const ALICLOUD_WEBHOOK_MOUNT_PATHS = ["/var/run/secrets/ack.alibabacloud.com/rrsa-tokens"];
const EXPIRATION_SECONDS = 3600;
const PREFIX = "pod-identity.alibabacloud.com";

export const ALICLOUD_STORED_KEYS: StoredKeys = {
  variables: [
    ...["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
    ...["ALICLOUD_ACCESS_KEY", "ALICLOUD_SECRET_KEY"],
    ...["ALIBABACLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_SECRET"],
    ...["ALICLOUD_ACCESS_KEY_ID", "ALICLOUD_ACCESS_KEY_SECRET"],
    ...["OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET"],
  ],
  files: ["ALIBABA_CLOUD_CREDENTIALS_FILE", "ALICLOUD_SHARED_CREDENTIALS_FILE"],
};

/** Terraform and the command line look there first, and the SDKs where they get nothing for the token. */
const ELSEWHERE =
  "credentials are taken from there by Terraform, the command line and SDKs, and the pod is not the role";

const OF_OSS = "clients of OSS take access keys from it first, and are not the role";

/** What the default chain takes before the token (credentials SDKs, 2026-11), and other clients beside it. */
export const ALICLOUD_RIVALS: readonly Rival<never>[] = [
  ...rivalVariables(
    "the SDKs take access keys from the environment first, and the pod is not the role",
    "ALIBABA_CLOUD_ACCESS_KEY_ID",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
  ),
  ...rivalVariables(
    "Terraform takes access keys from it first, and is not the role",
    "ALICLOUD_ACCESS_KEY",
    "ALICLOUD_SECRET_KEY",
  ),
  ...rivalVariables(
    "the command line takes access keys from it first, and is not the role",
    "ALIBABACLOUD_ACCESS_KEY_ID",
    "ALIBABACLOUD_ACCESS_KEY_SECRET",
    "ALICLOUD_ACCESS_KEY_ID",
    "ALICLOUD_ACCESS_KEY_SECRET",
  ),
  ...rivalVariables(
    ELSEWHERE,
    "ALIBABA_CLOUD_CREDENTIALS_URI",
    "ALICLOUD_CREDENTIALS_URI",
    "ALIBABA_CLOUD_CREDENTIALS_FILE",
    "ALICLOUD_SHARED_CREDENTIALS_FILE",
    "ALIBABA_CLOUD_PROFILE",
    "ALIBABACLOUD_PROFILE",
    "ALICLOUD_PROFILE",
  ),
  ...rivalVariables(
    "Terraform takes the role of the node by it, and is not the workload's role",
    "ALICLOUD_ECS_ROLE_NAME",
  ),
  ...rivalVariables("Terraform then acts as that role, and not as the workload's", "ALICLOUD_ASSUME_ROLE_ARN"),
  ...rivalFolders(ELSEWHERE, ".aliyun", ".alibabacloud"),
  ...rivalVariables(OF_OSS, "OSS_ACCESS_KEY_ID", "OSS_ACCESS_KEY_SECRET"),
  ...rivalFolders(OF_OSS, ".ossutilconfig"),
  // Properties of the credentials SDK for Java (AuthConstant, 2026-11).
  ...rivalOptions(
    "the SDK for Java takes access keys from it first, and the pod is not the role",
    "-Dalibabacloud.accessKeyId",
    "-Dalibabacloud.accessKeyIdSecret",
  ),
  ...rivalOptions(
    "aliyun and ossutil take access keys from it first, and are not the role",
    "--access-key-id",
    "--access-key-secret",
  ),
];
const KEPT_BY_WEBHOOK = "the webhook keeps it in place of the role's own";

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
    rivals: [...ALICLOUD_RIVALS],
    tokens: [{ audience, path: tokenPath, expirationSeconds: settings.expirationSeconds ?? EXPIRATION_SECONDS }],
  };
}

/**
 * The webhook injects token and environment. It looks only at pods with the label, on the pod or on its namespace, and ignores the rest
 * in silence; the label on the pod also works where the namespace is not ours.
 */
export function alicloudWebhookWiring<V>(settings: AlicloudWiringSettings<V>): Wiring<V | string> {
  const { roleArn, roleName, oidcProviderArn, expirationSeconds = EXPIRATION_SECONDS } = settings;
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
    skipContainers: [{ annotation: `${PREFIX}/skip-containers`, separator: ",", only: `${PREFIX}/only-containers` }],
    podSettings: [
      {
        annotation: `${PREFIX}/service-account-token-expiration`,
        expected: { min: 600, max: 43_200 },
        otherwise: "ACK's webhook takes 3600 in silence",
      },
    ],
    rivals: [
      ...ALICLOUD_RIVALS,
      { place: "env", name: "ALIBABA_CLOUD_ROLE_ARN", why: KEPT_BY_WEBHOOK, unless: [roleArn] },
      { place: "env", name: "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", why: KEPT_BY_WEBHOOK, unless: [oidcProviderArn] },
      { place: "env", name: "ALIBABA_CLOUD_OIDC_TOKEN_FILE", why: KEPT_BY_WEBHOOK },
    ],
  };
}

/** What the SDK reads besides the token; the webhook keeps what a pod sets itself. */
function sessionEnv<V>({ roleSessionName, stsRegion, stsVpcEndpoint, stsEndpoint }: AlicloudWiringSettings<V>) {
  const env: Record<string, V | string> = {};
  if (roleSessionName !== undefined) env.ALIBABA_CLOUD_ROLE_SESSION_NAME = roleSessionName;
  if (stsRegion !== undefined) env.ALIBABA_CLOUD_STS_REGION = stsRegion;
  if (stsEndpoint !== undefined) env.ALIBABA_CLOUD_STS_ENDPOINT = stsEndpoint;
  if (stsVpcEndpoint !== undefined) env.ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED = String(stsVpcEndpoint);
  return env;
}
