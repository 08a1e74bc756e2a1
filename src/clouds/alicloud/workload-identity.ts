import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { derivedName } from "../../component/derived-name";
import type { IssuerReading } from "../../component/issuers";
import { groupByIssuer, notRegistered } from "../../component/issuers";
import type { PodWirings } from "../../component/pod-wirings";
import { wiringOfIssuer, wiringsByIssuer } from "../../component/pod-wirings";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkSubjects } from "../../component/subjects";
import { Placeholders, placeholderIssuer } from "../../component/symbolic";
import { assertNoIssues, describe } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { jsonObject } from "../../core/json";
import { isLater } from "../../core/known";
import { intentOf } from "../../core/trust-intent";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings, WiringForm } from "../../core/wiring-form";
import { proofIssues } from "../proof";
import { roleClaim } from "../role-claim";
import type {
  AlicloudIdentity,
  AlicloudIssuer,
  AlicloudRegistration,
  AlicloudSubject,
  AlicloudWorkloadIdentityArgs,
} from "./args";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { alicloud } from "./cloud";
import { createAlicloudGrants } from "./grant-resources";
import { isAckIssuerUrl } from "./issuer";
import {
  ALICLOUD_ROLE_NAME_MAX_LENGTH,
  ackIssuerNotAdopted,
  checkAckAudience,
  checkAlicloudIssuerUrl,
  checkAlicloudProviderArn,
  checkAlicloudTrustSize,
  checkAlicloudWebhookAccount,
  checkAlicloudWorkload,
} from "./limits";
import { alicloudRam } from "./sdk";
import { readAlicloudRegistration, readAlicloudWorkloadIdentityArgs } from "./shape";
import type { AlicloudTrustedIssuer } from "./trust";
import { renderAlicloudTrust } from "./trust";
import { alicloudProjectedWiring, alicloudWebhookWiring } from "./wiring";

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
    assertNoIssues(name, [...checkAccounts(args), ...symbolicFaults(groups, audience)], this);

    const issuers = settled(pulumi.all(groups.map(trustedIssuer)));
    const policy = issuers.output.apply((known) => {
      // An external role has no hook that could refuse.
      if (!owned) reportFaults(this, name, issuerFaults(known));
      // The provider ignores the order of keys, but not of statements: another order of subjects must be no update.
      return JSON.stringify(renderAlicloudTrust([...known].sort(byIssuer), audience));
    });
    const check = (document: unknown) => {
      const known = issuers.value();
      return known === undefined ? undefined : trustFaults(document, known, audience);
    };
    const trustPolicy = owned ? provedUnderMocks(policy, (document) => check(document) ?? []) : policy;

    const role = owned
      ? new (alicloudRam().Role)(
          `${name}-role`,
          {
            assumeRolePolicyDocument: trustPolicy,
            // Policies that others attached would block the role's deletion half-way through a destroy.
            force: true,
            roleName: args.roleName ?? args.importRole ?? derivedName(`${name}-role`, ALICLOUD_ROLE_NAME_MAX_LENGTH),
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
              ["assumeRolePolicyDocument"],
              ({ assumeRolePolicyDocument }) => check(assumeRolePolicyDocument),
            ),
          },
        )
      : undefined;
    const roleArn = role?.arn ?? pulumi.output(args.externalRoleArn ?? "");
    const roleName = role?.roleName ?? roleArn.apply((arn) => arn.slice(arn.lastIndexOf("/") + 1));

    createAlicloudGrants(this, name, args, roleName);

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
    this.identity = pulumi.output({
      roleArn,
      roleName,
      oidcProviderArn: providerArnOf(groups[0]?.issuer),
      trustPolicy,
      proof: roleClaim(owned, args.subjects.length),
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

type Group = { issuer: IssuerReading<AlicloudRegistration>; subjects: AlicloudSubject[] };

function trustedIssuer({ issuer: { url, entry }, subjects }: Group): pulumi.Output<AlicloudTrustedIssuer> {
  return pulumi.all([url, entry]).apply(([issuer, registration]) => ({
    issuer,
    oidcProviderArn: registration?.oidcProviderArn ?? "",
    subjects,
  }));
}

function byIssuer(a: AlicloudTrustedIssuer, b: AlicloudTrustedIssuer): number {
  return a.issuer < b.issuer ? -1 : a.issuer > b.issuer ? 1 : 0;
}

/** The first look: everything at once, with a placeholder for each value that is not known yet. */
function symbolicFaults(groups: Group[], audience: string): Issue[] {
  const placeholders = new Placeholders();
  const faults: Issue[] = [];
  const issuers = groups.map(({ issuer, subjects }, index): AlicloudTrustedIssuer => {
    const url = placeholders.of(issuer.url, placeholderIssuer);
    if (issuer.literal && issuer.entry === undefined) faults.push(missingEntry(url));
    return { issuer: url, oidcProviderArn: `acs:ram::0000000000000000:oidc-provider/unknown-${index + 1}`, subjects };
  });
  if (faults.length > 0) return faults;
  return trustFaults(JSON.stringify(renderAlicloudTrust(issuers, audience)), issuers, audience) ?? [];
}

/** Faults between the accounts of role and providers, as far as both are plain. */
function checkAccounts({ subjects, externalRoleArn, wiring }: AlicloudWorkloadIdentityArgs): Issue[] {
  if (wiring !== WiringForm.Webhook) return [];
  return subjects.flatMap(({ issuer }, index) =>
    checkAlicloudWebhookAccount(externalRoleArn, plainProviderArn(issuer), `subjects[${index}].issuer.alicloud`),
  );
}

function plainProviderArn(issuer: AlicloudSubject["issuer"]): unknown {
  const entry = !isLater(issuer) ? (issuer as AlicloudIssuer).alicloud : undefined;
  return !isLater(entry) ? (entry as AlicloudRegistration | undefined)?.oidcProviderArn : undefined;
}

function missingEntry(url: string): Issue {
  return isAckIssuerUrl(url)
    ? ackIssuerNotAdopted(url, "subjects")
    : notRegistered("subjects", "alicloud", "AlicloudIssuerRegistration");
}

/** Faults of issuers and their registrations on final values. */
function issuerFaults(issuers: readonly AlicloudTrustedIssuer[]): Issue[] {
  return issuers.flatMap(({ issuer, oidcProviderArn }) =>
    oidcProviderArn === ""
      ? [missingEntry(issuer)]
      : [
          ...checkAlicloudIssuerUrl(issuer, "issuer.url"),
          ...checkAlicloudProviderArn(oidcProviderArn, "issuer.alicloud.oidcProviderArn"),
        ],
  );
}

/** Faults of a role's trust policy as it will be stored, against the subjects that were asked for. */
function trustFaults(document: unknown, issuers: AlicloudTrustedIssuer[], audience: string): Issue[] {
  const faults = [
    ...issuerFaults(issuers),
    ...issuers.flatMap(({ issuer, oidcProviderArn }) => [
      ...checkIssuerAudience(audience, issuer, "audience"),
      ...checkAckAudience(oidcProviderArn, audience, "audience"),
    ]),
  ];
  if (faults.length > 0) return faults;
  const text = String(document);
  const assumeRolePolicy = jsonObject(text);
  return [
    ...checkAlicloudTrustSize(text, "subjects"),
    ...proofIssues(
      alicloud,
      {
        cloud: "alicloud",
        assumeRolePolicy,
        oidcProviders: issuers.map(({ issuer, oidcProviderArn }) => ({
          arn: oidcProviderArn,
          issuer,
          clientIds: [audience],
        })),
      },
      intentOf(issuers, audience),
      "assumeRolePolicyDocument",
    ),
  ];
}

function reportFaults(component: pulumi.Resource, name: string, faults: Issue[]): void {
  if (faults.length > 0) pulumi.log.error(describe(name, faults), component);
}
