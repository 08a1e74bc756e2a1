import { findingRows } from "../../core/finding";
import type { Cloud } from "../cloud";
import { nimbusAdmits } from "./admits";
import { NIMBUS_DEFAULT_AUDIENCE } from "./audience";
import { NIMBUS_FINDINGS } from "./catalogue";
import { nimbusDeployed } from "./deployed";
import { parseNimbusTrust } from "./document";
import { nimbusEvaluate } from "./evaluate";
import { nimbusFindings } from "./findings";
import type { NimbusTrust } from "./trust";

export const nimbus: Cloud<NimbusTrust> = {
  name: "nimbus",
  title: "Nimbus",
  parse: parseNimbusTrust,
  evaluate: nimbusEvaluate,
  admits: nimbusAdmits,
  catalogue: findingRows("nimbus", NIMBUS_FINDINGS),
  findings: nimbusFindings,
  deployed: nimbusDeployed,
  defaultAudience: () => NIMBUS_DEFAULT_AUDIENCE,
};
