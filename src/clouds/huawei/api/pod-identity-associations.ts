import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound } from "./errors";

/** A ServiceAccount of a CCE cluster tied to an agency; a ServiceAccount has one at most. */
export interface HuaweiStoredPodIdentity {
  uid: string;
  namespace: string;
  serviceAccount: string;
  agencyName: string;
}

async function path(client: HuaweiClient, clusterId: string): Promise<string> {
  return huaweiPath`/api/v3/projects/${await client.projectId()}/clusters/${clusterId}/pod-identity-associations`;
}

export async function createPodIdentity(
  client: HuaweiClient,
  clusterId: string,
  association: Omit<HuaweiStoredPodIdentity, "uid"> & { tags?: { key: string; value: string }[] },
): Promise<HuaweiStoredPodIdentity> {
  return client.request({
    service: "cce",
    method: "POST",
    path: await path(client, clusterId),
    body: association,
  });
}

export async function readPodIdentity(
  client: HuaweiClient,
  clusterId: string,
  uid: string,
): Promise<HuaweiStoredPodIdentity | undefined> {
  const one = `${await path(client, clusterId)}${huaweiPath`/${uid}`}`;
  return ifFound(client.request<HuaweiStoredPodIdentity>({ service: "cce", method: "GET", path: one }));
}

export async function findPodIdentity(
  client: HuaweiClient,
  clusterId: string,
  subject: { namespace: string; serviceAccount: string },
): Promise<HuaweiStoredPodIdentity | undefined> {
  const associations = await client.request<HuaweiStoredPodIdentity[]>({
    service: "cce",
    method: "GET",
    path: await path(client, clusterId),
  });
  return associations.find(
    ({ namespace, serviceAccount }) => namespace === subject.namespace && serviceAccount === subject.serviceAccount,
  );
}

/** Only the agency can change. */
export async function updatePodIdentity(
  client: HuaweiClient,
  clusterId: string,
  uid: string,
  agencyName: string,
): Promise<void> {
  const one = `${await path(client, clusterId)}${huaweiPath`/${uid}`}`;
  await client.request({ service: "cce", method: "PUT", path: one, body: { agencyName } });
}

export async function deletePodIdentity(client: HuaweiClient, clusterId: string, uid: string): Promise<void> {
  const one = `${await path(client, clusterId)}${huaweiPath`/${uid}`}`;
  await ifFound(client.request({ service: "cce", method: "DELETE", path: one }));
}
