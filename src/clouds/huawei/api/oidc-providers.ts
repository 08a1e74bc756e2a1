import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound } from "./errors";
import type { HuaweiPage } from "./pages";
import { findInPages } from "./pages";

/** An OIDC provider of IAM v5, which fetches the issuer's keys by itself. */
export interface HuaweiStoredOidcProvider {
  provider_id: string;
  name: string;
  url: string;
  urn: string;
  client_ids: string[];
  thumbprints?: string[];
  description?: string;
}

interface Answer {
  oidc_provider: HuaweiStoredOidcProvider;
}

const path = (id: string) => huaweiPath`/v5/oidc-providers/${id}`;

export async function createOidcProvider(
  client: HuaweiClient,
  provider: Omit<HuaweiStoredOidcProvider, "provider_id" | "urn">,
): Promise<HuaweiStoredOidcProvider> {
  const answer = await client.request<Answer>({
    service: "iam",
    method: "POST",
    path: "/v5/oidc-providers",
    body: provider,
  });
  return answer.oidc_provider;
}

export async function readOidcProvider(
  client: HuaweiClient,
  id: string,
): Promise<HuaweiStoredOidcProvider | undefined> {
  const answer = await ifFound(client.request<Answer>({ service: "iam", method: "GET", path: path(id) }));
  return answer?.oidc_provider;
}

export function findOidcProvider(client: HuaweiClient, name: string): Promise<HuaweiStoredOidcProvider | undefined> {
  return findInPages<HuaweiPage & { oidc_providers: HuaweiStoredOidcProvider[] }, HuaweiStoredOidcProvider>(
    client,
    "/v5/oidc-providers",
    (page) => page.oidc_providers.find((provider) => provider.name === name),
  );
}

export async function describeOidcProvider(client: HuaweiClient, id: string, description: string): Promise<void> {
  await client.request({ service: "iam", method: "PUT", path: path(id), body: { description } });
}

export async function addClientId(client: HuaweiClient, id: string, clientId: string): Promise<void> {
  const body = { client_id: clientId };
  await client.request({ service: "iam", method: "POST", path: `${path(id)}/add-client-id`, body });
}

export async function removeClientId(client: HuaweiClient, id: string, clientId: string): Promise<void> {
  const body = { client_id: clientId };
  await client.request({ service: "iam", method: "POST", path: `${path(id)}/remove-client-id`, body });
}

export async function replaceThumbprints(client: HuaweiClient, id: string, thumbprints: string[]): Promise<void> {
  await client.request({ service: "iam", method: "PUT", path: `${path(id)}/thumbprint`, body: { thumbprints } });
}

export async function deleteOidcProvider(client: HuaweiClient, id: string): Promise<void> {
  await ifFound(client.request({ service: "iam", method: "DELETE", path: path(id) }));
}
