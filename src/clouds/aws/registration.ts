import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { claimedLater } from "../../component/claims";
import { findingFormerChildren } from "../../component/former-children";
import { proofHooks } from "../../component/proof-hook";
import { registrationClaims } from "../../component/registrations";
import { settled } from "../../component/settled-value";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { checkUnchanged } from "../../core/unchanged";
import type { AwsIssuerRegistrationArgs, AwsRegistration, AwsRegistrationArgs } from "./args";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { checkAwsIssuerUrl, checkAwsRegistration } from "./limits";
import { awsIam } from "./sdk";
import { readAwsIssuerRegistrationArgs } from "./shape";

/** Registers an issuer in one AWS account, as an IAM OIDC provider. */
export class AwsIssuerRegistration extends pulumi.ComponentResource {
  /** What a workload needs of the registration: the entry `aws` of an issuer. */
  public readonly registration: pulumi.Output<AwsRegistration>;

  constructor(name: string, args: AwsIssuerRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AwsIssuerRegistration", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const account = { cloud: "aws", provider: this.getProvider("aws::") };
    const claim = registrationClaims(this, name, opts?.parent);
    assertNoIssues(name, checkOnce(args, readAwsIssuerRegistrationArgs, checkAwsIssuerRegistration), this);
    // What cannot be registered claims nothing.
    assertNoIssues(name, claim(account, args.url), this);
    const clientIds = [args.audience ?? AWS_DEFAULT_AUDIENCE, ...(args.moreAudiences ?? [])];
    const issuer = settled(args.url);
    const claimed = claimedLater(issuer.output, (url) => claim(account, url));
    const provider = new (awsIam().OpenIdConnectProvider)(
      `${name}-oidc-provider`,
      {
        url: issuer.output,
        clientIdLists: clientIds,
        ...(args.thumbprints === undefined ? {} : { thumbprintLists: args.thumbprints }),
        ...(args.tags === undefined ? {} : { tags: args.tags }),
      },
      {
        parent: this,
        hooks: proofHooks(
          `registration of issuer ${name}`,
          ["url", "clientIdLists", "thumbprintLists"],
          ({ url, clientIdLists, thumbprintLists }) => [
            ...checkIssuer(url, args),
            ...claimed(),
            // Whose tokens are good, for which audiences, and whose word is taken for the keys: not for a transform to say.
            ...checkUnchanged(
              { url, clientIdLists, thumbprintLists },
              { url: issuer.value() ?? url, clientIdLists: clientIds, thumbprintLists: args.thumbprints },
            ),
          ],
        ),
      },
    );
    this.registration = pulumi.output({ oidcProviderArn: provider.arn });
    this.registerOutputs();
  }
}

/** Faults of a registration that can be seen before anything is created. */
export function checkAwsIssuerRegistration(args: AwsIssuerRegistrationArgs): Issue[] {
  return [...(!isLater(args.url) ? checkIssuer(args.url, args) : []), ...checkAwsRegistration(args)];
}

function checkIssuer(url: unknown, { audience = AWS_DEFAULT_AUDIENCE, moreAudiences }: AwsRegistrationArgs): Issue[] {
  // Faults of the list's shape are another check's.
  const more = Array.isArray(moreAudiences) ? moreAudiences : [];
  return [
    ...checkAwsIssuerUrl(url, "url"),
    ...checkIssuerAudience(audience, url, "audience"),
    ...more.flatMap((other, index) => checkIssuerAudience(other, url, `moreAudiences[${index}]`)),
  ];
}
