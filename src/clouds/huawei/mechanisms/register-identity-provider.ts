import * as pulumi from "@pulumi/pulumi";
import { derivedName } from "../../../component/derived-name";
import { claimPhysicalName } from "../../../component/physical-names";
import { proofHooks, provedUnderMocks } from "../../../component/proof-hook";
import { settled } from "../../../component/settled-value";
import { checkIssuerAudience } from "../../../core/audience";
import type { Issue } from "../../../core/issue";
import { checkUnchanged } from "../../../core/unchanged";
import { huaweiAccountWords } from "../account-words";
import type { HuaweiIssuerRegistrationArgs, HuaweiRegistration } from "../args";
import { HuaweiIdentityProviderResource } from "../dynamic-provider";
import { canonicalHuaweiSigningKey, checkHuaweiSigningKey } from "../jwks";
import { huaweiJwksMissing } from "../limits";
import { huaweiStackOwner } from "../stack-owner";
import { checkHuaweiClientId, checkHuaweiIssuerUrl } from "../values";

const PROVIDER_NAME_MAX_LENGTH = 64;

/** An identity provider of the old IAM that holds the cluster's keys, with a mapping for the rules of its workloads. */
export function registerIdentityProvider(
  parent: pulumi.Resource,
  name: string,
  args: HuaweiIssuerRegistrationArgs,
): HuaweiRegistration {
  const { connection, description } = args;
  const logicalName = `${name}-identity-provider`;
  const providerName = args.providerName ?? derivedName(logicalName, PROVIDER_NAME_MAX_LENGTH);
  claimPhysicalName(parent, name, {
    argument: "providerName",
    what: "identity provider",
    value: providerName,
    account: huaweiAccountWords(connection),
  });
  // The client id is the provider's name, unless one of them is given: made-up names stay what they were at first, both of them.
  const isMadeUp = args.providerName === undefined && args.clientId === undefined;
  const settings = settled(
    pulumi.all([args.url, args.clientId ?? providerName, args.jwks]).apply(([issuer, clientId, jwks]) => ({
      issuer,
      clientId,
      signingKey: canonicalHuaweiSigningKey(jwks ?? ""),
    })),
  );
  const check = (stored: Record<string, unknown>): Issue[] | undefined => {
    const intended = settings.value();
    if (intended === undefined) return undefined;
    const final = isMadeUp ? { ...intended, clientId: String(stored.name) } : intended;
    return [
      ...checkHuaweiIssuerUrl(final.issuer, "url"),
      ...checkHuaweiClientId(final.clientId, "clientId"),
      ...checkIssuerAudience(final.clientId, final.issuer, "clientId"),
      ...(final.signingKey === "" ? [huaweiJwksMissing("jwks")] : checkHuaweiSigningKey(final.signingKey, "jwks")),
      // Other stacks add their rules to the mapping of this name, and a disabled provider takes no tokens.
      ...checkUnchanged(
        { ...stored, mappingId: stored.mappingId ?? stored.name, enabled: stored.enabled ?? true },
        { ...final, mappingId: stored.name, enabled: true },
      ),
    ];
  };
  const proved = provedUnderMocks(settings.output, (stored) => check({ ...stored, name: providerName }) ?? []);
  const provider = new HuaweiIdentityProviderResource(
    logicalName,
    {
      name: providerName,
      issuer: proved.issuer,
      clientId: proved.clientId,
      signingKey: proved.signingKey,
      owner: huaweiStackOwner(args.owner),
      ...(description === undefined ? {} : { description }),
      ...(connection === undefined ? {} : { connection }),
    },
    {
      parent,
      ignoreChanges: [...(args.providerName === undefined ? ["name"] : []), ...(isMadeUp ? ["clientId"] : [])],
      hooks: proofHooks(
        `registration of issuer ${name}`,
        ["name", "issuer", "clientId", "signingKey", "mappingId", "enabled"],
        check,
      ),
    },
  );
  return {
    identityProviderId: provider.name,
    mappingId: provider.mappingId,
    clientId: provider.clientId,
    signingKey: provider.signingKey,
  };
}
