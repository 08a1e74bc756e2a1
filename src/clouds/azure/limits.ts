import { checkShape } from "../../core/argument-shape";
import { checkApiServerAudience, checkIssuerAudience } from "../../core/audience";
import { checkForm } from "../../core/form";
import type { Issue } from "../../core/issue";
import { issue, issuesUnder } from "../../core/issue";
import { ifKnown, isLater } from "../../core/known";
import { show } from "../../core/show";
import type { TagRules } from "../../core/tags";
import { checkTags } from "../../core/tags";
import { refuseWhole } from "../../core/whole-namespaces";
import { checkTokenSettings } from "../../core/wiring";
import { checkIgnoredByWebhook } from "../../core/wiring-form";
import type { ComponentSubject } from "../component";
import type { AzureExistingIdentity, AzureWorkloadArgs } from "./args";
import { AzureEnvironment } from "./args";
import { AZURE_DEFAULT_AUDIENCE } from "./audience";
import { checkAzureRoleAssignments } from "./grants";
import { checkAzureIssuerUrl } from "./issuer";
import type { AzureOtherCredential } from "./others";
import { isAzureGuid } from "./role-definitions";
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

/** Longest name of a managed identity in characters (see the form below). */
export const AZURE_IDENTITY_NAME_MAX_LENGTH = 128;
/** 3 to 128 characters (Azure/terraform-azurerm-avm-res-managedidentity-userassignedidentity, 2026-08). */
export const checkAzureIdentityName = checkForm(
  "azure-identity-name-invalid",
  "managed identity name",
  /^[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}$/,
  '3 to 128 letters, digits, "-" or "_", beginning with a letter or digit',
);
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
const CREDENTIAL_ID =
  /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/([^/]+)\/federatedIdentityCredentials\/([^/]+)$/i;

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
  const { environment, existingIdentity, tenantId, token, wiring, roleAssignments = [] } = args;
  return [
    ...(existingIdentity === undefined ? checkNewIdentity(args) : checkExistingIdentity(args, existingIdentity)),
    ...(tenantId === undefined ? [] : checkGuid(tenantId, "azure-tenant-id-invalid", "tenantId", "tenant")),
    ...checkAzureTenant(tenantId, existingIdentity?.tenantId),
    ...(roleAssignments.length > 0 ? checkAzureRoleAssignments(roleAssignments) : []),
    ...checkEnvironment(environment),
    ...checkAzureCredentialName(args.credentialName, "credentialName"),
    ...checkImports(args),
    ...checkAzureAudience(args.audience, "audience"),
    ...checkAzureTags(args.tags),
    ...ifKnown(args.authorityHost, "authorityHost", checkAuthorityHost),
    ...(environment !== undefined && args.authorityHost !== undefined ? [hostTwice()] : []),
    ...checkOthers(args),
    ...checkTokenSettings(token, wiring === "webhook" ? { min: AZURE_WEBHOOK_EXPIRATION_MIN_SECONDS } : {}),
    ...(wiring === "webhook" ? checkWebhook(args, subjects) : []),
    ...refuseWhole(subjects, ["wholeNamespaces", "namespacePrefixes"], COMPARES_WHOLE_SUBJECTS),
  ];
}

/** Faults of the credentials of others: Azure stores issuer and subject once, and compares them as they are. */
function checkOthers({ others = {}, audience = AZURE_DEFAULT_AUDIENCE }: AzureWorkloadArgs): Issue[] {
  const seen = new Set<string>();
  return (others.credentials ?? []).flatMap((other, index) => {
    const pair = JSON.stringify([other.issuer, other.subject]);
    const repeated = seen.size === seen.add(pair).size;
    return issuesUnder(`others.credentials[${index}]`, [
      ...checkAzureIssuerUrl(other.issuer, "issuer"),
      ...checkOtherSubject(other.subject, "subject"),
      ...checkAzureAudience(other.audience, "audience"),
      ...checkIssuerAudience(other.audience ?? audience, other.issuer, "audience"),
      ...(repeated ? [credentialRepeated(other)] : []),
    ]);
  });
}

const checkOtherSubject = checkForm(
  "azure-other-subject-invalid",
  "subject",
  new RegExp(`^[^\\s*?]([^*?]{0,${AZURE_FIELD_MAX_LENGTH - 2}}[^\\s*?])?$`),
  `1 to ${AZURE_FIELD_MAX_LENGTH} characters without wildcards, which Azure does not know, and no white space at the ends`,
);

/** The fault of a second credential with one issuer and subject. */
export function credentialRepeated({ issuer, subject }: AzureOtherCredential): Issue {
  return issue(
    "azure-credential-repeated",
    "subject",
    `Cannot store a second credential for subject ${show(subject)} of ${show(issuer)}: Azure stores each pair once; remove it from others`,
  );
}

function checkNewIdentity({ resourceGroupName, name }: AzureWorkloadArgs): Issue[] {
  const issues: Issue[] = [];
  if (resourceGroupName === undefined || resourceGroupName === "") {
    issues.push(
      issue(
        "azure-resource-group-missing",
        "resourceGroupName",
        "Cannot create a managed identity without a resource group: set resourceGroupName, or existingIdentity to use one that exists",
      ),
    );
  }
  return [...issues, ...(name === undefined ? [] : checkAzureIdentityName(name, "name"))];
}

function checkExistingIdentity(args: AzureWorkloadArgs, existing: AzureExistingIdentity): Issue[] {
  const { resourceGroupName, name, clientId, tenantId, principalId } = existing;
  const missing = Object.entries({ resourceGroupName, name }).filter(
    ([, value]) => value === undefined || value === "",
  );
  const ofNew = (["resourceGroupName", "name", "location", "tags"] as const).filter((key) => args[key] !== undefined);
  const needsPrincipal = principalId === undefined && (args.roleAssignments ?? []).length > 0;
  return [
    ...ofNew.map((key) =>
      issue(
        "azure-identity-owner-unclear",
        key,
        `Cannot set ${key} of an identity that exists: it is managed elsewhere; leave out ${key} or existingIdentity`,
      ),
    ),
    ...issuesUnder("existingIdentity", [
      ...missing.map(([key]) =>
        issue(
          "azure-existing-identity-incomplete",
          key,
          `Cannot use the identity without its ${key}: its credentials are named by resource group and name`,
        ),
      ),
      ...checkGuid(clientId, "azure-client-id-invalid", "clientId", "client"),
      ...checkGuid(tenantId, "azure-tenant-id-invalid", "tenantId", "tenant"),
      ...(principalId === undefined
        ? []
        : checkGuid(principalId, "azure-principal-id-invalid", "principalId", "principal")),
      ...(isSameGuid(clientId, principalId) === true
        ? [
            issue(
              "azure-principal-id-invalid",
              "principalId",
              `Cannot use principal id ${show(principalId)}: it is the clientId, and an identity has two different ids; take its object id`,
            ),
          ]
        : []),
      ...(needsPrincipal
        ? [
            issue(
              "azure-principal-id-missing",
              "principalId",
              "Cannot assign roles to the identity: they name its principalId (object id), and it is not given",
            ),
          ]
        : []),
    ]),
  ];
}

/** A managed identity lives in one tenant and signs in to no other (AADSTS90002); an application could. */
export function checkAzureTenant(tenantId?: unknown, ofIdentity?: unknown): Issue[] {
  const isSame = isSameGuid(tenantId, ofIdentity);
  return isSame !== false
    ? []
    : [
        issue(
          "azure-tenant-mismatch",
          "tenantId",
          `Cannot sign in to tenant ${show(tenantId)}: the identity lives in ${show(ofIdentity)}; leave out tenantId`,
        ),
      ];
}

/** Whether two GUIDs are one; `undefined` where one of them is not given, not known yet or none. */
function isSameGuid(one: unknown, other: unknown): boolean | undefined {
  if (!isAzureGuid(one) || !isAzureGuid(other)) return undefined;
  return String(one).toLowerCase() === String(other).toLowerCase();
}

/** Identifiers are GUIDs; the mistake that is made is to pass a resource id, and Azure shows it only when a pod signs in. */
function checkGuid(value: unknown, code: string, path: string, what: string): Issue[] {
  if (isAzureGuid(value) || isLater(value)) return [];
  return [issue(code, path, `Cannot use ${what} id ${show(value)}: expected a GUID`)];
}

/** Flexible credentials have patterns, but are documented for applications with GitHub, GitLab and Terraform Cloud alone (Entra, 2026-08). */
const COMPARES_WHOLE_SUBJECTS =
  "Entra compares the whole subject of a credential, and a managed identity has at most 20 of them";

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

/** Faults of the number of subjects: each of them is a credential of the identity. */
export function checkAzureCredentialCount(count: number): Issue[] {
  return count <= AZURE_MAX_CREDENTIALS
    ? []
    : [
        issue(
          "azure-too-many-credentials",
          "subjects",
          `Cannot store ${count} credentials: an identity holds at most ${AZURE_MAX_CREDENTIALS}; give the subjects to several identities`,
        ),
      ];
}

export function checkAzureSubjectKey(key: unknown, path: string): Issue[] {
  return key === undefined ? [] : checkSubjectKey(key, path);
}

export function checkAzureCredentialName(name: unknown, path: string): Issue[] {
  return name === undefined ? [] : checkCredentialName(name, path);
}

/** The name of a credential by its id; `undefined` where the id is not that of a credential. */
export function azureCredentialNameOf(id: string): string | undefined {
  return CREDENTIAL_ID.exec(id)?.[3];
}

/** Credentials can only be taken over of the identity that exists. */
function checkImports({ importCredentials = [], existingIdentity }: AzureWorkloadArgs): Issue[] {
  return importCredentials.flatMap((id, index) => {
    const [, resourceGroupName, name] = CREDENTIAL_ID.exec(id) ?? [];
    const fault = (why: string) => [
      issue(
        "azure-credential-id-invalid",
        `importCredentials[${index}]`,
        `Cannot take over credential ${show(id)}: ${why}`,
      ),
    ];
    if (name === undefined) {
      return fault(
        "expected /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ManagedIdentity/userAssignedIdentities/<identity>/federatedIdentityCredentials/<name>",
      );
    }
    if (existingIdentity === undefined)
      return fault("a new identity has none; set existingIdentity to the one it is of");
    const isOf = (one: unknown, other = "") => typeof one !== "string" || one.toLowerCase() === other.toLowerCase();
    return isOf(existingIdentity.name, name) && isOf(existingIdentity.resourceGroupName, resourceGroupName)
      ? []
      : fault("it is not of existingIdentity");
  });
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
