import { checkShape } from "../../core/argument-shape";
import { checkApiServerAudience } from "../../core/audience";
import { checkForm, checkRange } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { issuerHostPath } from "../../core/issuer-url";
import { ifKnown } from "../../core/known";
import { checkPublicIssuerUrl, issuerNotPublic } from "../../core/public-issuer";
import { show } from "../../core/show";
import { checkTokenSettings } from "../../core/wiring";
import { checkIgnoredByWebhook, WiringForm } from "../../core/wiring-form";
import type { AwsRegistrationArgs, AwsWorkloadArgs } from "./args";
import { checkAwsGrants, checkAwsPolicyArn } from "./grants";
import { readAwsRegistrationArgs, readAwsWorkloadArgs } from "./shape";

/** Longest issuer URL in characters (IAM API, CreateOpenIDConnectProvider, 2026-05). */
const AWS_ISSUER_URL_MAX_LENGTH = 255;
/** Longest trust policy of a role in characters by default, quota ACLSizePerRole (IAM user guide, quotas, 2026-05). */
const AWS_TRUST_DEFAULT_MAX_LENGTH = 2048;
/** Longest trust policy of a role in characters after the quota L-C07B4B0D is raised (EKS best practices, 2026-05). */
const AWS_TRUST_MAX_LENGTH = 4096;
/** Longest client id of an IAM OIDC provider in characters (IAM API, 2026-05). */
const AWS_AUDIENCE_MAX_LENGTH = 255;
/** Thumbprints of one IAM OIDC provider (IAM API, 2026-05). */
const AWS_THUMBPRINTS_MAX = 5;

/** Longest name of a role in characters (IAM quotas, 2026-05). */
export const AWS_ROLE_NAME_MAX_LENGTH = 64;

const checkRoleName = checkForm(
  "aws-role-name-invalid",
  "role name",
  /^[\w+=,.@-]{1,64}$/,
  "1 to 64 of A-Z a-z 0-9 _+=,.@-",
);
const checkPath = checkForm(
  "aws-path-invalid",
  "path",
  /^\/([\x21-\x7e]{0,510}\/)?$/,
  'a path that begins and ends with "/"',
);
const checkRoleArn = checkForm(
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

/** Faults of what is asked for on AWS; values that are not known yet are left to the second look. */
export function checkAwsWorkload(args: AwsWorkloadArgs): Issue[] {
  const misshapen = checkShape(readAwsWorkloadArgs, args);
  if (misshapen.length > 0) return misshapen;
  const issues: Issue[] = [
    ...checkAwsAudience(args.audience, "audience"),
    ...ifKnown(args.roleName, "roleName", checkRoleName),
    ...ifKnown(args.importRole, "importRole", checkRoleName),
    ...ifKnown(args.path, "path", checkPath),
    ...ifKnown(args.externalRoleArn, "externalRoleArn", checkRoleArn),
    ...ifKnown(args.permissionsBoundary, "permissionsBoundary", checkAwsPolicyArn),
    ...checkAwsGrants(args),
    ...ifKnown(args.maxSessionDuration, "maxSessionDuration", checkSessionDuration),
    ...checkPartitions(args),
    ...ifKnown(args.roleSessionName, "roleSessionName", checkSessionName),
    ...checkTokenSettings(args.token),
    ...(args.wiring === WiringForm.Webhook ? checkIgnoredByWebhook(args, "EKS's webhook", ["region"]) : []),
  ];
  if (args.externalRoleArn !== undefined && args.importRole !== undefined) {
    issues.push(
      issue(
        "aws-role-owner-unclear",
        "importRole",
        "Cannot take over an external role: set externalRoleArn to leave its trust alone, or importRole to own it",
      ),
    );
  }
  return issues;
}

/** Faults of how an issuer is registered. */
export function checkAwsRegistration(args: AwsRegistrationArgs): Issue[] {
  const misshapen = checkShape(readAwsRegistrationArgs, args);
  if (misshapen.length > 0) return misshapen;
  return [...checkAwsAudience(args.audience, "audience"), ...checkAwsThumbprints(args.thumbprints)];
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

/** EKS serves its keys at oidc.eks alone; the endpoint of the API server and its dual-stack name are no issuers (EKS user guide, 2026-11). */
const EKS_OTHER_HOST = /^https:\/\/([^/]+\.eks\.amazonaws\.com(\.cn)?|oidc-eks\.[^/]+\.api\.aws)([/:]|$)/i;
const EKS_ISSUER_HOST = /^https:\/\/oidc\.eks\./;

/** Faults of an issuer URL: IAM fetches its keys, and its providers carry no port. */
export function checkAwsIssuerUrl(url: unknown, path: string): Issue[] {
  const issues = checkPublicIssuerUrl(url, path, AWS_ISSUER_URL_MAX_LENGTH);
  if (issues.length > 0) return issues;
  const issuer = url as string;
  if (/^https:\/\/[^/]*:\d+/.test(issuer)) {
    return [
      issue("aws-issuer-url-port", path, `Cannot register issuer ${show(url)}: IAM accepts no port in an issuer URL`),
    ];
  }
  return EKS_OTHER_HOST.test(issuer) && !EKS_ISSUER_HOST.test(issuer)
    ? [
        issuerNotPublic(
          url,
          path,
          "this is the address of an EKS API server, whose issuer is https://oidc.eks.<region>.amazonaws.com/id/<id> (eksIssuer)",
        ),
      ]
    : [];
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
  return policy.length <= AWS_TRUST_MAX_LENGTH
    ? []
    : [
        issue(
          "aws-trust-too-long",
          path,
          `Cannot store a trust policy of ${policy.length} characters: a role holds at most ${AWS_TRUST_MAX_LENGTH} (${AWS_TRUST_DEFAULT_MAX_LENGTH} unless its quota is raised); give the subjects to several roles`,
        ),
      ];
}

/** Account, partition and name in an ARN, or `undefined` where it is not known yet. */
function partitionOf(arn: unknown): string | undefined {
  return typeof arn === "string" ? arn.split(":")[1] : undefined;
}

function checkPartitions(args: AwsWorkloadArgs): Issue[] {
  const [first, ...rest] = [
    { path: "externalRoleArn", arn: args.externalRoleArn },
    { path: "permissionsBoundary", arn: args.permissionsBoundary },
    ...(args.policyArns ?? []).map((arn, index) => ({ path: `policyArns[${index}]`, arn })),
  ].filter(({ arn }) => partitionOf(arn) !== undefined);
  return rest.flatMap(({ path, arn }) =>
    partitionOf(arn) === partitionOf(first?.arn)
      ? []
      : [
          issue(
            "aws-partition-mismatch",
            path,
            `Cannot use ${show(arn)} together with ${show(first?.arn)}: partitions ${show(partitionOf(arn))} and ${show(partitionOf(first?.arn))} share nothing`,
          ),
        ],
  );
}
