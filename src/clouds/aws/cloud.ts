import type { Cloud } from "../cloud";
import { awsAdmits } from "./admits";
import { awsEvaluate } from "./evaluate";
import { awsFindings } from "./findings";
import { parseAwsTrust } from "./policy";
import { awsResources } from "./sandbox";
import type { AwsTrust } from "./trust";

export const aws: Cloud<AwsTrust> = {
  name: "aws",
  title: "AWS",
  parse: parseAwsTrust,
  evaluate: awsEvaluate,
  admits: awsAdmits,
  findings: awsFindings,
  resources: awsResources,
};
