import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { findingFormerChildren } from "../../component/former-children";
import type { PodWirings } from "../../component/pod-wirings";
import { wiringOfIssuer } from "../../component/pod-wirings";
import { sameUrl } from "../../component/same-issuer";
import { countTogether } from "../../component/shared-identity";
import { checkDefaultNeeded, checkSubjects, subjectsIn } from "../../component/subjects";
import { assertNoIssues } from "../../component/validation-error";
import { warn } from "../../component/warn";
import type { Wiring } from "../../core/wiring";
import type { HuaweiIdentity, HuaweiIssuer, HuaweiWorkloadIdentityArgs } from "./args";
import { HuaweiMechanism } from "./args";
import { huaweiGrantWarnings } from "./grants";
import { checkHuaweiWorkload } from "./limits";
import { checkGroupIdentity, createGroupIdentity, sameHuaweiIssuer } from "./mechanisms/identity-provider";
import { checkAgencyIdentity, createAgencyIdentity } from "./mechanisms/trust-agency";
import { readHuaweiRegistration, readHuaweiWorkloadIdentityArgs } from "./shape";
import { checkHuaweiIssuerUrl } from "./values";

/**
 * Lets ServiceAccounts of one or several clusters become one user group (old IAM) or one trust agency (IAM v5), and proves that
 * nobody else can. A token of the old IAM lives for up to 24 hours, also after its ServiceAccount is gone.
 */
export class HuaweiWorkloadIdentity extends pulumi.ComponentResource {
  /** The group or agency, its trust and what is proved about it. */
  public readonly identity: pulumi.Output<HuaweiIdentity>;

  constructor(name: string, args: HuaweiWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:HuaweiWorkloadIdentity", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const byAgency = args.mechanism === HuaweiMechanism.TrustAgency;
    const sameIssuer = byAgency ? sameUrl : sameHuaweiIssuer;
    const faults = [
      ...checkOnce(args, readHuaweiWorkloadIdentityArgs, () => checkHuaweiWorkload(args, subjectsIn(args))),
      ...checkDefaultNeeded(args, subjectsIn(args)),
      ...checkSubjects(args, checkHuaweiIssuerUrl, { huawei: readHuaweiRegistration }, sameIssuer),
    ];
    assertNoIssues(name, faults, this);
    assertNoIssues(name, byAgency ? checkAgencyIdentity(args) : checkGroupIdentity(args), this);

    warn(this, huaweiGrantWarnings(args, countTogether(name, args.existingGroup?.id)));

    const create = byAgency ? createAgencyIdentity : createGroupIdentity;
    const created = create(this, name, args);
    const { identity } = created;
    wirings.set(this, created.wirings);
    this.identity = identity;
    this.registerOutputs();
  }

  /**
   * What the ServiceAccount's pods need for this identity. Pods of several clusters need different ones: `issuer` is that of
   * the pod's cluster, by default the first subject's. Throws `issuer-unknown` for one that no subject has.
   */
  wiring(issuer?: pulumi.Input<HuaweiIssuer>): Wiring<pulumi.Input<string>> {
    return wiringOfIssuer(wirings.get(this), issuer);
  }
}

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<HuaweiWorkloadIdentity, PodWirings>();
