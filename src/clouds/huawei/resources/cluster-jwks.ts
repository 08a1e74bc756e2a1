import { WorkloadIdentityError } from "../../../core/errors";
import { issue } from "../../../core/issue";
import { show } from "../../../core/show";
import type { HuaweiClient } from "../api/client";
import { readClusterJwks } from "../api/cluster-jwks";
import { canonicalHuaweiSigningKey, checkHuaweiSigningKey } from "../jwks";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/** The key set of a CCE cluster, read when it is created and at every refresh; nothing is made in the cloud. */
export interface HuaweiClusterJwksInputs extends HuaweiResourceInputs {
  clusterId: string;
  /** The cluster's address, where it is not `<clusterId>.cce.<region>.myhuaweicloud.com`. */
  endpoint?: string;
}

export interface HuaweiClusterJwksOutputs extends HuaweiClusterJwksInputs {
  /** The key set as text, sorted. */
  jwks: string;
}

export const huaweiClusterJwks: HuaweiResource<HuaweiClusterJwksInputs, HuaweiClusterJwksOutputs> = {
  inputs: ["connection", "clusterId", "endpoint"],
  replaceOn: ["clusterId"],
  name: ["clusterId"],
  check: ({ clusterId }) =>
    /^[A-Za-z0-9-]{1,64}$/.test(clusterId)
      ? []
      : [
          issue(
            "huawei-cluster-id-invalid",
            "clusterId",
            `Cannot use cluster ${show(clusterId)}: expected the id of a CCE cluster`,
          ),
        ],
  create: async (client, inputs) => ({ id: inputs.clusterId, outputs: await fetched(client, inputs) }),
  read: (client, _id, outputs) => fetched(client, outputs),
  update: (client, _id, _olds, news) => fetched(client, news),
  delete: async () => {},
};

async function fetched(client: HuaweiClient, inputs: HuaweiClusterJwksInputs): Promise<HuaweiClusterJwksOutputs> {
  const jwks = JSON.stringify(await readClusterJwks(client, inputs.clusterId, inputs.endpoint));
  const issues = checkHuaweiSigningKey(jwks, "jwks");
  if (issues.length === 0) return { ...inputs, jwks: canonicalHuaweiSigningKey(jwks) };
  throw new WorkloadIdentityError(
    "jwks-invalid",
    `Cannot use the key set of cluster ${show(inputs.clusterId)}:`,
    issues,
  );
}
