import type { Rival, StoredKeys } from "../../core/rival";
import { rivalFolders, rivalOptions, rivalVariables } from "../../core/rival";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH, emptyWiring } from "../../core/wiring";
import type { AwsWorkloadArgs } from "./args";
import { AwsWiringForm } from "./args";

/** How a workload's pods get the role. */
export function awsWiringForm({ wiring, webIdentity }: Pick<AwsWorkloadArgs, "wiring" | "webIdentity">): AwsWiringForm {
  return wiring ?? (webIdentity === false ? AwsWiringForm.PodIdentity : AwsWiringForm.Projected);
}

/** What the wiring needs to know of the role and its token. */
export interface AwsWiringSettings<V> {
  roleArn: V;
  audience: string;
  region?: V;
  /** The region of the pod's cluster, which it works in where nobody says another; empty where the issuer names none. */
  clusterRegion?: V;
  roleSessionName?: V;
  mountPath?: string;
  tokenPath?: string;
  expirationSeconds?: number;
}

/** Where the EKS webhook and EKS Pod Identity mount their tokens (amazon-eks-pod-identity-webhook, README, 2026-05). */
export const AWS_WEBHOOK_MOUNT_PATHS = [
  "/var/run/secrets/eks.amazonaws.com/serviceaccount",
  "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount",
];
const EXPIRATION_SECONDS = 3600;
const REGION_VARIABLES = ["AWS_REGION", "AWS_DEFAULT_REGION"];

export const AWS_STORED_KEYS: StoredKeys = {
  variables: [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    // Older names, which the SDKs for Java and Ruby still read.
    "AWS_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AMAZON_ACCESS_KEY_ID",
    "AMAZON_SECRET_ACCESS_KEY",
  ],
  files: ["AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"],
};

/** What the SDKs' default chains take before a web identity token (AWS SDKs and tools reference, 2026-11). */
export const AWS_RIVALS: readonly Rival<never>[] = [
  ...rivalVariables(
    "the SDKs take access keys from the environment first, and the pod is not the role",
    ...AWS_STORED_KEYS.variables,
  ),
  ...rivalVariables("the SDKs call Amazon Bedrock with that key, and not as the role", "AWS_BEARER_TOKEN_BEDROCK"),
  ...rivalVariables(
    "the SDKs take the credentials of a profile first, and the pod is not the role",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    ...AWS_STORED_KEYS.files,
  ),
  ...rivalFolders("the SDKs take the credentials of its files first, and the pod is not the role", ".aws"),
  // Properties of the SDKs for Java 1 and 2 (SdkSystemSetting, 2026-11).
  ...rivalOptions(
    "the SDK for Java takes access keys from it first, and the pod is not the role",
    "-Daws.accessKeyId",
    "-Daws.secretAccessKey",
    "-Daws.secretKey",
  ),
  // What `aws configure set` and the lines of a credentials file have.
  ...rivalOptions(
    "the SDKs take access keys of a profile first, and the pod is not the role",
    "aws_access_key_id",
    "aws_secret_access_key",
  ),
];
const OTHER_ROLE = rivalOptions(
  "the SDK for Java takes it in place of what the pod is given",
  "-Daws.roleArn",
  "-Daws.webIdentityTokenFile",
);
const SKIP_LABEL = "eks.amazonaws.com/skip-pod-identity-webhook";

/** The pod carries the token itself, and is opted out of the EKS webhook so that nothing is mounted twice. */
export function awsProjectedWiring<V>(settings: AwsWiringSettings<V>): Wiring<V | string> {
  const { roleArn, region, clusterRegion, audience } = settings;
  const { mountPath = DEFAULT_MOUNT_PATH, tokenPath = "aws/token" } = settings;
  return {
    ...emptyWiring<V | string>(),
    serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": roleArn },
    podLabels: { [SKIP_LABEL]: "true" },
    env: {
      AWS_ROLE_ARN: roleArn,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${mountPath}/${tokenPath}`,
      AWS_STS_REGIONAL_ENDPOINTS: "regional",
      ...sessionEnv(settings),
      ...(region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    },
    defaults:
      region === undefined && clusterRegion !== undefined ? [{ names: REGION_VARIABLES, value: clusterRegion }] : [],
    rivals: [...AWS_RIVALS, ...OTHER_ROLE],
    tokens: [{ audience, path: tokenPath, expirationSeconds: settings.expirationSeconds ?? EXPIRATION_SECONDS }],
  };
}

/** The EKS webhook injects token and environment; only annotations are written. */
export function awsWebhookWiring<V>(settings: AwsWiringSettings<V>): Wiring<V | string> {
  const { roleArn, audience, expirationSeconds = EXPIRATION_SECONDS } = settings;
  return {
    ...emptyWiring<V | string>(),
    serviceAccountAnnotations: {
      "eks.amazonaws.com/role-arn": roleArn,
      "eks.amazonaws.com/audience": audience,
      "eks.amazonaws.com/sts-regional-endpoints": "true",
      "eks.amazonaws.com/token-expiration": String(expirationSeconds),
    },
    env: sessionEnv(settings),
    skipContainers: [{ annotation: "eks.amazonaws.com/skip-containers", separator: "," }],
    podSettings: [
      {
        annotation: "eks.amazonaws.com/token-expiration",
        expected: { min: 600, max: 86_400 },
        otherwise: "EKS's webhook takes another lifetime in silence",
      },
    ],
    rivals: [
      ...AWS_RIVALS,
      ...OTHER_ROLE,
      { place: "env", name: "AWS_ROLE_ARN", why: KEPT_BY_WEBHOOK, unless: [roleArn] },
      { place: "env", name: "AWS_WEB_IDENTITY_TOKEN_FILE", why: KEPT_BY_WEBHOOK },
      { place: "labels", name: SKIP_LABEL, why: "the webhook injects nothing into a pod with it" },
    ],
  };
}

/**
 * EKS injects everything, by the association of the ServiceAccount. The SDKs look for web identity first, and the webhook keeps what a
 * container says itself (amazon-eks-pod-identity-webhook, handler.go, 2026-08).
 */
export function awsPodIdentityWiring<V>(): Wiring<V | string> {
  return {
    ...emptyWiring<V | string>(),
    excludedAnnotations: ["eks.amazonaws.com/role-arn"],
    skipContainers: [{ annotation: "eks.amazonaws.com/skip-containers", separator: "," }],
    rivals: [
      ...AWS_RIVALS,
      ...OTHER_ROLE,
      ...rivalVariables(
        "the SDKs take web identity first, and EKS Pod Identity never",
        "AWS_ROLE_ARN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
      ),
      ...rivalVariables(
        "it stands in the place of what EKS Pod Identity writes",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
      ),
      { place: "labels", name: SKIP_LABEL, why: "EKS Pod Identity gives nothing to a pod with it" },
      ...WITHOUT_AGENT,
    ],
  };
}

/** Where EKS Pod Identity has no agent, so that a pod is its node at most (EKS user guide, restrictions, 2026-11). */
const WITHOUT_AGENT: readonly Rival<never>[] = [
  { place: "spec" as const, name: "os.name", only: ["windows"] },
  { place: "nodeSelector" as const, name: "kubernetes.io/os", only: ["windows"] },
  { place: "nodeSelector" as const, name: "eks.amazonaws.com/compute-type", only: ["fargate"] },
].map((where) => ({
  ...where,
  why: "EKS Pod Identity gives nothing to pods there",
  instead: 'use wiring "projected" for these pods',
}));

const KEPT_BY_WEBHOOK = "the webhook keeps it in place of the role's own";

/** What the SDK reads besides the token; the webhook keeps what a pod sets itself. */
function sessionEnv<V>({ roleSessionName }: AwsWiringSettings<V>): Record<string, V> {
  return roleSessionName === undefined ? {} : { AWS_ROLE_SESSION_NAME: roleSessionName };
}
