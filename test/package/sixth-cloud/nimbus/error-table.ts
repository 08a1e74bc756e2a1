import type { ErrorTable } from "../../core/error-table";

/** The codes that only Nimbus has. */
export const nimbusErrors: ErrorTable = {
  "nimbus-audience-invalid": {
    meaning: "the audience is empty or longer than Nimbus takes",
    fix: "give 1 to 255 characters",
  },
  "nimbus-issuer-off": { meaning: "the cluster has no issuer", fix: "turn its issuer on" },
  "nimbus-permission-invalid": {
    meaning: "this is no permission",
    fix: "write a service and a verb, as `storage:read`",
  },
  "nimbus-too-many-members": { meaning: "a role has at most 100 members", fix: "use several roles" },
  "nimbus-trust-invalid": { meaning: "this is no role of Nimbus", fix: "give the role as Nimbus stores it" },
};
