import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import type { IssuerReading } from "../../component/issuers";
import { groupByIssuer, notRegistered } from "../../component/issuers";
import { countOthers, isPlain, plainProviderArn, symbolicOthers } from "../../component/policy-others";
import { proofHooks, provedOnAnswer, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkSubjects } from "../../component/subjects";
import { Placeholders, placeholderIssuer } from "../../component/symbolic";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { issuerHostPath } from "../../core/issuer-url";
import { jsonObject } from "../../core/json";
import { intentOf } from "../../core/trust-intent";
import type { PolicyOthers } from "../../core/trust-policy/others";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings, WiringForm } from "../../core/wiring-form";
import { externalRoleProof } from "../external-role";
import { proofIssues } from "../proof";
import { roleClaim } from "../role-claim";
import type { AwsIdentity, AwsOthers, AwsRegistration, AwsSubject, AwsWorkloadIdentityArgs } from "./args";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { aws } from "./cloud";
import { createAwsGrants } from "./grant-resources";
import {
  checkAwsAccounts,
  checkAwsIssuerUrl,
  checkAwsOthers,
  checkAwsProviderArn,
  checkAwsTrustSize,
  checkAwsWorkload,
} from "./limits";
import { awsIam } from "./sdk";
import { readAwsRegistration, readAwsWorkloadIdentityArgs } from "./shape";
import type { AwsTrustedIssuer } from "./trust";
import { awsProviderArnOf, renderAwsTrust } from "./trust";
import { awsProjectedWiring, awsWebhookWiring } from "./wiring";

/** Lets ServiceAccounts of one or several clusters become one IAM role, and proves that nobody else can. */
export class AwsWorkloadIdentity extends pulumi.ComponentResource {
  /** The role, its trust policy and what is proved about it. */
  public readonly identity: pulumi.Output<AwsIdentity>;

  constructor(name: string, args: AwsWorkloadIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AwsWorkloadIdentity", name, {}, opts);
    args = readOnce(args);
    const audience = args.audience ?? AWS_DEFAULT_AUDIENCE;
    const owned = args.externalRoleArn === undefined;
    const faults = [
      ...checkOnce(args, readAwsWorkloadIdentityArgs, checkAwsWorkload),
      ...checkSubjects(args, checkAwsIssuerUrl, { aws: readAwsRegistration }),
    ];
    assertNoIssues(name, faults, this);
    const groups = groupByIssuer<AwsRegistration, AwsSubject>(args.subjects, "aws");
    const symbolic = [...checkAccounts(args), ...symbolicFaults(args, groups, audience)];
    assertNoIssues(name, symbolic, this);
    assertNoIssues(name, plainExternalFaults(args, groups, audience), this);

    const trusted = settled(trustedBy(groups, args.others));
    const policy = trusted.output.apply((known) =>
      JSON.stringify(renderAwsTrust(known.issuers, audience, known.others)),
    );
    const check = (document: unknown, where?: Stored) => {
      const known = trusted.value();
      return known === undefined ? undefined : trustFaults(document, known, audience, where);
    };
    const trustPolicy = owned ? provedUnderMocks(policy, (document) => check(document) ?? []) : policy;

    const role = owned
      ? new (awsIam().Role)(
          `${name}-role`,
          {
            assumeRolePolicy: trustPolicy,
            // Policies that others attached would block the role's deletion half-way through a destroy.
            forceDetachPolicies: true,
            name: args.roleName ?? args.importRole,
            path: args.path,
            description: args.description,
            maxSessionDuration: args.maxSessionDuration,
            permissionsBoundary: args.permissionsBoundary,
            tags: args.tags,
          },
          {
            parent: this,
            ...(args.importRole === undefined ? {} : { import: args.importRole }),
            hooks: proofHooks(`trust of IAM role ${name}`, ["assumeRolePolicy"], ({ assumeRolePolicy }) =>
              check(assumeRolePolicy),
            ),
          },
        )
      : undefined;
    // Only the vendor's answers say in which account the role is, and what a role says already that is taken over as it is.
    const roleArn =
      role === undefined
        ? pulumi.output(args.externalRoleArn ?? "")
        : provedOnAnswer(name, role, role.arn, (arn) => accountFaults(arn, trusted.value()));
    if (role !== undefined && args.importRole !== undefined) {
      provedOnAnswer(name, role, role.assumeRolePolicy, (document) => check(document));
    }
    const roleName = role?.name ?? roleArn.apply((arn) => arn.slice(arn.lastIndexOf("/") + 1));

    createAwsGrants(this, name, args, roleName);

    const form = args.wiring === WiringForm.Webhook ? awsWebhookWiring : awsProjectedWiring;
    wirings.set(
      this,
      form<pulumi.Input<string>>({
        roleArn,
        audience,
        mountPath: args.mountPath ?? DEFAULT_MOUNT_PATH,
        ...(args.region === undefined ? {} : { region: args.region }),
        ...tokenSettings(args.token),
      }),
    );
    const admitted = { subjects: args.subjects.length, others: countOthers(args.others), audience };
    const stored = { document: args.externalTrustPolicy, arn: roleArn, ready: policy };
    this.identity = pulumi.output({
      roleArn,
      roleName,
      trustPolicy: owned
        ? trustPolicy
        : provedOnAnswer(name, this, pulumi.all([policy, roleArn]), ([, arn]) =>
            accountFaults(arn, trusted.value()),
          ).apply(([text]) => text),
      proof: owned
        ? roleClaim(admitted)
        : externalRoleProof(name, this, stored, admitted, (document, arn) =>
            check(document, { roleArn: arn, path: "externalTrustPolicy" }),
          ),
    });
    this.registerOutputs({ identity: this.identity });
  }

  /** What the ServiceAccount and its pods need for this identity. */
  wiring(): Wiring<pulumi.Input<string>> {
    return wirings.get(this) as Wiring<pulumi.Input<string>>;
  }
}

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<AwsWorkloadIdentity, Wiring<pulumi.Input<string>>>();

type Group = { issuer: IssuerReading<AwsRegistration>; subjects: AwsSubject[] };

/** Whom the role trusts, on final values. */
interface Trusted {
  issuers: AwsTrustedIssuer[];
  others: PolicyOthers;
}

function trustedBy(groups: Group[], others: AwsOthers = {}): pulumi.Output<Trusted> {
  const issuers = groups.map(({ issuer: { url, entry }, subjects }) =>
    pulumi.all([url, entry]).apply(([issuer, registration]) => ({
      issuer,
      oidcProviderArn: registration?.oidcProviderArn ?? "",
      subjects,
    })),
  );
  return pulumi.all([pulumi.all(issuers), pulumi.output(others)]).apply(([issuers, others]) => ({ issuers, others }));
}

/** The first look: everything at once, with a placeholder for each value that is not known yet. */
function symbolicFaults(args: AwsWorkloadIdentityArgs, groups: Group[], audience: string): Issue[] {
  const placeholders = new Placeholders();
  const faults: Issue[] = [];
  const issuers = groups.map(({ issuer, subjects }): AwsTrustedIssuer => {
    if (issuer.literal && issuer.entry === undefined)
      faults.push(notRegistered("subjects", "aws", "AwsIssuerRegistration"));
    const url = placeholders.of(issuer.url, placeholderIssuer);
    return { issuer: url, oidcProviderArn: placeholderArn(url), subjects };
  });
  if (faults.length > 0) return faults;
  const others = symbolicOthers(args.others ?? {}, placeholders, (word) => `arn:aws:iam::000000000000:role/${word}`);
  const document = JSON.stringify(renderAwsTrust(issuers, audience, others));
  return trustFaults(document, { issuers, others }, audience) ?? [];
}

function placeholderArn(url: string): string {
  return `arn:aws:iam::000000000000:oidc-provider/${issuerHostPath(url)}`;
}

/** Faults between the accounts of role, policies and providers, as far as their ARNs are plain. */
function checkAccounts(args: AwsWorkloadIdentityArgs): Issue[] {
  const providers = args.subjects.map(({ issuer }, index) => ({
    path: `subjects[${index}].issuer.aws.oidcProviderArn`,
    name: plainProviderArn(issuer, "aws"),
  }));
  return checkAwsAccounts(providers, args);
}

/** The same on final values. */
function accountFaults(roleArn: string, trusted: Trusted | undefined): Issue[] {
  const providers = (trusted?.issuers ?? []).map(({ oidcProviderArn }) => oidcProviderArn);
  return checkAwsAccounts(
    providers.map((name) => ({ path: "issuer.aws.oidcProviderArn", name })),
    { externalRoleArn: roleArn },
  );
}

/** The policy of an external role, where everything that it is compared with is written down in the program. */
function plainExternalFaults(args: AwsWorkloadIdentityArgs, groups: Group[], audience: string): Issue[] {
  const { externalTrustPolicy, externalRoleArn, others = {} } = args;
  const issuers = groups.map(({ issuer: { url }, subjects }) => ({
    issuer: url,
    oidcProviderArn: plainProviderArn(subjects[0]?.issuer, "aws"),
    subjects,
  }));
  if (typeof externalTrustPolicy !== "string" || !isPlain([issuers, others, externalRoleArn])) return [];
  const trusted = { issuers, others } as Trusted;
  return trustFaults(externalTrustPolicy, trusted, audience, {
    roleArn: externalRoleArn as string,
    path: "externalTrustPolicy",
  });
}

/** Where a trust policy is stored that is not about to be written. */
interface Stored {
  roleArn: string;
  path: string;
}

/** Faults of a role's trust policy as it is or will be stored, against those who were asked for. */
function trustFaults(document: unknown, { issuers, others }: Trusted, audience: string, stored?: Stored): Issue[] {
  const faults = [
    ...issuers.flatMap(({ issuer, oidcProviderArn }) =>
      oidcProviderArn === ""
        ? [notRegistered("subjects", "aws", "AwsIssuerRegistration")]
        : [
            ...checkAwsIssuerUrl(issuer, "issuer.url"),
            ...checkAwsProviderArn(oidcProviderArn, "issuer.aws.oidcProviderArn", issuer),
            ...checkIssuerAudience(audience, issuer, "audience"),
          ],
    ),
    ...checkAwsOthers(others),
  ];
  if (faults.length > 0) return faults;
  const text = String(document);
  const named = countOthers(others) === 0 ? {} : { others: { aws: others } };
  const providers = new Map(issuers.map(({ issuer, oidcProviderArn }) => [issuer, oidcProviderArn]));
  for (const { issuer } of others.subjects ?? []) providers.set(issuer, awsProviderArnOf(issuer, issuers));
  return [
    ...checkAwsTrustSize(text, "subjects"),
    ...proofIssues(
      aws,
      {
        cloud: "aws",
        assumeRolePolicy: jsonObject(text),
        oidcProviders: [...providers].map(([issuer, arn]) => ({ arn, issuer, clientIds: [audience] })),
        ...(stored === undefined ? {} : { roleArn: stored.roleArn }),
      },
      { ...intentOf(issuers, audience), ...named },
      stored?.path ?? "assumeRolePolicy",
    ),
  ];
}
