import { WorkloadIdentityError } from "../../../core/errors";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import { checkSubjectNames } from "../../../core/subject";
import { isHuaweiStatus } from "../api/errors";
import {
  createPodIdentity,
  deletePodIdentity,
  findPodIdentity,
  readPodIdentity,
  updatePodIdentity,
} from "../api/pod-identity-associations";
import { checkHuaweiAgencyName } from "../values";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/** A ServiceAccount of a CCE cluster that has an agency. Its id is the association's. */
export interface HuaweiPodIdentityAssociationInputs extends HuaweiResourceInputs {
  clusterId: string;
  namespace: string;
  serviceAccount: string;
  /** An agency or trust agency that exists. */
  agencyName: string;
  /** Tags of the association. None by default. */
  tags?: Record<string, string>;
}

export const huaweiPodIdentityAssociation: HuaweiResource<HuaweiPodIdentityAssociationInputs> = {
  inputs: ["connection", "clusterId", "namespace", "serviceAccount", "agencyName", "tags"],
  replaceOn: ["clusterId", "namespace", "serviceAccount", "tags"],
  name: ["clusterId", "namespace", "serviceAccount"],
  check: (inputs) => [
    ...(/^[A-Za-z0-9-]{1,64}$/.test(inputs.clusterId)
      ? []
      : [
          issue(
            "huawei-cluster-id-invalid",
            "clusterId",
            `Cannot use cluster ${show(inputs.clusterId)}: expected the id of a CCE cluster`,
          ),
        ]),
    ...checkSubjectNames(inputs, { allowDefaultServiceAccount: true }),
    ...checkHuaweiAgencyName(inputs.agencyName, "agencyName"),
  ],
  async create(client, inputs) {
    const { clusterId, namespace, serviceAccount, agencyName, tags = {} } = inputs;
    const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
    try {
      const { uid } = await createPodIdentity(client, clusterId, {
        namespace,
        serviceAccount,
        agencyName,
        ...(list.length === 0 ? {} : { tags: list }),
      });
      return { id: uid, outputs: inputs };
    } catch (error) {
      if (!isHuaweiStatus(error, 409)) throw error;
    }
    const found = await findPodIdentity(client, clusterId, inputs);
    // An association has no place for an owner's name; one that says the same does no harm to anyone.
    if (found?.agencyName === agencyName) return { id: found.uid, outputs: inputs };
    throw new WorkloadIdentityError(
      "huawei-pod-identity-taken",
      `Cannot give ServiceAccount ${namespace}/${serviceAccount} the agency ${show(agencyName)}: it has the agency ${show(found?.agencyName)} already, and can have only one`,
    );
  },
  async read(client, id, outputs) {
    const found = await readPodIdentity(client, outputs.clusterId, id);
    if (found === undefined) return undefined;
    const { namespace, serviceAccount, agencyName } = found;
    return { ...outputs, namespace, serviceAccount, agencyName };
  },
  async update(client, id, olds, news) {
    if (olds.agencyName !== news.agencyName) await updatePodIdentity(client, news.clusterId, id, news.agencyName);
    return news;
  },
  delete: (client, id, { clusterId }) => deletePodIdentity(client, clusterId, id),
};
