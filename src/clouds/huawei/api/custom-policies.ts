import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound } from "./errors";

/** A custom policy of the old IAM. Its document has version 1.1. */
export interface HuaweiCustomPolicyDocument {
  display_name: string;
  /** `AX` grants on the account, `XA` on projects. */
  type: string;
  description: string;
  policy: object;
}

export interface HuaweiStoredCustomPolicy extends HuaweiCustomPolicyDocument {
  id: string;
}

interface Answer {
  role: HuaweiStoredCustomPolicy;
}

const PAGE_SIZE = 300;
const path = (id: string) => huaweiPath`/v3.0/OS-ROLE/roles/${id}`;

export async function createCustomPolicy(
  client: HuaweiClient,
  role: HuaweiCustomPolicyDocument,
): Promise<HuaweiStoredCustomPolicy> {
  const answer = await client.request<Answer>({
    service: "iam",
    method: "POST",
    path: "/v3.0/OS-ROLE/roles",
    body: { role },
  });
  return answer.role;
}

export async function readCustomPolicy(
  client: HuaweiClient,
  id: string,
): Promise<HuaweiStoredCustomPolicy | undefined> {
  const answer = await ifFound(client.request<Answer>({ service: "iam", method: "GET", path: path(id) }));
  return answer?.role;
}

export async function findCustomPolicy(
  client: HuaweiClient,
  displayName: string,
): Promise<HuaweiStoredCustomPolicy | undefined> {
  for (let page = 1; ; page++) {
    const { roles } = await client.request<{ roles: HuaweiStoredCustomPolicy[] }>({
      service: "iam",
      method: "GET",
      path: "/v3.0/OS-ROLE/roles",
      query: { page: String(page), per_page: String(PAGE_SIZE) },
    });
    const found = roles.find((role) => role.display_name === displayName);
    if (found !== undefined || roles.length < PAGE_SIZE) return found;
  }
}

export async function updateCustomPolicy(
  client: HuaweiClient,
  id: string,
  role: HuaweiCustomPolicyDocument,
): Promise<void> {
  await client.request({ service: "iam", method: "PATCH", path: path(id), body: { role } });
}

export async function deleteCustomPolicy(client: HuaweiClient, id: string): Promise<void> {
  await ifFound(client.request({ service: "iam", method: "DELETE", path: path(id) }));
}
