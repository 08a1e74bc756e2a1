import { WorkloadIdentityError } from "../core/errors";
import { show } from "../core/show";
import { awsOpenShift } from "./aws/openshift/cloud";
import { azureOpenShift } from "./azure/openshift/cloud";
import { gcpOpenShift } from "./gcp/openshift/cloud";
import type { OpenShiftCloud } from "./openshift-cloud";

/** The clouds that OpenShift's operators get identities on. */
export const openShiftClouds: readonly OpenShiftCloud[] = [
  awsOpenShift,
  azureOpenShift,
  gcpOpenShift,
] as unknown as readonly OpenShiftCloud[];

/** The cloud of a name; throws `WorkloadIdentityError` (`cloud-unknown`) where OpenShift's operators get no identities on it. */
export function openShiftCloud(name: string): OpenShiftCloud {
  const cloud = openShiftClouds.find((each) => each.name === name);
  if (cloud !== undefined) return cloud;
  const known = openShiftClouds.map((each) => each.name).join(", ");
  throw new WorkloadIdentityError(
    "cloud-unknown",
    `Cannot use cloud ${show(name)} for OpenShift: expected one of ${known}`,
  );
}
