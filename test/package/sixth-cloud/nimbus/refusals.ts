import type { VendorRefusals } from "../../core/refusal";

export const NIMBUS_REFUSALS: VendorRefusals = {
  rows: [
    {
      pattern: /NimbusTokenRefused/,
      step: "trust",
      means: "The trust does not admit the token.",
      fix: "name the ServiceAccount that the pod runs as",
    },
  ],
  see: {},
  waits: "Nimbus acts at once.",
};
