import { checkShape } from "../../core/argument-shape";
import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue } from "../../core/issue";
import { ifKnown } from "../../core/known";
import { show } from "../../core/show";
import { checkOtherPrincipal } from "../../core/trust-policy/others";
import { refuseWhole } from "../../core/whole-namespaces";
import { checkTokenSettings } from "../../core/wiring";
import { WiringForm } from "../../core/wiring-form";
import type { WithoutEffect } from "../../core/without-effect";
import { checkEffects } from "../../core/without-effect";
import type { ComponentSubject } from "../component";
import type { HuaweiConnection } from "./api/settings";
import type { HuaweiRegistrationArgs, HuaweiWorkloadArgs } from "./args";
import { HuaweiMechanism } from "./args";
import { checkHuaweiGrants } from "./grants";
import { checkHuaweiSigningKey } from "./jwks";
import { HUAWEI_PRINCIPALS } from "./others";
import { readHuaweiRegistrationArgs, readHuaweiWorkloadArgs } from "./shape";
import {
  checkHuaweiAgencyName,
  checkHuaweiClientId,
  checkHuaweiDescription,
  checkHuaweiGroupName,
  checkHuaweiIdentityProviderId,
  checkHuaweiIssuerUrl,
  checkHuaweiOidcProviderName,
  checkHuaweiOwner,
  checkHuaweiPublicIssuerUrl,
  checkHuaweiSessionDuration,
} from "./values";

/** Arguments that only one mechanism has. */
const OF_GROUPS = ["roles", "customPolicies", "groupName", "existingGroup", "iamEndpoint"] as const;
const OF_AGENCIES = [
  "agencyPolicies",
  "agencyPoliciesByKey",
  "agencyName",
  "maxSessionDuration",
  "stsEndpoint",
  "sessionName",
] as const;

const WITHOUT_EFFECT: readonly WithoutEffect<HuaweiWorkloadArgs>[] = [
  {
    args: ["description"],
    beside: ({ existingGroup }) => existingGroup !== undefined,
    why: "the user group exists already and stays as it is; leave it out",
  },
];

/** Faults of what is asked for on Huawei Cloud. */
export function checkHuaweiWorkload(args: HuaweiWorkloadArgs, subjects: readonly ComponentSubject[] = []): Issue[] {
  const shape = checkShape(readHuaweiWorkloadArgs, args);
  if (shape.length > 0) return shape;
  const { mechanism = HuaweiMechanism.IdentityProvider, wiring, token } = args;
  const issues = [
    ...checkForeign(args, mechanism),
    ...checkGroup(args),
    ...checkOthers(args, mechanism),
    ...checkHuaweiGrants(args),
    ...checkEffects(args, WITHOUT_EFFECT),
    ...ifKnown(args.agencyName, "agencyName", checkHuaweiAgencyName),
    ...ifKnown(args.maxSessionDuration, "maxSessionDuration", checkHuaweiSessionDuration),
    ...checkHuaweiDescription(args.description, "description"),
    ...ifKnown(args.owner, "owner", checkHuaweiOwner),
    ...checkConnection(args.connection),
  ];
  const places = (["projectId", "projectName", "domainId"] as const).filter((name) => args[name] !== undefined);
  for (const name of places) {
    issues.push(...ifKnown(args[name], name, checkScopeName));
  }
  // Clients of regional services read the project, those of global ones the account: one pod can need both.
  if (args.projectId !== undefined && args.projectName !== undefined) {
    const why = "projectId and projectName both name the project; leave out one of them";
    issues.push(issue("huawei-scope-ambiguous", "projectName", `Cannot choose the scope of sessions: ${why}`));
  }
  issues.push(...ifKnown(args.sessionName, "sessionName", checkSessionName));
  for (const name of ["iamEndpoint", "stsEndpoint"] as const) issues.push(...ifKnown(args[name], name, checkEndpoint));
  if (wiring !== undefined && wiring !== WiringForm.Projected) {
    const why = 'no webhook for Huawei Cloud exists; use "projected" or leave it out';
    issues.push(issue("huawei-webhook-missing", "wiring", `Cannot wire pods by ${show(wiring)}: ${why}`));
  }
  const unsupported =
    mechanism === HuaweiMechanism.TrustAgency
      ? []
      : refuseWhole(
          subjects,
          ["wholeNamespaces", "namespacePrefixes"],
          'whether regular expressions of conversion rules are anchored is not documented; use the mechanism "trust-agency"',
        );
  return [...issues, ...unsupported, ...checkTokenSettings(token)];
}

/** Faults of how an issuer is registered. */
export function checkHuaweiRegistration(args: HuaweiRegistrationArgs): Issue[] {
  const shape = checkShape(readHuaweiRegistrationArgs, args);
  if (shape.length > 0) return shape;
  const isAgency = args.mechanism === HuaweiMechanism.TrustAgency;
  return [
    ...ifKnown(args.clientId, "clientId", checkHuaweiClientId),
    ...ifKnown(
      args.providerName,
      "providerName",
      isAgency ? checkHuaweiOidcProviderName : checkHuaweiIdentityProviderId,
    ),
    ...(args.thumbprints === undefined || isAgency
      ? []
      : [mismatch("thumbprints", "the old IAM stores the keys themselves")]),
    ...checkHuaweiDescription(args.description, "description"),
    ...ifKnown(args.owner, "owner", checkHuaweiOwner),
    ...checkConnection(args.connection),
  ];
}

/** Faults of the issuer that shall be registered, as far as it is plain. The old IAM needs its keys, IAM v5 its address. */
export function checkHuaweiIssuer(
  { mechanism }: HuaweiRegistrationArgs,
  { url, jwks }: { url?: unknown; jwks?: unknown },
): Issue[] {
  if (mechanism === HuaweiMechanism.TrustAgency) return ifKnown(url, "url", checkHuaweiPublicIssuerUrl);
  const keys = jwks === undefined ? [huaweiJwksMissing("jwks")] : ifKnown(jwks, "jwks", checkHuaweiSigningKey);
  return [...ifKnown(url, "url", checkHuaweiIssuerUrl), ...keys];
}

/** The fault of an issuer that the old IAM shall know without its keys. */
export function huaweiJwksMissing(path: string): Issue {
  return issue(
    "huawei-jwks-missing",
    path,
    "Cannot register the issuer without its keys, which the old IAM stores: set jwks to the output of kubectl get --raw /openid/v1/jwks, or read it with HuaweiClusterJwksResource",
  );
}

function checkForeign(args: HuaweiWorkloadArgs, mechanism: HuaweiMechanism): Issue[] {
  const foreign = mechanism === HuaweiMechanism.TrustAgency ? OF_GROUPS : OF_AGENCIES;
  const why = `the mechanism ${show(mechanism)} has no such thing`;
  return foreign.filter((name) => args[name] !== undefined).map((name) => mismatch(name, why));
}

function mismatch(path: string, why: string): Issue {
  return issue("huawei-mechanism-mismatch", path, `Cannot use ${path}: ${why}`);
}

/** Faults of others that can be seen before anything is created. */
function checkOthers({ others = {} }: HuaweiWorkloadArgs, mechanism: HuaweiMechanism): Issue[] {
  const { subjects = [], principals = [] } = others;
  const isAgency = mechanism === HuaweiMechanism.TrustAgency;
  const checkIssuer = isAgency ? checkHuaweiPublicIssuerUrl : checkHuaweiIssuerUrl;
  const seen = new Set<string>();
  return [
    ...subjects.flatMap(({ issuer, subject }, index) => {
      const path = `others.subjects[${index}]`;
      const isNew = seen.size < seen.add(JSON.stringify([issuer, subject])).size;
      return [
        ...checkIssuer(issuer, `${path}.issuer`),
        ...checkOtherSubject(subject, `${path}.subject`),
        ...(isNew ? [] : [issue("other-repeated", path, `Cannot name ${show(subject)} twice: remove one`)]),
      ];
    }),
    ...(principals.length === 0 || isAgency
      ? []
      : [mismatch("others.principals", "a user group is joined by tokens alone")]),
    ...principals.flatMap(({ principal }, index) =>
      ifKnown(principal, `others.principals[${index}].principal`, (value, at) =>
        checkOtherPrincipal(value, at, HUAWEI_PRINCIPALS),
      ),
    ),
  ];
}

const checkOtherSubject = checkForm(
  "other-subject-invalid",
  "subject",
  /^[^*?]+$/,
  'the "sub" of its tokens, without wildcards',
);

function checkGroup({ groupName, existingGroup, roles, customPolicies }: HuaweiWorkloadArgs): Issue[] {
  const issues = ifKnown(groupName, "groupName", checkHuaweiGroupName);
  if (existingGroup === undefined) return issues;
  if (groupName !== undefined) {
    const why = "existingGroup names it already; leave out one of them";
    issues.push(issue("huawei-group-owner-unclear", "groupName", `Cannot name the user group: ${why}`));
  }
  issues.push(...ifKnown(existingGroup.name, "existingGroup.name", checkHuaweiGroupName));
  const grants = (roles ?? []).length + Object.keys(customPolicies ?? {}).length;
  if (existingGroup.id === undefined && grants > 0) {
    const why = "IAM gives roles by id; set existingGroup.id";
    issues.push(
      issue("huawei-group-id-missing", "existingGroup.id", `Cannot give roles to a group by its name: ${why}`),
    );
  }
  return issues;
}

function checkConnection({ iamEndpoint, cceEndpoint }: HuaweiConnection = {}): Issue[] {
  return [
    ...ifKnown(iamEndpoint, "connection.iamEndpoint", checkEndpoint),
    ...ifKnown(cceEndpoint, "connection.cceEndpoint", checkEndpoint),
  ];
}

const checkSessionName = checkForm(
  "huawei-session-name-invalid",
  "session name",
  /^[\w+=,.@-]{2,64}$/,
  "2 to 64 of A-Z a-z 0-9 _+=,.@-",
);
const checkScopeName = checkForm("huawei-scope-invalid", "scope", /^\S+$/, "an id or a name");

function checkEndpoint(value: unknown, path: string): Issue[] {
  const isUrl = typeof value === "string" && URL.canParse(value) && /^https?:\/\/[^/]/.test(value);
  return isUrl
    ? []
    : [
        issue(
          "huawei-endpoint-invalid",
          path,
          `Cannot call ${show(value)}: expected an address such as https://iam.example.com`,
        ),
      ];
}
