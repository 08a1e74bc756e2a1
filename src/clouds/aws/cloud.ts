import { findingRows } from "../../core/finding";
import type { Cloud } from "../cloud";
import { awsAdmits } from "./admits";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { AWS_FINDINGS } from "./catalogue";
import { awsDeployed } from "./deployed";
import { parseAwsTrust } from "./document";
import { awsEvaluate } from "./evaluate";
import { awsFindings } from "./findings";
import { awsOthers } from "./others";
import type { AwsTrust } from "./trust";

export const aws: Cloud<AwsTrust> = {
  name: "aws",
  title: "AWS",
  parse: parseAwsTrust,
  evaluate: awsEvaluate,
  admits: awsAdmits,
  others: awsOthers,
  catalogue: findingRows("aws", AWS_FINDINGS),
  findings: awsFindings,
  deployed: awsDeployed,
  defaultAudience: () => AWS_DEFAULT_AUDIENCE,
};
