import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound } from "./errors";

export interface HuaweiStoredGroup {
  id: string;
  name: string;
  description?: string;
}

const path = (id: string) => huaweiPath`/v3/groups/${id}`;

export async function createGroup(
  client: HuaweiClient,
  group: { name: string; description: string },
): Promise<HuaweiStoredGroup> {
  const body = { group: { ...group, domain_id: await client.domainId() } };
  const answer = await client.request<{ group: HuaweiStoredGroup }>({
    service: "iam",
    method: "POST",
    path: "/v3/groups",
    body,
  });
  return answer.group;
}

export async function readGroup(client: HuaweiClient, id: string): Promise<HuaweiStoredGroup | undefined> {
  const answer = await ifFound(
    client.request<{ group: HuaweiStoredGroup }>({ service: "iam", method: "GET", path: path(id) }),
  );
  return answer?.group;
}

export async function findGroup(client: HuaweiClient, name: string): Promise<HuaweiStoredGroup | undefined> {
  const { groups } = await client.request<{ groups: HuaweiStoredGroup[] }>({
    service: "iam",
    method: "GET",
    path: "/v3/groups",
    query: { domain_id: await client.domainId(), name },
  });
  return groups.find((group) => group.name === name);
}

export async function updateGroup(client: HuaweiClient, id: string, group: { description: string }): Promise<void> {
  await client.request({ service: "iam", method: "PATCH", path: path(id), body: { group } });
}

export async function deleteGroup(client: HuaweiClient, id: string): Promise<void> {
  await ifFound(client.request({ service: "iam", method: "DELETE", path: path(id) }));
}
