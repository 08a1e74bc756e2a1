import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound, unlessExists } from "./errors";

/** What an identity provider knows about tokens: who signs them, for whom, with which keys. */
export interface HuaweiOpenIdConnectConfig {
  idp_url: string;
  client_id: string;
  /** A JSON Web Key Set as text. */
  signing_key: string;
}

interface Answer {
  openid_connect_config: HuaweiOpenIdConnectConfig & { access_mode: string };
}

/** The one family of calls with a hyphen in `identity-providers`. */
const path = (providerId: string) =>
  huaweiPath`/v3.0/OS-FEDERATION/identity-providers/${providerId}/openid-connect-config`;

/** Creates the configuration of an identity provider, or replaces the one it has. Workloads need no console, so access is by program only. */
export async function writeOpenIdConnectConfig(
  client: HuaweiClient,
  providerId: string,
  config: HuaweiOpenIdConnectConfig,
): Promise<void> {
  const write = (method: "POST" | "PUT") =>
    client.request({
      service: "iam",
      method,
      path: path(providerId),
      body: { openid_connect_config: { access_mode: "program", ...config } },
    });
  if (!(await unlessExists(write("POST")))) await write("PUT");
}

export async function readOpenIdConnectConfig(
  client: HuaweiClient,
  providerId: string,
): Promise<Answer["openid_connect_config"] | undefined> {
  const answer = await ifFound(client.request<Answer>({ service: "iam", method: "GET", path: path(providerId) }));
  return answer?.openid_connect_config;
}
