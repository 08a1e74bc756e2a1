import { checkShape } from "../../core/argument-shape";
import { checkApiServerAudience, checkIssuerAudience } from "../../core/audience";
import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { ifKnown } from "../../core/known";
import { show } from "../../core/show";
import type { TagRules } from "../../core/tags";
import { checkTags } from "../../core/tags";
import { refuseWhole } from "../../core/whole-namespaces";
import { checkTokenSettings } from "../../core/wiring";
import { checkIgnoredByWebhook, WiringForm } from "../../core/wiring-form";
import type { ComponentSubject } from "../component";
import type { AzureWorkloadArgs } from "./args";
import { AzureEnvironment } from "./args";
import { AZURE_DEFAULT_AUDIENCE } from "./audience";
import { checkAzureRoleAssignments } from "./grants";
import { checkGuid } from "./guids";
import { checkAzureIssuerUrl } from "./issuer";
import { becomesApplication, checkApplication } from "./mechanisms/application-limits";
import { AKS_BINDING_CREDENTIAL, checkIdentityBinding } from "./mechanisms/identity-binding-limits";
import { checkManagedIdentity } from "./mechanisms/managed-identity-limits";
import type { AzureOtherCredential } from "./others";
import { readAzureWorkloadArgs } from "./shape";
import {
  AZURE_CREDENTIAL_NAME,
  AZURE_CREDENTIAL_NAME_FORM,
  AZURE_FIELD_MAX_LENGTH,
  AZURE_MAX_CREDENTIALS,
} from "./trust";

/** Shortest lifetime in seconds that the webhook accepts; it rejects pods that ask for less (azure-workload-identity 1.6.0, 2026-06). */
const AZURE_WEBHOOK_EXPIRATION_MIN_SECONDS = 3600;
/** Where the webhook mounts its tokens, before and since version 1.6.0 (azure-workload-identity, 2026-06). */
export const AZURE_WEBHOOK_MOUNT_PATHS = ["/var/run/secrets/azure/tokens", "/var/run/secrets/azure/wi"];

const checkAuthorityHost = checkForm(
  "azure-authority-host-invalid",
  "authority host",
  /^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+\/?$/,
  'an address such as "https://login.microsoftonline.com/"',
);
const checkSubjectKey = checkForm(
  "azure-subject-key-invalid",
  "key",
  /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/,
  '1 to 32 letters, digits or "-", beginning with a letter or digit',
);
const checkCredentialName = checkForm(
  "azure-credential-name-invalid",
  "credential name",
  AZURE_CREDENTIAL_NAME,
  AZURE_CREDENTIAL_NAME_FORM,
);

/** Tags (Azure Resource Manager, use tags to organize resources, 2026-11). */
const AZURE_TAGS: TagRules = {
  ...{ code: "azure-tag-invalid", most: 50, keyLength: 512, valueLength: 256 },
  ...{ refused: /[<>%&\\?/]/, refusedAs: "with one of <>%&\\?/ in it" },
};

/** Faults of the tags of a resource. */
export function checkAzureTags(tags: unknown): Issue[] {
  return checkTags(tags, "tags", AZURE_TAGS);
}

/** Faults of what is asked for on Azure; values that are not known yet are left to the second look. */
export function checkAzureWorkload(args: AzureWorkloadArgs, subjects: readonly ComponentSubject[] = []): Issue[] {
  const misshapen = checkShape(readAzureWorkloadArgs, args);
  if (misshapen.length > 0) return misshapen;
  const { environment, tenantId, token, roleAssignments = [] } = args;
  const isWebhook = azureWiringForm(args) === WiringForm.Webhook;
  return [
    ...(becomesApplication(args) ? checkApplication(args) : checkManagedIdentity(args)),
    ...checkIdentityBinding(args),
    ...(tenantId === undefined ? [] : checkGuid(tenantId, "azure-tenant-id-invalid", "tenantId", "tenant")),
    ...(roleAssignments.length > 0 ? checkAzureRoleAssignments(roleAssignments) : []),
    ...checkEnvironment(environment),
    ...checkAzureCredentialName(args.credentialName, "credentialName"),
    ...checkAzureAudience(args.audience, "audience"),
    ...checkAzureTags(args.tags),
    ...ifKnown(args.authorityHost, "authorityHost", checkAuthorityHost),
    ...(environment !== undefined && args.authorityHost !== undefined ? [hostTwice()] : []),
    ...checkOthers(args),
    ...checkTokenSettings(token, isWebhook ? { min: AZURE_WEBHOOK_EXPIRATION_MIN_SECONDS } : {}),
    ...(isWebhook ? checkWebhook(args, subjects) : []),
    ...refuseWhole(subjects, ["wholeNamespaces", "namespacePrefixes"], COMPARES_WHOLE_SUBJECTS),
  ];
}

/** How the pods get their token: a binding's only through the webhook. */
export function azureWiringForm({ wiring, identityBinding }: AzureWorkloadArgs): WiringForm {
  return wiring ?? (identityBinding === undefined ? WiringForm.Projected : WiringForm.Webhook);
}

/** Faults of the credentials of others: Azure stores issuer and subject once, and compares them as they are. */
function checkOthers({ others = {}, audience = AZURE_DEFAULT_AUDIENCE }: AzureWorkloadArgs): Issue[] {
  const seen = new Set<string>();
  return (others.credentials ?? []).flatMap((other, index) => {
    const isExpression = other.claimsMatchingExpression !== undefined;
    const pair = JSON.stringify([other.issuer, other.subject, other.claimsMatchingExpression]);
    const repeated = seen.size === seen.add(pair).size;
    return issuesUnder(`others.credentials[${index}]`, [
      ...checkAzureIssuerUrl(other.issuer, "issuer"),
      ...(isExpression ? checkOneOf(other) : checkOtherSubject(other.subject, "subject")),
      ...checkAzureAudience(other.audience, "audience"),
      ...checkIssuerAudience(other.audience ?? audience, other.issuer, "audience"),
      ...(repeated ? [credentialRepeated(other)] : []),
    ]);
  });
}

function checkOneOf({ subject }: AzureOtherCredential): Issue[] {
  if (subject === undefined) return [];
  const fault = "Cannot name another by a subject and by claimsMatchingExpression: leave out one of them";
  return [issue("azure-other-subject-invalid", "subject", fault)];
}

const checkOtherSubject = checkForm(
  "azure-other-subject-invalid",
  "subject",
  new RegExp(`^[^\\s*?]([^*?]{0,${AZURE_FIELD_MAX_LENGTH - 2}}[^\\s*?])?$`),
  `1 to ${AZURE_FIELD_MAX_LENGTH} characters without wildcards, which Azure does not know, and no white space at the ends`,
);

/** The fault of a second credential with one issuer and subject, or one issuer and expression. */
export function credentialRepeated({
  issuer,
  subject,
  claimsMatchingExpression,
}: Pick<AzureOtherCredential, "issuer" | "subject" | "claimsMatchingExpression">): Issue {
  const [what, whom, path] =
    claimsMatchingExpression === undefined
      ? ["subject", subject, "subject"]
      : ["expression", claimsMatchingExpression, "claimsMatchingExpression"];
  return issue(
    "azure-credential-repeated",
    path as string,
    `Cannot store a second credential for ${what} ${show(whom)} of ${show(issuer)}: Azure stores each pair once; remove it from others`,
  );
}

/** Flexible credentials have patterns, but are documented for applications with GitHub, GitLab and Terraform Cloud alone (Entra, 2026-08). */
const COMPARES_WHOLE_SUBJECTS =
  "Entra compares the whole subject of a credential, and an identity has at most 20 of them";

/** AKS keeps webhooks out of its own namespace (Admissions Enforcer, AKS documentation, 2026-11). */
const AKS_OWN_NAMESPACE = "kube-system";

function checkWebhook(args: AzureWorkloadArgs, subjects: readonly ComponentSubject[]): Issue[] {
  const issues = checkIgnoredByWebhook(args, "Azure's webhook", ["environment", "authorityHost"]);
  if (!subjects.some(({ namespace }) => namespace === AKS_OWN_NAMESPACE)) return issues;
  const why = `AKS keeps webhooks out of ${show(AKS_OWN_NAMESPACE)}, and nothing would be injected`;
  const fault = `Cannot leave these pods to Azure's webhook: ${why}; use wiring "projected"`;
  return [...issues, issue("webhook-namespace-excluded", "wiring", fault)];
}

function hostTwice(): Issue {
  const fault = "Cannot use environment beside authorityHost: both say where the pod signs in; leave out one of them";
  return issue("azure-authority-host-ambiguous", "environment", fault);
}

function checkEnvironment(environment: unknown): Issue[] {
  const known: readonly unknown[] = Object.values(AzureEnvironment);
  return environment === undefined || known.includes(environment)
    ? []
    : [
        issue(
          "azure-environment-unknown",
          "environment",
          `Cannot sign in to environment ${show(environment)}: expected one of ${known.map(show).join(", ")}`,
        ),
      ];
}

/** Faults of an audience; with the API server's own, every pod's default token would be a credential. */
export function checkAzureAudience(audience: unknown, path: string): Issue[] {
  if (audience === undefined) return [];
  if (
    typeof audience === "string" &&
    audience.length > 0 &&
    audience.length <= AZURE_FIELD_MAX_LENGTH &&
    !/[\s*?]/.test(audience)
  ) {
    return checkApiServerAudience(audience, path);
  }
  return [
    issue(
      "azure-audience-invalid",
      path,
      `Cannot use audience ${show(audience)}: expected 1 to ${AZURE_FIELD_MAX_LENGTH} characters without white space or wildcards`,
    ),
  ];
}

/**
 * Faults of the number of credentials on an identity, each subject being one. Of them `told` are said to be there already, and `elsewhere`
 * are stored by other components of the program.
 */
export function checkAzureCredentialCount(count: number, told = 0, elsewhere = 0): Issue[] {
  if (count <= AZURE_MAX_CREDENTIALS) return [];
  const ofThem = [
    ...(told === 0 ? [] : [`${told} of them there already`]),
    ...(elsewhere === 0 ? [] : [`${elsewhere} of them of other components`]),
  ];
  const whose = ofThem.length === 0 ? "" : ` (${ofThem.join(", ")})`;
  const why = `an identity holds at most ${AZURE_MAX_CREDENTIALS}; give the subjects to several identities, or on AKS use identityBinding (preview), which needs one credential for any number of clusters`;
  return [issue("azure-too-many-credentials", "subjects", `Cannot store ${count} credentials${whose}: ${why}`)];
}

/** The fault of a name that another component of the program gives to another credential of the same identity. */
export function credentialNamedTwice(name: string): Issue {
  const fix = "choose another credentialName, or leave it out, in whichever of the two is new";
  const why = "another component of the program stores one of that name on this identity, and would write over it";
  const fault = `Cannot name a credential ${show(name)}: ${fix}; ${why}`;
  return issue("azure-credential-name-taken", "subjects", fault);
}

/** The fault of a credential that another component of the program stores on the same identity. */
export function credentialSharedTwice(name: string): Issue {
  const why =
    "another component of the program stores one with its issuer and subject on this identity; take the ServiceAccount out of whichever of the two is new";
  return issue("azure-credential-repeated", "subjects", `Cannot store credential ${show(name)}: ${why}`);
}

export function checkAzureSubjectKey(key: unknown, path: string): Issue[] {
  return key === undefined ? [] : checkSubjectKey(key, path);
}

export function checkAzureCredentialName(name: unknown, path: string): Issue[] {
  if (typeof name === "string" && name.toLowerCase() === AKS_BINDING_CREDENTIAL) {
    const fault = `Cannot name a credential ${show(name)}: AKS keeps its own under that name, for identity bindings; choose another`;
    return [issue("azure-credential-name-reserved", path, fault)];
  }
  return name === undefined ? [] : checkCredentialName(name, path);
}

/** The webhook may mount its own tokens in the same pod, and its paths change between its versions. */
export function checkAzureMountPath(mountPath: unknown): Issue[] {
  const reserved = (path: string) =>
    AZURE_WEBHOOK_MOUNT_PATHS.some((taken) => path === taken || path.startsWith(`${taken}/`));
  return typeof mountPath === "string" && reserved(mountPath.replace(/\/+$/, ""))
    ? [
        issue(
          "azure-mount-path-reserved",
          "mountPath",
          `Cannot mount tokens at ${show(mountPath)}: the webhook of Azure mounts its own there; choose another path`,
        ),
      ]
    : [];
}
