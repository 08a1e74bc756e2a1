import type { Cloud } from "../cloud";
import { alicloudAdmits } from "./admits";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { alicloudDeployed } from "./deployed";
import { parseAlicloudTrust } from "./document";
import { alicloudEvaluate } from "./evaluate";
import { alicloudFindings } from "./findings";
import type { AlicloudTrust } from "./trust";

export const alicloud: Cloud<AlicloudTrust> = {
  name: "alicloud",
  title: "Alibaba Cloud",
  parse: parseAlicloudTrust,
  evaluate: alicloudEvaluate,
  admits: alicloudAdmits,
  findings: alicloudFindings,
  deployed: alicloudDeployed,
  defaultAudience: () => ALICLOUD_DEFAULT_AUDIENCE,
};
