import * as pulumi from "@pulumi/pulumi";
import { checkAutoname } from "../../component/autoname";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import type { IssuerReading } from "../../component/issuers";
import { groupByIssuer, notRegistered } from "../../component/issuers";
import type { PodWirings } from "../../component/pod-wirings";
import { wiringOfIssuer, wiringsByIssuer } from "../../component/pod-wirings";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { settled } from "../../component/settled-value";
import { checkSubjects } from "../../component/subjects";
import { Placeholders, placeholderIssuer } from "../../component/symbolic";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { issuerHostPath } from "../../core/issuer-url";
import { jsonObject } from "../../core/json";
import { intentOf } from "../../core/trust-intent";
import type { Wiring } from "../../core/wiring";
import { DEFAULT_MOUNT_PATH } from "../../core/wiring";
import { tokenSettings, WiringForm } from "../../core/wiring-form";
import { proofIssues } from "../proof";
import { roleClaim } from "../role-claim";
import type { AwsIdentity, AwsIssuer, AwsRegistration, AwsSubject, AwsWorkloadIdentityArgs } from "./args";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { aws } from "./cloud";
import { createAwsGrants } from "./grant-resources";
import { eksRegion } from "./issuer";
import {
  AWS_ROLE_NAME_MAX_LENGTH,
  checkAwsIssuerUrl,
  checkAwsProviderArn,
  checkAwsTrustSize,
  checkAwsWorkload,
} from "./limits";
import { awsIam } from "./sdk";
import { readAwsRegistration, readAwsWorkloadIdentityArgs } from "./shape";
import type { AwsTrustedIssuer } from "./trust";
import { renderAwsTrust } from "./trust";
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
      ...(owned && args.roleName === undefined && args.importRole === undefined
        ? checkAutoname("roleName", `${name}-role`, AWS_ROLE_NAME_MAX_LENGTH)
        : []),
    ];
    assertNoIssues(name, faults, this);
    const groups = groupByIssuer<AwsRegistration, AwsSubject>(args.subjects, "aws");
    assertNoIssues(name, symbolicFaults(groups, audience), this);

    const issuers = settled(pulumi.all(groups.map(trustedIssuer)));
    const policy = issuers.output.apply((known) => JSON.stringify(renderAwsTrust(known, audience)));
    const check = (document: unknown) => {
      const known = issuers.value();
      return known === undefined ? undefined : trustFaults(document, known, audience);
    };
    const trustPolicy = provedUnderMocks(policy, (document) => check(document) ?? []);

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
    const roleArn = role?.arn ?? pulumi.output(args.externalRoleArn ?? "");
    const roleName = role?.name ?? roleArn.apply((arn) => arn.slice(arn.lastIndexOf("/") + 1));

    createAwsGrants(this, name, args, roleName);

    const form = args.wiring === WiringForm.Webhook ? awsWebhookWiring : awsProjectedWiring;
    wirings.set(
      this,
      wiringsByIssuer(groups, ({ issuer }) =>
        form<pulumi.Input<string>>({
          roleArn,
          audience,
          mountPath: args.mountPath ?? DEFAULT_MOUNT_PATH,
          clusterRegion: regionOf(issuer.url),
          ...(args.region === undefined ? {} : { region: args.region }),
          ...(args.roleSessionName === undefined ? {} : { roleSessionName: args.roleSessionName }),
          ...tokenSettings(args.token),
        }),
      ),
    );
    this.identity = pulumi.output({ roleArn, roleName, trustPolicy, proof: roleClaim(owned, args.subjects.length) });
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

// A private field would become part of the schema in other languages.
const wirings = new WeakMap<AwsWorkloadIdentity, PodWirings>();

/** The region that an issuer of EKS names; empty for others. */
function regionOf(url: pulumi.Input<string>): pulumi.Input<string> {
  return typeof url === "string" ? eksRegion(url) : pulumi.output(url).apply(eksRegion);
}

type Group = { issuer: IssuerReading<AwsRegistration>; subjects: AwsSubject[] };

function trustedIssuer({ issuer: { url, entry }, subjects }: Group): pulumi.Output<AwsTrustedIssuer> {
  return pulumi.all([url, entry]).apply(([issuer, registration]) => ({
    issuer,
    oidcProviderArn: registration?.oidcProviderArn ?? "",
    subjects,
  }));
}

/** The first look: everything at once, with a placeholder for each value that is not known yet. */
function symbolicFaults(groups: Group[], audience: string): Issue[] {
  const placeholders = new Placeholders();
  const faults: Issue[] = [];
  const issuers = groups.map(({ issuer, subjects }): AwsTrustedIssuer => {
    if (issuer.literal && issuer.entry === undefined)
      faults.push(notRegistered("subjects", "aws", "AwsIssuerRegistration"));
    const url = placeholders.of(issuer.url, placeholderIssuer);
    return { issuer: url, oidcProviderArn: placeholderArn(url), subjects };
  });
  if (faults.length > 0) return faults;
  return trustFaults(JSON.stringify(renderAwsTrust(issuers, audience)), issuers, audience) ?? [];
}

function placeholderArn(url: string): string {
  return `arn:aws:iam::000000000000:oidc-provider/${issuerHostPath(url)}`;
}

/** Faults of a role's trust policy as it will be stored, against the subjects that were asked for. */
function trustFaults(document: unknown, issuers: AwsTrustedIssuer[], audience: string): Issue[] {
  const faults = issuers.flatMap(({ issuer, oidcProviderArn }) =>
    oidcProviderArn === ""
      ? [notRegistered("subjects", "aws", "AwsIssuerRegistration")]
      : [
          ...checkAwsIssuerUrl(issuer, "issuer.url"),
          ...checkAwsProviderArn(oidcProviderArn, "issuer.aws.oidcProviderArn", issuer),
          ...checkIssuerAudience(audience, issuer, "audience"),
        ],
  );
  if (faults.length > 0) return faults;
  const text = String(document);
  const assumeRolePolicy = jsonObject(text);
  return [
    ...checkAwsTrustSize(text, "subjects"),
    ...proofIssues(
      aws,
      {
        cloud: "aws",
        assumeRolePolicy,
        oidcProviders: issuers.map(({ issuer, oidcProviderArn }) => ({
          arn: oidcProviderArn,
          issuer,
          clientIds: [audience],
        })),
      },
      intentOf(issuers, audience),
      "assumeRolePolicy",
    ),
  ];
}
