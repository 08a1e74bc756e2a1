import { isHuaweiStatus } from "../api/errors";
import { createGroup, deleteGroup, findGroup, readGroup, updateGroup } from "../api/groups";
import { checkHuaweiGroupName } from "../values";
import type { HuaweiOwnedInputs } from "./owner";
import { adopted, checkOwned, ownedDescription, readDescription } from "./owner";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/** A user group: the identity of workloads on the old IAM. Its id is the group's. */
export interface HuaweiGroupInputs extends HuaweiResourceInputs, HuaweiOwnedInputs {
  /** Conversion rules name the group by its name, so a new name is a new group. */
  name: string;
}

export const huaweiGroup: HuaweiResource<HuaweiGroupInputs> = {
  inputs: ["connection", "name", "description", "owner"],
  replaceOn: ["name"],
  name: ["name"],
  check: (inputs) => [...checkHuaweiGroupName(inputs.name, "name"), ...checkOwned(inputs)],
  async create(client, inputs) {
    const description = ownedDescription(inputs);
    try {
      const { id } = await createGroup(client, { name: inputs.name, description });
      return { id, outputs: inputs };
    } catch (error) {
      if (!isHuaweiStatus(error, 409)) throw error;
    }
    const { id } = adopted(await findGroup(client, inputs.name), `user group "${inputs.name}"`, inputs.owner);
    await updateGroup(client, id, { description });
    return { id, outputs: inputs };
  },
  async read(client, id) {
    const group = await readGroup(client, id);
    return group === undefined ? undefined : { name: group.name, ...readDescription(group.description) };
  },
  async update(client, id, _olds, news) {
    await updateGroup(client, id, { description: ownedDescription(news) });
    return news;
  },
  delete: (client, id) => deleteGroup(client, id),
};
