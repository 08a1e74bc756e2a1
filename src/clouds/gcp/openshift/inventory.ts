import type { Issue } from "../../../core/issue";
import { issue } from "../../../core/issue";
import { at, pathText } from "../../../core/path";
import { isRecord } from "../../../core/record";
import type { Read } from "../../../core/shape";
import { readListOf, readObject, readOptional, readText } from "../../../core/shape";

interface ListedAccount {
  name: string;
  email: string;
  displayName: string | undefined;
}

interface ListedPool {
  name: string;
  state: string | undefined;
}

interface ListedProvider extends ListedPool {
  oidc: { issuerUri: string; allowedAudiences: string[] | undefined; jwksJson: string | undefined };
  attributeCondition: string | undefined;
}

interface DescribedRole {
  name: string;
  includedPermissions: string[] | undefined;
}

interface ListedPolicy {
  resource: string;
  policy: { bindings: { role: string; members: string[] }[] | undefined };
}

interface ListedBucket {
  storage_url: string;
}

/** What a project has. */
export interface GcpInventory {
  accounts: ListedAccount[];
  pools: ListedPool[];
  providers: ListedProvider[];
  roles: DescribedRole[];
  policies: ListedPolicy[];
  buckets: ListedBucket[];
}

/** The commands that print it. */
export const GCP_INVENTORY: readonly string[] = [
  "gcloud iam service-accounts list --format json",
  "gcloud iam workload-identity-pools list --location global --format json",
  "gcloud iam workload-identity-pools providers list --workload-identity-pool <name> --location global --format json",
  "gcloud iam roles describe <each custom role> --project <project> --format json",
  "gcloud asset search-all-iam-policies --scope projects/<project> --format json",
  "gcloud storage buckets list --format json",
];

const readPool = { name: readText, state: readOptional(readText) };

/** How each row is known, and how it is read. */
const ROWS: {
  readonly [K in keyof GcpInventory]: readonly [
    (row: Record<string, unknown>) => boolean,
    Read<GcpInventory[K][number]>,
  ];
} = {
  accounts: [
    ({ email }) => typeof email === "string",
    readObject<ListedAccount>({ name: readText, email: readText, displayName: readOptional(readText) }),
  ],
  providers: [
    ({ name }) => /\/workloadIdentityPools\/[^/]+\/providers\/[^/]+$/.test(String(name)),
    readObject<ListedProvider>({
      ...readPool,
      oidc: readObject({
        issuerUri: readText,
        allowedAudiences: readOptional(readListOf(readText)),
        jwksJson: readOptional(readText),
      }),
      attributeCondition: readOptional(readText),
    }),
  ],
  pools: [({ name }) => /\/workloadIdentityPools\/[^/]+$/.test(String(name)), readObject<ListedPool>(readPool)],
  roles: [
    ({ name }) => /^projects\/[^/]+\/roles\/[^/]+$/.test(String(name)),
    readObject<DescribedRole>({ name: readText, includedPermissions: readOptional(readListOf(readText)) }),
  ],
  policies: [
    ({ policy }) => isRecord(policy),
    readObject<ListedPolicy>({
      resource: readText,
      policy: readObject({
        bindings: readOptional(readListOf(readObject({ role: readText, members: readListOf(readText) }))),
      }),
    }),
  ],
  buckets: [({ storage_url }) => typeof storage_url === "string", readObject<ListedBucket>({ storage_url: readText })],
};

/** The inventory in documents that the commands printed, in any order and any number; a row that is none of theirs is a fault. */
export function readGcpInventory(documents: readonly unknown[], issues: Issue[]): GcpInventory {
  const inventory: GcpInventory = { accounts: [], pools: [], providers: [], roles: [], policies: [], buckets: [] };
  for (const [index, document] of documents.entries()) {
    const path = at("documents", index);
    for (const [row, item] of [document].flat().entries()) {
      const place = Array.isArray(document) ? at(path, row) : path;
      const known = isRecord(item) ? Object.entries(ROWS).find(([, [isOne]]) => isOne(item)) : undefined;
      if (known !== undefined) {
        const [list, [, read]] = known;
        (inventory[list as keyof GcpInventory] as unknown[]).push(read(item, place, issues));
        continue;
      }
      const fault = `Cannot read this as what the project has: expected what one of these prints: ${GCP_INVENTORY.join("; ")}`;
      issues.push(issue("gcp-inventory-unknown", pathText(place), fault));
      break;
    }
  }
  return inventory;
}
