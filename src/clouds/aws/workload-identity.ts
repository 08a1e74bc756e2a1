import * as pulumi from "@pulumi/pulumi";
import { checkAutoname } from "../../component/autoname";
import { checkOnce, readOnce } from "../../component/checked-arguments";
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
import { assertNoIssues } from "../../component/validation-error";
import { warn } from "../../component/warn";
import type { Issue } from "../../core/issue";
import { checkQuota } from "../../core/quota";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings } from "../../core/wiring-form";
import { roleMaker } from "../external-role";
import { writtenByProgram } from "../managed-statement";
import type { RoleFaults } from "../workload-role";
import { roleTrust } from "../workload-role";
import type {
  AwsIdentity,
  AwsIssuer,
  AwsRegistration,
  AwsSubject,
  AwsWiringForm,
  AwsWorkloadArgs,
  AwsWorkloadIdentityArgs,
} from "./args";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { createAwsGrants } from "./grant-resources";
import { awsGrantWarnings, checkAwsGrantsTogether } from "./grants";
import { eksRegion } from "./issuer";
import { AWS_ROLE_NAME_MAX_LENGTH, AWS_TRUST, awsTrustWarnings, checkAwsIssuerUrl, checkAwsWorkload } from "./limits";
import { AWS_PRINCIPALS } from "./others";
import { associationClaims, createAssociations } from "./pod-identity/associations";
import { podIdentityClaim } from "./pod-identity/claim";
import { podIdentitySubjects } from "./pod-identity/subjects";
import type { AwsSymbolicTrust } from "./proof";
import {
  awsAccountFaults,
  awsPlainFaults,
  awsSymbolicTrust,
  awsTargetTrust,
  awsTrustedBy,
  awsTrustFaults,
  awsTrustPolicyOf,
} from "./proof";
import { AWS_ROLES } from "./role";
import { readAwsRegistration, readAwsWorkloadIdentityArgs } from "./shape";
import type { AwsWiringSettings } from "./wiring";
import { awsPodIdentityWiring, awsProjectedWiring, awsWebhookWiring, awsWiringForm } from "./wiring";

/** Lets ServiceAccounts of one or several clusters become one IAM role, and proves that nobody else can. */
export class AwsWorkloadIdentity extends pulumi.ComponentResource {
  /** The role, its trust policy and what is proved about it. */
  public readonly identity: pulumi.Output<AwsIdentity>;

  constructor(name: string, args: AwsWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AwsWorkloadIdentity", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const audience = args.audience ?? AWS_DEFAULT_AUDIENCE;
    const faults = [
      ...checkOnce(args, readAwsWorkloadIdentityArgs, () => [
        ...checkAwsWorkload(args, subjectsIn(args)),
        ...checkAwsNames(name, args),
      ]),
      ...checkDefaultNeeded(args, subjectsIn(args)),
      ...checkSubjects(args, checkAwsIssuerUrl, { aws: readAwsRegistration }).filter(
        ({ code }) => code !== "issuer-missing" || args.webIdentity !== false,
      ),
    ];
    assertNoIssues(name, faults, this);
    const clusters = groupByIssuer<AwsRegistration, TokenSubject>(args.subjects.filter(hasIssuer), "aws");
    const groups = args.webIdentity === false ? [] : clusters;
    const managed = args.manageStatement === true;
    const written = writtenByProgram(args);
    const symbolic = awsSymbolicTrust(written, groups, audience);
    assertNoIssues(name, awsPlainFaults(args, groups, audience, symbolic), this);

    const value = args.roleName ?? args.importRole;
    const account = ["aws", this.getProvider("aws::")];
    claimPhysicalName(this, name, { argument: "roleName", what: "IAM role", value, ignoresCase: true, account });
    const together = countTogether(name, args.externalRoleArn);
    // Who writes a statement of a role that others have too shares the size of its trust policy with them.
    const shared = managed && symbolic.isFinal ? together(AWS_TRUST.what, symbolic.policy.length) : 0;
    assertNoIssues(
      name,
      [...checkAwsGrantsTogether(args, together), ...checkQuota(AWS_TRUST, shared, "subjects")],
      this,
    );
    warn(this, awsGrantWarnings(args, together));

    const { podIdentity } = args;
    const associated = podIdentity === undefined ? [] : podIdentitySubjects(args.subjects, podIdentity);
    const claim = associationClaims(this, name);
    assertNoIssues(
      name,
      associated.flatMap((subject) => claim(subject, subject.clusterArn)),
      this,
    );

    const trusted = settled(awsTrustedBy(groups, args));
    const ours = managed ? settled(awsTrustedBy(groups, written)) : trusted;
    const policy = ours.output.apply((known) => JSON.stringify(awsTrustPolicyOf(known, audience)));
    warnOfSize(this, symbolic, policy);
    const admitted = {
      subjects: groups.flatMap(({ subjects }) => subjects),
      others: countOthers(args.others),
      audience,
      ...(podIdentity === undefined ? {} : { besides: podIdentityClaim(associated.length, podIdentity) }),
    };
    const trust = roleTrust({ policy, admitted }, { trusted, written: ours }, roleFaults(symbolic, audience));
    const makeRole = roleMaker(args, AWS_ROLES);
    const role = makeRole(this, name, args, trust);
    const { arn: roleArn, name: roleName } = role;

    createAwsGrants(this, name, args, role);
    if (podIdentity !== undefined) createAssociations(this, name, podIdentity, associated, role, claim);

    wirings.set(this, wiringsOf(args, clusters, roleArn));
    this.identity = pulumi.output({
      roleArn,
      roleName,
      trustPolicy: role.trustPolicy,
      proof: role.proof,
      ...(podIdentity?.targetRoleArn === undefined
        ? {}
        : { targetTrustPolicy: awsTargetTrust(name, this, trusted.output, roleArn) }),
    });
    this.registerOutputs();
  }

  /**
   * What the ServiceAccount and its pods need for this identity. Pods of several clusters need different ones: `issuer` is that of
   * the pod's cluster, by default the first subject's. Throws `issuer-unknown` for one that no subject has.
   */
  wiring(issuer?: pulumi.Input<AwsIssuer>): Wiring<pulumi.Input<string>> {
    return wiringOfIssuer(wirings.get(this), issuer);
  }
}

/** Faults of the role's name where the provider makes it up out of the component's. */
export function checkAwsNames(name: string, { externalRoleArn, roleName, importRole }: AwsWorkloadArgs): Issue[] {
  const isGiven = [externalRoleArn, roleName, importRole].some((each) => each !== undefined);
  return isGiven ? [] : checkAutoname("roleName", `${name}-role`, AWS_ROLE_NAME_MAX_LENGTH);
}

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<AwsWorkloadIdentity, PodWirings>();

/** A subject whose tokens the role takes. */
type TokenSubject = AwsSubject & { issuer: pulumi.Input<AwsIssuer> };
type TokenGroup = { issuer: IssuerReading<AwsRegistration>; subjects: TokenSubject[] };

function hasIssuer(subject: AwsSubject): subject is TokenSubject {
  return subject.issuer !== undefined;
}

/** How faults of the role are found; a policy that was looked at when it was written is not looked at again. */
function roleFaults(symbolic: AwsSymbolicTrust, audience: string): RoleFaults<AwsSymbolicTrust["trusted"]> {
  return {
    ofTrust: (document, known, stored) =>
      symbolic.isFinal && document === symbolic.policy && stored === undefined
        ? []
        : awsTrustFaults(document, known, audience, stored),
    ofAccounts: awsAccountFaults,
    principals: AWS_PRINCIPALS,
  };
}

/** What the pods of each cluster need. */
function wiringsOf(args: AwsWorkloadIdentityArgs, clusters: TokenGroup[], roleArn: pulumi.Output<string>): PodWirings {
  const makeWiring = WIRINGS[awsWiringForm(args)];
  // Without issuers there is nothing to tell clusters apart by, and their pods carry the same.
  const anywhere = { issuer: { url: "", entry: undefined, literal: true, identity: undefined }, subjects: [] };
  return wiringsByIssuer(clusters.length === 0 ? [anywhere] : clusters, ({ issuer }) =>
    makeWiring({
      roleArn,
      audience: args.audience ?? AWS_DEFAULT_AUDIENCE,
      mountPath: args.mountPath ?? DEFAULT_MOUNT_PATH,
      clusterRegion: regionOf(issuer.url),
      ...(args.region === undefined ? {} : { region: args.region }),
      ...(args.roleSessionName === undefined ? {} : { roleSessionName: args.roleSessionName }),
      ...tokenSettings(args.token),
    }),
  );
}

const WIRINGS: Record<
  AwsWiringForm,
  (settings: AwsWiringSettings<pulumi.Input<string>>) => Wiring<pulumi.Input<string>>
> = {
  projected: awsProjectedWiring,
  webhook: awsWebhookWiring,
  podIdentity: awsPodIdentityWiring,
};

/** The region that an issuer of EKS names; empty for others. */
function regionOf(url: pulumi.Input<string>): pulumi.Input<string> {
  return typeof url === "string" ? eksRegion(url) : pulumi.output(url).apply(eksRegion);
}

/** Warns of the trust's size once: at the first look where that is enough to tell, else when the real ARNs are known. */
function warnOfSize(component: pulumi.Resource, symbolic: AwsSymbolicTrust, policy: pulumi.Output<string>): void {
  const early = awsTrustWarnings(symbolic.policy);
  warn(component, early);
  if (early.length === 0 && !symbolic.isFinal) policy.apply((text) => warn(component, awsTrustWarnings(text)));
}
