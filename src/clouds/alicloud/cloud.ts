import { findingRows } from "../../core/finding";
import type { Cloud } from "../cloud";
import { alicloudAdmits } from "./admits";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { ALICLOUD_FINDINGS } from "./catalogue";
import { alicloudDeployed } from "./deployed";
import { parseAlicloudTrust } from "./document";
import { alicloudEvaluate } from "./evaluate";
import { alicloudFindings } from "./findings";
import { alicloudOthers } from "./others";
import type { AlicloudTrust } from "./trust";

export const alicloud: Cloud<AlicloudTrust> = {
  name: "alicloud",
  title: "Alibaba Cloud",
  parse: parseAlicloudTrust,
  evaluate: alicloudEvaluate,
  admits: alicloudAdmits,
  others: alicloudOthers,
  catalogue: findingRows("alicloud", ALICLOUD_FINDINGS),
  findings: alicloudFindings,
  deployed: alicloudDeployed,
  defaultAudience: () => ALICLOUD_DEFAULT_AUDIENCE,
};
