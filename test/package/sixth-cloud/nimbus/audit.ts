import type { CloudAudit } from "../audit";
import { writtenAs } from "../written";
import { NIMBUS_ISSUER, NIMBUS_ROLE, nimbusDeployed, nimbusRegistered } from "./deployed";
import { NIMBUS_REFUSALS } from "./refusals";
import { nimbusWiring } from "./wiring";

export const nimbusAudit: CloudAudit = {
  name: "nimbus",
  reads: (type) => type === NIMBUS_ROLE || type === NIMBUS_ISSUER,
  written: { nimbus_role: writtenAs(NIMBUS_ROLE), nimbus_issuer: writtenAs(NIMBUS_ISSUER) },
  exported: () => undefined,
  identities: (resources) =>
    nimbusDeployed(resources).map((deployed) => ({ ...deployed, knownAs: [deployed.identity], grants: [] })),
  account: () => undefined,
  registrations: nimbusRegistered,
  clusters: () => [],
  named: { annotations: [], variables: ["NIMBUS_ROLE"] },
  others: () => ({}),
  audiences: /^nimbus$/,
  refusals: NIMBUS_REFUSALS,
  storedKeys: { variables: ["NIMBUS_KEY"], files: [] },
  rivals: () => nimbusWiring("", "", "").rivals,
};
