/** CredentialsRequests of OpenShift: what a release asks of a cloud, as identities, files and differences, with no cloud at hand. */
export type { CredentialsRequest, OpenShiftPermission, PlannedIdentity } from "../clouds/openshift-cloud";
export type { PermissionChange, RequestDifference } from "./diff";
export { asksForMore, diffCredentialsRequests } from "./diff";
export type { OpenShiftFeatures } from "./features";
export type { KnownIdentity, OpenShiftCheck } from "./installer-files";
export { checkInstallConfig, installConfigSnippet, installerFiles } from "./installer-files";
export type { OpenShiftAuthentication, OpenShiftSecret } from "./manifests";
export { authenticationManifest, operatorSecret, secretText } from "./manifests";
export { OpenShiftNaming } from "./naming";
export type { NarrowPermission, OpenShiftNarrowing, OpenShiftNarrowingCondition } from "./narrowing";
export { narrowCredentialsRequests } from "./narrowing";
export type { OpenShiftPlan, OpenShiftPlanSettings } from "./plan";
export { planOpenShift } from "./plan";
export type { RequestFilter } from "./read-request";
export { credentialsRequestFiles, readCredentialsRequests } from "./read-requests";
export type { OpenShiftReport, ReportedIdentity, ReportedPermission } from "./report";
export { reportOn } from "./report";
export type { CredentialsRequests, OpenShiftRequest, SkippedRequest } from "./request";
