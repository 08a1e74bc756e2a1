import { findingRows } from "../../core/finding";
import type { Cloud } from "../cloud";
import { huaweiAdmits } from "./admits";
import { HUAWEI_FINDINGS } from "./catalogue";
import { huaweiDeployed } from "./deployed";
import { huaweiEvaluate } from "./evaluate";
import { huaweiExchange } from "./exchange";
import { huaweiFindings } from "./findings";
import { isHuaweiAgencyTrust, parseHuaweiTrust } from "./parse";
import { huaweiProvider } from "./provider";
import { huaweiResources } from "./sandbox";
import type { HuaweiTrust } from "./trust";

export const huawei: Cloud<HuaweiTrust> = {
  name: "huawei",
  title: "Huawei Cloud",
  parse: parseHuaweiTrust,
  evaluate: huaweiEvaluate,
  admits: huaweiAdmits,
  catalogue: findingRows("huawei", HUAWEI_FINDINGS),
  findings: huaweiFindings,
  deployed: huaweiDeployed,
  // The client id is the user's own for each cluster.
  defaultAudience: (trust) =>
    isHuaweiAgencyTrust(trust) ? (trust.oidcProviders[0]?.clientIds[0] ?? "") : trust.identityProvider.clientId,
  resources: huaweiResources,
  provider: huaweiProvider,
  exchange: huaweiExchange,
};
