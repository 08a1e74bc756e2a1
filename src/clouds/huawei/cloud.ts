import type { Cloud } from "../cloud";
import { huaweiAdmits } from "./admits";
import { huaweiDefaultAudience } from "./audience";
import { huaweiDeployed } from "./deployed";
import { parseHuaweiTrust } from "./document";
import { huaweiEvaluate } from "./evaluate";
import { huaweiFindings } from "./findings";
import type { HuaweiTrust } from "./trust";

export const huawei: Cloud<HuaweiTrust> = {
  name: "huawei",
  title: "Huawei Cloud",
  parse: parseHuaweiTrust,
  evaluate: huaweiEvaluate,
  admits: huaweiAdmits,
  findings: huaweiFindings,
  deployed: huaweiDeployed,
  defaultAudience: huaweiDefaultAudience,
};
