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

/** The cloud of a name that is one of them. */
export function openShiftCloud(name: string): OpenShiftCloud {
  return openShiftClouds.find((cloud) => cloud.name === name)!;
}
