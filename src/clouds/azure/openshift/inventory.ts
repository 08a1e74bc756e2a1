import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { at, pathText } from "../../../core/path";
import { isRecord } from "../../../core/record";
import type { Read } from "../../../core/shape";
import { readListOf, readObject, readOptional, readText, shapeFault } from "../../../core/shape";

interface ListedIdentity {
  id: string;
  name: string;
  resourceGroup: string;
  principalId: string;
}

export interface ListedCredential {
  id: string;
  name: string;
  issuer: string;
  subject: string;
  audiences: string[];
}

interface ListedRole {
  id: string;
  roleName: string;
  permissions: { actions: string[] | undefined; dataActions: string[] | undefined }[];
}

interface ListedAssignment {
  id: string;
  principalId: string;
  roleDefinitionId: string;
  scope: string;
}

interface ListedGroup {
  id: string;
  name: string;
}

interface ListedStorage extends ListedGroup {
  primaryEndpoints: { blob: string | undefined };
}

/** What a subscription has. */
export interface AzureInventory {
  identities: ListedIdentity[];
  credentials: ListedCredential[];
  roles: ListedRole[];
  assignments: ListedAssignment[];
  groups: ListedGroup[];
  storageAccounts: ListedStorage[];
}

/** The commands that print it. */
export const AZURE_INVENTORY: readonly string[] = [
  "az identity list --resource-group <oidc group>",
  "az identity federated-credential list --resource-group <oidc group> --identity-name <each identity>",
  "az role definition list --custom-role-only true",
  "az role assignment list --all",
  "az group list",
  "az storage account list --resource-group <oidc group>",
];

/** How the rows of each list are read, and what the ids of theirs look like. */
const ROWS: { readonly [K in keyof AzureInventory]: readonly [RegExp, Read<AzureInventory[K][number]>] } = {
  credentials: [
    /\/federatedIdentityCredentials\/[^/]+$/i,
    readObject<ListedCredential>({
      id: readText,
      name: readText,
      issuer: readText,
      subject: readText,
      audiences: readListOf(readText),
    }),
  ],
  identities: [
    /\/userAssignedIdentities\/[^/]+$/i,
    readObject<ListedIdentity>({ id: readText, name: readText, resourceGroup: readText, principalId: readText }),
  ],
  roles: [
    /\/roleDefinitions\/[^/]+$/i,
    readObject<ListedRole>({
      id: readText,
      roleName: readText,
      permissions: readListOf(
        readObject({
          actions: readOptional(readListOf(readText)),
          dataActions: readOptional(readListOf(readText)),
        }),
      ),
    }),
  ],
  assignments: [
    /\/roleAssignments\/[^/]+$/i,
    readObject<ListedAssignment>({ id: readText, principalId: readText, roleDefinitionId: readText, scope: readText }),
  ],
  storageAccounts: [
    /\/storageAccounts\/[^/]+$/i,
    readObject<ListedStorage>({
      id: readText,
      name: readText,
      primaryEndpoints: readObject({ blob: readOptional(readText) }),
    }),
  ],
  groups: [
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i,
    readObject<ListedGroup>({ id: readText, name: readText }),
  ],
};

/** The inventory in lists that the commands printed, in any order and any number; a row that is none of theirs is a fault. */
export function readAzureInventory(documents: readonly unknown[], issues: Issue[]): AzureInventory {
  const inventory: AzureInventory = {
    ...{ identities: [], credentials: [], roles: [], assignments: [], groups: [], storageAccounts: [] },
  };
  for (const [index, document] of documents.entries()) {
    const path = at("documents", index);
    if (!Array.isArray(document)) {
      shapeFault(document, path, issues, "a list, as the command line of Azure prints it", undefined);
      continue;
    }
    for (const [row, item] of document.entries()) {
      const id = isRecord(item) && typeof item.id === "string" ? item.id : "";
      const known = Object.entries(ROWS).find(([, [form]]) => form.test(id));
      if (known !== undefined) {
        const [list, [, read]] = known;
        (inventory[list as keyof AzureInventory] as unknown[]).push(read(item, at(path, row), issues));
        continue;
      }
      const fault = `Cannot read this as what the subscription has: expected what one of these prints: ${AZURE_INVENTORY.join("; ")}`;
      issues.push(issue("azure-inventory-unknown", pathText(at(path, row)), fault));
      break;
    }
  }
  return inventory;
}
