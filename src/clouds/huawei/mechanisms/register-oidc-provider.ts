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
import { HUAWEI_DEFAULT_CLIENT_ID } from "../audience";
import { HuaweiOidcProviderResource } from "../dynamic-provider";
import { huaweiStackOwner } from "../stack-owner";
import { checkHuaweiClientId, checkHuaweiPublicIssuerUrl } from "../values";

const PROVIDER_NAME_MAX_LENGTH = 64;

/** An OIDC provider of IAM v5, which fetches the keys from the issuer. */
export function registerOidcProvider(
  parent: pulumi.Resource,
  name: string,
  args: HuaweiIssuerRegistrationArgs,
): HuaweiRegistration {
  const { connection, description, thumbprints } = args;
  const logicalName = `${name}-oidc-provider`;
  const chosenName = args.providerName ?? derivedName(logicalName, PROVIDER_NAME_MAX_LENGTH);
  const account = huaweiAccountWords(connection);
  claimPhysicalName(parent, name, { argument: "providerName", what: "OIDC provider", value: chosenName, account });
  const settings = settled(
    pulumi
      .all([args.url, args.clientId ?? HUAWEI_DEFAULT_CLIENT_ID, pulumi.all(thumbprints ?? [])])
      .apply(([url, clientId, wanted]) => ({ url, clientIds: [clientId], thumbprints: wanted })),
  );
  // Every client id is an audience that some agency may accept, so a second one is not ours to allow.
  const check = (stored: Record<string, unknown>): Issue[] | undefined => {
    const final = settings.value();
    return final === undefined
      ? undefined
      : [
          ...checkHuaweiPublicIssuerUrl(final.url, "url"),
          ...checkHuaweiClientId(final.clientIds[0], "clientId"),
          ...checkIssuerAudience(final.clientIds[0], final.url, "clientId"),
          ...checkUnchanged(stored, { ...final, thumbprints: thumbprints && final.thumbprints }),
        ];
  };
  const proved = provedUnderMocks(settings.output, (stored) => check({ ...stored }) ?? []);
  const provider = new HuaweiOidcProviderResource(
    logicalName,
    {
      name: chosenName,
      url: proved.url,
      clientIds: proved.clientIds,
      owner: huaweiStackOwner(args.owner),
      ...(thumbprints === undefined ? {} : { thumbprints: proved.thumbprints }),
      ...(description === undefined ? {} : { description }),
      ...(connection === undefined ? {} : { connection }),
    },
    {
      parent,
      ignoreChanges: args.providerName === undefined ? ["name"] : [],
      hooks: proofHooks(`registration of issuer ${name}`, ["url", "clientIds", "thumbprints"], check),
    },
  );
  return { oidcProviderUrn: provider.providerUrn, clientId: pulumi.output(args.clientId ?? HUAWEI_DEFAULT_CLIENT_ID) };
}
