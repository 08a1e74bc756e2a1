import type * as cs from "@pulumi/alicloud/cs";
import type * as ims from "@pulumi/alicloud/ims";
import type * as oss from "@pulumi/alicloud/oss";
import type * as ram from "@pulumi/alicloud/ram";
import { loadSdk } from "../../component/load-sdk";

/** The RAM part of the Alibaba Cloud SDK, loaded when Alibaba Cloud is asked for. */
export function alicloudRam(): typeof ram {
  return loadSdk("@pulumi/alicloud/ram", () => require("@pulumi/alicloud/ram") as typeof ram);
}

/** The part with RAM OIDC providers, loaded when an issuer is registered. */
export function alicloudIms(): typeof ims {
  return loadSdk("@pulumi/alicloud/ims", () => require("@pulumi/alicloud/ims") as typeof ims);
}

/** The part with ACK clusters and their add-ons, loaded when an add-on is asked for. */
export function alicloudCs(): typeof cs {
  return loadSdk("@pulumi/alicloud/cs", () => require("@pulumi/alicloud/cs") as typeof cs);
}

/** The part with buckets, loaded when an issuer is published in one. */
export function alicloudOss(): typeof oss {
  return loadSdk("@pulumi/alicloud/oss", () => require("@pulumi/alicloud/oss") as typeof oss);
}
