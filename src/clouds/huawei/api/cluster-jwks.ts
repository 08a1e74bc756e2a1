import type { HuaweiClient } from "./client";
import { checkedHuaweiEndpoint, huaweiClusterEndpoint } from "./endpoints";

/** The key set that the API server of a CCE cluster signs tokens with, from the cluster's own address. */
export function readClusterJwks(client: HuaweiClient, clusterId: string, endpoint?: string): Promise<object> {
  return client.request({
    service: "cce",
    endpoint:
      endpoint === undefined
        ? huaweiClusterEndpoint(clusterId, client.connection, client.runtime)
        : checkedHuaweiEndpoint(endpoint),
    method: "GET",
    path: "/openid/v1/jwks",
    // Other types are refused.
    headers: { Accept: "application/jwk-set+json" },
  });
}
