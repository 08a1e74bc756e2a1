import { checkShape } from "../../core/argument-shape";
import { checkApiServerAudience } from "../../core/audience";
import { checkForm, checkLength, checkRange } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { checkIssuerUrl } from "../../core/issuer-url";
import { ifKnown } from "../../core/known";
import type { CountTogether, Quota } from "../../core/quota";
import { checkQuota } from "../../core/quota";
import { show } from "../../core/show";
import { subjectClaim } from "../../core/subject";
import { checkTextGrants } from "../../core/text-grants";
import { refuseWhole } from "../../core/whole-namespaces";
import { checkTokenSettings } from "../../core/wiring";
import { checkIgnoredByWebhook, WiringForm } from "../../core/wiring-form";
import type { WithoutEffect } from "../../core/without-effect";
import { checkFetchedIssuerUrl } from "../api-servers";
import type { ComponentSubject } from "../component";
import { checkClusterIssuerUrl } from "../registration-names";
import type { GcpIssuerRegistrationArgs, GcpRegistrationArgs, GcpWorkloadArgs } from "./args";
import { GcpAccess } from "./args";
import { GCP_MEMBERS_MAX } from "./doubts";
import { checkGcpGrants } from "./grants";
import { checkGcpOtherMember, gcpOtherMembers } from "./others";
import { checkGcpAccountPolicy } from "./policies";
import { GCP_POOL_ID, GCP_POOL_ID_FORM } from "./pool";
import { GCP_SUBJECT_MAX_BYTES } from "./principals";
import { readGcpRegistrationArgs, readGcpWorkloadArgs } from "./shape";

/** Longest display name of a pool in characters (WorkloadIdentityPool API, 2026-08). */
const GCP_POOL_DISPLAY_NAME_MAX_LENGTH = 32;
/** Longest description of a pool in characters (WorkloadIdentityPool API, 2026-08). */
const GCP_DESCRIPTION_MAX_LENGTH = 256;
/** Attributes that a provider maps beside the subject, and the longest expression of one in characters (WorkloadIdentityPoolProvider API, 2026-08). */
const GCP_ATTRIBUTES_MAX = 50;
const GCP_MAPPING_MAX_LENGTH = 2048;
/** Longest condition of a provider in characters (WorkloadIdentityPoolProvider API, 2026-08). */
const GCP_CONDITION_MAX_LENGTH = 4096;
/** Longest audience of a provider in characters (WorkloadIdentityPoolProvider API, 2026-08). */
const GCP_AUDIENCE_MAX_LENGTH = 256;
/** Longest id of a service account in characters, at least 6 (IAM API, projects.serviceAccounts.create, 2026-08). */
export const GCP_ACCOUNT_ID_MAX_LENGTH = 30;
/** Longest display name of a service account in characters (IAM API, ServiceAccount, 2026-08). */
const GCP_ACCOUNT_DISPLAY_NAME_MAX_LENGTH = 100;
/** Longest lifetime of a service account's access token in seconds; more than 3600 needs an organization policy (IAM Credentials API, 2026-08). */
const GCP_ACCESS_TOKEN_MAX_SECONDS = 43_200;
/** Longest issuer URL in characters (GKE Hub API, Authority.issuer, 2026-08). */
const GCP_ISSUER_URL_MAX_LENGTH = 2000;
/** Shortest lifetime of a token that the federation webhook projects, in seconds (its README, v0.7.0). */
const WEBHOOK_EXPIRATION_MIN_SECONDS = 3600;

/** Members of one allow policy, each as often as it is named; nobody gets more. */
const GCP_MEMBERS: Quota = {
  what: "members in one allow policy",
  byDefault: GCP_MEMBERS_MAX,
  most: GCP_MEMBERS_MAX,
  code: "gcp-too-many-members",
  advice:
    "trust namespaces as a whole with wholeNamespaces, or give the subjects to workloads with a service account each",
};

const checkPoolId = checkForm("gcp-pool-id-invalid", "pool id", GCP_POOL_ID, GCP_POOL_ID_FORM);
const checkProviderId = checkForm("gcp-provider-id-invalid", "provider id", GCP_POOL_ID, GCP_POOL_ID_FORM);
const checkPoolSuffix = checkForm("gcp-pool-suffix-invalid", "pool suffix", /^[0-9a-z]{1,12}$/, "1 to 12 of a-z 0-9");
const checkPoolName = checkLength("gcp-display-name-invalid", "display name", GCP_POOL_DISPLAY_NAME_MAX_LENGTH);
const checkAccountName = checkLength("gcp-display-name-invalid", "display name", GCP_ACCOUNT_DISPLAY_NAME_MAX_LENGTH);
const checkDescription = checkLength("gcp-description-invalid", "description", GCP_DESCRIPTION_MAX_LENGTH);
const checkProject = checkForm("gcp-project-invalid", "project", /^[a-z0-9][a-z0-9.:-]*$/, "the id of a project");
const checkProjectNumber = checkForm(
  "gcp-project-number-invalid",
  "project number",
  /^\d+$/,
  "the number of a project, not its id",
);
export const checkGcpAccountId = checkForm(
  "gcp-account-id-invalid",
  "account id",
  /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/,
  `6 to ${GCP_ACCOUNT_ID_MAX_LENGTH} of a-z 0-9 -, beginning with a letter and not ending with "-"`,
);
const checkAccountEmail = checkForm(
  "gcp-service-account-email-invalid",
  "service account",
  /^[a-z0-9.-]+@[a-z0-9.-]+$/,
  "the email of a service account",
);
const checkUniverseDomain = checkForm(
  "gcp-universe-domain-invalid",
  "universe domain",
  /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
  'a domain such as "googleapis.com"',
);
const checkAccessTokenLifetime = checkRange(
  "gcp-access-token-lifetime-out-of-range",
  "lifetime of access tokens in seconds",
  600,
  GCP_ACCESS_TOKEN_MAX_SECONDS,
);
const checkAudience = checkForm(
  "gcp-audience-invalid",
  "audience",
  new RegExp(`^\\S{1,${GCP_AUDIENCE_MAX_LENGTH}}$`),
  `1 to ${GCP_AUDIENCE_MAX_LENGTH} characters without white space`,
);

/** What a registration makes nothing of; the issuer's `jwks` is among the arguments. */
export const GCP_REGISTRATION_WITHOUT_EFFECT: readonly WithoutEffect<GcpIssuerRegistrationArgs>[] = [
  {
    args: ["uploadJwks"],
    beside: ({ jwks }) => jwks === undefined,
    why: "the issuer has no jwks that could be uploaded; set jwks, or leave uploadJwks out to have the keys fetched",
  },
];

/** Faults of allow policies that shall name the members, once for each role, beside those of others of the program; `undefined` is one that is told later. */
export function checkGcpMembers(
  policies: readonly (string | undefined)[],
  members: number,
  together: (policy: string) => CountTogether,
): Issue[] {
  const counts = policies.map((policy) => {
    if (policy === undefined) return members;
    return together(policy)(GCP_MEMBERS.what, members * policies.filter((each) => each === policy).length);
  });
  return checkQuota(GCP_MEMBERS, Math.max(0, ...counts), "subjects");
}

/** Faults of how an issuer is registered. */
export function checkGcpRegistration(args: GcpRegistrationArgs): Issue[] {
  const misshapen = checkShape(readGcpRegistrationArgs, args);
  if (misshapen.length > 0) return misshapen;
  const issues = [
    ...ifKnown(args.poolId, "poolId", checkPoolId),
    ...ifKnown(args.providerId, "providerId", checkProviderId),
    ...ifKnown(args.poolSuffix, "poolSuffix", checkPoolSuffix),
    ...ifKnown(args.displayName, "displayName", checkPoolName),
    ...ifKnown(args.description, "description", checkDescription),
    ...checkGcpAudience(args.audience, "audience"),
    ...ifKnown(args.project, "project", checkProject),
    ...checkAttributes(args.attributeMapping),
    ...ifKnown(args.attributeCondition, "attributeCondition", checkCondition),
  ];
  if (args.poolId !== undefined && args.poolSuffix !== undefined) {
    issues.push(
      issue(
        "gcp-pool-id-invalid",
        "poolSuffix",
        "Cannot add poolSuffix to an id that is given: set poolId or poolSuffix",
      ),
    );
  }
  return issues;
}

const checkCondition = checkLength("gcp-attribute-condition-invalid", "condition", GCP_CONDITION_MAX_LENGTH);
const checkMapping = checkLength("gcp-attribute-mapping-invalid", "mapping", GCP_MAPPING_MAX_LENGTH);

/** Principals are named by `google.subject`, which is the library's own to map. */
function checkAttributes(mapping: Record<string, string> = {}): Issue[] {
  const path = "attributeMapping";
  const names = Object.keys(mapping);
  const fault = (at: string, why: string) => issue("gcp-attribute-mapping-invalid", at, `Cannot map ${why}`);
  return [
    ...(names.length > GCP_ATTRIBUTES_MAX
      ? [fault(path, `${names.length} attributes: at most ${GCP_ATTRIBUTES_MAX} are possible`)]
      : []),
    ...names.flatMap((name) =>
      /^attribute\.[a-z0-9_]{1,100}$/.test(name)
        ? checkMapping(mapping[name], `${path}.${name}`)
        : [fault(`${path}.${name}`, `${show(name)}: expected "attribute.<name>" with 1 to 100 of a-z 0-9 _`)],
    ),
  ];
}

/** Faults of an issuer whose keys are uploaded, so that Google never calls it. */
export function checkGcpIssuerUrl(url: unknown, path: string): Issue[] {
  return checkClusterIssuerUrl(url, path, (...at) => checkIssuerUrl(...at, GCP_ISSUER_URL_MAX_LENGTH));
}

/** Faults of an issuer that Google fetches the keys from. */
export function checkGcpPublicIssuerUrl(url: unknown, path: string): Issue[] {
  return checkFetchedIssuerUrl(url, path, GCP_ISSUER_URL_MAX_LENGTH);
}

/** The names that a provider goes by as an audience, and those of pools that Google manages. */
const PROVIDER_AUDIENCE = /^(?:https:)?\/\/iam\.googleapis\.com\/(.*)$/;
const MANAGED_AUDIENCE = /^identitynamespace:|\.svc\.id\.goog$/;

/** The fault of an audience that belongs to another provider: tokens for one would be credentials for the other. `isOwn` tells the provider's resource name. */
export function checkGcpAudienceOwner(audience: unknown, path: string, isOwn: (provider: string) => boolean): Issue[] {
  if (typeof audience !== "string") return [];
  const provider = PROVIDER_AUDIENCE.exec(audience)?.[1];
  if (!MANAGED_AUDIENCE.test(audience) && (provider === undefined || isOwn(provider))) return [];
  const fault = `Cannot use audience ${show(audience)}: it is another provider's, which takes the same tokens; leave audience out, so that it is this provider's own name`;
  return [issue("gcp-audience-of-other-provider", path, fault)];
}

/** Faults of an audience. */
export function checkGcpAudience(audience: unknown, path: string): Issue[] {
  return [...ifKnown(audience, path, checkAudience), ...checkApiServerAudience(audience, path)];
}

/** Faults of a subject outside of GKE: Google would refuse its tokens. */
export function checkGcpSubject(subject: { namespace: string; serviceAccount: string }, path: string): Issue[] {
  const bytes = Buffer.byteLength(subjectClaim(subject));
  return bytes <= GCP_SUBJECT_MAX_BYTES
    ? []
    : [
        issue(
          "gcp-subject-too-long",
          path,
          `Cannot federate ${show(subjectClaim(subject))} of ${bytes} bytes: Google takes subjects of at most ${GCP_SUBJECT_MAX_BYTES}; shorten namespace and ServiceAccount to ${GCP_SUBJECT_MAX_BYTES - "system:serviceaccount::".length} characters together`,
        ),
      ];
}

/** Faults of what is asked for on Google Cloud; values that are not known yet are left to the second look. */
export function checkGcpWorkload(args: GcpWorkloadArgs, subjects: readonly ComponentSubject[] = []): Issue[] {
  const misshapen = checkShape(readGcpWorkloadArgs, args);
  if (misshapen.length > 0) return misshapen;
  const issues = [
    ...refuseWhole(
      subjects,
      ["namespacePrefixes"],
      "a member of IAM names one namespace, list them in wholeNamespaces",
    ),
    ...checkGcpGrants(args),
    ...checkTextGrants(gcpOtherMembers(args.others), checkGcpOtherMember),
    ...ifKnown(args.serviceAccountPolicy, "serviceAccountPolicy", checkGcpAccountPolicy),
    ...ifKnown(args.project, "project", checkProject),
    ...ifKnown(args.projectNumber, "projectNumber", checkProjectNumber),
    ...ifKnown(args.accountId, "accountId", checkGcpAccountId),
    ...ifKnown(args.displayName, "displayName", checkAccountName),
    ...ifKnown(args.serviceAccountEmail, "serviceAccountEmail", checkAccountEmail),
    ...ifKnown(args.universeDomain, "universeDomain", checkUniverseDomain),
    ...(args.gke === true && args.fleet === true ? [clusterAmbiguous()] : []),
    ...checkAccess(args),
    ...checkWiring(args),
  ];
  return issues;
}

function clusterAmbiguous(): Issue {
  const why =
    "an issuer is one or the other; leave out gke or fleet, and write literal issuers, which tell it themselves";
  return issue("gcp-fleet-mismatch", "fleet", `Cannot take every issuer for GKE and for a member of a fleet: ${why}`);
}

function checkAccess(args: GcpWorkloadArgs): Issue[] {
  const { access = GcpAccess.Direct, accessTokenLifetimeSeconds: lifetime } = args;
  const issues: Issue[] = [];
  if (!Object.values(GcpAccess).includes(access)) {
    const fault = `Cannot give access ${show(access)}: expected "direct" or "impersonation"`;
    issues.push(issue("gcp-access-invalid", "access", fault));
  }
  if (access === GcpAccess.Direct) {
    const names = ["serviceAccountEmail", "accountId", "displayName", "accessTokenLifetimeSeconds"] as const;
    for (const name of names.filter((name) => args[name] !== undefined)) {
      const fault = `Cannot use ${name} with direct access, which has no service account: leave it out, or set access to "impersonation", with which the workload becomes another identity`;
      issues.push(issue("gcp-impersonation-only", name, fault));
    }
  }
  if (args.serviceAccountPolicy !== undefined && args.serviceAccountEmail === undefined) {
    const fault =
      "Cannot use serviceAccountPolicy without the service account that has it: set serviceAccountEmail, or leave it out";
    issues.push(issue("gcp-service-account-owner-unclear", "serviceAccountPolicy", fault));
  }
  if (args.serviceAccountEmail !== undefined) {
    for (const name of (["accountId", "displayName"] as const).filter((name) => args[name] !== undefined)) {
      const fault = `Cannot use ${name} with a service account that exists: leave out ${name} or serviceAccountEmail`;
      issues.push(issue("gcp-service-account-owner-unclear", name, fault));
    }
  }
  return [...issues, ...ifKnown(lifetime, "accessTokenLifetimeSeconds", checkAccessTokenLifetime)];
}

function checkWiring(args: GcpWorkloadArgs): Issue[] {
  const { wiring, token, access, universeDomain } = args;
  const bounds = wiring === WiringForm.Webhook ? { min: WEBHOOK_EXPIRATION_MIN_SECONDS } : {};
  const issues = checkTokenSettings(token, bounds);
  if (wiring === WiringForm.Webhook) {
    issues.push(...checkIgnoredByWebhook(args, "the federation webhook", args.gcloud === true ? ["gcloud"] : []));
    const reasons = [
      ...(access === GcpAccess.Impersonation ? [] : ["it knows no direct access"]),
      ...(universeDomain === undefined ? [] : ["it knows no other universe"]),
      ...(args.accessTokenLifetimeSeconds === undefined ? [] : ["it sets no lifetime of access tokens"]),
    ];
    for (const why of reasons) {
      const fault = `Cannot leave the pod to the federation webhook: ${why}; use wiring "projected"`;
      issues.push(issue("gcp-webhook-unsupported", "wiring", fault));
    }
  }
  return issues;
}
