import type { CloudAudit } from "../audit";
import { writtenAs } from "../written";
import { nimbusDeployed } from "./deployed";
import { NIMBUS_REFUSALS } from "./refusals";
import { nimbusWiring } from "./wiring";

const ROLE = "nimbus:iam/role:Role";

export const nimbusAudit: CloudAudit = {
  name: "nimbus",
  reads: (type) => type === ROLE,
  written: { nimbus_role: writtenAs(ROLE) },
  exported: () => undefined,
  identities: (resources) =>
    nimbusDeployed(resources).map((deployed) => ({ ...deployed, knownAs: [deployed.identity], grants: [] })),
  account: () => undefined,
  registrations: () => [],
  clusters: () => [],
  named: ({ env }) => {
    const name = env.get("NIMBUS_ROLE");
    return name === undefined ? [] : [{ name, where: "variable NIMBUS_ROLE" }];
  },
  others: () => ({}),
  refusals: NIMBUS_REFUSALS,
  rivals: () => nimbusWiring("", "", "").rivals,
};
