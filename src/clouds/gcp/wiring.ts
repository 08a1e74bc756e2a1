import type { Rival, StoredKeys } from "../../core/rival";
import { rivalFolders, rivalOptions, rivalVariables } from "../../core/rival";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH, emptyWiring } from "../../core/wiring";

/** What the wiring of pods on GKE needs to know. */
export interface GcpGkeWiringSettings<V> {
  /** The service account to impersonate; absent with direct access. */
  serviceAccountEmail?: V;
  autopilot?: boolean;
}

/** What the wiring of pods outside of GKE needs to know. */
export interface GcpProjectedWiringSettings<V> {
  audience: V;
  /** The `external_account` file. */
  credentialConfiguration: V;
  project?: V;
  mountPath?: string;
  tokenPath?: string;
  expirationSeconds?: number;
  /** Whether gcloud runs in the pod, which reads other variables than the client libraries. False by default. */
  gcloud?: boolean;
}

/** What the federation webhook reads. */
export interface GcpWebhookWiringSettings<V> {
  provider: V;
  serviceAccountEmail: V;
  audience: V;
  expirationSeconds?: number;
}

export const GCP_TOKEN_PATH = "gcp/token";
const CONFIGURATION_FILE = "credential-configuration.json";
const EXPIRATION_SECONDS = 3600;

/** The federation webhook acts on a ServiceAccount with both, and overrides the file that a pod names. */
const WEBHOOK_ANNOTATIONS = ["cloud.google.com/workload-identity-provider", "cloud.google.com/service-account-email"];
/** What gcloud takes first; the client libraries do not read it. */
const GCLOUD_RIVALS = [
  "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE",
  "CLOUDSDK_AUTH_ACCESS_TOKEN_FILE",
  "CLOUDSDK_AUTH_ACCESS_TOKEN",
];
/** Where gcloud keeps its settings, unless the container says where: it has to be writable. */
const GCLOUD_CONFIG = "/tmp/gcloud";
const OF_GCLOUD = "gcloud takes it first, and is not the workload's identity";
/** The client libraries find the pod's file by its variable, and gcloud does not look there. */
const OF_SIGNED_IN = rivalFolders(
  "gcloud is whoever signed in there, and not the workload's identity",
  ".config/gcloud",
);
/**
 * Variables with a key or token in them, which Terraform and Google's libraries for Ruby take before any file, and options of gcloud and of
 * both versions of the Cloud SQL Auth Proxy.
 */
export const GCP_KEY_RIVALS = [
  ...rivalVariables(
    "Terraform or a client library takes it first, and is not the workload's identity",
    "GOOGLE_CREDENTIALS",
    "GOOGLE_BACKEND_CREDENTIALS",
    "GOOGLE_CLOUD_KEYFILE",
    "GOOGLE_CLOUD_KEYFILE_JSON",
    "GCLOUD_KEYFILE",
    "GCLOUD_KEYFILE_JSON",
    "GOOGLE_OAUTH_ACCESS_TOKEN",
    "GOOGLE_CLOUD_CREDENTIALS",
    "GOOGLE_CLOUD_CREDENTIALS_JSON",
    "GOOGLE_PRIVATE_KEY",
  ),
  ...rivalOptions(
    "the program takes it first, and is not the workload's identity",
    "--credential-file-override",
    "--access-token-file",
    "--credentials",
    "--credentials-file",
    "--credential_file",
    "-credential_file",
    "--json-credentials",
    // `gcloud auth activate-service-account` signs in with a key.
    "activate-service-account",
  ),
];
export const GCP_STORED_KEYS: StoredKeys = {
  variables: GCP_KEY_RIVALS.filter(({ place }) => place === "env").map(({ name }) => name),
  files: ["GOOGLE_APPLICATION_CREDENTIALS", "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE"],
};
/** What makes Terraform and gcloud a further service account, out of whatever identity they have. */
const AS_ANOTHER = "the program then acts as that service account, and not as the workload's identity";
const IMPERSONATION_RIVALS = [
  ...rivalVariables(
    AS_ANOTHER,
    "GOOGLE_IMPERSONATE_SERVICE_ACCOUNT",
    "GOOGLE_BACKEND_IMPERSONATE_SERVICE_ACCOUNT",
    "CLOUDSDK_AUTH_IMPERSONATE_SERVICE_ACCOUNT",
  ),
  ...rivalOptions(AS_ANOTHER, "--impersonate-service-account"),
];
/** Where client libraries look for the metadata server in place of its address, the last by Google's for Python and C++. */
const METADATA_HOSTS = ["GCE_METADATA_HOST", "GCE_METADATA_IP", "GCE_METADATA_ROOT"];
const ASKING = ["assume-present", "bios-only", "ping-only"];
const UNASKED = "client libraries then do not ask the metadata server for the identity";
/** What the client libraries take before the metadata server, and what keeps the pod from GKE's own (GKE documentation, 2026-11). */
export const GKE_RIVALS: readonly Rival[] = [
  ...rivalVariables(
    "the client libraries take that file first, and the pod is not the workload's identity",
    "GOOGLE_APPLICATION_CREDENTIALS",
  ),
  ...rivalVariables(OF_GCLOUD, ...GCLOUD_RIVALS),
  ...GCP_KEY_RIVALS,
  ...IMPERSONATION_RIVALS,
  ...rivalFolders("the client libraries take the credentials in it before the metadata server", ".config/gcloud"),
  ...rivalVariables("the pod then asks another server for its identity", ...METADATA_HOSTS),
  { place: "env", name: "NO_GCE_CHECK", unless: ["false"], why: UNASKED },
  { place: "env", name: "METADATA_SERVER_DETECTION", unless: ASKING, why: UNASKED },
  { place: "spec", name: "hostNetwork", why: "the pod then gets the service account of its node" },
];

/**
 * On GKE the metadata server answers with the identity; a token of our own would only go around it. With direct access there
 * is no annotation: with one, the metadata server would answer as that service account.
 */
export function gcpGkeWiring<V>({
  serviceAccountEmail,
  autopilot = false,
}: GcpGkeWiringSettings<V>): Wiring<V | string> {
  return {
    ...emptyWiring<V | string>(),
    ...(serviceAccountEmail === undefined
      ? { excludedAnnotations: [GCP_SERVICE_ACCOUNT_ANNOTATION, ...WEBHOOK_ANNOTATIONS] }
      : {
          serviceAccountAnnotations: { [GCP_SERVICE_ACCOUNT_ANNOTATION]: serviceAccountEmail },
          excludedAnnotations: [...WEBHOOK_ANNOTATIONS],
        }),
    rivals: [...GKE_RIVALS],
    nodeSelector: autopilot ? {} : { "iam.gke.io/gke-metadata-server-enabled": "true" },
  };
}

/** Tells GKE's metadata server which service account to answer as. */
export const GCP_SERVICE_ACCOUNT_ANNOTATION = "iam.gke.io/gcp-service-account";

/** The pod carries a token for the provider and the file that tells Google's client libraries how to exchange it. */
export function gcpProjectedWiring<V>(settings: GcpProjectedWiringSettings<V>): Wiring<V | string> {
  const { audience, credentialConfiguration, project } = settings;
  const { mountPath = DEFAULT_MOUNT_PATH, tokenPath = GCP_TOKEN_PATH } = settings;
  const path = `gcp/${CONFIGURATION_FILE}`;
  return {
    ...emptyWiring<V | string>(),
    env: {
      GOOGLE_APPLICATION_CREDENTIALS: `${mountPath}/${path}`,
      // Without it the client libraries look the project up, which needs a role on it.
      ...(project === undefined ? {} : { GOOGLE_CLOUD_PROJECT: project }),
      ...(settings.gcloud === true ? { CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE: `${mountPath}/${path}` } : {}),
    },
    // gcloud writes there, and the home of a container may not be its user's own.
    defaults: settings.gcloud === true ? [{ names: ["CLOUDSDK_CONFIG"], value: GCLOUD_CONFIG, isWritten: true }] : [],
    excludedAnnotations: [...WEBHOOK_ANNOTATIONS],
    rivals: [
      ...GCLOUD_RIVALS.map((name) => ({
        place: "env" as const,
        name,
        why: OF_GCLOUD,
        unless: [`${mountPath}/${path}`],
      })),
      ...GCP_KEY_RIVALS,
      ...IMPERSONATION_RIVALS,
      ...(settings.gcloud === true ? [] : OF_SIGNED_IN),
    ],
    tokens: [{ audience, path: tokenPath, expirationSeconds: settings.expirationSeconds ?? EXPIRATION_SECONDS }],
    files: [{ key: `gcp-${CONFIGURATION_FILE}`, path, content: credentialConfiguration }],
  };
}

/** gcp-workload-identity-federation-webhook injects token and file; only annotations are written. */
export function gcpWebhookWiring<V>(settings: GcpWebhookWiringSettings<V>): Wiring<V | string> {
  const { provider, serviceAccountEmail, audience, expirationSeconds = EXPIRATION_SECONDS } = settings;
  return {
    ...emptyWiring<V | string>(),
    serviceAccountAnnotations: {
      "cloud.google.com/workload-identity-provider": provider,
      "cloud.google.com/service-account-email": serviceAccountEmail,
      "cloud.google.com/audience": audience,
      "cloud.google.com/token-expiration": String(expirationSeconds),
      // The other mode runs gcloud in an init container; client libraries need no gcloud.
      "cloud.google.com/injection-mode": "direct",
    },
    skipContainers: [{ annotation: "cloud.google.com/skip-containers", separator: "," }],
    podSettings: [
      {
        annotation: "cloud.google.com/token-expiration",
        expected: { min: 3600, max: 86_400 },
        otherwise: "the federation webhook takes another lifetime in silence",
      },
    ],
    rivals: [
      ...rivalVariables(OF_GCLOUD, ...GCLOUD_RIVALS),
      ...GCP_KEY_RIVALS,
      ...IMPERSONATION_RIVALS,
      ...OF_SIGNED_IN,
    ],
  };
}
