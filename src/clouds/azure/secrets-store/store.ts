import * as pulumi from "@pulumi/pulumi";
import { checkForm } from "../../../core/form";
import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { ifKnown, isLater } from "../../../core/known";
import { shortHash } from "../../../core/short-hash";
import { show } from "../../../core/show";
import { quotedYaml } from "../../quoted-yaml";
import type { NamedMount, SecretsStore } from "../../secrets-store";
import { checkSecretFile } from "../../secrets-store-files";
import type { AzureIdentity, AzureRoleAssignmentArgs, AzureWorkloadArgs } from "../args";
import { AzureEnvironment } from "../args";
import { AZURE_DEFAULT_AUDIENCE } from "../audience";
import type { AzureSecretsMountArgs, AzureVaultObject } from "./args";
import { AzureVaultObjectType } from "./args";
import { readAzureSecretsMountArgs } from "./shape";

/** Where each kind of object stands below its vault, and the role that reads it (Azure built-in roles for Key Vault, 2026-11). */
const KINDS: Readonly<Record<AzureVaultObjectType, { folder: string; role: string }>> = {
  [AzureVaultObjectType.Secret]: { folder: "secrets", role: "Key Vault Secrets User" },
  [AzureVaultObjectType.Key]: { folder: "keys", role: "Key Vault Crypto User" },
  [AzureVaultObjectType.Certificate]: { folder: "certificates", role: "Key Vault Certificate User" },
};

/** The provider's names of the clouds (secrets-store-csi-driver-provider-azure d5f7cf5b); the public one is its default. */
const CLOUD_NAMES: Readonly<Record<AzureEnvironment, string | undefined>> = {
  [AzureEnvironment.Public]: undefined,
  [AzureEnvironment.UsGovernment]: "AzureUSGovernmentCloud",
  [AzureEnvironment.China]: "AzureChinaCloud",
};

const VAULT_ID = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/([^/]+)$/i;

const checkVaultId = checkForm(
  "azure-vault-id-invalid",
  "Key Vault",
  VAULT_ID,
  'its resource id, "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.KeyVault/vaults/<name>"',
);
const checkVaultName = checkForm(
  "azure-vault-name-invalid",
  "Key Vault",
  /^[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/,
  "its name, 3 to 24 letters, digits or -, beginning with a letter",
);
const checkObjectName = checkForm(
  "azure-vault-object-name-invalid",
  "object name",
  /^[A-Za-z0-9-]{1,127}$/,
  "1 to 127 letters, digits or -",
);

/** Azure Key Vault. */
export const azureSecretsStore: SecretsStore<AzureSecretsMountArgs, AzureWorkloadArgs, AzureIdentity> = {
  name: "azure",
  provider: "azure",
  read: readAzureSecretsMountArgs,
  check: ({ vaultId, vaultName, objects, grantedElsewhere = false, vaultWide = false }) => [
    ...ifKnown(vaultId, "vaultId", checkVaultId),
    ...ifKnown(vaultName, "vaultName", checkVaultName),
    ...checkSameVault(vaultId, vaultName),
    ...(vaultId === undefined && (vaultName === undefined || !grantedElsewhere) ? [vaultMissing(vaultName)] : []),
    ...(vaultWide && grantedElsewhere
      ? [issue("argument-without-effect", "vaultWide", "Cannot use vaultWide: nothing is granted here; leave it out")]
      : []),
    ...objects.flatMap((object, index) => issuesUnder(`objects[${index}]`, checkObject(object))),
  ],
  checkToken: ({ audience = AZURE_DEFAULT_AUDIENCE }) =>
    audience === AZURE_DEFAULT_AUDIENCE
      ? []
      : [
          issue(
            "secrets-store-audience-mismatch",
            "azure.audience",
            `Cannot mount secrets with tokens for ${show(audience)}: Azure's provider takes those for ${show(AZURE_DEFAULT_AUDIENCE)} in every cloud; leave out audience`,
          ),
        ],
  grant: (workload, mounts) => ({
    ...workload,
    roleAssignments: [...(workload.roleAssignments ?? []), ...rolesOn(mounts)],
  }),
  files: ({ objects }) => objects.map(({ name, file = name }) => file),
  parameters: ({ vaultId = "", vaultName, objects }, workload, identity) => {
    const { environment = AzureEnvironment.Public, identityBinding } = workload;
    const cloudName = CLOUD_NAMES[environment as AzureEnvironment];
    return {
      ...(identityBinding === undefined ? { usePodIdentity: "false" } : { useAzureTokenProxy: "true" }),
      clientID: identity.clientId,
      tenantID: identity.tenantId,
      keyvaultName: vaultName ?? VAULT_ID.exec(vaultId)?.[1] ?? "",
      ...(cloudName === undefined ? {} : { cloudName }),
      // A list of texts, each of them YAML again.
      objects: quotedYaml({ array: objects.map((object) => quotedYaml(described(object))) }),
    };
  },
  token: ({ identityBinding }) => ({
    audience: identityBinding === undefined ? AZURE_DEFAULT_AUDIENCE : BINDING_AUDIENCE,
    getsItself: false,
  }),
};

/** What AKS takes tokens of bound identities for (secrets-store-csi-driver-provider-azure d5f7cf5b). */
const BINDING_AUDIENCE = "api://AKSIdentityBinding";

function described({
  name,
  type = AzureVaultObjectType.Secret,
  file,
  version,
  format,
  encoding,
}: pulumi.Unwrap<AzureVaultObject>) {
  return {
    objectName: name,
    objectType: type,
    ...(file === undefined ? {} : { objectAlias: file }),
    ...(version === undefined ? {} : { objectVersion: version }),
    ...(format === undefined ? {} : { objectFormat: format }),
    ...(encoding === undefined ? {} : { objectEncoding: encoding }),
  };
}

/** The role of each object on the object, or that of each kind on its vault; every role on a scope once. */
function rolesOn(mounts: readonly NamedMount<AzureSecretsMountArgs>[]): AzureRoleAssignmentArgs[] {
  const granted = new Map<pulumi.Input<string>, Set<string>>();
  return mounts.flatMap(({ name, mount: { vaultId, objects, vaultWide = false, grantedElsewhere = false } }) => {
    if (vaultId === undefined || grantedElsewhere) return [];
    return objects.flatMap(({ name: object, type = AzureVaultObjectType.Secret }): AzureRoleAssignmentArgs[] => {
      const { folder, role } = KINDS[type];
      const place = vaultWide ? "" : `/${folder}/${object}`;
      const vault = typeof vaultId === "string" ? vaultId.toLowerCase() : vaultId;
      const seen = granted.get(vault) ?? new Set<string>();
      granted.set(vault, seen);
      if (seen.size === seen.add(`${role} ${place.toLowerCase()}`).size) return [];
      if (!isLater(vaultId)) return [{ role, scope: `${vaultId}${place}` }];
      const key = vaultWide ? name : contentKey(name, object);
      return [{ role, scope: pulumi.interpolate`${vaultId}${place}`, key }];
    });
  });
}

/** A key has 64 characters at most. */
function contentKey(mount: string, object: string): string {
  const key = `${mount}-${object}`;
  return key.length <= 64 ? key : `${key.slice(0, 55)}-${shortHash(key)}`;
}

function checkObject({ name, file, type = AzureVaultObjectType.Secret, format, encoding }: AzureVaultObject): Issue[] {
  const isSecret = type === AzureVaultObjectType.Secret;
  const onlyOfSecrets = (field: string) =>
    issue(
      "azure-vault-object-field",
      field,
      `Cannot use ${field} for a ${type}: the provider takes it for secrets only`,
    );
  return [
    ...checkObjectName(name, "name"),
    ...(file === undefined ? [] : checkSecretFile(file, "file")),
    ...(format === "pfx" && !isSecret ? [onlyOfSecrets("format")] : []),
    ...(encoding !== undefined && !isSecret ? [onlyOfSecrets("encoding")] : []),
  ];
}

function checkSameVault(vaultId: unknown, vaultName: unknown): Issue[] {
  if (typeof vaultId !== "string" || typeof vaultName !== "string") return [];
  const named = VAULT_ID.exec(vaultId)?.[1];
  if (named === undefined || named.toLowerCase() === vaultName.toLowerCase()) return [];
  const fault = `Cannot mount secrets of vault ${show(vaultName)}: vaultId is that of ${show(named)}; leave out vaultName`;
  return [issue("azure-vault-mismatch", "vaultName", fault)];
}

function vaultMissing(vaultName: unknown): Issue {
  const fault =
    vaultName === undefined
      ? "Cannot mount secrets of no vault: set vaultId"
      : "Cannot grant the right to read a vault by its name: set vaultId, or grantedElsewhere where the identity may read it already";
  return issue("azure-vault-id-missing", "vaultId", fault);
}
