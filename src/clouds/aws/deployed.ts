import { jsonObject } from "../../core/json";
import type { DeployedResource, DeployedTrust } from "../cloud";
import type { AwsTrust } from "./trust";

/** The trust of every IAM role, with those IAM OIDC providers of the same resources that its policy names. */
export function awsDeployed(resources: readonly DeployedResource[]): DeployedTrust<AwsTrust>[] {
  const providers = awsDeployedProviders(resources);
  return resources
    .filter(({ type }) => type === "aws:iam/role:Role")
    .map(({ name, state }) => {
      const assumeRolePolicy = jsonObject(state.assumeRolePolicy);
      const text = JSON.stringify(assumeRolePolicy);
      const oidcProviders = providers.filter(({ arn }) => text.includes(arn));
      const identity = String(state.arn);
      // A role that a preview only plans has no account yet.
      const roleArn = typeof state.arn === "string" && { roleArn: state.arn };
      return { name, identity, trust: { cloud: "aws", assumeRolePolicy, oidcProviders, ...roleArn } };
    });
}

/** The IAM OIDC providers among resources, each once: under mocks all accounts are one. */
export function awsDeployedProviders(resources: readonly DeployedResource[]): AwsTrust["oidcProviders"] {
  const providers = resources
    .filter(({ type }) => type === "aws:iam/openIdConnectProvider:OpenIdConnectProvider")
    .map(({ state }) => ({
      arn: String(state.arn),
      issuer: String(state.url),
      clientIds: (state.clientIdLists ?? []) as string[],
    }));
  return [...new Map(providers.map((provider) => [provider.arn, provider])).values()];
}
