import type { AdmittedContainer, SimulatedWebhook, WebhookInjection } from "../../simulated/webhook";
import { listsContainer, notInjected, wholeNumber } from "../../simulated/webhook";
import { AWS_DEFAULT_AUDIENCE } from "../audience";
import { awsAssociationOf, awsClusterOf } from "../deployed";
import { eksRegion } from "../issuer";
import { POD_IDENTITY_SERVICE } from "../pod-identity/evaluate";

const PREFIX = "eks.amazonaws.com";
const WEB_IDENTITY = "/var/run/secrets/eks.amazonaws.com/serviceaccount";
const POD_IDENTITY = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount";
const EXPIRATION_SECONDS = { min: 600, default: 86_400 };

/** amazon-eks-pod-identity-webhook as EKS runs it (its handler.go, 2026-08). An association goes before the annotation. */
export const awsWebhook: SimulatedWebhook = (container) => {
  const { podLabels, podAnnotations, serviceAccountAnnotations: annotations, env } = container;
  const hasAssociation = associationOf(container) !== undefined;
  const roleArn = annotations[`${PREFIX}/role-arn`] ?? "";
  if (!hasAssociation && roleArn === "") return undefined;
  if (podLabels[`${PREFIX}/skip-pod-identity-webhook`] !== undefined) {
    const isWired = "AWS_WEB_IDENTITY_TOKEN_FILE" in env || "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE" in env;
    return isWired ? undefined : notInjected(`the EKS webhook injects nothing: the pod has the label ${SKIP}`);
  }
  if (listsContainer(podAnnotations[`${PREFIX}/skip-containers`], ",", container.container)) return undefined;
  const injection = hasAssociation ? podIdentity() : webIdentity(roleArn, container);
  return { ...injection, env: { ...injection.env, ...common(container) } };
};

const SKIP = `${PREFIX}/skip-pod-identity-webhook`;

function podIdentity(): WebhookInjection {
  const path = `${POD_IDENTITY}/eks-pod-identity-token`;
  return {
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: path,
    },
    tokens: [{ path, audience: POD_IDENTITY_SERVICE, expirationSeconds: EXPIRATION_SECONDS.default }],
    files: [],
    mounts: [POD_IDENTITY],
    notes: [],
  };
}

function webIdentity(
  roleArn: string,
  { podAnnotations, serviceAccountAnnotations: annotations }: AdmittedContainer,
): WebhookInjection {
  const path = `${WEB_IDENTITY}/token`;
  const expiration = `${PREFIX}/token-expiration`;
  const asked = wholeNumber(podAnnotations[expiration], annotations[expiration]) ?? EXPIRATION_SECONDS.default;
  const audience = annotations[`${PREFIX}/audience`] ?? AWS_DEFAULT_AUDIENCE;
  return {
    env: { AWS_ROLE_ARN: roleArn, AWS_WEB_IDENTITY_TOKEN_FILE: path },
    tokens: [{ path, audience, expirationSeconds: Math.max(asked, EXPIRATION_SECONDS.min) }],
    files: [],
    mounts: [WEB_IDENTITY],
    notes: [],
  };
}

/** The region is the cluster's, and set only where the container has neither of the two variables. */
function common({ serviceAccountAnnotations: annotations, env, issuer = "" }: AdmittedContainer) {
  const region = eksRegion(issuer);
  const isSet = "AWS_REGION" in env || "AWS_DEFAULT_REGION" in env;
  return {
    ...(annotations[`${PREFIX}/sts-regional-endpoints`] === "false" ? {} : { AWS_STS_REGIONAL_ENDPOINTS: "regional" }),
    ...(region === "" || isSet ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
  };
}

function associationOf({ issuer, namespace, serviceAccount, resources }: AdmittedContainer) {
  const cluster = issuer === undefined ? undefined : awsClusterOf(issuer, resources);
  return cluster === undefined ? undefined : awsAssociationOf({ namespace, serviceAccount }, cluster, resources);
}
