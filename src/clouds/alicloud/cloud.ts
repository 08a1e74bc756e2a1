import { findingRows } from "../../core/finding";
import { policyOthers } from "../../core/trust-policy/others";
import type { Cloud } from "../cloud";
import { alicloudAdmits } from "./admits";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { ALICLOUD_FINDINGS } from "./catalogue";
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
  others: (named) => policyOthers(named, (principal) => (/^acs:/.test(principal) ? "RAM" : "Service")),
  catalogue: findingRows("alicloud", ALICLOUD_FINDINGS),
  findings: alicloudFindings,
  deployed: alicloudDeployed,
  defaultAudience: () => ALICLOUD_DEFAULT_AUDIENCE,
};
