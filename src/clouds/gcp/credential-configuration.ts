/** What a credential configuration says. */
export interface GcpCredentialSettings {
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>`; needed without `audience`. */
  provider?: string;
  /**
   * What the Security Token Service is asked for, for a member of a fleet `identitynamespace:<pool>:<identity provider>`. The provider by
   * default.
   */
  audience?: string;
  /** Where the pod finds its token. */
  tokenFile: string;
  /** The service account to impersonate; direct access where there is none. */
  serviceAccountEmail?: string;
  /** Of the service account's access tokens, 3600 by default. */
  accessTokenLifetimeSeconds?: number;
  /** `googleapis.com` by default. */
  universeDomain?: string;
}

const GCP_DEFAULT_UNIVERSE = "googleapis.com";

/**
 * The `external_account` file that Google's client libraries read (AIP-4117). It holds no secret. The audience names the
 * provider and stays under `iam.googleapis.com` in every universe; only the hosts move.
 */
export function gcpCredentialConfiguration(settings: GcpCredentialSettings): string {
  const { provider = "", tokenFile, serviceAccountEmail, accessTokenLifetimeSeconds = 3600 } = settings;
  const { audience = `//iam.googleapis.com/${provider}`, universeDomain = GCP_DEFAULT_UNIVERSE } = settings;
  const configuration = {
    type: "external_account",
    universe_domain: universeDomain,
    audience,
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: `https://sts.${universeDomain}/v1/token`,
    token_info_url: `https://sts.${universeDomain}/v1/introspect`,
    credential_source: { file: tokenFile, format: { type: "text" } },
    ...(serviceAccountEmail === undefined
      ? {}
      : {
          service_account_impersonation_url: `https://iamcredentials.${universeDomain}/v1/projects/-/serviceAccounts/${serviceAccountEmail}:generateAccessToken`,
          service_account_impersonation: { token_lifetime_seconds: accessTokenLifetimeSeconds },
        }),
  };
  return JSON.stringify(configuration, undefined, 2);
}
