/** CredentialsRequests of OpenShift: what a release asks of a cloud, as identities, files and differences, and the component that creates it. */
export type { CredentialsRequest, OpenShiftPermission, PlannedIdentity } from "../clouds/openshift-cloud";
export type {
  OpenShiftIdentitiesArgs,
  OpenShiftIdentity,
  OpenShiftIssuer,
  OpenShiftKubernetesArgs,
  OpenShiftOperator,
  OpenShiftOperatorPermission,
} from "../openshift-identities/args";
export { OpenShiftIdentities } from "../openshift-identities/openshift-identities";
export type { OpenShiftCheck } from "./check";
export type { ExpectedInstall } from "./check-install";
export { checkOpenShiftInstall } from "./check-install";
export type { PermissionChange, RequestDifference } from "./diff";
export { asksForMore, diffCredentialsRequests } from "./diff";
export type { OpenShiftFeatures } from "./features";
export { checkInstallConfig, installConfigSnippet } from "./install-config";
export type { KnownIdentity } from "./installer-files";
export { installerFiles } from "./installer-files";
export type { OpenShiftAuthentication, OpenShiftSecret } from "./manifests";
export { authenticationManifest, operatorSecret, secretText } from "./manifests";
export { OpenShiftNaming } from "./naming";
export type { NarrowPermission, OpenShiftNarrowing, OpenShiftNarrowingCondition } from "./narrowing";
export { narrowCredentialsRequests } from "./narrowing";
export type { OlmOperatorArgs, OlmTokenAuth } from "./olm-operator";
export { olmCredentialsRequest, olmTokenAuth } from "./olm-operator";
export type { OpenShiftPlan, OpenShiftPlanSettings } from "./plan";
export { planOpenShift } from "./plan";
export type { RequestFilter } from "./read-request";
export { credentialsRequestFiles, readCredentialsRequests } from "./read-requests";
export type { OpenShiftReport, ReportedIdentity, ReportedPermission } from "./report";
export { reportOn } from "./report";
export type { CredentialsRequests, OpenShiftRequest, SkippedRequest } from "./request";
export { writeCredentialsRequest } from "./write-request";
