import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound, unlessExists } from "./errors";

const path = (providerId: string) => huaweiPath`/v3/OS-FEDERATION/identity_providers/${providerId}/protocols/oidc`;

/** Ties a mapping to an identity provider: creates its protocol, or changes the one it has. */
export async function writeProtocol(client: HuaweiClient, providerId: string, mappingId: string): Promise<void> {
  const write = (method: "PUT" | "PATCH") =>
    client.request({
      service: "iam",
      method,
      path: path(providerId),
      body: { protocol: { mapping_id: mappingId } },
    });
  if (!(await unlessExists(write("PUT")))) await write("PATCH");
}

/** The id of the mapping, or `undefined` where the identity provider has no protocol. */
export async function readProtocol(client: HuaweiClient, providerId: string): Promise<string | undefined> {
  const answer = await ifFound(
    client.request<{ protocol: { mapping_id: string } }>({ service: "iam", method: "GET", path: path(providerId) }),
  );
  return answer?.protocol.mapping_id;
}

export async function deleteProtocol(client: HuaweiClient, providerId: string): Promise<void> {
  await ifFound(client.request({ service: "iam", method: "DELETE", path: path(providerId) }));
}
