import { jsonObject } from "../../core/json";
import type { DeployedResource, DeployedTrust } from "../cloud";
import { withManagedStatements } from "../deployed-statements";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { ALICLOUD_TRUST_STATEMENT } from "./resource-types";
import type { AlicloudTrust } from "./trust";

/** The trust of every RAM role, with those RAM OIDC providers of the same resources that its policy names. */
export function alicloudDeployed(resources: readonly DeployedResource[]): DeployedTrust<AlicloudTrust>[] {
  const providers = alicloudDeployedProviders(resources);
  const roles = resources
    .filter(({ type }) => type === "alicloud:ram/role:Role")
    .map(({ name, state }) => ({
      name,
      // A role that a preview only plans has no account yet.
      arn: typeof state.arn === "string" ? state.arn : undefined,
      policy: jsonObject(state.assumeRolePolicyDocument),
    }));
  const statements = resources.filter(({ type }) => type === ALICLOUD_TRUST_STATEMENT);
  return withManagedStatements(roles, statements).map(({ name, arn, policy: assumeRolePolicy }) => {
    const text = JSON.stringify(assumeRolePolicy);
    const oidcProviders = providers.filter(({ arn }) => text.includes(arn));
    const identity = String(arn);
    const roleArn = arn !== undefined && { roleArn: arn };
    return { name, identity, trust: { cloud: "alicloud", assumeRolePolicy, oidcProviders, ...roleArn } };
  });
}

/** The RAM OIDC providers among resources: those that a program registered, and those that ACK did. */
export function alicloudDeployedProviders(resources: readonly DeployedResource[]): AlicloudTrust["oidcProviders"] {
  return [...registeredProviders(resources), ...clusterProviders(resources)];
}

function registeredProviders(resources: readonly DeployedResource[]): AlicloudTrust["oidcProviders"] {
  return resources
    .filter(({ type }) => type === "alicloud:ims/oidcProvider:OidcProvider")
    .map(({ state }) => ({
      arn: String(state.arn),
      issuer: String(state.issuerUrl),
      clientIds: (state.clientIds ?? []) as string[],
    }));
}

/** The providers that ACK registered when RRSA was enabled; they accept one audience. */
function clusterProviders(resources: readonly DeployedResource[]): AlicloudTrust["oidcProviders"] {
  return resources
    .map(({ state }) => state.rrsaMetadata as Record<string, unknown> | undefined)
    .filter((rrsa) => rrsa?.enabled === true)
    .map((rrsa) => ({
      arn: String(rrsa?.ramOidcProviderArn),
      issuer: String(rrsa?.rrsaOidcIssuerUrl).split(",")[0] ?? "",
      clientIds: [ALICLOUD_DEFAULT_AUDIENCE],
    }));
}
