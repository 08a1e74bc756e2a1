import { checkShape } from "../../core/argument-shape";
import { checkApiServerAudience } from "../../core/audience";
import { checkForm, checkRange } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { issuerHostPath } from "../../core/issuer-url";
import { ifKnown } from "../../core/known";
import type { Quota } from "../../core/quota";
import { checkQuota, quotaWarnings } from "../../core/quota";
import { show } from "../../core/show";
import type { TagRules } from "../../core/tags";
import { checkTags } from "../../core/tags";
import { checkPolicyOthers, NO_OTHERS } from "../../core/trust-policy/others";
import { checkTokenSettings } from "../../core/wiring";
import { checkIgnoredByWebhook } from "../../core/wiring-form";
import type { WithoutEffect } from "../../core/without-effect";
import { checkEffects } from "../../core/without-effect";
import { checkFetchedIssuerUrl } from "../api-servers";
import type { ComponentSubject } from "../component";
import { externalTrustWithoutRole, MANAGED_STATEMENT_EFFECTS } from "../role-claim";
import { checkAwsOwnAccounts, checkAwsPartitions } from "./accounts";
import type { AwsOthers, AwsRegistrationArgs, AwsWorkloadArgs } from "./args";
import { AwsWiringForm } from "./args";
import { AWS_DEFAULT_AUDIENCE } from "./audience";
import { AWS_DIALECT } from "./document";
import { checkAwsGrants, checkAwsPolicyArn } from "./grants";
import { AWS_PRINCIPALS } from "./others";
import { checkAwsPodIdentity } from "./pod-identity/limits";
import { readAwsRegistrationArgs, readAwsWorkloadArgs } from "./shape";

/** Longest issuer URL in characters (IAM API, CreateOpenIDConnectProvider, 2026-05). */
const AWS_ISSUER_URL_MAX_LENGTH = 255;
/** Trust policy of a role, quota ACLSizePerRole (L-C07B4B0D) (IAM user guide, quotas, 2026-11). */
export const AWS_TRUST: Quota = {
  what: "characters in the trust policy of a role",
  byDefault: 2048,
  most: AWS_DIALECT.stores.policyLength!,
  code: "aws-trust-too-long",
  advice: "give the subjects to several roles",
};
const { clientIds: AWS_AUDIENCES_MAX, clientIdLength: AWS_AUDIENCE_MAX_LENGTH } = AWS_DIALECT.stores;
/** Thumbprints of one IAM OIDC provider (IAM API, 2026-05). */
const AWS_THUMBPRINTS_MAX = 5;

/** Longest name of a role in characters (IAM quotas, 2026-05). */
export const AWS_ROLE_NAME_MAX_LENGTH = 64;

export const checkAwsRoleName = checkForm(
  "aws-role-name-invalid",
  "role name",
  /^[\w+=,.@-]{1,64}$/,
  "1 to 64 of A-Z a-z 0-9 _+=,.@-, the name alone without an ARN or path",
);
const checkPath = checkForm(
  "aws-path-invalid",
  "path",
  /^\/([\x21-\x7e]{0,510}\/)?$/,
  'a path of at most 512 characters without white space that begins and ends with "/"',
);
export const checkRoleArn = checkForm(
  "aws-role-arn-invalid",
  "role",
  /^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w/.@+=,-]+$/,
  "the ARN of a role",
);
const checkProviderArn = checkForm(
  "aws-oidc-provider-arn-invalid",
  "OIDC provider",
  /^arn:aws[a-z0-9-]*:iam::\d{12}:oidc-provider\/.+$/,
  "the ARN of an IAM OIDC provider",
);
const checkSessionDuration = checkRange(
  "aws-session-duration-out-of-range",
  "longest session in seconds",
  3600,
  43_200,
);
export const checkAwsRegion = checkForm(
  "aws-region-invalid",
  "region",
  /^[a-z]{2,4}(-[a-z]+)+-\d+$/,
  'one such as "eu-central-1"',
);
/** Description of a role (IAM API, CreateRole, 2026-11). */
const checkDescription = checkForm(
  "aws-description-invalid",
  "description",
  /^[\t\n\r\x20-\x7e\xa1-\xff]{0,1000}$/,
  "at most 1000 characters of Latin-1",
);
const checkSessionName = checkForm(
  "aws-session-name-invalid",
  "role session name",
  /^[\w+=,.@-]{2,64}$/,
  "2 to 64 of A-Z a-z 0-9 _+=,.@-",
);
const checkThumbprint = checkForm(
  "aws-thumbprint-invalid",
  "thumbprint",
  /^[0-9a-fA-F]{40}$/,
  "the SHA-1 of the CA as 40 hexadecimal digits",
);

/** Tags (IAM user guide, rules for tagging, 2026-11). */
const AWS_TAGS: TagRules = {
  ...{ code: "aws-tag-invalid", most: 50, keyLength: 128, valueLength: 256 },
  ...{ refused: /^aws:/i, refusedAs: 'that begins with "aws:", which is AWS\'s own' },
};

/** Faults of the tags of a resource. */
export function checkAwsTags(tags: unknown): Issue[] {
  return checkTags(tags, "tags", AWS_TAGS);
}

const checkProfile = checkForm("aws-profile-invalid", "profile", /^[^\s[\]]{1,128}$/, "the name of a profile");

const WITHOUT_EFFECT: readonly WithoutEffect<AwsWorkloadArgs>[] = [
  {
    args: ["roleName", "path", "description", "maxSessionDuration", "permissionsBoundary", "tags"],
    beside: ({ externalRoleArn }) => externalRoleArn !== undefined,
    why: "the role of externalRoleArn is managed elsewhere and stays as it is; leave it out, or use importRole to own the role",
  },
  ...MANAGED_STATEMENT_EFFECTS,
];

/** Faults of what is asked for on AWS; values that are not known yet are left to the second look. */
export function checkAwsWorkload(args: AwsWorkloadArgs, subjects: readonly ComponentSubject[] = []): Issue[] {
  const misshapen = checkShape(readAwsWorkloadArgs, args);
  if (misshapen.length > 0) return misshapen;
  const issues: Issue[] = [
    ...checkAwsAudience(args.audience, "audience"),
    ...ifKnown(args.roleName, "roleName", checkAwsRoleName),
    ...ifKnown(args.importRole, "importRole", checkAwsRoleName),
    ...ifKnown(args.path, "path", checkPath),
    ...ifKnown(args.description, "description", checkDescription),
    ...ifKnown(args.externalRoleArn, "externalRoleArn", checkRoleArn),
    ...ifKnown(args.permissionsBoundary, "permissionsBoundary", checkAwsPolicyArn),
    ...checkAwsGrants(args),
    ...ifKnown(args.maxSessionDuration, "maxSessionDuration", checkSessionDuration),
    ...checkAwsTags(args.tags),
    ...checkAwsPartitions(args),
    ...checkEffects(args, WITHOUT_EFFECT),
    ...ifKnown(args.statementProfile, "statementProfile", checkProfile),
    ...checkAwsPodIdentity(args, subjects),
    ...ifKnown(args.podIdentity?.targetRoleArn, "podIdentity.targetRoleArn", checkRoleArn),
    ...ifKnown(args.region, "region", checkAwsRegion),
    ...ifKnown(args.roleSessionName, "roleSessionName", checkSessionName),
    ...checkAwsOwnAccounts(args),
    ...checkAwsOthers(args.others),
    ...checkTokenSettings(args.token),
    ...(args.wiring === AwsWiringForm.Webhook ? checkIgnoredByWebhook(args, "EKS's webhook", ["region"]) : []),
  ];
  const { externalRoleArn, importRole, roleName } = args;
  const conflict = (why: string) => issues.push(issue("aws-role-owner-unclear", "importRole", `Cannot ${why}`));
  if (externalRoleArn !== undefined && importRole !== undefined) {
    conflict("take over an external role: set externalRoleArn to leave its trust alone, or importRole to own it");
  }
  if (importRole !== undefined && roleName !== undefined && roleName !== importRole) {
    conflict(
      `take over role ${show(importRole)} and name it ${show(roleName)}: a role keeps its name; leave out roleName`,
    );
  }
  if (args.externalRoleArn === undefined && args.externalTrustPolicy !== undefined) {
    issues.push(externalTrustWithoutRole("aws-role-owner-unclear"));
  }
  return issues;
}

/** Faults of how an issuer is registered. */
export function checkAwsRegistration(args: AwsRegistrationArgs): Issue[] {
  const misshapen = checkShape(readAwsRegistrationArgs, args);
  if (misshapen.length > 0) return misshapen;
  return [
    ...checkAwsAudience(args.audience, "audience"),
    ...checkMoreAudiences(args),
    ...checkAwsThumbprints(args.thumbprints),
    ...checkAwsTags(args.tags),
  ];
}

/** Faults of further client ids: each by itself, and one twice. */
function checkMoreAudiences({ audience = AWS_DEFAULT_AUDIENCE, moreAudiences = [] }: AwsRegistrationArgs): Issue[] {
  const all = [audience, ...moreAudiences];
  const path = (index: number) => `moreAudiences[${index}]`;
  const fault = (at: string, why: string) => issue("aws-audience-invalid", at, `Cannot register ${why}`);
  return [
    ...moreAudiences.flatMap((more, index) => checkAwsAudience(more, path(index))),
    ...moreAudiences.flatMap((more, index) =>
      all.indexOf(more) <= index ? [fault(path(index), `audience ${show(more)} twice: leave out one`)] : [],
    ),
    ...(all.length > AWS_AUDIENCES_MAX
      ? [fault("moreAudiences", `${all.length} audiences: a provider has at most ${AWS_AUDIENCES_MAX}`)]
      : []),
  ];
}

/** Faults of an audience; the API server's own audience would make every default token a credential. */
function checkAwsAudience(audience: unknown, path: string): Issue[] {
  if (audience === undefined) return [];
  if (
    typeof audience === "string" &&
    audience.length > 0 &&
    audience.length <= AWS_AUDIENCE_MAX_LENGTH &&
    !/[\s*?$]/.test(audience)
  ) {
    return checkApiServerAudience(audience, path);
  }
  return [
    issue(
      "aws-audience-invalid",
      path,
      `Cannot use audience ${show(audience)}: expected 1 to ${AWS_AUDIENCE_MAX_LENGTH} characters without white space or wildcards`,
    ),
  ];
}

/** Faults of CA thumbprints. */
function checkAwsThumbprints(thumbprints: readonly unknown[] | undefined): Issue[] {
  const issues = (thumbprints ?? []).flatMap((thumbprint, index) =>
    checkThumbprint(thumbprint, `thumbprints[${index}]`),
  );
  if (thumbprints !== undefined && (thumbprints.length === 0 || thumbprints.length > AWS_THUMBPRINTS_MAX)) {
    issues.push(
      issue(
        "aws-thumbprint-count",
        "thumbprints",
        `Cannot register ${thumbprints.length} thumbprints: expected 1 to ${AWS_THUMBPRINTS_MAX}, or leave the argument out`,
      ),
    );
  }
  return issues;
}

/** Faults of an issuer URL: IAM fetches its keys, and its providers carry no port. */
export function checkAwsIssuerUrl(url: unknown, path: string): Issue[] {
  const issues = checkFetchedIssuerUrl(url, path, AWS_ISSUER_URL_MAX_LENGTH);
  if (issues.length > 0 || !/^https:\/\/[^/]*:\d+/.test(url as string)) return issues;
  return [
    issue("aws-issuer-url-port", path, `Cannot register issuer ${show(url)}: IAM accepts no port in an issuer URL`),
  ];
}

/** Faults of a provider's ARN, which ends in the issuer that it is for: with that of another issuer nobody is let in. */
export function checkAwsProviderArn(arn: string, path: string, issuer: string): Issue[] {
  const faults = checkProviderArn(arn, path);
  // How IAM writes letter case and a last slash is not documented; neither ever tells two clusters apart.
  const folded = (text: string) => text.toLowerCase().replace(/\/$/, "");
  if (faults.length > 0 || folded(arn).endsWith(`:oidc-provider/${folded(issuerHostPath(issuer))}`)) return faults;
  const fault = `Cannot use OIDC provider ${show(arn)} for issuer ${show(issuer)}: it is another issuer's`;
  return [issue("aws-oidc-provider-mismatch", path, fault)];
}

/** Faults of a rendered trust policy's size in characters. */
export function checkAwsTrustSize(policy: string, path: string): Issue[] {
  return checkQuota(AWS_TRUST, policy.length, path);
}

/** Warns of a trust policy that only accounts with a raised quota can store. */
export function awsTrustWarnings(policy: string): string[] {
  return quotaWarnings(AWS_TRUST, policy.length, "subjects");
}

/** Faults of others that come in on purpose. */
export function checkAwsOthers(others?: AwsOthers): Issue[] {
  return checkPolicyOthers(others ?? NO_OTHERS, AWS_PRINCIPALS, AWS_DIALECT, checkAwsIssuerUrl);
}
