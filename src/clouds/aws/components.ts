import type { CloudComponents } from "../component";
import type { AwsRegistrationArgs, AwsWorkloadArgs } from "./args";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { checkAwsWorkload } from "./limits";
import { AwsIssuerRegistration, checkAwsIssuerRegistration } from "./registration";
import { awsIam } from "./sdk";
import { AWS_WEBHOOK_MOUNT_PATHS } from "./wiring";
import { AwsWorkloadIdentity, checkAwsNames } from "./workload-identity";

export const awsComponents: CloudComponents<AwsWorkloadArgs, AwsRegistrationArgs> = {
  name: "aws",
  webhookMountPaths: AWS_WEBHOOK_MOUNT_PATHS,
  longFields: ["trustPolicy", "targetTrustPolicy"],
  checkWorkload: checkAwsWorkload,
  checkNames: checkAwsNames,
  takesTokens: ({ webIdentity }) => webIdentity !== false,
  loadSdk: awsIam,
  WorkloadIdentity: AwsWorkloadIdentity,
  registrar: {
    audience: ({ audience = AWS_DEFAULT_AUDIENCE }) => audience,
    neededBy: ({ audience, webIdentity }) => {
      if (webIdentity === false) return undefined;
      return audience === undefined ? {} : { audience };
    },
    check: checkAwsIssuerRegistration,
    IssuerRegistration: AwsIssuerRegistration,
  },
};
