import { findingRows } from "../../core/finding";
import type { Cloud } from "../cloud";
import { alicloudAdmits } from "./admits";
import { ALICLOUD_FINDINGS } from "./catalogue";
import { alicloudDeployed } from "./deployed";
import { alicloudEvaluate } from "./evaluate";
import { alicloudExchange } from "./exchange";
import { alicloudFindings } from "./findings";
import { parseAlicloudTrust } from "./policy";
import { alicloudProvider } from "./provider";
import { alicloudResources } from "./sandbox";
import type { AlicloudTrust } from "./trust";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./wiring";

export const alicloud: Cloud<AlicloudTrust> = {
  name: "alicloud",
  title: "Alibaba Cloud",
  parse: parseAlicloudTrust,
  evaluate: alicloudEvaluate,
  admits: alicloudAdmits,
  catalogue: findingRows("alicloud", ALICLOUD_FINDINGS),
  findings: alicloudFindings,
  deployed: alicloudDeployed,
  defaultAudience: () => ALICLOUD_DEFAULT_AUDIENCE,
  resources: alicloudResources,
  provider: alicloudProvider,
  exchange: alicloudExchange,
};
