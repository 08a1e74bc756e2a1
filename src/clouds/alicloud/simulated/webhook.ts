import type { SimulatedWebhook } from "../../simulated/webhook";
import { listsContainer, notInjected, wholeNumber } from "../../simulated/webhook";
import { ALICLOUD_DEFAULT_AUDIENCE } from "../audience";
import { alicloudDeployedProviders } from "../deployed";

const PREFIX = "pod-identity.alibabacloud.com";
const MOUNT = "/var/run/secrets/ack.alibabacloud.com/rrsa-tokens";
const EXPIRATION_SECONDS = { min: 600, max: 43_200, default: 3600 };
const ROLE_NAME = /^[A-Za-z0-9.-]{1,64}$/;

/** ack-pod-identity-webhook (2026-01): it knows the RAM OIDC provider of its own cluster, and roles of that account by name. */
export const alicloudWebhook: SimulatedWebhook = (container) => {
  const { podLabels, namespaceLabels, podAnnotations, serviceAccountAnnotations: annotations, issuer } = container;
  const roleName = annotations[`${PREFIX}/role-name`];
  if (roleName === undefined) return undefined;
  const injection = `${PREFIX}/injection`;
  if (podLabels[injection] !== "on" && namespaceLabels[injection] !== "on") {
    return notInjected(
      `ACK's webhook injects nothing: neither the pod nor its namespace has the label ${injection}: "on"`,
    );
  }
  if (!ROLE_NAME.test(roleName)) return notInjected(`ACK's webhook injects nothing: "${roleName}" is no role's name`);
  const only = podAnnotations[`${PREFIX}/only-containers`];
  const isSkipped = listsContainer(podAnnotations[`${PREFIX}/skip-containers`], ",", container.container);
  if (isSkipped || (only !== undefined && !listsContainer(only, ",", container.container))) return undefined;
  const path = `${MOUNT}/token`;
  const expiration = `${PREFIX}/service-account-token-expiration`;
  const asked = wholeNumber(podAnnotations[expiration], annotations[expiration]) ?? EXPIRATION_SECONDS.default;
  const { min, max } = EXPIRATION_SECONDS;
  const token = {
    path,
    audience: ALICLOUD_DEFAULT_AUDIENCE,
    expirationSeconds: asked >= min && asked <= max ? asked : EXPIRATION_SECONDS.default,
  };
  const provider = alicloudDeployedProviders(container.resources).find((each) => each.issuer === issuer);
  const injected = { tokens: [token], files: [], mounts: [MOUNT] };
  if (provider === undefined) {
    const why = "no RAM OIDC provider of the pod's cluster is deployed";
    return { ...injected, env: {}, notes: [`ACK's webhook injects a token and no variables: ${why}`] };
  }
  const [account] = provider.arn.split(":oidc-provider/");
  const env = {
    ALIBABA_CLOUD_ROLE_ARN: `${account}:role/${roleName}`,
    ALIBABA_CLOUD_OIDC_PROVIDER_ARN: provider.arn,
    ALIBABA_CLOUD_OIDC_TOKEN_FILE: path,
  };
  const override = `${PREFIX}/override-env`;
  const isOverriding = namespaceLabels[override] === "true" || podAnnotations[override] === "true";
  return { ...injected, env, ...(isOverriding ? { overridingEnv: env } : {}), notes: [] };
};
