import type { CloudComponents } from "./component";

/*
 * Each cloud's components, loaded when a program asks for the cloud. The literal `require` is seen by bundlers; nothing else may import
 * the components of a cloud.
 */
const LOADERS: Readonly<Record<string, () => unknown>> = {
  aws: () => (require("./aws/components") as typeof import("./aws/components")).awsComponents,
  azure: () => (require("./azure/components") as typeof import("./azure/components")).azureComponents,
  gcp: () => (require("./gcp/components") as typeof import("./gcp/components")).gcpComponents,
  alicloud: () => (require("./alicloud/components") as typeof import("./alicloud/components")).alicloudComponents,
  huawei: () => (require("./huawei/components") as typeof import("./huawei/components")).huaweiComponents,
};

/** The components of the clouds that arguments have a key of, in the order in which their resources are created. */
export function componentsOf(asked: object): CloudComponents[] {
  return Object.entries(LOADERS)
    .filter(([cloud]) => (asked as Record<string, unknown>)[cloud] !== undefined)
    .map(([, load]) => load() as CloudComponents);
}
