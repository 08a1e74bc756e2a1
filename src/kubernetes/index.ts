/** The Kubernetes side: tokens, objects and pod templates, with no cloud. */

export type { ProjectedFile, ProjectedToken, Wiring } from "../core/wiring";
export { mergeWirings } from "../core/wiring";
export type { WorkloadKubernetesArgs, WorkloadTokenArgs } from "./args";
export { ServiceAccountOwnership } from "./args";
export type { BoundWiring, PodTemplateOptions } from "./pod-template";
export { VOLUME_NAME, wirePodTemplate } from "./pod-template";
