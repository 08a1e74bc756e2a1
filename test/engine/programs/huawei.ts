import type { FederatedWorkloadArgs } from "pulumi-workload-identity";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";

const JWKS = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const issuer = { url: "https://kubernetes.default.svc.cluster.local", jwks: JWKS };

export interface HuaweiProgram {
  /** Address of IAM. */
  endpoint: string;
  /** ServiceAccounts beside `orders`. */
  more?: string[];
  /** False leaves the second workload out. */
  cart?: boolean;
  change?: FederatedWorkloadArgs["huawei"];
}

/** Two workloads of one CCE cluster on the old IAM, registered once. */
export async function twoWorkloads({ endpoint, more = [], cart = true, change = {} }: HuaweiProgram) {
  const connection = { iamEndpoint: endpoint };
  const cluster = new ClusterFederation("cluster", {
    issuer,
    huawei: { clientId: "prod-cluster", providerName: "prod", connection },
  });
  const shared = { issuer: cluster.issuer, namespace: "shop", kubernetes: { serviceAccount: "external" as const } };
  const orders = new FederatedWorkload("orders", {
    ...shared,
    serviceAccount: "orders",
    subjects: more.map((serviceAccount) => ({ issuer: cluster.issuer, namespace: "shop", serviceAccount })),
    huawei: {
      groupName: "orders",
      roles: [{ role: "OBS ReadOnlyAccess", scope: "domain" }],
      customPolicies: { read: { policy: '{"Version":"1.1","Statement":[]}', scope: "all-projects" } },
      connection,
      ...change,
    },
  });
  if (cart) {
    new FederatedWorkload("cart", { ...shared, serviceAccount: "cart", huawei: { groupName: "cart", connection } });
  }
  return { proof: orders.huawei?.proof, env: orders.wiring.env };
}

/** A cluster that has the issuer of all CCE clusters. */
export interface HuaweiCluster {
  /** Id of the one key that tells it apart. */
  kid: string;
  key?: string;
}

/** One workload in several CCE clusters, which share an issuer and no keys; each is registered by the workload. */
export async function severalClusters({
  endpoint,
  clusters,
  name = "orders",
  change = {},
}: {
  endpoint: string;
  clusters: HuaweiCluster[];
  name?: string;
  change?: FederatedWorkloadArgs["huawei"];
}) {
  const connection = { iamEndpoint: endpoint };
  const [main, ...subjects] = clusters.map(({ kid, key }) => ({
    issuer: { url: issuer.url, jwks: JWKS.replace('"a"', JSON.stringify(kid)) },
    namespace: "shop",
    serviceAccount: "orders",
    ...(key === undefined ? {} : { key }),
  }));
  new FederatedWorkload(
    name,
    {
      ...main!,
      subjects,
      kubernetes: { serviceAccount: "external" },
      huawei: {
        roles: [{ role: "OBS ReadOnlyAccess", scope: "domain" }],
        customPolicies: { read: { policy: '{"Version":"1.1","Statement":[]}', scope: "all-projects" } },
        connection,
        ...change,
      },
    },
    name === "orders" ? {} : { aliases: [{ name: "orders" }] },
  );
  return {};
}

/** A trust agency of IAM v5 for a cluster with an issuer of its own. */
export async function trustAgency({ endpoint, more = [], change = {} }: HuaweiProgram) {
  const connection = { iamEndpoint: endpoint };
  const own = { url: "https://issuer.example.com/prod" };
  const orders = new FederatedWorkload("orders", {
    issuer: own,
    namespace: "shop",
    serviceAccount: "orders",
    kubernetes: { serviceAccount: "external" },
    subjects: more.map((serviceAccount) => ({ issuer: own, namespace: "shop", serviceAccount })),
    huawei: { mechanism: "trust-agency", agencyName: "orders", agencyPolicies: ["Policy7"], connection, ...change },
  });
  return { proof: orders.huawei?.proof };
}

/** Rules of another stack on the identity provider that `twoWorkloads` has made. */
export async function intruder({ endpoint }: HuaweiProgram) {
  const connection = { iamEndpoint: endpoint };
  const registered = { ...issuer, huawei: { identityProviderId: "prod", clientId: "prod-cluster" } };
  new FederatedWorkload("billing", {
    issuer: registered,
    namespace: "billing",
    serviceAccount: "billing",
    kubernetes: { serviceAccount: "external" },
    huawei: { groupName: "billing", connection },
  });
  return {};
}

/** What a row of the catalogue is added to: one of each kind by itself, for nothing waits for what is refused. */
export const onItsOwn: Record<string, (name: string, row: number, endpoint: string) => unknown> = {
  "user groups": (name, row, iamEndpoint) =>
    new FederatedWorkload(name, {
      issuer: { ...issuer, huawei: { identityProviderId: "prod", clientId: "prod-cluster" } },
      namespace: "shop",
      serviceAccount: `orders-${row}`,
      huawei: { groupName: name, connection: { iamEndpoint } },
    }),
  "identity providers": (name, row, iamEndpoint) =>
    new ClusterFederation(name, {
      issuer: { url: `https://issuer-${row}.example.com`, jwks: JWKS },
      huawei: { connection: { iamEndpoint } },
    }),
  "trust agencies": (name, row, iamEndpoint) =>
    new FederatedWorkload(name, {
      issuer: {
        url: "https://issuer.example.com/prod",
        huawei: { oidcProviderUrn: "iam::0a1b2c:oidcProvider:prod", clientId: "prod-cluster" },
      },
      namespace: "shop",
      serviceAccount: `orders-${row}`,
      huawei: { mechanism: "trust-agency", connection: { iamEndpoint } },
    }),
};
