import type { OpenShiftCloud } from "../../openshift-cloud";
import { OPENSHIFT_TOKEN_PATH } from "../../openshift-cloud";
import { adoptGcp, GCP_INVENTORY } from "./adopt";
import { gcpOperatorCredentials } from "./credentials";
import { checkGcpIdentities } from "./limits";
import { gcpCcoctlNames, gcpOperatorNames } from "./names";
import { gcpEscalation, gcpPermissions, gcpWithPermissions } from "./permissions";
import type { GcpProviderSpec } from "./spec";
import { GCP_SPEC_FIELDS, readGcpProviderSpec } from "./spec";

/** What a request's service account is known by. */
export interface GcpOpenShiftIdentity {
  readonly serviceAccountEmail: string;
}

/** Where a cluster's service accounts are. */
export interface GcpOpenShiftPlace {
  readonly project: string;
  /** `projects/<number>/locations/global/workloadIdentityPools/<pool>/providers/<provider>` */
  readonly workloadIdentityProvider: string;
  readonly universeDomain: string;
}

export const gcpOpenShift: OpenShiftCloud<GcpProviderSpec, GcpOpenShiftIdentity, GcpOpenShiftPlace> = {
  name: "gcp",
  title: "Google Cloud",
  providerKind: "GCPProviderSpec",
  specFields: GCP_SPEC_FIELDS,
  readSpec: readGcpProviderSpec,
  needsServiceAccounts: true,
  permissions: gcpPermissions,
  withPermissions: gcpWithPermissions,
  writeSpec: ({ roles, permissions }) => ({
    ...(roles.length === 0 ? {} : { predefinedRoles: roles }),
    ...(permissions.length === 0 ? {} : { permissions }),
  }),
  covers: (wide, narrow) => wide === narrow,
  escalation: gcpEscalation,
  names: gcpOperatorNames,
  ccoctlNames: gcpCcoctlNames,
  check: checkGcpIdentities,
  quotas: (identities) => [
    {
      what: "service accounts of a project",
      used: identities.length,
      byDefault: 100,
      source: "IAM quotas, 2026-08",
    },
    {
      what: "custom roles of a project, with those that were deleted in the last days",
      used: identities.filter(({ request }) => request.spec.permissions.length > 0).length,
      byDefault: 300,
      source: "IAM quotas, 2026-08",
    },
  ],
  secretField: "data",
  secretData: (_, { serviceAccountEmail }, place) => ({
    "service_account.json": Buffer.from(
      gcpOperatorCredentials({ ...place, serviceAccountEmail, tokenPath: OPENSHIFT_TOKEN_PATH }),
    ).toString("base64"),
  }),
  rootSecret: "gcp-credentials",
  storedKey: ({ "service_account.json": encoded = "" }) =>
    /"private_key"/.test(Buffer.from(encoded, "base64").toString("utf8")) ? "private_key" : undefined,
  consoleValues({ serviceAccountEmail }, { workloadIdentityProvider: provider }) {
    const [, number = "", , , , pool = "", , id = ""] = provider.split("/");
    return {
      AUDIENCE: `//iam.googleapis.com/${provider}`,
      SERVICE_ACCOUNT_EMAIL: serviceAccountEmail,
      PROJECT_NUMBER: number,
      POOL_ID: pool,
      PROVIDER_ID: id,
    };
  },
  platform: ({ project }) => ({ projectID: project }),
  adopt: adoptGcp,
  inventory: GCP_INVENTORY,
};
