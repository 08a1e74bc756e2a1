import type { Cloud } from "../cloud";
import { azureAdmits } from "./admits";
import { azureEvaluate } from "./evaluate";
import { azureFindings } from "./findings";
import { azureResources } from "./sandbox";
import type { AzureTrust } from "./trust";
import { parseAzureTrust } from "./trust";

export const azure: Cloud<AzureTrust> = {
  name: "azure",
  title: "Azure",
  parse: parseAzureTrust,
  evaluate: azureEvaluate,
  admits: azureAdmits,
  findings: azureFindings,
  resources: azureResources,
};
