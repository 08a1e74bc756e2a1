import { WorkloadIdentityError } from "../../../core/errors";
import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { sameData } from "../../../core/same-data";
import { show } from "../../../core/show";
import type { HuaweiClient } from "../api/client";
import { isHuaweiStatus } from "../api/errors";
import type { HuaweiStoredAgency } from "../api/trust-agencies";
import {
  createTrustAgency,
  deleteTrustAgency,
  findTrustAgency,
  readTrustAgency,
  updateTrustAgency,
  updateTrustPolicy,
} from "../api/trust-agencies";
import { checkHuaweiAgencyName, checkHuaweiSessionDuration, checkHuaweiTrustPolicySize } from "../values";
import type { HuaweiOwnedInputs } from "./owner";
import { adopted, checkOwned, ownedDescription, readDescription } from "./owner";
import type { HuaweiResource, HuaweiResourceInputs } from "./resource";

/** A trust agency of IAM v5: the identity of workloads. Its id is the agency's. */
export interface HuaweiTrustAgencyInputs extends HuaweiResourceInputs, HuaweiOwnedInputs {
  name: string;
  /** Who may become the agency: the vendor's own document of version 5.0. */
  trustPolicy: object;
  /** Begins and ends with a slash in URNs, and is given without the first one, for example `workloads/`. None by default. */
  path?: string;
  /** Longest session in seconds, 3600 to 43200. 3600 by default. */
  maxSessionDuration?: number;
}

export interface HuaweiTrustAgencyOutputs extends HuaweiTrustAgencyInputs {
  /** What pods name: `iam::<account>:agency:<path><name>`. */
  agencyUrn: string;
}

type Inputs = HuaweiTrustAgencyInputs;
type Outputs = HuaweiTrustAgencyOutputs;

const DEFAULT_SESSION_DURATION = 3600;

export const huaweiTrustAgency: HuaweiResource<Inputs, Outputs> = {
  inputs: ["connection", "name", "trustPolicy", "path", "maxSessionDuration", "description", "owner"],
  replaceOn: ["name", "path"],
  name: ["name"],
  normalize: (inputs) => ({ path: "", maxSessionDuration: DEFAULT_SESSION_DURATION, ...inputs }),
  check: checkAgency,
  async create(client, inputs) {
    const { name, trustPolicy, path = "", maxSessionDuration = DEFAULT_SESSION_DURATION } = inputs;
    try {
      const agency = await createTrustAgency(client, {
        agency_name: name,
        trust_policy: JSON.stringify(trustPolicy),
        path,
        max_session_duration: maxSessionDuration,
        description: ownedDescription(inputs),
      });
      return { id: agency.agency_id, outputs: { ...inputs, agencyUrn: agency.urn } };
    } catch (error) {
      if (!isHuaweiStatus(error, 409)) throw error;
    }
    const found = adopted(await findTrustAgency(client, name), `agency "${name}"`, inputs.owner);
    if (found.path !== path) adopted(undefined, `agency "${name}" with path ${show(path)}`, inputs.owner);
    return { id: found.agency_id, outputs: await change(client, found.agency_id, outputsOf(found), inputs) };
  },
  async read(client, id) {
    const found = await readTrustAgency(client, id);
    return found === undefined ? undefined : outputsOf(found);
  },
  update: change,
  delete: (client, id) => deleteTrustAgency(client, id),
};

function outputsOf(found: HuaweiStoredAgency): Outputs {
  return {
    name: found.agency_name,
    trustPolicy: parsedPolicy(found),
    path: found.path,
    maxSessionDuration: found.max_session_duration,
    ...readDescription(found.description),
    agencyUrn: found.urn,
  };
}

function parsedPolicy({ agency_name, trust_policy }: HuaweiStoredAgency): object {
  try {
    return JSON.parse(trust_policy) as object;
  } catch {
    throw new WorkloadIdentityError(
      "huawei-trust-policy-unreadable",
      `Cannot read the trust policy of agency ${show(agency_name)}: it is not JSON`,
    );
  }
}

async function change(client: HuaweiClient, id: string, olds: Outputs, news: Inputs): Promise<Outputs> {
  if (!sameData(olds.trustPolicy, news.trustPolicy)) {
    await updateTrustPolicy(client, id, JSON.stringify(news.trustPolicy));
  }
  const { maxSessionDuration = DEFAULT_SESSION_DURATION } = news;
  const description = ownedDescription(news);
  if (maxSessionDuration !== olds.maxSessionDuration || description !== ownedDescription(olds)) {
    await updateTrustAgency(client, id, { max_session_duration: maxSessionDuration, description });
  }
  return { ...news, agencyUrn: olds.agencyUrn };
}

function checkAgency(inputs: Inputs): Issue[] {
  const { name, trustPolicy, path, maxSessionDuration } = inputs;
  const isPolicy = typeof trustPolicy === "object" && trustPolicy !== null && !Array.isArray(trustPolicy);
  return [
    ...checkHuaweiAgencyName(name, "name"),
    ...(isPolicy
      ? checkHuaweiTrustPolicySize(trustPolicy, "trustPolicy")
      : [
          issue(
            "huawei-trust-policy-invalid",
            "trustPolicy",
            `Cannot use trust policy ${show(trustPolicy)}: expected a policy document as an object`,
          ),
        ]),
    ...(path === undefined || /^([A-Za-z0-9.,+@=_-]+\/)*$/.test(path)
      ? []
      : [
          issue(
            "huawei-agency-path-invalid",
            "path",
            `Cannot use path ${show(path)}: expected segments that each end in "/", such as "workloads/"`,
          ),
        ]),
    ...(maxSessionDuration === undefined ? [] : checkHuaweiSessionDuration(maxSessionDuration, "maxSessionDuration")),
    ...checkOwned(inputs),
  ];
}
