import type { VendorBehaviour, VendorRule } from "../../simulated/behaviour";
import { autonamed } from "../../simulated/behaviour";

const ROLE = "nimbus:iam/role:Role";
const ISSUER = "nimbus:iam/issuer:Issuer";

/** An account takes tokens of an issuer once, so that nobody has to say which registration is meant. */
const oneRegistration: VendorRule = ({ operation, type, inputs }, { objects }) =>
  operation === "create" && type === ISSUER && objects(ISSUER).some(({ state }) => state.url === inputs.url)
    ? "IssuerExists: the issuer is registered in this account"
    : undefined;

/** How Nimbus and its Pulumi provider behave on simulated clouds. */
export const nimbusBehaviour: VendorBehaviour = {
  accountSettings: [],
  resourceType: (type) => {
    if (type === ROLE) return autonamed("name", []);
    return type === ISSUER ? { replacedBy: ["url"] } : undefined;
  },
  rules: [oneRegistration],
};
