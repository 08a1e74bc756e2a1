import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { failLate } from "../../component/fail-late";
import { findingFormerChildren } from "../../component/former-children";
import type { IssuerReading } from "../../component/issuers";
import { groupByIssuer } from "../../component/issuers";
import { claimPhysicalName } from "../../component/physical-names";
import type { PodWirings } from "../../component/pod-wirings";
import { wiringOfIssuer, wiringsByIssuer } from "../../component/pod-wirings";
import { countOthers } from "../../component/policy-others";
import { settled } from "../../component/settled-value";
import { countTogether } from "../../component/shared-identity";
import { checkDefaultNeeded, checkSubjects, subjectsIn } from "../../component/subjects";
import { assertNoIssues, describeFaults } from "../../component/validation-error";
import { warn } from "../../component/warn";
import type { Issue } from "../../core/issue";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings, WiringForm } from "../../core/wiring-form";
import { roleMaker } from "../external-role";
import { writtenByProgram } from "../managed-statement";
import type { WorkloadRole } from "../workload-role";
import { roleTrust } from "../workload-role";
import type {
  AlicloudIdentity,
  AlicloudIssuer,
  AlicloudRegistration,
  AlicloudSubject,
  AlicloudWorkloadIdentityArgs,
} from "./args";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { createAlicloudGrants } from "./grant-resources";
import { alicloudGrantWarnings } from "./grants";
import { checkAlicloudIssuerUrl, checkAlicloudWorkload } from "./limits";
import { ALICLOUD_PRINCIPALS } from "./others";
import {
  alicloudAccountFaults,
  alicloudIssuerFaults,
  alicloudPlainFaults,
  alicloudTrustedBy,
  alicloudTrustFaults,
} from "./proof";
import { ALICLOUD_ROLES, ramRoleName } from "./role";
import { readAlicloudRegistration, readAlicloudWorkloadIdentityArgs } from "./shape";
import type { AlicloudTrustedIssuer } from "./trust";
import { renderAlicloudTrust } from "./trust";
import { alicloudProjectedWiring, alicloudWebhookWiring } from "./wiring";

/** Lets ServiceAccounts of one or several clusters become one RAM role, and proves that nobody else can. */
export class AlicloudWorkloadIdentity extends pulumi.ComponentResource {
  /** The role, its trust policy and what is proved about it. */
  public readonly identity: pulumi.Output<AlicloudIdentity>;

  constructor(name: string, args: AlicloudWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AlicloudWorkloadIdentity", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const audience = args.audience ?? ALICLOUD_DEFAULT_AUDIENCE;
    const owned = args.externalRoleArn === undefined;
    const faults = [
      ...checkOnce(args, readAlicloudWorkloadIdentityArgs, checkAlicloudWorkload),
      ...checkDefaultNeeded(args, subjectsIn(args)),
      ...checkSubjects(args, checkAlicloudIssuerUrl, { alicloud: readAlicloudRegistration }),
    ];
    assertNoIssues(name, faults, this);
    const groups = groupByIssuer<AlicloudRegistration, AlicloudSubject>(args.subjects, "alicloud");
    const managed = args.manageStatement === true;
    const written = writtenByProgram(args);
    assertNoIssues(name, alicloudPlainFaults(written, groups, audience), this);

    if (owned) {
      const account = ["alicloud", this.getProvider("alicloud::")];
      claimPhysicalName(this, name, {
        argument: "roleName",
        what: "RAM role",
        value: ramRoleName(name, args),
        account,
      });
    }
    warn(this, alicloudGrantWarnings(args, countTogether(name, args.externalRoleArn)));

    const trusted = settled(alicloudTrustedBy(groups, args.others));
    const ours = managed ? settled(alicloudTrustedBy(groups, written.others)) : trusted;
    const policy = ours.output.apply(({ issuers, others }) => {
      // An external role has no hook that could refuse.
      if (!owned && !managed) reportFaults(this, name, alicloudIssuerFaults(issuers));
      // The provider ignores the order of keys, but not of statements: another order of subjects must be no update.
      return JSON.stringify(renderAlicloudTrust([...issuers].sort(byIssuer), audience, others));
    });
    const trust = roleTrust(
      { policy, admitted: { subjects: args.subjects, others: countOthers(args.others), audience } },
      { trusted, written: ours },
      {
        ofTrust: (document, known, stored) => alicloudTrustFaults(document, known, audience, stored),
        ofAccounts: alicloudAccountFaults,
        principals: ALICLOUD_PRINCIPALS,
      },
    );
    const makeRole = roleMaker(args, ALICLOUD_ROLES);
    const role = makeRole(this, name, args, trust);

    createAlicloudGrants(this, name, args, role);
    wirings.set(this, wiringsOf(args, groups, role));
    this.identity = pulumi.output({
      roleArn: role.arn,
      roleName: role.name,
      oidcProviderArn: providerArnOf(groups[0]?.issuer),
      trustPolicy: role.trustPolicy,
      proof: role.proof,
    });
    this.registerOutputs();
  }

  /**
   * What the ServiceAccount and its pods need for this identity. Pods of several clusters need different ones: `issuer` is that of
   * the pod's cluster, by default the first subject's. Throws `issuer-unknown` for one that no subject has.
   */
  wiring(issuer?: pulumi.Input<AlicloudIssuer>): Wiring<pulumi.Input<string>> {
    return wiringOfIssuer(wirings.get(this), issuer);
  }
}

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<AlicloudWorkloadIdentity, PodWirings>();

/** What the pods of each cluster need. */
function wiringsOf(
  args: AlicloudWorkloadIdentityArgs,
  clusters: readonly { issuer: IssuerReading<AlicloudRegistration>; subjects: readonly AlicloudSubject[] }[],
  role: WorkloadRole,
): PodWirings {
  const makeWiring = args.wiring === WiringForm.Webhook ? alicloudWebhookWiring : alicloudProjectedWiring;
  return wiringsByIssuer(clusters, ({ issuer }) =>
    makeWiring<pulumi.Input<string>>({
      roleArn: role.arn,
      roleName: role.name,
      oidcProviderArn: providerArnOf(issuer),
      audience: args.audience ?? ALICLOUD_DEFAULT_AUDIENCE,
      mountPath: args.mountPath ?? DEFAULT_MOUNT_PATH,
      ...(args.roleSessionName === undefined ? {} : { roleSessionName: args.roleSessionName }),
      ...(args.stsRegion === undefined ? {} : { stsRegion: args.stsRegion }),
      ...(args.stsVpcEndpoint === undefined ? {} : { stsVpcEndpoint: args.stsVpcEndpoint }),
      ...(args.stsEndpoint === undefined ? {} : { stsEndpoint: args.stsEndpoint }),
      ...tokenSettings(args.token),
    }),
  );
}

function providerArnOf(issuer: IssuerReading<AlicloudRegistration> | undefined): pulumi.Output<string> {
  return pulumi.output(issuer?.entry).apply((entry) => entry?.oidcProviderArn ?? "");
}

function byIssuer(a: AlicloudTrustedIssuer, b: AlicloudTrustedIssuer): number {
  return a.issuer < b.issuer ? -1 : a.issuer > b.issuer ? 1 : 0;
}

function reportFaults(component: pulumi.Resource, name: string, faults: Issue[]): void {
  if (faults.length > 0) failLate(component, describeFaults(name, faults));
}
