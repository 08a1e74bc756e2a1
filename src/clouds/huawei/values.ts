import { checkApiServerAudience } from "../../core/audience";
import { checkForm, checkRange } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { checkIssuerUrl } from "../../core/issuer-url";
import { ifKnown } from "../../core/known";
import { show } from "../../core/show";
import { checkFetchedIssuerUrl } from "../api-servers";
import { checkClusterIssuerUrl } from "../registration-names";
import { HUAWEI_DIALECT } from "./agency-policy";

/** Conditions of one conversion rule (Huawei Cloud IAM user guide, syntax of conversion rules, read 2026-08). */
export const HUAWEI_CONDITIONS_PER_RULE = 10;
/** Longest issuer URL in characters, with both generations of IAM (Huawei Cloud IAM API, read 2026-08). */
const HUAWEI_ISSUER_URL_MAX_LENGTH = 255;
/** Longest client id in characters, with both generations of IAM (Huawei Cloud IAM API, read 2026-08). */
const HUAWEI_CLIENT_ID_MAX_LENGTH = HUAWEI_DIALECT.stores.clientIdLength;
/** Largest trust policy of an agency in characters without white space (Huawei Cloud IAM v5, `policy_size_quota`, read 2026-08). */
const HUAWEI_TRUST_POLICY_MAX_LENGTH = HUAWEI_DIALECT.stores.policyLength!;

/** The issuer, and the audience of the API server, of every CCE cluster that has no issuer of its own. */
export const HUAWEI_CCE_DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

export const checkHuaweiIdentityProviderId = checkForm(
  "huawei-identity-provider-id-invalid",
  "identity provider",
  /^[A-Za-z0-9_-]{1,64}$/,
  '1 to 64 letters, digits, "_" or "-"',
);

export const checkHuaweiGroupName = checkForm(
  "huawei-group-name-invalid",
  "user group",
  /^[^<>{}\s"\\]([^<>{}"\\]{0,126}[^<>{}\s"\\])?$/,
  '1 to 128 characters without < > { } " or a backslash, and no white space at the ends',
);

export const checkHuaweiAgencyName = checkForm(
  "huawei-agency-name-invalid",
  "agency",
  /^[A-Za-z0-9_+=,.@-]{1,64}$/,
  "1 to 64 of A-Z a-z 0-9 _+=,.@-",
);

export const checkHuaweiOidcProviderName = checkForm(
  "huawei-oidc-provider-name-invalid",
  "OIDC provider",
  /^[A-Za-z0-9_-]{1,64}$/,
  '1 to 64 letters, digits, "_" or "-"',
);

export const checkHuaweiOwner = checkForm(
  "huawei-owner-invalid",
  "owner",
  /^[A-Za-z0-9][A-Za-z0-9_./-]{0,99}$/,
  '1 to 100 letters, digits, "_", ".", "/" or "-", such as "project/stack"',
);

/**
 * Faults of a client id, which is the audience of tokens. It separates clusters, whose issuers are equal by default; the API
 * server's own audience would make the default token of every pod a credential.
 */
export function checkHuaweiClientId(value: unknown, path: string): Issue[] {
  const fault = (code: string, why: string) => [issue(code, path, `Cannot use client id ${show(value)}: ${why}`)];
  if (typeof value !== "string" || !/^[\x21-\x7e]{5,255}$/.test(value)) {
    return fault(
      "huawei-client-id-invalid",
      `expected 5 to ${HUAWEI_CLIENT_ID_MAX_LENGTH} characters of ASCII without white space`,
    );
  }
  if (/^\d+$/.test(value)) {
    return fault("huawei-client-id-number", "it has digits only, and YAML would take it for a number; add a letter");
  }
  return checkApiServerAudience(value, path);
}

/** Faults of an issuer on the old IAM, which stores its keys: any issuer will do, also one that nobody else can reach. */
export function checkHuaweiIssuerUrl(url: unknown, path: string): Issue[] {
  return checkClusterIssuerUrl(url, path, (...at) => checkIssuerUrl(...at, HUAWEI_ISSUER_URL_MAX_LENGTH));
}

/** Faults of an issuer on IAM v5, which fetches the keys from it. */
export function checkHuaweiPublicIssuerUrl(url: unknown, path: string): Issue[] {
  return checkFetchedIssuerUrl(url, path, HUAWEI_ISSUER_URL_MAX_LENGTH);
}

/** Faults of a session's length in seconds (Huawei Cloud IAM v5, CreateAgencyV5, read 2026-08). */
export const checkHuaweiSessionDuration = checkRange(
  "huawei-session-duration-out-of-range",
  "longest session in seconds",
  3600,
  43_200,
);

/** Faults of a rendered trust policy's size. */
export function checkHuaweiTrustPolicySize(policy: object, path: string): Issue[] {
  const { length } = JSON.stringify(policy).replace(/\s/g, "");
  return length <= HUAWEI_TRUST_POLICY_MAX_LENGTH
    ? []
    : [
        issue(
          "huawei-trust-policy-too-long",
          path,
          `Cannot store a trust policy of ${length} characters: an agency holds at most ${HUAWEI_TRUST_POLICY_MAX_LENGTH}; give the subjects to several agencies`,
        ),
      ];
}

/** Faults of a description: what the owner's name leaves of 255 characters (Huawei Cloud IAM API, read 2026-08). */
export function checkHuaweiDescription(description: unknown, path: string): Issue[] {
  return ifKnown(description, path, checkDescription);
}

const checkDescription = checkForm(
  "huawei-description-invalid",
  "description",
  /^[^@#%&<>{}\\$^*()]{0,120}$/,
  "at most 120 characters without @ # % & < > { } ( ) $ ^ * or a backslash",
);
