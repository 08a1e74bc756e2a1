import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound } from "./errors";

/** An identity provider of the old IAM. `enabled` is false unless it is set. */
export interface HuaweiStoredIdentityProvider {
  id: string;
  sso_type?: string;
  description?: string;
  enabled: boolean;
}

interface Answer {
  identity_provider: HuaweiStoredIdentityProvider;
}

/** OpenID Connect knows no other type: the federated user is no IAM user. */
const SSO_TYPE = "virtual_user_sso";

const path = (id: string) => huaweiPath`/v3/OS-FEDERATION/identity_providers/${id}`;

export function createIdentityProvider(
  client: HuaweiClient,
  id: string,
  { description, enabled }: { description: string; enabled: boolean },
): Promise<Answer> {
  const body = { identity_provider: { sso_type: SSO_TYPE, description, enabled } };
  return client.request({ service: "iam", method: "PUT", path: path(id), body });
}

export async function readIdentityProvider(
  client: HuaweiClient,
  id: string,
): Promise<HuaweiStoredIdentityProvider | undefined> {
  const answer = await ifFound(client.request<Answer>({ service: "iam", method: "GET", path: path(id) }));
  return answer?.identity_provider;
}

export async function updateIdentityProvider(
  client: HuaweiClient,
  id: string,
  identityProvider: { description: string; enabled: boolean },
): Promise<void> {
  const body = { identity_provider: identityProvider };
  await client.request({ service: "iam", method: "PATCH", path: path(id), body });
}

export async function deleteIdentityProvider(client: HuaweiClient, id: string): Promise<void> {
  await ifFound(client.request({ service: "iam", method: "DELETE", path: path(id) }));
}
