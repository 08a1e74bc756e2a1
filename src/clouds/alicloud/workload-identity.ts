import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { derivedName } from "../../component/derived-name";
import type { IssuerReading } from "../../component/issuers";
import { groupByIssuer } from "../../component/issuers";
import { failLate } from "../../component/late-faults";
import { claimPhysicalName } from "../../component/physical-names";
import type { PodWirings } from "../../component/pod-wirings";
import { wiringOfIssuer, wiringsByIssuer } from "../../component/pod-wirings";
import { countOthers } from "../../component/policy-others";
import { proofHooks, provedOnAnswer, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkSubjects } from "../../component/subjects";
import { assertNoIssues, describe } from "../../component/validation-error";
import { warn } from "../../component/warn";
import type { Issue } from "../../core/issue";
import { othersIn } from "../../core/trust-policy/others";
import { unlessChanged } from "../../core/unchanged";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings, WiringForm } from "../../core/wiring-form";
import { externalRoleTrust } from "../external-role";
import { claimedStatements, managedRoleTrust, statementHooks, writtenByProgram } from "../managed-statement";
import { roleClaim } from "../role-claim";
import { alicloudCredentialsSdk } from "./api/roles";
import type {
  AlicloudIdentity,
  AlicloudIssuer,
  AlicloudRegistration,
  AlicloudSubject,
  AlicloudWorkloadIdentityArgs,
} from "./args";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { AlicloudTrustStatementResource } from "./dynamic-provider";
import { createAlicloudGrants } from "./grant-resources";
import { alicloudGrantWarnings } from "./grants";
import { ALICLOUD_ROLE_NAME_MAX_LENGTH, checkAlicloudIssuerUrl, checkAlicloudWorkload } from "./limits";
import { ALICLOUD_PRINCIPALS } from "./others";
import type { AlicloudStoredPolicy } from "./proof";
import {
  alicloudAccountFaults,
  alicloudIssuerFaults,
  alicloudPlainFaults,
  alicloudTrustedBy,
  alicloudTrustFaults,
} from "./proof";
import { alicloudRam } from "./sdk";
import { readAlicloudRegistration, readAlicloudWorkloadIdentityArgs } from "./shape";
import type { AlicloudTrustedIssuer, AlicloudTrustPolicy } from "./trust";
import { renderAlicloudTrust } from "./trust";
import { alicloudProjectedWiring, alicloudWebhookWiring } from "./wiring";

/** What the provider once took a trust by, beside the document. */
const FORMER_TRUST = { document: undefined, ramUsers: undefined, services: undefined };

/** Lets ServiceAccounts of one or several clusters become one RAM role, and proves that nobody else can. */
export class AlicloudWorkloadIdentity extends pulumi.ComponentResource {
  /** The role, its trust policy and what is proved about it. */
  public readonly identity: pulumi.Output<AlicloudIdentity>;

  constructor(name: string, args: AlicloudWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AlicloudWorkloadIdentity", name, {}, opts);
    args = readOnce(args);
    const audience = args.audience ?? ALICLOUD_DEFAULT_AUDIENCE;
    const owned = args.externalRoleArn === undefined;
    const faults = [
      ...checkOnce(args, readAlicloudWorkloadIdentityArgs, checkAlicloudWorkload),
      ...checkSubjects(args, checkAlicloudIssuerUrl, { alicloud: readAlicloudRegistration }),
    ];
    assertNoIssues(name, faults, this);
    const groups = groupByIssuer<AlicloudRegistration, AlicloudSubject>(args.subjects, "alicloud");
    const managed = args.manageStatement === true;
    const written = writtenByProgram(args);
    assertNoIssues(name, alicloudPlainFaults(written, groups, audience), this);

    const chosenName = args.roleName ?? args.importRole ?? derivedName(`${name}-role`, ALICLOUD_ROLE_NAME_MAX_LENGTH);
    if (owned) {
      const account = ["alicloud", this.getProvider("alicloud::")];
      claimPhysicalName(this, name, { argument: "roleName", what: "RAM role", value: chosenName, account });
    }
    warn(this, alicloudGrantWarnings(args));

    const trusted = settled(alicloudTrustedBy(groups, args.others));
    const ours = managed ? settled(alicloudTrustedBy(groups, written.others)) : trusted;
    const policy = ours.output.apply(({ issuers, others }) => {
      // An external role has no hook that could refuse.
      if (!owned && !managed) reportFaults(this, name, alicloudIssuerFaults(issuers));
      // The provider ignores the order of keys, but not of statements: another order of subjects must be no update.
      return JSON.stringify(renderAlicloudTrust([...issuers].sort(byIssuer), audience, others));
    });
    const check = (document: unknown, where?: AlicloudStoredPolicy, known = trusted.value()) =>
      known === undefined ? undefined : alicloudTrustFaults(document, known, audience, where);
    const trustPolicy = owned ? provedUnderMocks(policy, (document) => check(document) ?? []) : policy;

    const role = owned
      ? new (alicloudRam().Role)(
          `${name}-role`,
          {
            assumeRolePolicyDocument: trustPolicy,
            // Policies that others attached would block the role's deletion half-way through a destroy.
            force: true,
            roleName: chosenName,
            description: args.description,
            maxSessionDuration: args.maxSessionDuration,
            tags: args.tags,
          },
          {
            parent: this,
            ...(args.importRole === undefined ? {} : { import: args.importRole }),
            ignoreChanges: args.roleName === undefined && args.importRole === undefined ? ["roleName"] : [],
            hooks: proofHooks(
              `trust of RAM role ${name}`,
              ["assumeRolePolicyDocument", ...Object.keys(FORMER_TRUST)],
              (inputs) => unlessChanged(inputs, FORMER_TRUST, () => check(inputs.assumeRolePolicyDocument)),
            ),
          },
        )
      : undefined;
    // Where it is missing, that is told before anything is deployed.
    if (managed) alicloudCredentialsSdk();
    const external = settled(args.externalRoleArn ?? "");
    const statement = managed
      ? new AlicloudTrustStatementResource(
          `${name}-statement`,
          {
            roleArn: external.output,
            statements: claimedStatements(
              this,
              name,
              args.externalRoleArn ?? "",
              policy.apply((text): object[] => (JSON.parse(text) as AlicloudTrustPolicy).Statement),
            ),
            ...(args.statementProfile === undefined ? {} : { profile: args.statementProfile }),
          },
          {
            parent: this,
            hooks: statementHooks(`statement in the trust of RAM role ${name}`, external, (statements) =>
              check(JSON.stringify({ Statement: statements, Version: "1" }), undefined, ours.value()),
            ),
          },
        )
      : undefined;
    // Only the vendor's answers say in which account the role is, and what a role says already that is taken over as it is.
    const roleArn =
      role === undefined
        ? (statement?.roleArn ?? pulumi.output(args.externalRoleArn ?? ""))
        : provedOnAnswer(name, role, role.arn, (arn) => alicloudAccountFaults(arn, trusted.value()));
    if (role !== undefined && args.importRole !== undefined) {
      provedOnAnswer(name, role, role.assumeRolePolicyDocument, (document) => check(document));
    }
    const roleName = role?.roleName ?? roleArn.apply((arn) => arn.slice(arn.lastIndexOf("/") + 1));

    createAlicloudGrants(this, name, args, { arn: roleArn, name: roleName });

    const form = args.wiring === WiringForm.Webhook ? alicloudWebhookWiring : alicloudProjectedWiring;
    wirings.set(
      this,
      wiringsByIssuer(groups, ({ issuer }) =>
        form<pulumi.Input<string>>({
          roleArn,
          roleName,
          oidcProviderArn: providerArnOf(issuer),
          audience,
          mountPath: args.mountPath ?? DEFAULT_MOUNT_PATH,
          ...(args.roleSessionName === undefined ? {} : { roleSessionName: args.roleSessionName }),
          ...(args.stsRegion === undefined ? {} : { stsRegion: args.stsRegion }),
          ...(args.stsVpcEndpoint === undefined ? {} : { stsVpcEndpoint: args.stsVpcEndpoint }),
          ...(args.stsEndpoint === undefined ? {} : { stsEndpoint: args.stsEndpoint }),
          ...tokenSettings(args.token),
        }),
      ),
    );
    const trustedIn = (document: string) => {
      const known = trusted.value();
      return known === undefined
        ? undefined
        : { ...known, others: othersIn(document, known.others, ALICLOUD_PRINCIPALS) };
    };
    const admitted = { subjects: args.subjects, others: countOthers(args.others), audience };
    const trust = owned
      ? { trustPolicy, proof: roleClaim(admitted) }
      : statement !== undefined
        ? managedRoleTrust(
            name,
            statement,
            (document) => ({ ...admitted, others: countOthers(trustedIn(document)?.others) }),
            (document, arn) => [
              ...alicloudAccountFaults(arn, trusted.value()),
              ...(check(document, { roleArn: arn, path: "policy" }, trustedIn(document)) ?? []),
            ],
          )
        : externalRoleTrust(name, this, { policy, arn: roleArn, given: args.externalTrustPolicy }, admitted, {
            account: (arn) => alicloudAccountFaults(arn, trusted.value()),
            given: (document, arn) => check(document, { roleArn: arn, path: "externalTrustPolicy" }),
          });
    this.identity = pulumi.output({
      roleArn,
      roleName,
      oidcProviderArn: providerArnOf(groups[0]?.issuer),
      ...trust,
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

function providerArnOf(issuer: IssuerReading<AlicloudRegistration> | undefined): pulumi.Output<string> {
  return pulumi.output(issuer?.entry).apply((entry) => entry?.oidcProviderArn ?? "");
}

function byIssuer(a: AlicloudTrustedIssuer, b: AlicloudTrustedIssuer): number {
  return a.issuer < b.issuer ? -1 : a.issuer > b.issuer ? 1 : 0;
}

function reportFaults(component: pulumi.Resource, name: string, faults: Issue[]): void {
  if (faults.length > 0) failLate(component, describe(name, faults));
}
