import { findingRows } from "../../core/finding";
import type { Cloud } from "../cloud";
import { huaweiAdmits } from "./admits";
import { huaweiDefaultAudience } from "./audience";
import { HUAWEI_FINDINGS } from "./catalogue";
import { huaweiDeployed } from "./deployed";
import { parseHuaweiTrust } from "./document";
import { huaweiEvaluate } from "./evaluate";
import { huaweiFindings } from "./findings";
import { huaweiOthers } from "./others";
import type { HuaweiTrust } from "./trust";

export const huawei: Cloud<HuaweiTrust> = {
  name: "huawei",
  title: "Huawei Cloud",
  parse: parseHuaweiTrust,
  evaluate: huaweiEvaluate,
  admits: huaweiAdmits,
  others: huaweiOthers,
  catalogue: findingRows("huawei", HUAWEI_FINDINGS),
  findings: huaweiFindings,
  deployed: huaweiDeployed,
  defaultAudience: huaweiDefaultAudience,
};
