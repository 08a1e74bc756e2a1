import * as pulumi from "@pulumi/pulumi";
import type { AlicloudRegistration, AlicloudRegistrationArgs } from "./clouds/alicloud/args";
import { AlicloudIssuerRegistration } from "./clouds/alicloud/registration";
import type { AwsRegistration, AwsRegistrationArgs } from "./clouds/aws/args";
import { AwsIssuerRegistration } from "./clouds/aws/registration";
import type { GcpRegistration, GcpRegistrationArgs } from "./clouds/gcp/args";
import { GcpIssuerRegistration } from "./clouds/gcp/registration";
import type { HuaweiRegistration, HuaweiRegistrationArgs } from "./clouds/huawei/args";
import { HuaweiIssuerRegistration } from "./clouds/huawei/registration";
import { checkIssuerInput } from "./component/issuers";
import { assertNoIssues } from "./component/validation-error";
import { checkShape, ifGiven } from "./core/argument-shape";
import { issue } from "./core/issue";
import { ISSUER_URL_MAX_LENGTH } from "./core/issuer-url";
import { readAnyObject, readRecordOf } from "./core/shape";

/** A cluster's issuer, with an entry for each cloud where it is registered. */
export interface ClusterIssuer {
  /** The `iss` of the cluster's tokens, unchanged. */
  url: pulumi.Input<string>;
  /** The cluster's public key set as JSON, for clouds that store keys because they cannot reach the issuer. */
  jwks?: pulumi.Input<string>;
  /** Its registration in AWS; absent where it has none. */
  aws?: pulumi.Input<AwsRegistration>;
  /** Its registration in Google Cloud, or the pool of a GKE cluster; absent where it has none. */
  gcp?: pulumi.Input<GcpRegistration>;
  /** Its registration in Alibaba Cloud; of an ACK cluster, what enabling RRSA registered. Absent where it has none. */
  alicloud?: pulumi.Input<AlicloudRegistration>;
  /** Its registration in Huawei Cloud; absent where it has none. */
  huawei?: pulumi.Input<HuaweiRegistration>;
}

/** In which clouds an issuer is registered, and how. Azure has no registration: its credentials name the issuer themselves. */
export interface IssuerRegistrations {
  /** Not on AWS by default. */
  aws?: AwsRegistrationArgs;
  /** Not on Google Cloud by default. */
  gcp?: GcpRegistrationArgs;
  /** Not on Alibaba Cloud by default. */
  alicloud?: AlicloudRegistrationArgs;
  /** Not on Huawei Cloud by default. */
  huawei?: HuaweiRegistrationArgs;
}

export interface ClusterFederationArgs extends IssuerRegistrations {
  /** The issuer; clouds of which it has an entry already are used as they are. */
  issuer: ClusterIssuer;
}

/** Registers one cluster's issuer in several clouds; its output `issuer` feeds every workload of that cluster, also in other stacks. */
export class ClusterFederation extends pulumi.ComponentResource {
  /** The issuer with an entry for each cloud. */
  public readonly issuer: pulumi.Output<ClusterIssuer>;

  constructor(name: string, args: ClusterFederationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:ClusterFederation", name, {}, opts);
    assertNoIssues(name, checkShape(readRecordOf(ifGiven(readAnyObject)), args), this);
    const { issuer, ...registrations } = args;
    const twice = Object.keys(registrations).filter(
      (cloud) => issuer?.[cloud as keyof IssuerRegistrations] !== undefined,
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
