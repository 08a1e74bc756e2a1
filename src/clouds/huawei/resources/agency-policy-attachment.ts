import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import {
  attachAgencyPolicy,
  detachAgencyPolicy,
  isAgencyPolicyAttached,
  resolveAgencyPolicy,
} from "../api/agency-policies";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/** An identity policy that a trust agency has. */
export interface HuaweiAgencyPolicyAttachmentInputs extends HuaweiResourceInputs {
  agencyId: string;
  /** Id or name of an identity policy of IAM v5. */
  policy: string;
}

export interface HuaweiAgencyPolicyAttachmentOutputs extends HuaweiAgencyPolicyAttachmentInputs {
  policyId: string;
}

export const huaweiAgencyPolicyAttachment: HuaweiResource<
  HuaweiAgencyPolicyAttachmentInputs,
  HuaweiAgencyPolicyAttachmentOutputs
> = {
  inputs: ["connection", "agencyId", "policy"],
  replaceOn: ["agencyId", "policy"],
  // The same policy may be called by its name or its id: the old attachment goes first. What another agency has stays until pods have that one.
  name: ["agencyId"],
  check: ({ agencyId, policy }) =>
    Object.entries({ agencyId, policy })
      .filter(([, value]) => typeof value !== "string" || value === "")
      .map(([path, value]) =>
        issue("huawei-attachment-incomplete", path, `Cannot attach a policy with ${path} ${show(value)}`),
      ),
  async create(client, inputs) {
    const policyId = await resolveAgencyPolicy(client, inputs.policy);
    await attachAgencyPolicy(client, policyId, inputs.agencyId);
    return { id: `${policyId}/${inputs.agencyId}`, outputs: { ...inputs, policyId } };
  },
  async read(client, _id, outputs) {
    return (await isAgencyPolicyAttached(client, outputs.policyId, outputs.agencyId)) ? outputs : undefined;
  },
  update: async (_client, _id, olds, news) => ({ ...olds, ...news }),
  delete: (client, _id, { policyId, agencyId }) => detachAgencyPolicy(client, policyId, agencyId),
};
