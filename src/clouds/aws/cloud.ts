import { findingRows } from "../../core/finding";
import { policyOthers } from "../../core/trust-policy/others";
import type { Cloud } from "../cloud";
import { awsAdmits } from "./admits";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { AWS_FINDINGS } from "./catalogue";
import { awsDeployed } from "./deployed";
import { parseAwsTrust } from "./document";
import { awsEvaluate } from "./evaluate";
import { awsFindings } from "./findings";
import type { AwsTrust } from "./trust";

export const aws: Cloud<AwsTrust> = {
  name: "aws",
  title: "AWS",
  parse: parseAwsTrust,
  evaluate: awsEvaluate,
  admits: awsAdmits,
  others: (named) => policyOthers(named, (principal) => (/^(arn:|\d{12}$)/.test(principal) ? "AWS" : "Service")),
  catalogue: findingRows("aws", AWS_FINDINGS),
  findings: awsFindings,
  deployed: awsDeployed,
  defaultAudience: () => AWS_DEFAULT_AUDIENCE,
};
