import { findingRows } from "../../core/finding";
import type { Cloud } from "../cloud";
import { azureAdmits } from "./admits";
import { AZURE_DEFAULT_AUDIENCE } from "./audience";
import { AZURE_FINDINGS } from "./catalogue";
import { azureDeployed } from "./deployed";
import { parseAzureTrust } from "./document";
import { azureEvaluate } from "./evaluate";
import { azureFindings } from "./findings";
import { azureOthers } from "./others";
import type { AzureTrust } from "./trust";

export const azure: Cloud<AzureTrust> = {
  name: "azure",
  title: "Azure",
  parse: parseAzureTrust,
  evaluate: azureEvaluate,
  admits: azureAdmits,
  others: azureOthers,
  catalogue: findingRows("azure", AZURE_FINDINGS),
  findings: azureFindings,
  deployed: azureDeployed,
  defaultAudience: () => AZURE_DEFAULT_AUDIENCE,
};
