import { jsonObject } from "../../core/json";
import type { DeployedResource, DeployedTrust } from "../cloud";
import type { AlicloudTrust } from "./trust";

/** The trust of every RAM role, with those RAM OIDC providers of the same resources that its policy names. */
export function alicloudDeployed(resources: readonly DeployedResource[]): DeployedTrust<AlicloudTrust>[] {
  const providers = resources
    .filter(({ type }) => type === "alicloud:ims/oidcProvider:OidcProvider")
    .map(({ state }) => ({
      arn: String(state.arn),
      issuer: String(state.issuerUrl),
      clientIds: (state.clientIds ?? []) as string[],
    }));
  return resources
    .filter(({ type }) => type === "alicloud:ram/role:Role")
    .map(({ name, state }) => {
      const assumeRolePolicy = jsonObject(state.assumeRolePolicyDocument);
      const text = JSON.stringify(assumeRolePolicy);
      const oidcProviders = providers.filter(({ arn }) => text.includes(arn));
      return { name, identity: String(state.arn), trust: { cloud: "alicloud", assumeRolePolicy, oidcProviders } };
    });
}
