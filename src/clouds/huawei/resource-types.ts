import type { HuaweiResourceKind } from "./resources";

/** The Pulumi type of a resource that a dynamic provider manages. */
export function huaweiResourceType(kind: HuaweiResourceKind): string {
  return `pulumi-nodejs:dynamic/huawei:${kind}`;
}
