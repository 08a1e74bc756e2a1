import type { SimulatedWebhook } from "../../simulated/webhook";
import { listsContainer, notInjected, wholeNumber } from "../../simulated/webhook";

const PREFIX = "cloud.google.com";
const TOKEN_MOUNT = "/var/run/secrets/sts.googleapis.com/serviceaccount";
const CONFIGURATION_MOUNT = "/var/run/secrets/workload-identity";
const EXPIRATION_SECONDS = { min: 3600, default: 86_400 };
const PROVIDER = /^projects\/.+\/locations\/.+\/workloadIdentityPools\/.+\/providers\/.+$/;
/** What the webhook sets unless it is installed for another region. */
const REGION = "asia-northeast1";

/** gcp-workload-identity-federation-webhook with its defaults (pfnet-research, v0.7.0). */
export const gcpWebhook: SimulatedWebhook = (container) => {
  const { podAnnotations, serviceAccountAnnotations: annotations } = container;
  const provider = annotations[`${PREFIX}/workload-identity-provider`];
  const email = annotations[`${PREFIX}/service-account-email`];
  if (provider === undefined && email === undefined) return undefined;
  if (provider === undefined || email === undefined || !PROVIDER.test(provider)) {
    return notInjected(
      "Google's federation webhook injects nothing: the ServiceAccount needs both a provider by its full name and the email of a service account",
    );
  }
  if (annotations[`${PREFIX}/injection-mode`] !== "direct") {
    return notInjected(
      `Google's federation webhook injects nothing here: without ${PREFIX}/injection-mode "direct" it runs gcloud in an init container, and none runs here`,
    );
  }
  if (listsContainer(podAnnotations[`${PREFIX}/skip-containers`], ",", container.container)) return undefined;
  const expiration = `${PREFIX}/token-expiration`;
  const asked = wholeNumber(podAnnotations[expiration], annotations[expiration]) ?? EXPIRATION_SECONDS.default;
  const [, project] = /@(.*)\.iam\.gserviceaccount\.com/.exec(email) ?? [];
  const [path, configuration] = [`${TOKEN_MOUNT}/token`, `${CONFIGURATION_MOUNT}/federation.json`];
  return {
    env: { CLOUDSDK_COMPUTE_REGION: REGION, ...(project === undefined ? {} : { CLOUDSDK_CORE_PROJECT: project }) },
    overridingEnv: { GOOGLE_APPLICATION_CREDENTIALS: configuration },
    tokens: [
      {
        path,
        audience: annotations[`${PREFIX}/audience`] ?? "sts.googleapis.com",
        expirationSeconds: Math.max(asked, EXPIRATION_SECONDS.min),
      },
    ],
    files: [{ path: configuration, content: JSON.stringify(externalAccount(provider, email, path)) }],
    mounts: [TOKEN_MOUNT, CONFIGURATION_MOUNT],
    notes: [],
  };
};

/** The file as the webhook writes it, which leaves out what clients take by default. */
function externalAccount(provider: string, email: string, file: string): object {
  return {
    type: "external_account",
    audience: `//iam.googleapis.com/${provider}`,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: "https://sts.googleapis.com/v1/token",
    service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`,
    credential_source: { file, format: { type: "text" } },
  };
}
