import type { Rival, StoredKeys } from "../../core/rival";
import { rivalFolders, rivalOptions, rivalVariables } from "../../core/rival";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH, emptyWiring } from "../../core/wiring";

/** What every pod needs for a token, and what it tells the SDK about the place it works in. */
export interface HuaweiPodSettings<V> {
  /** The audience of the token. */
  clientId: V;
  projectId?: V;
  projectName?: V;
  domainId?: V;
  mountPath?: string;
  tokenPath?: string;
  expirationSeconds?: number;
}

export interface HuaweiIdentityProviderWiringSettings<V> extends HuaweiPodSettings<V> {
  identityProviderId: V;
  iamEndpoint?: V;
}

export interface HuaweiTrustAgencyWiringSettings<V> extends HuaweiPodSettings<V> {
  oidcProviderUrn: V;
  agencyUrn: V;
  /** Name of the pod's sessions in audit logs. */
  sessionName: V | string;
  stsEndpoint?: V;
}

const TOKEN_PATH = "huawei/token";
const EXPIRATION_SECONDS = 3600;

const PROFILE =
  "clients that read no variables of tokens take the credentials of its profiles, and are not the workload's identity";

const OF_OBS = "clients of OBS take access keys from it, and are not the workload's identity";

export const HUAWEI_STORED_KEYS: StoredKeys = {
  // Those that begin with OS_ are of every cloud of OpenStack.
  variables: [
    ...["HUAWEICLOUD_SDK_AK", "HUAWEICLOUD_SDK_SK", "OBS_ACCESS_KEY_ID", "OBS_SECRET_ACCESS_KEY"],
    ...["HW_ACCESS_KEY", "HW_SECRET_KEY", "HW_USER_PASSWORD"],
  ],
  files: ["HUAWEICLOUD_SDK_CREDENTIALS_FILE", "HW_SHARED_CONFIG_FILE"],
};

/**
 * What clients take that read no variables of tokens (SDK for Node.js, Terraform, 2026-11): the SDKs' default chain goes from the
 * environment to the profile.
 */
export const HUAWEI_RIVALS: readonly Rival<never>[] = [
  ...rivalVariables(
    "clients that read no variables of tokens take access keys from the environment, and are not the workload's identity",
    "HUAWEICLOUD_SDK_AK",
    "HUAWEICLOUD_SDK_SK",
    "HW_ACCESS_KEY",
    "HW_SECRET_KEY",
    "OS_ACCESS_KEY",
    "OS_SECRET_KEY",
  ),
  ...rivalVariables(
    "Terraform signs in with it, and is not the workload's identity",
    "HW_AUTH_TOKEN",
    "OS_AUTH_TOKEN",
    "HW_USER_PASSWORD",
    "OS_PASSWORD",
  ),
  ...rivalVariables(
    "Terraform then acts as that agency, and not as the workload's identity",
    "HW_ASSUME_ROLE_AGENCY_NAME",
  ),
  ...rivalVariables(PROFILE, "HUAWEICLOUD_SDK_CREDENTIALS_FILE", "HW_SHARED_CONFIG_FILE", "HW_PROFILE"),
  ...rivalFolders(PROFILE, ".huaweicloud", ".hcloud"),
  ...rivalVariables(OF_OBS, "OBS_ACCESS_KEY_ID", "OBS_SECRET_ACCESS_KEY"),
  ...rivalFolders(OF_OBS, ".obsutilconfig"),
  ...rivalOptions(
    "hcloud takes access keys from it, and is not the workload's identity",
    "--cli-access-key",
    "--cli-secret-key",
  ),
];

/**
 * The pod carries the token; variables of Huawei's SDKs for Go, Java and Python say what to do with it. The SDK for Node reads none of
 * them: `new BasicCredentials().withIdpId(process.env.HUAWEICLOUD_SDK_IDP_ID).withIdTokenFile(process.env.HUAWEICLOUD_SDK_ID_TOKEN_FILE)`.
 */
export function huaweiIdentityProviderWiring<V>(settings: HuaweiIdentityProviderWiringSettings<V>): Wiring<V | string> {
  const { identityProviderId, iamEndpoint } = settings;
  return {
    ...emptyWiring<V | string>(),
    env: {
      HUAWEICLOUD_SDK_IDP_ID: identityProviderId,
      HUAWEICLOUD_SDK_ID_TOKEN_FILE: tokenFile(settings),
      ...given({ HUAWEICLOUD_SDK_IAM_ENDPOINT: iamEndpoint }),
      ...placeOf(settings),
    },
    tokens: [tokenOf(settings)],
    rivals: [...HUAWEI_RIVALS],
  };
}

/** The pod carries the token and the names of provider and agency, as variables of Huawei's SDK for Python (2026); others call STS themselves. */
export function huaweiTrustAgencyWiring<V>(settings: HuaweiTrustAgencyWiringSettings<V>): Wiring<V | string> {
  const { oidcProviderUrn, agencyUrn, sessionName, stsEndpoint } = settings;
  return {
    ...emptyWiring<V | string>(),
    env: {
      HUAWEICLOUD_OIDC_PROVIDER_URN: oidcProviderUrn,
      HUAWEICLOUD_OIDC_AGENCY_URN: agencyUrn,
      HUAWEICLOUD_OIDC_TOKEN_FILE: tokenFile(settings),
      HUAWEICLOUD_OIDC_SESSION_NAME: sessionName,
      ...given({ HUAWEICLOUD_SDK_STS_ENDPOINT: stsEndpoint }),
      ...placeOf(settings),
    },
    tokens: [tokenOf(settings)],
    rivals: [
      ...HUAWEI_RIVALS,
      ...rivalVariables("the SDK takes that token in place of the pod's own", "HUAWEICLOUD_OIDC_ID_TOKEN"),
      ...rivalVariables(
        "the SDK for Java is then of that provider's user groups, and not the agency",
        "HUAWEICLOUD_SDK_IDP_ID",
        "HUAWEICLOUD_SDK_ID_TOKEN_FILE",
      ),
    ],
  };
}

function placeOf<V>({ projectId, projectName, domainId }: HuaweiPodSettings<V>): Record<string, V> {
  return given({
    HUAWEICLOUD_SDK_PROJECT_ID: projectId,
    HW_PROJECT_NAME: projectName,
    HUAWEICLOUD_SDK_DOMAIN_ID: domainId,
  });
}

function tokenFile<V>({ mountPath = DEFAULT_MOUNT_PATH, tokenPath = TOKEN_PATH }: HuaweiPodSettings<V>): string {
  return `${mountPath}/${tokenPath}`;
}

function tokenOf<V>(settings: HuaweiPodSettings<V>) {
  const { clientId: audience, tokenPath: path = TOKEN_PATH, expirationSeconds = EXPIRATION_SECONDS } = settings;
  return { audience, path, expirationSeconds };
}

function given<V>(env: Record<string, V | undefined>): Record<string, V> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, V] => entry[1] !== undefined));
}
