/** Identities for Kubernetes workloads on several clouds at once: the two components that most programs need. */

export type {
  AlicloudIdentity,
  AlicloudRegistration,
  AlicloudRegistrationArgs,
  AlicloudWorkloadArgs,
} from "./clouds/alicloud/args";
export type {
  AwsIdentity,
  AwsPodIdentityArgs,
  AwsRegistration,
  AwsRegistrationArgs,
  AwsWorkloadArgs,
} from "./clouds/aws/args";
export type { AzureIdentity, AzureWorkloadArgs } from "./clouds/azure/args";
export type { GcpIdentity, GcpRegistration, GcpRegistrationArgs, GcpWorkloadArgs } from "./clouds/gcp/args";
export type {
  HuaweiIdentity,
  HuaweiRegistration,
  HuaweiRegistrationArgs,
  HuaweiWorkloadArgs,
} from "./clouds/huawei/args";
export type {
  ClusterFederationArgs,
  ClusterIssuer,
  IssuerRegistrations,
  MovedRegistration,
} from "./cluster-federation/cluster-federation";
export { ClusterFederation } from "./cluster-federation/cluster-federation";
export { FederationError } from "./component/validation-error";
export { WorkloadIdentityError } from "./core/errors";
export type { Issue } from "./core/issue";
export type { ProjectedTokenSettings } from "./core/wiring-form";
export { WiringForm } from "./core/wiring-form";
export type {
  FederatedWorkloadArgs,
  WiringConfigMap,
  WiringConfigMapItem,
  WiringDownwardApi,
  WiringDownwardApiItem,
  WiringFieldReference,
  WiringProjection,
  WiringSource,
  WiringToken,
  WiringVariable,
  WiringVolume,
  WiringVolumeMount,
  WorkloadPodOptions,
  WorkloadSubject,
  WorkloadWiring,
} from "./federated-workload/args";
export { FederatedWorkload } from "./federated-workload/federated-workload";
export type { SubjectKubernetesArgs, WorkloadKubernetesArgs, WorkloadTokenArgs } from "./kubernetes/args";
export { ServiceAccountOwnership } from "./kubernetes/args";
export type { PodTemplateOptions } from "./kubernetes/bound-wiring";
export type { WorkloadPodTemplateArgs } from "./workload-pod-template/args";
export { WorkloadPodTemplate } from "./workload-pod-template/workload-pod-template";
