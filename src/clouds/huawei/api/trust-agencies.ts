import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound } from "./errors";
import type { HuaweiPage } from "./pages";
import { findInPages } from "./pages";

export interface HuaweiStoredAgency {
  agency_id: string;
  agency_name: string;
  urn: string;
  path: string;
  /** A policy document as text. */
  trust_policy: string;
  /** Seconds. */
  max_session_duration: number;
  description?: string;
}

interface Answer {
  agency: HuaweiStoredAgency;
}

const path = (id: string) => huaweiPath`/v5/agencies/${id}`;

export async function createTrustAgency(
  client: HuaweiClient,
  agency: Omit<HuaweiStoredAgency, "agency_id" | "urn">,
): Promise<HuaweiStoredAgency> {
  const answer = await client.request<Answer>({ service: "iam", method: "POST", path: "/v5/agencies", body: agency });
  return answer.agency;
}

export async function readTrustAgency(client: HuaweiClient, id: string): Promise<HuaweiStoredAgency | undefined> {
  const answer = await ifFound(client.request<Answer>({ service: "iam", method: "GET", path: path(id) }));
  return answer?.agency;
}

export async function findTrustAgency(client: HuaweiClient, name: string): Promise<HuaweiStoredAgency | undefined> {
  return findInPages<HuaweiPage & { agencies: HuaweiStoredAgency[] }, HuaweiStoredAgency>(
    client,
    "/v5/agencies",
    (page) => page.agencies.find((agency) => agency.agency_name === name),
  );
}

export async function updateTrustPolicy(client: HuaweiClient, id: string, trustPolicy: string): Promise<void> {
  const body = { trust_policy: trustPolicy };
  await client.request({ service: "iam", method: "PUT", path: `${path(id)}/trust-policy`, body });
}

export async function updateTrustAgency(
  client: HuaweiClient,
  id: string,
  agency: Pick<HuaweiStoredAgency, "max_session_duration" | "description">,
): Promise<void> {
  await client.request({ service: "iam", method: "PUT", path: path(id), body: agency });
}

/** Refused as long as a policy is attached. */
export async function deleteTrustAgency(client: HuaweiClient, id: string): Promise<void> {
  await ifFound(client.request({ service: "iam", method: "DELETE", path: path(id) }));
}
