/** What a made-up CredentialsRequest says. */
export interface MadeUpRequest {
  name: string;
  /** `namespace/name`. */
  secret: string;
  serviceAccounts: string[];
  annotations?: Record<string, string>;
}

/** A CredentialsRequest for AWS with one statement, as YAML that is JSON too. */
export function awsRequest(
  request: MadeUpRequest & { actions: string[]; resource?: string; conditions?: object },
): string {
  const { actions, resource = "*", conditions } = request;
  const statement = {
    effect: "Allow",
    action: actions,
    resource,
    ...(conditions === undefined ? {} : { policyCondition: conditions }),
  };
  return credentialsRequest(request, { kind: "AWSProviderSpec", statementEntries: [statement] });
}

/** A CredentialsRequest with a `providerSpec` of its own. */
export function credentialsRequest(
  { name, secret, serviceAccounts, annotations }: MadeUpRequest,
  providerSpec: object,
): string {
  const [namespace, secretName] = secret.split("/");
  return JSON.stringify({
    apiVersion: "cloudcredential.openshift.io/v1",
    kind: "CredentialsRequest",
    metadata: { name, ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      secretRef: { namespace, name: secretName },
      serviceAccountNames: serviceAccounts,
      providerSpec: { apiVersion: "cloudcredential.openshift.io/v1", ...providerSpec },
    },
  });
}
