import type { SimulatedLookup } from "../../simulation";
import { AWS_SIMULATED_ACCOUNT } from "./resources";

/** The look-up by which programs write ARNs of their own account. */
export const awsLookups: Record<string, SimulatedLookup> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (args) => ({
    ...args,
    id: AWS_SIMULATED_ACCOUNT,
    accountId: AWS_SIMULATED_ACCOUNT,
    arn: `arn:aws:iam::${AWS_SIMULATED_ACCOUNT}:user/simulated`,
    userId: "AIDASIMULATEDUSER0001",
  }),
};
