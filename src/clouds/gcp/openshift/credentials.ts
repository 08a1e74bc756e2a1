const DEFAULT_UNIVERSE = "googleapis.com";

/** What an operator's credential configuration says. */
interface GcpOperatorCredentials {
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>` */
  readonly workloadIdentityProvider: string;
  readonly serviceAccountEmail: string;
  readonly tokenPath: string;
  readonly universeDomain: string;
}

/** The `external_account` of an operator, byte for byte as ccoctl writes it, with its tabs behind blanks. */
export function gcpOperatorCredentials({
  workloadIdentityProvider,
  serviceAccountEmail,
  tokenPath,
  universeDomain,
}: GcpOperatorCredentials): string {
  const account = `projects/-/serviceAccounts/${serviceAccountEmail}`;
  return [
    "{",
    '  \t"type": "external_account",',
    `  \t"audience": "//iam.googleapis.com/${workloadIdentityProvider}",`,
    '  \t"subject_token_type": "urn:ietf:params:oauth:token-type:jwt",',
    `  \t"token_url": "https://sts.${universeDomain}/v1/token",`,
    `  \t"service_account_impersonation_url": "https://iamcredentials.${universeDomain}/v1/${account}:generateAccessToken",`,
    ...(universeDomain === DEFAULT_UNIVERSE ? [] : [`  \t"universe_domain": "${universeDomain}",`]),
    '  \t"credential_source": {',
    `    \t"file": "${tokenPath}",`,
    '    \t"format": {',
    '      \t\t"type": "text"',
    "    \t}",
    "\t}",
    "}",
  ].join("\n");
}
