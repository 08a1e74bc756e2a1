import type * as pulumi from "@pulumi/pulumi";
import type { GcpGrantCondition, GcpRegistration } from "../args";

/** What OpenShift's operators get on Google Cloud: a service account each. */
export interface GcpOpenShiftArgs {
  /** The id of the cluster's project: of service accounts, roles and the pool. */
  project: string;
  /**
   * Id of the operators' pool, 4 to 32 of `a-z 0-9 -`. By default made of the component's name and a hash, and with ccoctl's names the
   * cluster's name.
   */
  poolId?: string;
  /** Part of the default ids of the pools, 1 to 12 of `a-z 0-9`: Google keeps the id of a deleted pool for 30 days. None by default. */
  poolSuffix?: string;
  /** Id of the provider in the operators' pool. `kubernetes` by default, and with ccoctl's names the cluster's name. */
  providerId?: string;
  /** A pool with the issuer in it, for the audience `openshift`, instead of a new one. None by default. */
  existingPool?: pulumi.Input<GcpRegistration>;
  /**
   * Whether the issuer's keys are stored in the pool, where the issuer has its `jwks`. True by default; false has Google fetch them from
   * the issuer.
   */
  uploadJwks?: boolean;
  /**
   * Whether the pods of users get a pool of their own, whose audience is the provider's name: tokens of operators are none of theirs. True
   * by default, but not with ccoctl's names.
   */
  workloadPool?: boolean;
  /**
   * Whether custom roles are those of the whole project, as with ccoctl: every cluster uses them, the last one says their permissions, and
   * they stay when this cluster goes. By default true with ccoctl's names, and else each cluster has its own.
   */
  sharedRoles?: boolean;
  /** An IAM condition on everything that a request is granted, by the request's name. None by default. */
  conditions?: Record<string, GcpGrantCondition>;
  /** Domain of the APIs. `googleapis.com` by default. */
  universeDomain?: string;
}
