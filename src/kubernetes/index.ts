/** The Kubernetes side: tokens, objects and pod templates, with no cloud. */

export type { ProjectedFile, ProjectedToken, Wiring } from "../core/wiring";
export { mergeWirings } from "../core/wiring";
export type { WorkloadKubernetesArgs, WorkloadTokenArgs } from "./args";
export { ServiceAccountOwnership } from "./args";
export type { BoundWiring, PodTemplateOptions } from "./bound-wiring";
export { VOLUME_NAME } from "./bound-wiring";
export { wirePodTemplate } from "./pod-template";
