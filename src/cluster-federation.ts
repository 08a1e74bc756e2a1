import * as pulumi from "@pulumi/pulumi";
import { AlicloudIssuerRegistration } from "./clouds/alicloud/registration";
import { AwsIssuerRegistration } from "./clouds/aws/registration";
import { GcpIssuerRegistration } from "./clouds/gcp/registration";
import { HuaweiIssuerRegistration } from "./clouds/huawei/registration";
import type { ClusterFederationArgs, ClusterIssuer, IssuerRegistrations } from "./cluster-args";
import { checkIssuerInput } from "./component/issuers";
import { assertNoIssues } from "./component/validation-error";
import { checkShape, unknownArguments } from "./core/argument-shape";
import { issue } from "./core/issue";
import { ISSUER_URL_MAX_LENGTH } from "./core/issuer-url";
import { ownCopy } from "./core/own-copy";
import { readClusterFederationArgs } from "./workload-shape";

export type { ClusterFederationArgs, ClusterIssuer, IssuerRegistrations } from "./cluster-args";

/** Registers one cluster's issuer in several clouds; its output `issuer` feeds every workload of that cluster, also in other stacks. */
export class ClusterFederation extends pulumi.ComponentResource {
  /** The issuer with an entry for each cloud. */
  public readonly issuer: pulumi.Output<ClusterIssuer>;

  constructor(name: string, args: ClusterFederationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:ClusterFederation", name, {}, opts);
    args = ownCopy(args);
    const read = readClusterFederationArgs;
    assertNoIssues(name, [...unknownArguments(read, args), ...checkShape(read, args)], this);
    const { issuer, ...registrations } = args;
    const twice = (Object.keys(registrations) as (keyof IssuerRegistrations)[]).filter(
      (cloud) => registrations[cloud] !== undefined && issuer?.[cloud] !== undefined,
    );
    assertNoIssues(
      name,
      [
        ...checkIssuerInput(issuer, "issuer", ISSUER_URL_MAX_LENGTH),
        ...twice.map((cloud) =>
          issue(
            "issuer-registered-twice",
            cloud,
            `Cannot register the issuer: issuer.${cloud} says that it is registered already; leave out one of the two`,
          ),
        ),
      ],
      this,
    );
    this.issuer = pulumi.output(registerIssuer(this, name, issuer, registrations)) as pulumi.Output<ClusterIssuer>;
    this.registerOutputs({ issuer: this.issuer });
  }
}

/** Registers an issuer in the clouds asked for and returns it with their entries added. */
export function registerIssuer(
  parent: pulumi.Resource,
  name: string,
  issuer: ClusterIssuer,
  registrations: IssuerRegistrations,
): ClusterIssuer {
  const { url, jwks } = issuer;
  const { aws, gcp, alicloud, huawei } = registrations;
  const child = { parent };
  const complete = { ...issuer };
  if (aws !== undefined) {
    complete.aws = new AwsIssuerRegistration(`${name}-aws`, { ...aws, url }, child).registration;
  }
  if (gcp !== undefined) {
    const keys = jwks === undefined ? {} : { jwks };
    complete.gcp = new GcpIssuerRegistration(`${name}-gcp`, { ...gcp, ...keys, url }, child).registration;
  }
  if (alicloud !== undefined) {
    complete.alicloud = new AlicloudIssuerRegistration(`${name}-alicloud`, { ...alicloud, url }, child).registration;
  }
  if (huawei !== undefined) {
    const keys = jwks === undefined ? {} : { jwks };
    complete.huawei = new HuaweiIssuerRegistration(`${name}-huawei`, { ...huawei, ...keys, url }, child).registration;
  }
  return complete;
}
