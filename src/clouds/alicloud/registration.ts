import * as pulumi from "@pulumi/pulumi";
import { checkOnce, readOnce } from "../../component/checked-arguments";
import { claimedLater } from "../../component/claims";
import { derivedName } from "../../component/derived-name";
import { findingFormerChildren } from "../../component/former-children";
import { claimPhysicalName } from "../../component/physical-names";
import { proofHooks, provedUnderMocks } from "../../component/proof-hook";
import { registrationClaims } from "../../component/registrations";
import { settled } from "../../component/settled-value";
import { assertNoIssues } from "../../component/validation-error";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { isLater } from "../../core/known";
import { checkUnchanged } from "../../core/unchanged";
import type { AlicloudIssuerRegistrationArgs, AlicloudRegistration } from "./args";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import {
  ALICLOUD_PROVIDER_NAME_MAX_LENGTH,
  checkAlicloudFingerprints,
  checkAlicloudIssuerUrl,
  checkAlicloudRegistrable,
  checkAlicloudRegistration,
} from "./limits";
import { alicloudIms } from "./sdk";
import { readAlicloudIssuerRegistrationArgs } from "./shape";

/** Registers an issuer in one Alibaba Cloud account, as a RAM OIDC provider; that of an ACK cluster is registered by ACK itself. */
export class AlicloudIssuerRegistration extends pulumi.ComponentResource {
  /** What a workload needs of the registration: the entry `alicloud` of an issuer. */
  public readonly registration: pulumi.Output<AlicloudRegistration>;

  constructor(name: string, args: AlicloudIssuerRegistrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("pulumi-workload-identity:index:AlicloudIssuerRegistration", name, {}, findingFormerChildren(opts));
    args = readOnce(args);
    const audience = args.audience ?? ALICLOUD_DEFAULT_AUDIENCE;
    const account = { cloud: "alicloud", provider: this.getProvider("alicloud::") };
    const claim = registrationClaims(this, name, opts?.parent);
    const checkFinal = (url: unknown): Issue[] => [
      ...checkIssuer(url, audience),
      ...checkAlicloudRegistrable(url, args.allowAckIssuer, "url"),
    ];
    assertNoIssues(name, checkOnce(args, readAlicloudIssuerRegistrationArgs, checkAlicloudIssuerRegistration), this);
    // What cannot be registered claims nothing.
    assertNoIssues(name, claim(account, args.url), this);
    const logicalName = `${name}-oidc-provider`;
    const oidcProviderName = args.providerName ?? derivedName(logicalName, ALICLOUD_PROVIDER_NAME_MAX_LENGTH);
    claimPhysicalName(this, name, {
      argument: "providerName",
      what: "RAM OIDC provider",
      value: oidcProviderName,
      account: ["alicloud", account.provider],
    });
    const issuer = settled(args.url);
    const claimed = claimedLater(issuer.output, (url) => claim(account, url));
    const prints = settled(pulumi.all(args.fingerprints ?? []).apply(normalised));
    const provider = new (alicloudIms().OidcProvider)(
      logicalName,
      {
        oidcProviderName,
        issuerUrl: provedUnderMocks(issuer.output, checkFinal),
        clientIds: [audience],
        fingerprints: provedUnderMocks(prints.output, checkAlicloudFingerprints),
        issuanceLimitTime: args.issuanceLimitTime,
        description: args.description,
      },
      {
        parent: this,
        ignoreChanges: args.providerName === undefined ? ["oidcProviderName"] : [],
        // For another issuer it is replaced, and RAM has its name once.
        deleteBeforeReplace: true,
        hooks: proofHooks(
          `registration of issuer ${name}`,
          ["issuerUrl", "clientIds", "fingerprints"],
          ({ issuerUrl, clientIds, fingerprints }) => [
            ...checkFinal(issuerUrl),
            ...checkAlicloudFingerprints(fingerprints),
            ...claimed(),
            // Whose tokens are good, for which audiences, and whose word is taken for the keys: not for a transform to say.
            ...checkUnchanged(
              { issuerUrl, clientIds, fingerprints: sorted(fingerprints) },
              {
                issuerUrl: issuer.value() ?? issuerUrl,
                clientIds: [audience],
                fingerprints: prints.value() ?? sorted(fingerprints),
              },
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
export function checkAlicloudIssuerRegistration(args: AlicloudIssuerRegistrationArgs): Issue[] {
  const { url, audience = ALICLOUD_DEFAULT_AUDIENCE } = args;
  return [...(!isLater(url) ? checkIssuer(url, audience) : []), ...checkAlicloudRegistration(args, url)];
}

function checkIssuer(url: unknown, audience: string): Issue[] {
  return [...checkAlicloudIssuerUrl(url, "url"), ...checkIssuerAudience(audience, url, "audience")];
}

/** In what order the provider hands a set on is its own affair. */
function sorted(fingerprints: unknown): unknown {
  return Array.isArray(fingerprints) ? normalised(fingerprints.map(String)) : fingerprints;
}

/** One letter case and one order: RAM keeps a set, and any other spelling of it would be an update for ever. */
function normalised(fingerprints: string[]): string[] {
  return [...new Set(fingerprints.map((fingerprint) => fingerprint.toLowerCase()))].sort();
}
