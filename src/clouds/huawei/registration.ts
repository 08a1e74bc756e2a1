import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { findingFormerChildren } from "../../component/former-children";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import type { HuaweiIssuerRegistrationArgs, HuaweiRegistration } from "./args";
import { HuaweiMechanism } from "./args";
import { checkHuaweiIssuer, checkHuaweiRegistration } from "./limits";
import { registerIdentityProvider } from "./mechanisms/register-identity-provider";
import { registerOidcProvider } from "./mechanisms/register-oidc-provider";
import { readHuaweiIssuerRegistrationArgs } from "./shape";

/**
 * Registers an issuer in one Huawei Cloud account: as an identity provider of the old IAM, which stores the cluster's keys, or as an
 * OIDC provider of IAM v5, which fetches them. An account has ten identity providers at most, so register a cluster once.
 */
export class HuaweiIssuerRegistration extends pulumi.ComponentResource {
  /** What a workload needs of the registration: the entry `huawei` of an issuer. */
  public readonly registration: pulumi.Output<HuaweiRegistration>;

  constructor(name: string, args: HuaweiIssuerRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:HuaweiIssuerRegistration", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    assertNoIssues(name, checkOnce(args, readHuaweiIssuerRegistrationArgs, checkHuaweiIssuerRegistration), this);
    const register = args.mechanism === HuaweiMechanism.TrustAgency ? registerOidcProvider : registerIdentityProvider;
    this.registration = pulumi.output(register(this, name, args));
    this.registerOutputs();
  }
}

/** Faults of a registration that can be seen before anything is created. */
export function checkHuaweiIssuerRegistration(args: HuaweiIssuerRegistrationArgs): Issue[] {
  return [
    ...checkHuaweiRegistration(args),
    ...checkHuaweiIssuer(args, args),
    ...checkIssuerAudience(args.clientId, args.url, "clientId"),
  ];
}
