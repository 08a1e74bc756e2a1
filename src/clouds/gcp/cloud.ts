import { findingRows } from "../../core/finding";
import type { Cloud } from "../cloud";
import { gcpAdmits } from "./admits";
import { gcpDefaultAudienceOf } from "./audience";
import { GCP_FINDINGS } from "./catalogue";
import { gcpDeployed } from "./deployed";
import { parseGcpTrust } from "./document";
import { gcpEvaluate } from "./evaluate";
import { gcpFindings } from "./findings";
import { gcpOthers } from "./others";
import type { GcpTrust } from "./trust";

export const gcp: Cloud<GcpTrust> = {
  name: "gcp",
  title: "Google Cloud",
  parse: parseGcpTrust,
  evaluate: gcpEvaluate,
  admits: gcpAdmits,
  others: gcpOthers,
  catalogue: findingRows("gcp", GCP_FINDINGS),
  findings: gcpFindings,
  deployed: gcpDeployed,
  defaultAudience: gcpDefaultAudienceOf,
};
