import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound } from "./errors";

const path = (id: string) => huaweiPath`/v3/OS-FEDERATION/mappings/${id}`;

interface Answer {
  mapping: { id: string; rules: object[] };
}

/** A mapping holds all conversion rules of an identity provider, at least one. */
export function createMapping(client: HuaweiClient, id: string, rules: readonly object[]): Promise<Answer> {
  return client.request({ service: "iam", method: "PUT", path: path(id), body: { mapping: { rules } } });
}

/** The rules as they are stored, or `undefined` where the mapping does not exist. */
export async function readMapping(client: HuaweiClient, id: string): Promise<object[] | undefined> {
  const answer = await ifFound(client.request<Answer>({ service: "iam", method: "GET", path: path(id) }));
  return answer?.mapping.rules;
}

/** Replaces all rules. */
export async function updateMapping(client: HuaweiClient, id: string, rules: readonly object[]): Promise<void> {
  await client.request({ service: "iam", method: "PATCH", path: path(id), body: { mapping: { rules } } });
}

export async function deleteMapping(client: HuaweiClient, id: string): Promise<void> {
  await ifFound(client.request({ service: "iam", method: "DELETE", path: path(id) }));
}
