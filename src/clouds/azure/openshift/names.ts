import type { CutName } from "../../../core/cut-name";
import { cutBluntly, cutWithHash } from "../../../core/cut-name";
import { shortHash } from "../../../core/short-hash";
import type { CredentialsRequest } from "../../openshift-cloud";
import { AZURE_IDENTITY_NAME_MAX_LENGTH } from "../mechanisms/managed-identity-limits";
import { AZURE_CREDENTIAL_NAME_MAX_LENGTH } from "../trust";

/** The name of the managed identity, and of the custom role where there is one. */
export function azureOperatorNames(cluster: string, request: CredentialsRequest): Record<"identity", CutName> {
  const whole = wholeName(cluster, request);
  // Azure takes no dots in the name of an identity, and Secrets may have some.
  const plain = whole.includes(".") ? `${whole.replaceAll(".", "-")}-${shortHash(whole)}` : whole;
  return { identity: { name: cutWithHash(plain, AZURE_IDENTITY_NAME_MAX_LENGTH).name, whole } };
}

/** ccoctl's name for both. */
export function azureCcoctlNames(cluster: string, request: CredentialsRequest): Record<"identity", CutName> {
  return { identity: cutBluntly(wholeName(cluster, request), AZURE_IDENTITY_NAME_MAX_LENGTH) };
}

/**
 * The name of a ServiceAccount's credential: the ServiceAccount's own, as with ccoctl. What the vendor takes in no name (dots, less than
 * three characters) is made up for by a hash.
 */
export function azureOperatorCredentialName(serviceAccount: string): string {
  const plain = serviceAccount.replaceAll(".", "-");
  if (plain === serviceAccount && plain.length >= 3) return cutWithHash(plain, AZURE_CREDENTIAL_NAME_MAX_LENGTH).name;
  return cutWithHash(`${plain}-${shortHash(serviceAccount)}`, AZURE_CREDENTIAL_NAME_MAX_LENGTH).name;
}

/** The resource group of the identities, as ccoctl names it too; that of the installation is named as the cluster is. */
export function azureOidcGroupName(cluster: string): string {
  return `${cluster}-oidc`;
}

function wholeName(cluster: string, { secret }: CredentialsRequest): string {
  return `${cluster}-${secret.namespace}-${secret.name}`;
}
