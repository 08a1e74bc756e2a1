import type { Cloud } from "../cloud";
import { alicloudAdmits } from "./admits";
import { alicloudEvaluate } from "./evaluate";
import { alicloudFindings } from "./findings";
import { parseAlicloudTrust } from "./policy";
import { alicloudResources } from "./sandbox";
import type { AlicloudTrust } from "./trust";

export const alicloud: Cloud<AlicloudTrust> = {
  name: "alicloud",
  title: "Alibaba Cloud",
  parse: parseAlicloudTrust,
  evaluate: alicloudEvaluate,
  admits: alicloudAdmits,
  findings: alicloudFindings,
  resources: alicloudResources,
};
