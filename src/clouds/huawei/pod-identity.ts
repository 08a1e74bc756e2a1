import * as pulumi from "@pulumi/pulumi";
import { findingFormerChildren } from "../../component/former-children";
import { checkDefaultNeeded } from "../../component/subjects";
import { assertNoIssues } from "../../component/validation-error";
import { checkShape, unknownArguments } from "../../core/argument-shape";
import { ownCopy } from "../../core/own-copy";
import { checkSubjectNames } from "../../core/subject";
import type { HuaweiPodIdentityAssociationArgs } from "./args";
import { HuaweiPodIdentityAssociationResource } from "./dynamic-provider";
import { readHuaweiPodIdentityAssociationArgs } from "./shape";
import { checkHuaweiAgencyName } from "./values";

/**
 * Gives a ServiceAccount of a CCE cluster an agency: the cluster itself hands out the credentials, so no issuer, token or conversion
 * rule is involved. Only pods of the named ServiceAccount get them; who else may become the agency is its own trust's question.
 */
export class HuaweiPodIdentityAssociation extends pulumi.ComponentResource {
  /** Id of the association. */
  public readonly associationId: pulumi.Output<string>;

  constructor(name: string, args: HuaweiPodIdentityAssociationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:HuaweiPodIdentityAssociation", name, {}, findingFormerChildren(opts));
    args = ownCopy(args);
    const read = readHuaweiPodIdentityAssociationArgs;
    assertNoIssues(name, [...unknownArguments(read, args), ...checkShape(read, args)], this);
    const { clusterId, namespace, serviceAccount, agencyName, tags, connection } = args;
    const agencyFaults = typeof agencyName === "string" ? checkHuaweiAgencyName(agencyName, "agencyName") : [];
    assertNoIssues(
      name,
      [...checkSubjectNames(args, args), ...checkDefaultNeeded(args, [args]), ...agencyFaults],
      this,
    );
    const association = new HuaweiPodIdentityAssociationResource(
      `${name}-association`,
      {
        clusterId,
        namespace,
        serviceAccount,
        agencyName,
        ...(tags === undefined ? {} : { tags }),
        ...(connection === undefined ? {} : { connection }),
      },
      { parent: this },
    );
    this.associationId = association.id;
    this.registerOutputs();
  }
}
