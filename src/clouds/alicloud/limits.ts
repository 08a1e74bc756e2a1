import { checkShape } from "../../core/argument-shape";
import { checkApiServerAudience } from "../../core/audience";
import { checkForm, checkLength, checkRange } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { ifKnown } from "../../core/known";
import type { NamedResource } from "../../core/same-account";
import { checkSameAccount } from "../../core/same-account";
import { show } from "../../core/show";
import { checkPolicyOthers, NO_OTHERS } from "../../core/trust-policy/others";
import { checkTokenSettings } from "../../core/wiring";
import { checkIgnoredByWebhook, WiringForm } from "../../core/wiring-form";
import type { WithoutEffect } from "../../core/without-effect";
import { checkEffects } from "../../core/without-effect";
import { checkFetchedIssuerUrl } from "../api-servers";
import { externalTrustWithoutRole, MANAGED_STATEMENT_EFFECTS } from "../role-claim";
import type { AlicloudOthers, AlicloudRegistrationArgs, AlicloudWorkloadArgs } from "./args";
import { ALICLOUD_DEFAULT_AUDIENCE } from "./audience";
import { ALICLOUD_DIALECT } from "./document";
import { checkAlicloudGrants } from "./grants";
import { isAckIssuerUrl } from "./issuer";
import { ALICLOUD_PRINCIPALS } from "./others";
import { readAlicloudRegistrationArgs, readAlicloudWorkloadArgs } from "./shape";

/** Longest issuer URL in characters (IMS API, CreateOIDCProvider, 2026-01). */
const ALICLOUD_ISSUER_URL_MAX_LENGTH = 255;
/** Longest client id of a RAM OIDC provider in characters (IMS API, CreateOIDCProvider, 2026-01). */
const ALICLOUD_AUDIENCE_MAX_LENGTH = ALICLOUD_DIALECT.stores.clientIdLength;
/** Longest name of a RAM OIDC provider in characters (IMS API, CreateOIDCProvider, 2026-01). */
export const ALICLOUD_PROVIDER_NAME_MAX_LENGTH = 128;
/** CA fingerprints of one RAM OIDC provider (IMS API, CreateOIDCProvider, 2026-01). */
const ALICLOUD_FINGERPRINTS_MAX = 5;
/** Hours during which a token may be accepted at most (IMS API, IssuanceLimitTime, 2026-01). */
const ALICLOUD_ISSUANCE_LIMIT_MAX_HOURS = 168;
/** Longest trust policy in characters: no figure of the vendor, but a guard of ours, because Alibaba Cloud states none (2026-08). */
const ALICLOUD_TRUST_MAX_LENGTH = 4096;
/** Longest role name in characters (RAM API, CreateRole, 2026-01). */
export const ALICLOUD_ROLE_NAME_MAX_LENGTH = 64;
/** Longest lifetime of a token in seconds; the webhook takes no other, ACK cuts longer ones (RRSA guide, 2026-01). */
const ALICLOUD_TOKEN_EXPIRATION_MAX_SECONDS = 43_200;

const checkRoleName = checkForm(
  "alicloud-role-name-invalid",
  "role name",
  /^[A-Za-z0-9.-]{1,64}$/,
  "1 to 64 of A-Z a-z 0-9 .-, the name alone without an ARN",
);
const checkRoleArn = checkForm(
  "alicloud-role-arn-invalid",
  "role",
  /^acs:ram::\d+:role\/[A-Za-z0-9.-]{1,64}$/,
  "the ARN of a RAM role, acs:ram::<account>:role/<name>",
);
const checkProviderName = checkForm(
  "alicloud-provider-name-invalid",
  "provider name",
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,126}[A-Za-z0-9]$/,
  "2 to 128 of A-Z a-z 0-9 ._- that begin and end with a letter or digit",
);
const checkProviderArn = checkForm(
  "alicloud-oidc-provider-arn-invalid",
  "OIDC provider",
  /^acs:ram::\d+:oidc-provider\/[A-Za-z0-9][A-Za-z0-9._-]{0,126}[A-Za-z0-9]$/,
  "the ARN of a RAM OIDC provider, acs:ram::<account>:oidc-provider/<name>",
);
const checkAudience = checkForm(
  "alicloud-audience-invalid",
  "audience",
  /^[A-Za-z0-9][A-Za-z0-9.\-_:/]{0,127}$/,
  `1 to ${ALICLOUD_AUDIENCE_MAX_LENGTH} of A-Z a-z 0-9 .-_:/ that begin with a letter or digit`,
);
const checkFingerprint = checkForm(
  "alicloud-fingerprint-invalid",
  "fingerprint",
  /^[0-9a-fA-F]{40}$/,
  "the SHA-1 of the CA as 40 hexadecimal digits without colons",
);
const checkSessionDuration = checkRange(
  "alicloud-session-duration-out-of-range",
  "longest session in seconds",
  3600,
  43_200,
);
const checkSessionName = checkForm(
  "alicloud-session-name-invalid",
  "role session name",
  /^[A-Za-z0-9.@_-]{2,64}$/,
  "2 to 64 of A-Z a-z 0-9 .@_-",
);
const checkStsRegion = checkForm(
  "alicloud-sts-region-invalid",
  "region",
  /^[a-z]{2}(-[a-z0-9]+)+$/,
  'the id of a region, such as "cn-hangzhou"',
);
const checkStsEndpoint = checkForm(
  "alicloud-sts-endpoint-invalid",
  "STS endpoint",
  /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
  'a host such as "sts-vpc.cn-hangzhou.aliyuncs.com", without "https://"',
);
const checkIssuanceLimit = checkRange(
  "alicloud-issuance-limit-out-of-range",
  "longest age of a token in hours",
  1,
  ALICLOUD_ISSUANCE_LIMIT_MAX_HOURS,
);
const checkRoleDescription = checkLength("alicloud-description-invalid", "description", 1024);
const checkProviderDescription = checkLength("alicloud-description-invalid", "description", 256);

const checkProfile = checkForm("alicloud-profile-invalid", "profile", /^[^\s[\]]{1,128}$/, "the name of a profile");

const WITHOUT_EFFECT: readonly WithoutEffect<AlicloudWorkloadArgs>[] = [
  {
    args: ["roleName", "description", "maxSessionDuration", "tags"],
    beside: ({ externalRoleArn }) => externalRoleArn !== undefined,
    why: "the role of externalRoleArn is managed elsewhere and stays as it is; leave it out, or use importRole to own the role",
  },
  ...MANAGED_STATEMENT_EFFECTS,
];

/** Faults of what is asked for on Alibaba Cloud. */
export function checkAlicloudWorkload(args: AlicloudWorkloadArgs): Issue[] {
  const misshapen = checkShape(readAlicloudWorkloadArgs, args);
  if (misshapen.length > 0) return misshapen;
  const { externalRoleArn, importRole, roleName } = args;
  const issues = [
    ...checkAlicloudAudience(args.audience),
    ...ifKnown(roleName, "roleName", checkRoleName),
    ...ifKnown(importRole, "importRole", checkRoleName),
    ...ifKnown(externalRoleArn, "externalRoleArn", checkRoleArn),
    ...ifKnown(args.description, "description", checkRoleDescription),
    ...ifKnown(args.maxSessionDuration, "maxSessionDuration", checkSessionDuration),
    ...checkAlicloudGrants(args),
    ...checkEffects(args, WITHOUT_EFFECT),
    ...ifKnown(args.statementProfile, "statementProfile", checkProfile),
    ...ifKnown(args.roleSessionName, "roleSessionName", checkSessionName),
    ...ifKnown(args.stsRegion, "stsRegion", checkStsRegion),
    ...ifKnown(args.stsEndpoint, "stsEndpoint", checkStsEndpoint),
    ...checkAlicloudOthers(args.others),
    ...checkTokenSettings(args.token, { max: ALICLOUD_TOKEN_EXPIRATION_MAX_SECONDS }),
    ...(args.wiring === WiringForm.Webhook ? checkWebhook(args) : []),
  ];
  if (externalRoleArn === undefined && args.externalTrustPolicy !== undefined) {
    issues.push(externalTrustWithoutRole("alicloud-role-owner-unclear"));
  }
  const conflict = (why: string) => issues.push(issue("alicloud-role-owner-unclear", "importRole", `Cannot ${why}`));
  if (importRole !== undefined && externalRoleArn !== undefined) {
    conflict("take over an external role: set externalRoleArn to leave its trust alone, or importRole to own it");
  }
  if (importRole !== undefined && roleName !== undefined && roleName !== importRole) {
    conflict(
      `take over role ${show(importRole)} and name it ${show(roleName)}: a role keeps its name; leave out roleName`,
    );
  }
  for (const name of (["stsRegion", "stsVpcEndpoint"] as const).filter((key) => args[key] !== undefined)) {
    if (args.stsEndpoint === undefined) continue;
    const fault = `Cannot use ${name} beside stsEndpoint, which names the whole host: leave out one of them`;
    issues.push(issue("alicloud-sts-endpoint-ambiguous", name, fault));
  }
  if (args.stsVpcEndpoint === true && args.stsRegion === undefined) {
    issues.push(
      issue(
        "alicloud-sts-region-missing",
        "stsRegion",
        "Cannot call STS inside of the VPC without a region: SDKs would call the public endpoint in silence; set stsRegion",
      ),
    );
  }
  return issues;
}

/** The webhook's token has the one audience that the provider of an ACK cluster takes. */
function checkWebhook(args: AlicloudWorkloadArgs): Issue[] {
  const isOther = args.audience !== undefined && args.audience !== ALICLOUD_DEFAULT_AUDIENCE;
  return checkIgnoredByWebhook(args, "ACK's webhook", isOther ? ["audience"] : []);
}

/** Faults of how an issuer is registered. An ACK issuer, which is not registered here, needs no fingerprints. */
export function checkAlicloudRegistration(args: AlicloudRegistrationArgs, url?: unknown): Issue[] {
  const misshapen = checkShape(readAlicloudRegistrationArgs, args);
  if (misshapen.length > 0) return misshapen;
  const adopted = checkAlicloudRegistrable(url, args.allowAckIssuer, "url");
  return [
    ...checkAlicloudAudience(args.audience),
    ...(adopted.length > 0 ? adopted : checkAlicloudFingerprints(args.fingerprints)),
    ...ifKnown(args.providerName, "providerName", checkProviderName),
    ...ifKnown(args.description, "description", checkProviderDescription),
    ...ifKnown(args.issuanceLimitTime, "issuanceLimitTime", checkIssuanceLimit),
  ];
}

/** Faults of CA fingerprints; RAM neither reads them itself nor accepts a provider without. */
export function checkAlicloudFingerprints(fingerprints: unknown): Issue[] {
  if (!Array.isArray(fingerprints) || fingerprints.length === 0) {
    return [
      issue(
        "alicloud-fingerprints-missing",
        "fingerprints",
        `Cannot register the issuer without a fingerprint: expected 1 to ${ALICLOUD_FINGERPRINTS_MAX} SHA-1 fingerprints of its root CA, the last certificate of: openssl s_client -showcerts (the issuer of an ACK cluster needs none: take it from ackIssuer)`,
      ),
    ];
  }
  const issues = fingerprints.flatMap((fingerprint: unknown, index) =>
    ifKnown(fingerprint, `fingerprints[${index}]`, checkFingerprint),
  );
  if (fingerprints.length > ALICLOUD_FINGERPRINTS_MAX) {
    issues.push(
      issue(
        "alicloud-too-many-fingerprints",
        "fingerprints",
        `Cannot register ${fingerprints.length} fingerprints: a provider has at most ${ALICLOUD_FINGERPRINTS_MAX}`,
      ),
    );
  }
  return issues;
}

/** Faults of an issuer URL: RAM fetches its keys, and takes no "@". */
export function checkAlicloudIssuerUrl(url: unknown, path: string): Issue[] {
  const issues = checkFetchedIssuerUrl(url, path, ALICLOUD_ISSUER_URL_MAX_LENGTH);
  if (issues.length > 0 || !(url as string).includes("@")) return issues;
  return [
    issue("alicloud-issuer-url-at", path, `Cannot register issuer ${show(url)}: RAM accepts no "@" in an issuer URL`),
  ];
}

/** The fault of an ACK issuer without an entry: in the cluster's account a registration exists, and a second one is refused. */
export function ackIssuerNotAdopted(url: string, path: string): Issue {
  return issue(
    "ack-issuer-not-adopted",
    path,
    `Cannot register the issuer ${show(url)} of an ACK cluster: enabling RRSA has registered it in the cluster's account; pass cluster.rrsaMetadata.apply(ackIssuer), or an issuer with alicloud.oidcProviderArn set (in another account register it with allowAckIssuer)`,
  );
}

/** Faults of the audience with the provider that ACK registered itself, which takes no other (RRSA guide, 2026-01). */
export function checkAckAudience(oidcProviderArn: string, audience: string, path: string): Issue[] {
  if (audience === ALICLOUD_DEFAULT_AUDIENCE || !oidcProviderArn.includes(":oidc-provider/ack-rrsa-")) return [];
  const message = `Cannot use audience ${show(audience)} with ${show(oidcProviderArn)}: the provider of an ACK cluster takes ${show(ALICLOUD_DEFAULT_AUDIENCE)} alone; leave the audience out`;
  return [issue("ack-audience-fixed", path, message)];
}

/** Faults of registering this very issuer. */
export function checkAlicloudRegistrable(url: unknown, allowAckIssuer: boolean | undefined, path: string): Issue[] {
  return typeof url === "string" && isAckIssuerUrl(url) && allowAckIssuer !== true
    ? [ackIssuerNotAdopted(url, path)]
    : [];
}

export function checkAlicloudProviderArn(arn: unknown, path: string): Issue[] {
  return ifKnown(arn, path, checkProviderArn);
}

/** The webhook is told a role's name and looks for it in the cluster's own account. Compares what is plain. */
export function checkAlicloudWebhookAccount(roleArn: unknown, oidcProviderArn: unknown, path: string): Issue[] {
  const [role, provider] = [accountOf(roleArn), accountOf(oidcProviderArn)];
  if (role === undefined || provider === undefined || role === provider) return [];
  return [
    issue(
      "alicloud-webhook-account-mismatch",
      path,
      `Cannot wire role ${show(roleArn)} by the webhook: it finds roles by name in the account of ${show(oidcProviderArn)}; use the wiring "projected"`,
    ),
  ];
}

/** Faults of a rendered trust policy's size in characters. */
export function checkAlicloudTrustSize(policy: string, path: string): Issue[] {
  return policy.length <= ALICLOUD_TRUST_MAX_LENGTH
    ? []
    : [
        issue(
          "alicloud-trust-too-long",
          path,
          `Cannot store a trust policy of ${policy.length} characters: at most ${ALICLOUD_TRUST_MAX_LENGTH} are known to be safe; give the subjects to several roles`,
        ),
      ];
}

function checkAlicloudAudience(audience: unknown): Issue[] {
  const issues = ifKnown(audience, "audience", checkAudience);
  return issues.length > 0 ? issues : checkApiServerAudience(audience, "audience");
}

/** The account in an ARN, or `undefined` where it is not known yet. */
function accountOf(arn: unknown): string | undefined {
  return typeof arn === "string" ? ALICLOUD_DIALECT.accountOf(arn) : undefined;
}

/** Faults between the accounts of a role and of the providers that it trusts, as far as their ARNs are plain. */
export function checkAlicloudAccounts(named: readonly NamedResource[]): Issue[] {
  return checkSameAccount(named, ALICLOUD_DIALECT.accountOf, "alicloud-account-mismatch");
}

/** Faults of others that come in on purpose. */
export function checkAlicloudOthers(others: AlicloudOthers = NO_OTHERS as AlicloudOthers): Issue[] {
  return [
    ...checkPolicyOthers(others, ALICLOUD_PRINCIPALS, ALICLOUD_DIALECT, checkAlicloudIssuerUrl),
    ...(others.subjects ?? []).flatMap(({ oidcProviderArn }, index) =>
      checkAlicloudProviderArn(oidcProviderArn, `others.subjects[${index}].oidcProviderArn`),
    ),
  ];
}
