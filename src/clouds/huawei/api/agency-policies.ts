import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { HuaweiClient } from "./client";
import { huaweiPath } from "./client";
import { ifFound, unlessExists } from "./errors";
import type { HuaweiPage } from "./pages";
import { findInPages } from "./pages";

interface StoredPolicy {
  policy_id: string;
  policy_name: string;
}

/** The id of an identity policy of IAM v5 that is given by id or by name. */
export async function resolveAgencyPolicy(client: HuaweiClient, policy: string): Promise<string> {
  const found = await findInPages<HuaweiPage & { policies: StoredPolicy[] }, StoredPolicy>(
    client,
    "/v5/policies",
    (page) => page.policies.find(({ policy_id, policy_name }) => policy_id === policy || policy_name === policy),
  );
  if (found !== undefined) return found.policy_id;
  throw new WorkloadIdentityError(
    "huawei-policy-unknown",
    `Cannot attach policy ${show(policy)}: expected the id or the name of an identity policy of IAM v5`,
  );
}

export async function attachAgencyPolicy(client: HuaweiClient, policyId: string, agencyId: string): Promise<void> {
  const path = huaweiPath`/v5/policies/${policyId}/attach-agency`;
  await unlessExists(client.request({ service: "iam", method: "POST", path, body: { agency_id: agencyId } }));
}

export async function isAgencyPolicyAttached(
  client: HuaweiClient,
  policyId: string,
  agencyId: string,
): Promise<boolean> {
  const found = findInPages<HuaweiPage & { attached_policies: StoredPolicy[] }, StoredPolicy>(
    client,
    huaweiPath`/v5/agencies/${agencyId}/attached-policies`,
    (page) => page.attached_policies.find(({ policy_id }) => policy_id === policyId),
  );
  return (await ifFound(found)) !== undefined;
}

export async function detachAgencyPolicy(client: HuaweiClient, policyId: string, agencyId: string): Promise<void> {
  const path = huaweiPath`/v5/policies/${policyId}/detach-agency`;
  await ifFound(client.request({ service: "iam", method: "POST", path, body: { agency_id: agencyId } }));
}
