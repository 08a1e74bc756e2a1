import * as pulumi from "@pulumi/pulumi";
import { claimPhysicalName } from "../../component/physical-names";
import { proofHooks } from "../../component/proof-hook";
import { checkUnchanged } from "../../core/unchanged";
import type { GcpWorkloadArgs } from "./args";
import { gcpDerivedId } from "./derived-id";
import { GCP_ACCOUNT_ID_MAX_LENGTH } from "./limits";
import { gcpServiceAccount } from "./sdk";

/** The service account that a workload becomes. */
export interface GcpServiceAccount {
  email: pulumi.Input<string>;
  /** Its resource name, for grants on it. */
  id: pulumi.Output<string>;
}

const NEW_ACCOUNT = { disabled: false, createIgnoreAlreadyExists: false };

/** Autonaming appends a dash and seven digits, and fails where the result is too long. */
const AUTONAMED = new RegExp(`^[a-z][-a-z0-9]{0,${GCP_ACCOUNT_ID_MAX_LENGTH - 9}}$`);

/** The service account that exists, named and not looked up, or a new one. */
export function gcpServiceAccountOf(parent: pulumi.Resource, name: string, args: GcpWorkloadArgs): GcpServiceAccount {
  const { serviceAccountEmail, project, displayName } = args;
  if (serviceAccountEmail !== undefined) {
    return { email: serviceAccountEmail, id: pulumi.interpolate`projects/-/serviceAccounts/${serviceAccountEmail}` };
  }
  const logicalName = `${name}-account`;
  const derived = () => gcpDerivedId(name, GCP_ACCOUNT_ID_MAX_LENGTH, [pulumi.getProject(), pulumi.getStack()]);
  const accountId = args.accountId ?? (AUTONAMED.test(logicalName) ? undefined : derived());
  claimPhysicalName(parent, name, {
    argument: "accountId",
    what: "service account",
    value: accountId,
    account: ["gcp", parent.getProvider("gcp::"), project],
  });
  const account = new (gcpServiceAccount().Account)(
    logicalName,
    {
      ...(accountId === undefined ? {} : { accountId }),
      ...(project === undefined ? {} : { project }),
      ...(displayName === undefined ? {} : { displayName }),
    },
    {
      parent,
      // As with autonaming, the first name is kept for good.
      ignoreChanges: args.accountId === undefined ? ["accountId"] : [],
      // Nobody becomes a disabled account, and who becomes one that was there before is not seen.
      hooks: proofHooks(`service account ${name}`, Object.keys(NEW_ACCOUNT), (inputs) =>
        checkUnchanged(
          { disabled: inputs.disabled ?? false, createIgnoreAlreadyExists: inputs.createIgnoreAlreadyExists ?? false },
          NEW_ACCOUNT,
        ),
      ),
    },
  );
  return { email: account.email, id: account.name };
}
