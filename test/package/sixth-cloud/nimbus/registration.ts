import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { findingFormerChildren } from "../../component/former-children";
import { proofHooks } from "../../component/proof-hook";
import { registrationClaims } from "../../component/registrations";
import { settled } from "../../component/settled-value";
import { assertNoIssues } from "../../component/validation-error";
import { checkShape } from "../../core/argument-shape";
import type { Issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { checkUnchanged } from "../../core/unchanged";
import type { NimbusIssuerRegistrationArgs, NimbusRegistration } from "./args";
import { NIMBUS_DEFAULT_AUDIENCE } from "./audience";
import { checkNimbusAudience, checkNimbusIssuer } from "./limits";
import { NimbusOidcIssuer } from "./sdk";
import { readNimbusIssuerRegistrationArgs } from "./shape";

/** Registers an issuer in one account of Nimbus. */
export class NimbusIssuerRegistration extends pulumi.ComponentResource {
  /** What a workload needs of the registration: the entry `nimbus` of an issuer. */
  public readonly registration: pulumi.Output<NimbusRegistration>;

  constructor(name: string, args: NimbusIssuerRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:NimbusIssuerRegistration", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const { audience = NIMBUS_DEFAULT_AUDIENCE } = args;
    const account = { cloud: "nimbus", provider: this.getProvider("nimbus::") };
    const claim = registrationClaims(this, name, opts?.parent);
    assertNoIssues(name, checkOnce(args, readNimbusIssuerRegistrationArgs, checkNimbusIssuerRegistration), this);
    // What cannot be registered claims nothing.
    assertNoIssues(name, claim(account, args.url), this);
    const issuer = settled(args.url);
    const registered = new NimbusOidcIssuer(
      `${name}-issuer`,
      { url: issuer.output, audience },
      {
        parent: this,
        hooks: proofHooks(`registration of issuer ${name}`, ["url", "audience"], (stored) => [
          ...checkNimbusIssuer(stored.url, audience, "url"),
          ...claim(account, stored.url),
          ...checkUnchanged(stored, { url: issuer.value() ?? stored.url, audience }),
        ]),
      },
    );
    this.registration = pulumi.output({ issuerId: registered.issuerId });
    this.registerOutputs();
  }
}

/** Faults of a registration that can be seen before anything is created. */
export function checkNimbusIssuerRegistration(args: NimbusIssuerRegistrationArgs): Issue[] {
  const misshapen = checkShape(readNimbusIssuerRegistrationArgs, args);
  if (misshapen.length > 0) return misshapen;
  const { url, audience = NIMBUS_DEFAULT_AUDIENCE } = args;
  return [...(isLater(url) ? [] : checkNimbusIssuer(url, audience, "url")), ...checkNimbusAudience(audience)];
}
