import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import type { HuaweiCustomPolicyDocument } from "../api/custom-policies";
import {
  createCustomPolicy,
  deleteCustomPolicy,
  findCustomPolicy,
  readCustomPolicy,
  updateCustomPolicy,
} from "../api/custom-policies";
import { isHuaweiStatus } from "../api/errors";
import type { HuaweiOwnedInputs } from "./owner";
import { adopted, checkOwned, ownedDescription, readDescription } from "./owner";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/** What a custom policy can be assigned on. */
export const HuaweiCustomPolicyType = {
  /** The account: global services. */
  Domain: "AX",
  /** Projects: regional services. */
  Project: "XA",
} as const;
export type HuaweiCustomPolicyType = (typeof HuaweiCustomPolicyType)[keyof typeof HuaweiCustomPolicyType];

/** A custom policy of the old IAM. Its id is the id of the role. */
export interface HuaweiCustomPolicyInputs extends HuaweiResourceInputs, HuaweiOwnedInputs {
  displayName: string;
  type: HuaweiCustomPolicyType;
  /** The vendor's own document: `{ "Version": "1.1", "Statement": [...] }`. */
  policy: object;
}

export const huaweiCustomPolicy: HuaweiResource<HuaweiCustomPolicyInputs> = {
  inputs: ["connection", "displayName", "type", "policy", "description", "owner"],
  replaceOn: ["type"],
  name: ["displayName"],
  check: (inputs) => [...checkPolicy(inputs), ...checkOwned(inputs)],
  async create(client, inputs) {
    try {
      const { id } = await createCustomPolicy(client, stored(inputs));
      return { id, outputs: inputs };
    } catch (error) {
      if (!isHuaweiStatus(error, 409)) throw error;
    }
    const found = await findCustomPolicy(client, inputs.displayName);
    const { id } = adopted(found, `custom policy "${inputs.displayName}"`, inputs.owner);
    await updateCustomPolicy(client, id, stored(inputs));
    return { id, outputs: inputs };
  },
  async read(client, id) {
    const found = await readCustomPolicy(client, id);
    if (found === undefined) return undefined;
    return {
      displayName: found.display_name,
      type: found.type as HuaweiCustomPolicyType,
      policy: found.policy,
      ...readDescription(found.description),
    };
  },
  async update(client, id, _olds, news) {
    await updateCustomPolicy(client, id, stored(news));
    return news;
  },
  delete: (client, id) => deleteCustomPolicy(client, id),
};

function stored(inputs: HuaweiCustomPolicyInputs): HuaweiCustomPolicyDocument {
  const { displayName, type, policy } = inputs;
  return { display_name: displayName, type, description: ownedDescription(inputs), policy };
}

function checkPolicy({ displayName, type, policy }: HuaweiCustomPolicyInputs): Issue[] {
  const types: readonly unknown[] = Object.values(HuaweiCustomPolicyType);
  const version: unknown = (policy as { Version?: unknown } | undefined)?.Version;
  return [
    ...(typeof displayName === "string" && /^\S.{0,126}\S?$/.test(displayName)
      ? []
      : [
          issue(
            "huawei-policy-name-invalid",
            "displayName",
            `Cannot use policy name ${show(displayName)}: expected 1 to 128 characters`,
          ),
        ]),
    ...(types.includes(type)
      ? []
      : [
          issue(
            "huawei-policy-type-unknown",
            "type",
            `Cannot use policy type ${show(type)}: expected "AX" (account) or "XA" (projects)`,
          ),
        ]),
    ...(version === "1.1"
      ? []
      : [
          issue(
            "huawei-policy-version-unknown",
            "policy.Version",
            `Cannot use a custom policy of version ${show(version)}: expected "1.1"`,
          ),
        ]),
  ];
}
