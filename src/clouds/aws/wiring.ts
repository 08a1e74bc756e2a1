import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH, emptyWiring } from "../../core/wiring";

/** What the wiring needs to know of the role and its token. */
export interface AwsWiringSettings<V> {
  roleArn: V;
  audience: string;
  region?: V;
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

/** The pod carries the token itself, and is opted out of the EKS webhook so that nothing is mounted twice. */
export function awsProjectedWiring<V>(settings: AwsWiringSettings<V>): Wiring<V | string> {
  const { roleArn, region, audience, mountPath = DEFAULT_MOUNT_PATH, tokenPath = "aws/token" } = settings;
  return {
    ...emptyWiring<V | string>(),
    serviceAccountAnnotations: { "eks.amazonaws.com/role-arn": roleArn },
    podLabels: { "eks.amazonaws.com/skip-pod-identity-webhook": "true" },
    env: {
      AWS_ROLE_ARN: roleArn,
      AWS_WEB_IDENTITY_TOKEN_FILE: `${mountPath}/${tokenPath}`,
      AWS_STS_REGIONAL_ENDPOINTS: "regional",
      ...(region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
    },
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
    skipContainers: [{ annotation: "eks.amazonaws.com/skip-containers", separator: "," }],
  };
}
