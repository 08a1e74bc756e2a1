import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { sameCluster, sameUrl } from "../../component/same-cluster";
import { checkSubjects } from "../../component/subjects";
import { assertNoIssues } from "../../component/validation-error";
import type { Wiring } from "../../core/wiring";
import type { HuaweiIdentity, HuaweiWorkloadIdentityArgs } from "./args";
import { HuaweiMechanism } from "./args";
import { checkHuaweiWorkload } from "./limits";
import { checkGroupIdentity, createGroupIdentity } from "./mechanisms/identity-provider";
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
    super("pulumi-workload-identity:index:HuaweiWorkloadIdentity", name, {}, opts);
    args = readOnce(args);
    const byAgency = args.mechanism === HuaweiMechanism.TrustAgency;
    const sameIssuer = byAgency ? sameUrl : sameCluster(["huawei", "jwks"]);
    const faults = [
      ...checkOnce(args, readHuaweiWorkloadIdentityArgs, checkHuaweiWorkload),
      ...checkSubjects(args, checkHuaweiIssuerUrl, { huawei: readHuaweiRegistration }, sameIssuer),
    ];
    assertNoIssues(name, faults, this);
    assertNoIssues(name, byAgency ? checkAgencyIdentity(args) : checkGroupIdentity(args), this);

    const create = byAgency ? createAgencyIdentity : createGroupIdentity;
    const { identity, wiring } = create(this, name, args);
    wirings.set(this, wiring);
    this.identity = identity;
    this.registerOutputs();
  }

  /** What the ServiceAccount's pods need for this identity. */
  wiring(): Wiring<pulumi.Input<string>> {
    return wirings.get(this) as Wiring<pulumi.Input<string>>;
  }
}

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<HuaweiWorkloadIdentity, Wiring<pulumi.Input<string>>>();
