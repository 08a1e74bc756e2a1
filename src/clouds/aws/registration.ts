import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { proofHooks } from "../../component/proof-hook";
import { registrationClaims } from "../../component/registrations";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { checkUnchanged } from "../../core/unchanged";
import type { AwsIssuerRegistrationArgs, AwsRegistration } from "./args";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { checkAwsIssuerUrl, checkAwsRegistration } from "./limits";
import { awsIam } from "./sdk";
import { readAwsIssuerRegistrationArgs } from "./shape";

/** Registers an issuer in one AWS account, as an IAM OIDC provider. */
export class AwsIssuerRegistration extends pulumi.ComponentResource {
  /** What a workload needs of the registration: the entry `aws` of an issuer. */
  public readonly registration: pulumi.Output<AwsRegistration>;

  constructor(name: string, args: AwsIssuerRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AwsIssuerRegistration", name, {}, opts);
    args = readOnce(args);
    const audience = args.audience ?? AWS_DEFAULT_AUDIENCE;
    const account = { cloud: "aws", provider: this.getProvider("aws::") };
    const claim = registrationClaims(this, name, opts?.parent);
    assertNoIssues(name, checkOnce(args, readAwsIssuerRegistrationArgs, checkAwsIssuerRegistration), this);
    // What cannot be registered claims nothing.
    assertNoIssues(name, claim(account, args.url), this);
    const provider = new (awsIam().OpenIdConnectProvider)(
      `${name}-oidc-provider`,
      {
        url: args.url,
        clientIdLists: [audience],
        ...(args.thumbprints === undefined ? {} : { thumbprintLists: args.thumbprints }),
        ...(args.tags === undefined ? {} : { tags: args.tags }),
      },
      {
        parent: this,
        hooks: proofHooks(`registration of issuer ${name}`, ["url", "clientIdLists"], ({ url, clientIdLists }) => [
          ...checkIssuer(url, audience),
          ...claim(account, url),
          // Every client id is an audience that some role may accept, so a second one is not ours to allow.
          ...checkUnchanged({ clientIdLists }, { clientIdLists: [audience] }),
        ]),
      },
    );
    this.registration = pulumi.output({ oidcProviderArn: provider.arn });
    this.registerOutputs();
  }
}

/** Faults of a registration that can be seen before anything is created. */
export function checkAwsIssuerRegistration(args: AwsIssuerRegistrationArgs): Issue[] {
  const { url, audience = AWS_DEFAULT_AUDIENCE } = args;
  return [...(!isLater(url) ? checkIssuer(url, audience) : []), ...checkAwsRegistration(args)];
}

function checkIssuer(url: unknown, audience: string): Issue[] {
  return [...checkAwsIssuerUrl(url, "url"), ...checkIssuerAudience(audience, url, "audience")];
}
