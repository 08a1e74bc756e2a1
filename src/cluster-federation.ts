import * as pulumi from "@pulumi/pulumi";
import type { AlicloudRegistration, AlicloudRegistrationArgs } from "./clouds/alicloud/args";
import type { AwsRegistration, AwsRegistrationArgs } from "./clouds/aws/args";
import { componentsOf } from "./clouds/components";
import type { GcpRegistration, GcpRegistrationArgs } from "./clouds/gcp/args";
import type { HuaweiRegistration, HuaweiRegistrationArgs } from "./clouds/huawei/args";
import { asChecked } from "./component/checked-arguments";
import { checkIssuerInput } from "./component/issuers";
import { assertNoIssues } from "./component/validation-error";
import { checkShape, ifGiven } from "./core/argument-shape";
import type { Issue } from "./core/issue";
import { issue, joinPath } from "./core/issue";
import { ISSUER_URL_MAX_LENGTH } from "./core/issuer-url";
import { isLater } from "./core/known";
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
        ...(!isLater(issuer) && issuer?.url !== undefined
          ? checkRegistrations(issuer, registrations, "issuer", "")
          : []),
      ],
      this,
    );
    this.issuer = pulumi.output(registerIssuer(this, name, issuer, registrations)) as pulumi.Output<ClusterIssuer>;
    this.registerOutputs({ issuer: this.issuer });
  }
}

/** Faults of registrations before they are made; those of the issuer are under `issuerPath`. */
export function checkRegistrations(
  issuer: ClusterIssuer,
  registrations: IssuerRegistrations,
  issuerPath: string,
  path: string,
): Issue[] {
  return componentsOf(registrations).flatMap(({ name, registrar }) =>
    (registrar?.check(registrationArgs(issuer, registrations, name)) ?? []).map((fault) => ({
      ...fault,
      path: joinPath(/^(url|jwks)\b/.test(fault.path) ? issuerPath : joinPath(path, name), fault.path),
    })),
  );
}

/** Registers an issuer in the clouds asked for and returns it with their entries added; the registrations have been checked. */
export function registerIssuer(
  parent: pulumi.Resource,
  name: string,
  issuer: ClusterIssuer,
  registrations: IssuerRegistrations,
): ClusterIssuer {
  const entries = componentsOf(registrations).flatMap((cloud) => {
    const args = asChecked(registrationArgs(issuer, registrations, cloud.name));
    const entry = cloud.registrar?.register(`${name}-${cloud.name}`, args, { parent });
    return entry === undefined ? [] : [[cloud.name, entry] as const];
  });
  return { ...issuer, ...Object.fromEntries(entries) };
}

function registrationArgs({ url, jwks }: ClusterIssuer, registrations: IssuerRegistrations, cloud: string) {
  const args = registrations[cloud as keyof IssuerRegistrations];
  return { ...args, ...(jwks === undefined ? {} : { jwks }), url };
}
