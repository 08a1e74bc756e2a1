import * as pulumi from "@pulumi/pulumi";
import type { IssuerReading } from "../../component/issuers";
import { notRegistered, plainProviderArn } from "../../component/issuers";
import { Placeholders, placeholderIssuer } from "../../component/placeholders";
import { allOthers, countOthers, symbolicOthers } from "../../component/policy-others";
import { checkIssuerAudience } from "../../core/audience";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { jsonObject } from "../../core/json";
import { isWritten } from "../../core/known";
import { show } from "../../core/show";
import { intentOf } from "../../core/trust-intent";
import { WiringForm } from "../../core/wiring-form";
import { proofIssues } from "../proof";
import type { StoredPolicy } from "../workload-role";
import { expectedClientIds } from "../workload-role";
import type { AlicloudOthers, AlicloudRegistration, AlicloudSubject, AlicloudWorkloadIdentityArgs } from "./args";
import { alicloud } from "./cloud";
import { isAckIssuerUrl } from "./issuer";
import {
  ackIssuerNotAdopted,
  checkAckAudience,
  checkAlicloudAccounts,
  checkAlicloudIssuerUrl,
  checkAlicloudOthers,
  checkAlicloudProviderArn,
  checkAlicloudTrustSize,
  checkAlicloudWebhookAccount,
} from "./limits";
import type { AlicloudKnownOthers, AlicloudTrustedIssuer } from "./trust";
import { alicloudProviderArnOf, renderAlicloudTrust } from "./trust";

type Group = { issuer: IssuerReading<AlicloudRegistration>; subjects: AlicloudSubject[] };

/** Whom the role trusts, on final values. */
export interface AlicloudTrusted {
  issuers: AlicloudTrustedIssuer[];
  others: AlicloudKnownOthers;
}

export function alicloudTrustedBy(groups: Group[], others?: AlicloudOthers): pulumi.Output<AlicloudTrusted> {
  const registered = groups.map(({ issuer: { url, entry } }) => ({ url, entry }));
  return pulumi.output({ registered, others: allOthers(others) }).apply((known) => ({
    issuers: known.registered.map(({ url, entry }, index) => ({
      issuer: url,
      oidcProviderArn: entry?.oidcProviderArn ?? "",
      subjects: groups[index]!.subjects,
    })),
    others: allOthers(known.others as AlicloudKnownOthers),
  }));
}

/** The faults that show while the program runs. */
export function alicloudPlainFaults(args: AlicloudWorkloadIdentityArgs, groups: Group[], audience: string): Issue[] {
  const ofAccounts = checkAccounts(args);
  // Nothing more can be said of a trust between two accounts.
  const faults = ofAccounts.length > 0 ? ofAccounts : symbolicFaults(args, groups, audience);
  return faults.length > 0 ? faults : plainExternalFaults(args, groups, audience);
}

/** The first look: everything at once, with a placeholder for each value that is not known yet. */
function symbolicFaults(args: AlicloudWorkloadIdentityArgs, groups: Group[], audience: string): Issue[] {
  const placeholders = new Placeholders();
  const faults: Issue[] = [];
  const plainArns = groups
    .map(({ issuer }) => issuer.plainEntry?.oidcProviderArn)
    .filter((arn) => typeof arn === "string");
  // A trust through providers of two accounts is none, so made-up ones stand beside real ones only in the same account.
  const isPlain = plainArns.length === groups.length;
  const account = (isPlain ? plainArns[0]?.split(":")[3] : undefined) ?? "0000000000000000";
  const providerArn = (word: string) => `acs:ram::${account}:oidc-provider/${word}`;
  const issuers = groups.map(({ issuer, subjects }, index): AlicloudTrustedIssuer => {
    const url = placeholders.of(issuer.url, placeholderIssuer);
    if (issuer.literal && issuer.entry === undefined) faults.push(missingEntry(url));
    return {
      issuer: url,
      oidcProviderArn: isPlain ? plainArns[index]! : providerArn(`unknown-${index + 1}`),
      subjects,
    };
  });
  if (faults.length > 0) return faults;
  const { subjects, principals } = symbolicOthers(
    allOthers(args.others),
    placeholders,
    (word) => `acs:ram::0000000000000000:role/${word}`,
  );
  const given = allOthers(args.others).subjects;
  const others = {
    principals,
    subjects: subjects.map((subject, index) =>
      given[index]?.oidcProviderArn === undefined
        ? subject
        : {
            ...subject,
            oidcProviderArn: providerArn(`other-${subjects.findIndex(({ issuer }) => issuer === subject.issuer)}`),
          },
    ),
  };
  const document = JSON.stringify(renderAlicloudTrust(issuers, audience, others));
  return alicloudTrustFaults(document, { issuers, others }, audience) ?? [];
}

/** Faults between the accounts of role and providers, as far as both are plain. */
function checkAccounts({ subjects, externalRoleArn, wiring, others }: AlicloudWorkloadIdentityArgs): Issue[] {
  const providers = subjects.map(({ issuer }, index) => ({
    path: `subjects[${index}].issuer.alicloud`,
    name: plainProviderArn(issuer, "alicloud"),
  }));
  // The webhook has words of its own for a role of another account.
  const ofWebhook = providers.flatMap(({ path, name }) =>
    wiring === WiringForm.Webhook ? checkAlicloudWebhookAccount(externalRoleArn, name, path) : [],
  );
  if (ofWebhook.length > 0) return ofWebhook;
  const ofOthers = allOthers(others).subjects.map(({ oidcProviderArn }, index) => ({
    path: `others.subjects[${index}].oidcProviderArn`,
    name: oidcProviderArn,
  }));
  return checkAlicloudAccounts([
    { path: "externalRoleArn", name: externalRoleArn },
    ...providers.map(({ path, name }) => ({ path: `${path}.oidcProviderArn`, name })),
    ...ofOthers,
  ]);
}

const NOBODY: AlicloudTrusted = { issuers: [], others: { subjects: [], principals: [] } };

/** The same on final values. */
export function alicloudAccountFaults(roleArn: string, trusted: AlicloudTrusted | undefined): Issue[] {
  const { issuers, others } = trusted ?? NOBODY;
  return checkAlicloudAccounts([
    { path: "role", name: roleArn },
    ...issuers.map(({ oidcProviderArn }) => ({
      path: "issuer.alicloud.oidcProviderArn",
      name: oidcProviderArn,
    })),
    ...(others.subjects ?? []).map(({ oidcProviderArn }) => ({
      path: "others.subjects.oidcProviderArn",
      name: oidcProviderArn,
    })),
  ]);
}

/** The policy of an external role, where everything that it is compared with is written down in the program. */
function plainExternalFaults(args: AlicloudWorkloadIdentityArgs, groups: Group[], audience: string): Issue[] {
  const { externalTrustPolicy, externalRoleArn } = args;
  const others = allOthers(args.others);
  const issuers = groups.map(({ issuer: { url }, subjects }) => ({
    issuer: url,
    oidcProviderArn: plainProviderArn(subjects[0]?.issuer, "alicloud"),
    subjects,
  }));
  if (typeof externalTrustPolicy !== "string" || !isWritten([issuers, others, externalRoleArn])) return [];
  return alicloudTrustFaults(externalTrustPolicy, { issuers, others } as AlicloudTrusted, audience, {
    roleArn: externalRoleArn as string,
    path: "externalTrustPolicy",
  });
}

function missingEntry(url: string): Issue {
  return isAckIssuerUrl(url)
    ? ackIssuerNotAdopted(url, "subjects")
    : notRegistered("subjects", "alicloud", "AlicloudIssuerRegistration", url);
}

/** Faults of issuers and their registrations on final values. */
export function alicloudIssuerFaults(issuers: readonly AlicloudTrustedIssuer[]): Issue[] {
  return issuers.flatMap(({ issuer, oidcProviderArn }) =>
    oidcProviderArn === ""
      ? [missingEntry(issuer)]
      : [
          ...checkAlicloudIssuerUrl(issuer, "issuer.url"),
          ...checkAlicloudProviderArn(oidcProviderArn, "issuer.alicloud.oidcProviderArn"),
        ],
  );
}

/** Faults of others, with the providers of their issuers. */
function otherFaults({ issuers, others }: AlicloudTrusted): Issue[] {
  const { subjects = [] } = others;
  return [
    ...checkAlicloudOthers(others),
    ...subjects
      .filter(({ issuer }) => alicloudProviderArnOf(issuer, issuers, subjects) === undefined)
      .map(({ issuer }) => {
        const fix = "set oidcProviderArn to that of its RAM OIDC provider, which its name does not tell";
        return issue("other-provider-missing", "others.subjects", `Cannot trust issuer ${show(issuer)}: ${fix}`);
      }),
  ];
}

/** Faults of a role's trust policy as it is or will be stored, against those who were asked for. */
export function alicloudTrustFaults(
  document: unknown,
  trusted: AlicloudTrusted,
  audience: string,
  stored?: StoredPolicy,
): Issue[] {
  const { issuers, others } = trusted;
  const faults = [
    ...alicloudIssuerFaults(issuers),
    ...issuers.flatMap(({ issuer, oidcProviderArn }) => [
      ...checkIssuerAudience(audience, issuer, "audience"),
      ...checkAckAudience(oidcProviderArn, audience, "audience"),
    ]),
    ...otherFaults(trusted),
  ];
  if (faults.length > 0) return faults;
  const text = String(document);
  const named = countOthers(others) === 0 ? {} : { others: { alicloud: others } };
  const { subjects = [] } = others;
  const providers = new Map(issuers.map(({ issuer, oidcProviderArn }) => [issuer, oidcProviderArn]));
  for (const { issuer } of subjects) providers.set(issuer, alicloudProviderArnOf(issuer, issuers, subjects) ?? "");
  return [
    ...checkAlicloudTrustSize(text, "subjects"),
    ...proofIssues(
      alicloud,
      {
        cloud: "alicloud",
        assumeRolePolicy: jsonObject(text),
        oidcProviders: [...providers].map(([issuer, arn]) => ({ arn, issuer, clientIds: expectedClientIds(audience) })),
        ...(stored === undefined ? {} : { roleArn: stored.roleArn }),
      },
      { ...intentOf(issuers, audience), ...named },
      stored?.path ?? "assumeRolePolicyDocument",
    ),
  ];
}
