import { readFile } from "node:fs/promises";
import type * as identity from "@azure/identity";
import { WorkloadIdentityError } from "../../../core/errors";

/** Looks up a setting of a stack, such as `azure-native:clientId`, or a variable; `undefined` where it is not set. */
type Lookup = (name: string) => string | undefined;

/** Where credentials come from: the stack's configuration before the process environment. */
export interface AzureSources {
  config: Lookup;
  env: Lookup;
}

/** Settings of azure-native in a stack's configuration, and the variables that it reads in their place. */
const VARIABLES = {
  clientId: ["ARM_CLIENT_ID"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
  clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD"],
  subscriptionId: ["ARM_SUBSCRIPTION_ID"],
  tenantId: ["ARM_TENANT_ID"],
  useOidc: ["ARM_USE_OIDC"],
  oidcAudience: ["ARM_OIDC_AUDIENCE"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"],
  useMsi: ["ARM_USE_MSI"],
  useDefaultAzureCredential: ["ARM_USE_DEFAULT_AZURE_CREDENTIAL"],
} as const;

const OIDC_AUDIENCE = "api://AzureADTokenExchange";

/** The vendor's library for credentials, an optional peer that is loaded when a document is written. Throws `sdk-missing`. */
export function azureIdentity(): typeof identity {
  try {
    return require("@azure/identity") as typeof identity;
  } catch (error) {
    if ((error as { code?: string }).code !== "MODULE_NOT_FOUND") throw error;
    throw new WorkloadIdentityError(
      "sdk-missing",
      'Run "npm install @azure/identity": documents of an issuer on Azure are written with it, and it is not installed',
    );
  }
}

/**
 * The credential that azure-native takes from the same settings, in its order: a certificate, a secret, a token of OpenID Connect, a
 * managed identity, else the login of the Azure CLI. Read when it is needed and kept nowhere. Throws `azure-credentials-missing`
 * where one was chosen and a part of it is not set.
 */
export function azureCredential(
  sources: AzureSources,
  authorityHost: string,
  fetchToken: typeof fetch,
): identity.TokenCredential {
  const { AzureCliCredential, ClientAssertionCredential, ClientCertificateCredential, ClientSecretCredential } =
    azureIdentity();
  const { DefaultAzureCredential, ManagedIdentityCredential } = azureIdentity();
  const setting = (name: keyof typeof VARIABLES) =>
    [sources.config(`azure-native:${name}`), ...VARIABLES[name].map(sources.env)].find(isSet);
  const isOn = (name: keyof typeof VARIABLES) => /^(true|1)$/i.test(setting(name) ?? "");
  const needed = (name: keyof typeof VARIABLES): string => {
    const value = setting(name);
    if (value !== undefined) return value;
    throw new WorkloadIdentityError(
      "azure-credentials-missing",
      `Set ${VARIABLES[name][0]}, or run: pulumi config set azure-native:${name} … (writing the issuer's documents takes the credentials of azure-native's default provider)`,
    );
  };
  const tenantId = setting("tenantId");
  const tenant = tenantId === undefined ? {} : { tenantId };
  if (isOn("useDefaultAzureCredential")) return new DefaultAzureCredential({ authorityHost, ...tenant });
  const certificatePath = setting("clientCertificatePath");
  if (certificatePath !== undefined) {
    const certificatePassword = setting("clientCertificatePassword");
    const certificate = { certificatePath, ...(certificatePassword === undefined ? {} : { certificatePassword }) };
    return new ClientCertificateCredential(needed("tenantId"), needed("clientId"), certificate, { authorityHost });
  }
  const secret = setting("clientSecret");
  if (secret !== undefined) {
    return new ClientSecretCredential(needed("tenantId"), needed("clientId"), secret, { authorityHost });
  }
  if (isOn("useOidc")) {
    const assertion = () => oidcToken(setting, needed, fetchToken);
    return new ClientAssertionCredential(needed("tenantId"), needed("clientId"), assertion, { authorityHost });
  }
  const clientId = setting("clientId");
  if (isOn("useMsi")) return new ManagedIdentityCredential(clientId === undefined ? {} : { clientId });
  // An account of another tenant than the login's current one is found by its subscription.
  const subscription = setting("subscriptionId");
  return new AzureCliCredential({ ...tenant, ...(subscription === undefined ? {} : { subscription }) });
}

/** The token that proves who runs the update: as text, in a file, or from GitHub's endpoint. */
async function oidcToken(
  setting: (name: keyof typeof VARIABLES) => string | undefined,
  needed: (name: keyof typeof VARIABLES) => string,
  fetchToken: typeof fetch,
): Promise<string> {
  const token = setting("oidcToken");
  if (token !== undefined) return token;
  const path = setting("oidcTokenFilePath");
  if (path !== undefined) return (await readFile(path, "utf8")).trim();
  const url = new URL(needed("oidcRequestUrl"));
  url.searchParams.set("audience", setting("oidcAudience") ?? OIDC_AUDIENCE);
  const response = await fetchToken(url, { headers: { authorization: `Bearer ${needed("oidcRequestToken")}` } });
  if (!response.ok) {
    const message = `Cannot get a token of OpenID Connect: ${url.host} answers ${response.status}`;
    throw new WorkloadIdentityError("azure-credentials-refused", message);
  }
  return ((await response.json()) as { value: string }).value;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== "";
}
