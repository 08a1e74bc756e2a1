import type { OpenShiftComponents } from "./openshift-component";

/** What each cloud creates for OpenShift, by the argument that asks for it, loaded when a program does. The literal `require` is seen by bundlers. */
const LOADERS: Readonly<Record<string, () => unknown>> = {
  aws: () =>
    (require("./aws/openshift/components") as typeof import("./aws/openshift/components")).awsOpenShiftComponents,
  azure: () =>
    (require("./azure/openshift/components") as typeof import("./azure/openshift/components")).azureOpenShiftComponents,
  gcp: () =>
    (require("./gcp/openshift/components") as typeof import("./gcp/openshift/components")).gcpOpenShiftComponents,
};

/** The arguments that ask for a cloud. */
export const OPENSHIFT_CLOUDS: readonly string[] = Object.keys(LOADERS);

/** What the cloud of an argument creates. */
export function openShiftComponents(argument: string): OpenShiftComponents {
  return LOADERS[argument]!() as OpenShiftComponents;
}
