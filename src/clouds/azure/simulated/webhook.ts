import type { SimulatedWebhook } from "../../simulated/webhook";
import { listsContainer, notInjected } from "../../simulated/webhook";
import { AZURE_SIMULATED_TENANT } from "./resources";

const PREFIX = "azure.workload.identity";
const MOUNT = "/var/run/secrets/azure/wi";
/** What the webhook is installed with, unless told otherwise. */
const AUDIENCE = "api://AzureADTokenExchange";
const BINDING_AUDIENCE = "api://AKSIdentityBinding";
/** Where the proxy of a cluster's identity bindings answers; the address is made up. */
const TOKEN_PROXY = {
  AZURE_KUBERNETES_TOKEN_PROXY: "https://kubernetes.default.svc/identity-bindings",
  AZURE_KUBERNETES_SNI_NAME: "identity-bindings.invalid",
};
const NO_TOKEN_PROXY =
  "Azure's webhook injects the token of an identity binding, but the cluster's token proxy is not simulated: no client gets credentials by it";
const EXPIRATION_SECONDS = { min: 3600, max: 86_400, default: 3600 };

/** azure-workload-identity as AKS runs it (version 1.6.0, 2026-06). */
export const azureWebhook: SimulatedWebhook = (container) => {
  const { podLabels, podAnnotations, serviceAccountAnnotations: annotations, env, issuer = "" } = container;
  const clientId = annotations[`${PREFIX}/client-id`];
  if (podLabels[`${PREFIX}/use`] !== "true") {
    if (clientId === undefined || "AZURE_FEDERATED_TOKEN_FILE" in env) return undefined;
    return notInjected(`Azure's webhook injects nothing: the pod has no label ${PREFIX}/use: "true"`);
  }
  if (container.namespace === "kube-system") {
    return notInjected("Azure's webhook injects nothing: AKS keeps webhooks out of kube-system");
  }
  const isBound = podAnnotations[`${PREFIX}/use-identity-binding`] === "true";
  const expiration = `${PREFIX}/service-account-token-expiration`;
  const asked = podAnnotations[expiration] ?? annotations[expiration] ?? String(EXPIRATION_SECONDS.default);
  const expirationSeconds = Number(asked);
  const { min, max } = EXPIRATION_SECONDS;
  if (!/^\d+$/.test(asked) || expirationSeconds < min || expirationSeconds > max) {
    return notInjected(`Azure's webhook rejects the pod: ${expiration} is "${asked}", expected ${min} to ${max}`);
  }
  if (listsContainer(podAnnotations[`${PREFIX}/skip-containers`], ";", container.container)) return undefined;
  const path = `${MOUNT}/token/azure-identity-token`;
  const injected = {
    AZURE_CLIENT_ID: clientId ?? "",
    AZURE_TENANT_ID: annotations[`${PREFIX}/tenant-id`] ?? AZURE_SIMULATED_TENANT,
    AZURE_FEDERATED_TOKEN_FILE: path,
    AZURE_AUTHORITY_HOST: authorityHostOf(issuer),
    ...(isBound ? TOKEN_PROXY : {}),
  };
  return {
    // What is empty is not injected.
    env: Object.fromEntries(Object.entries(injected).filter(([, value]) => value !== "")),
    tokens: [{ path, audience: isBound ? BINDING_AUDIENCE : AUDIENCE, expirationSeconds }],
    files: [],
    mounts: [MOUNT],
    notes: isBound ? [NO_TOKEN_PROXY] : [],
  };
};

/** Where pods of a cloud of Microsoft's sign in, which the webhook of an AKS cluster is installed for. */
function authorityHostOf(issuer: string): string {
  if (/^https:\/\/[^/]+\.azure\.us\//.test(issuer)) return "https://login.microsoftonline.us/";
  return /^https:\/\/[^/]+\.azure\.cn\//.test(issuer)
    ? "https://login.chinacloudapi.cn/"
    : "https://login.microsoftonline.com/";
}
