export type { AwsIdentity, AwsRegistration, AwsRegistrationArgs, AwsWorkloadArgs } from "./clouds/aws/args";
export {
  ClusterFederation,
  type ClusterFederationArgs,
  type ClusterIssuer,
  type IssuerRegistrations,
} from "./cluster-federation";
export { type ProjectedTokenSettings, WiringForm } from "./component/args";
export { FederationError } from "./component/validation-error";
export { WorkloadIdentityError } from "./core/errors";
export type { Issue } from "./core/issue";
export {
  FederatedWorkload,
  type FederatedWorkloadArgs,
  type WorkloadSubject,
  type WorkloadWiring,
} from "./federated-workload";
export { ServiceAccountOwnership, type WorkloadKubernetesArgs, type WorkloadTokenArgs } from "./kubernetes/args";
export type { PodTemplateOptions } from "./kubernetes/pod-template";
