import { jsonObject } from "../../core/json";
import type { DeployedResource, DeployedTrust } from "../cloud";
import { withManagedStatements } from "../deployed-statements";
import { AWS_TRUST_STATEMENT } from "./resource-types";
import type { AwsPodIdentityAssociation, AwsTrust } from "./trust";

const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";

/**
 * The trust of every IAM role, with those IAM OIDC providers of the same resources that its policy names, and the EKS Pod Identity
 * associations that lead to it.
 */
export function awsDeployed(resources: readonly DeployedResource[]): DeployedTrust<AwsTrust>[] {
  const providers = awsDeployedProviders(resources);
  const associations = associationsByRole(resources);
  const eksClusters = resources.filter(({ type }) => type === EKS_CLUSTER);
  const roles = resources
    .filter(({ type }) => type === "aws:iam/role:Role")
    .map(({ name, state }) => ({
      name,
      // A role that a preview only plans has no account yet.
      arn: typeof state.arn === "string" ? state.arn : undefined,
      policy: jsonObject(state.assumeRolePolicy),
    }));
  const statements = resources.filter(({ type }) => type === AWS_TRUST_STATEMENT);
  return withManagedStatements(roles, statements).map(({ name, arn, policy: assumeRolePolicy }) => {
    const text = JSON.stringify(assumeRolePolicy);
    const oidcProviders = providers.filter(({ arn }) => text.includes(arn));
    const identity = String(arn);
    const roleArn = arn !== undefined && { roleArn: arn };
    const leading = associations.get(identity) ?? [];
    // Without any here, those of another program may lead to the role; one that a preview only plans has no account yet.
    const isKnown = leading.length > 0 && leading.every(({ associationArn }) => typeof associationArn === "string");
    const ways = isKnown && {
      podIdentityAssociations: leading.map((one) => associationOf(one, identity, eksClusters)),
    };
    const clusters = (ways === false ? [] : ways.podIdentityAssociations).flatMap(({ issuer }) => issuer ?? []);
    const associated = clusters.length > 0 && { clusters: [...new Set(clusters)] };
    return {
      name,
      identity,
      ...associated,
      trust: { cloud: "aws", assumeRolePolicy, oidcProviders, ...roleArn, ...ways },
    };
  });
}

const ADDON = "aws:eks/addon:Addon";

/** The associations among resources, also those that EKS makes for an add-on, in the form of the first. */
export function awsAssociations(resources: readonly DeployedResource[]): Record<string, unknown>[] {
  return resources.flatMap(({ type, state }) => {
    if (type === ASSOCIATION) return [state];
    if (type !== ADDON) return [];
    const { arn, region, clusterName, namespaceConfig, podIdentityAssociations = [] } = state as AddonState;
    const { namespace } = namespaceConfig ?? {};
    return podIdentityAssociations.map((association) => ({
      ...association,
      region,
      clusterName,
      // One whose namespace is not known is not known as a whole.
      ...(namespace === undefined ? {} : { namespace, associationArn: arn }),
    }));
  });
}

/** An add-on as `@pulumi/aws` returns it. */
interface AddonState {
  arn?: string;
  region?: string;
  clusterName?: string;
  namespaceConfig?: { namespace?: string };
  podIdentityAssociations?: { roleArn?: string; serviceAccount?: string }[];
}

/** The associations that lead to each role, by its ARN, also where it is the second of two roles. */
function associationsByRole(resources: readonly DeployedResource[]): Map<string, Record<string, unknown>[]> {
  const byRole = new Map<string, Record<string, unknown>[]>();
  for (const state of awsAssociations(resources)) {
    for (const role of new Set([state.roleArn, state.targetRoleArn])) {
      byRole.set(String(role), [...(byRole.get(String(role)) ?? []), state]);
    }
  }
  return byRole;
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

/** An association as `@pulumi/aws` returns it; its cluster may be one that the resources do not have. */
function associationOf(
  state: Record<string, unknown>,
  roleArn: string,
  resources: readonly DeployedResource[],
): AwsPodIdentityAssociation {
  const clusterArn = awsClusterArnOf(state);
  const cluster = resources.find(({ type, state }) => type === EKS_CLUSTER && state.arn === clusterArn);
  const issuer = cluster === undefined ? undefined : awsClusterIssuer(cluster);
  return {
    clusterArn,
    ...(issuer === undefined ? {} : { issuer }),
    namespace: String(state.namespace),
    serviceAccount: String(state.serviceAccount),
    disableSessionTags: state.disableSessionTags === true,
    ...(state.targetRoleArn === roleArn ? { sourceRoleArn: String(state.roleArn) } : {}),
  };
}

/** The cluster's ARN, which an association names by the cluster's name alone and carries in an ARN of its own. */
function awsClusterArnOf({ associationArn, clusterName }: Record<string, unknown>): string {
  return String(associationArn).replace(/:(podidentityassociation|addon)\/.*$/, `:cluster/${clusterName}`);
}

const EKS_CLUSTER = "aws:eks/cluster:Cluster";

/** The EKS cluster of an issuer, as `@pulumi/aws` returns it. */
export function awsClusterOf(issuer: string, resources: readonly DeployedResource[]): DeployedResource | undefined {
  return resources.find((one) => one.type === EKS_CLUSTER && awsClusterIssuer(one) === issuer);
}

function awsClusterIssuer({ state }: DeployedResource): string | undefined {
  return (state as { identities?: { oidcs?: { issuer?: string }[] }[] }).identities?.[0]?.oidcs?.[0]?.issuer;
}

/** The one association that a cluster has for a ServiceAccount. */
export function awsAssociationOf(
  subject: { namespace: string; serviceAccount: string } | undefined,
  cluster: DeployedResource,
  resources: readonly DeployedResource[],
) {
  return awsAssociations(resources).find(
    (state) =>
      awsClusterArnOf(state) === cluster.state.arn &&
      state.namespace === subject?.namespace &&
      state.serviceAccount === subject?.serviceAccount,
  );
}
