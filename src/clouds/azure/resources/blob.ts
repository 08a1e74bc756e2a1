import { setTimeout as delay } from "node:timers/promises";
import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { AzureSources } from "./credential";
import { azureCredential } from "./credential";

/** The world as the client sees it; tests pass their own. */
export interface AzureRuntime extends AzureSources {
  /** Sends one request. */
  fetch: typeof fetch;
  /** The time that requests are dated with. */
  now(): Date;
  /** Waits before the next attempt. */
  sleep(milliseconds: number): Promise<void>;
  /** What signs in at an authority. */
  credential(authorityHost: string): AzureCredential;
}

/** What gets a token for a scope, as `TokenCredential` of the vendor's library does. */
interface AzureCredential {
  /** A token for the scope, or none. */
  getToken(scope: string): Promise<{ token: string } | null>;
}

/** A blob, by the id that azure-native gives it and by its address. */
export interface AzureBlob {
  /** `/subscriptions/…/storageAccounts/<account>/blobServices/default/containers/<container>/blobs/<name>`. */
  blobId: string;
  url: string;
}

/** What a blob holds, with what the answer says of it. */
export interface AzureBlobPage {
  content: string;
  contentType: string;
  cacheControl: string;
}

const BLOB_ID =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Storage\/storageAccounts\/([a-z0-9]+))\/blobServices\/default\/containers\/([^/]+)\/blobs\/(.+)$/i;

/** Where Azure is managed and where its tokens come from, by the domain that its blobs have. */
const CLOUDS: readonly [suffix: string, management: string, login: string][] = [
  [".core.windows.net", "https://management.azure.com", "https://login.microsoftonline.com"],
  [".core.usgovcloudapi.net", "https://management.usgovcloudapi.net", "https://login.microsoftonline.us"],
  [".core.chinacloudapi.cn", "https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn"],
];

const STORAGE_API_VERSION = "2024-01-01";
const BLOB_API_VERSION = "2023-11-03";
/** How long a signature for one call may be used. */
const SIGNATURE_MINUTES = 10;
const ATTEMPTS = 5;

/** The real world: the stack's configuration first, then the environment of the process. */
export function azureRuntime(config: AzureSources["config"] = () => undefined): AzureRuntime {
  const sources: AzureSources = { config, env: (name) => process.env[name] };
  return {
    ...sources,
    fetch,
    now: () => new Date(),
    sleep: (milliseconds) => delay(milliseconds),
    credential: (authorityHost) => azureCredential(sources, authorityHost, fetch),
  };
}

export function isAzureBlob({ blobId, url }: Partial<Record<keyof AzureBlob, unknown>>): boolean {
  return typeof blobId === "string" && BLOB_ID.test(blobId) && typeof url === "string" && cloudOf(url) !== undefined;
}

/** What a blob holds; `undefined` where it is not there, or its account is gone. */
export async function readBlob(blob: AzureBlob, runtime: AzureRuntime): Promise<AzureBlobPage | undefined> {
  const signature = await signatureFor(blob, "r", runtime);
  if (signature.status === 404) return undefined;
  const answer = await call(await signedUrl(blob, signature), { headers: VERSION }, runtime);
  if (answer.status === 404) return undefined;
  await refuse(answer, `read ${blob.url}`);
  const header = (name: string) => answer.headers.get(name) ?? "";
  return {
    content: await answer.text(),
    contentType: header("content-type"),
    cacheControl: header("cache-control"),
  };
}

/** Writes over what a blob holds in one call, so that readers see the former document or the new one. */
export async function writeBlob(blob: AzureBlob, page: AzureBlobPage, runtime: AzureRuntime): Promise<void> {
  const headers = {
    ...VERSION,
    "x-ms-blob-type": "BlockBlob",
    "x-ms-blob-content-type": page.contentType,
    "x-ms-blob-cache-control": page.cacheControl,
  };
  const url = await signedUrl(blob, await signatureFor(blob, "w", runtime));
  await refuse(await call(url, { method: "PUT", headers, body: page.content }, runtime), `write ${blob.url}`);
}

const VERSION = { "x-ms-version": BLOB_API_VERSION };

/** Azure's answer to who asks for a signature for a blob alone, which it makes for whoever may manage the account. */
async function signatureFor({ blobId, url }: AzureBlob, permission: string, runtime: AzureRuntime): Promise<Response> {
  const [, accountId, account, container, name] = BLOB_ID.exec(blobId) ?? [];
  const [, management, login] = cloudOf(url) ?? [];
  if (accountId === undefined || management === undefined || login === undefined) {
    throw new WorkloadIdentityError("azure-blob-unknown", `Cannot address blob ${show(url)} with id ${show(blobId)}`);
  }
  const token = await runtime.credential(login).getToken(`${management}/.default`);
  return call(
    `${management}${accountId}/ListServiceSas?api-version=${STORAGE_API_VERSION}`,
    {
      method: "POST",
      headers: { authorization: `Bearer ${token?.token}`, "content-type": "application/json" },
      body: JSON.stringify({
        canonicalizedResource: `/blob/${account}/${container}/${name}`,
        keyToSign: "key1",
        signedResource: "b",
        signedPermission: permission,
        signedProtocol: "https",
        signedExpiry: new Date(runtime.now().getTime() + SIGNATURE_MINUTES * 60_000).toISOString(),
      }),
    },
    runtime,
  );
}

async function signedUrl({ url }: AzureBlob, signature: Response): Promise<string> {
  await refuse(signature, `get a signature for ${url}`);
  const { serviceSasToken } = (await signature.json()) as { serviceSasToken: string };
  return `${url}?${serviceSasToken}`;
}

function cloudOf(url: string): (typeof CLOUDS)[number] | undefined {
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: "" };
  return CLOUDS.find(([suffix]) => hostname.endsWith(suffix));
}

/** Repeats what was throttled, failed in the cloud or got no answer. Every call may be repeated: a write writes the same again. */
async function call(url: string, init: RequestInit, runtime: AzureRuntime): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await runtime.fetch(url, init);
      if ((answer.status !== 429 && answer.status < 500) || attempt === ATTEMPTS) return answer;
    } catch (error) {
      if (attempt === ATTEMPTS)
        throw new WorkloadIdentityError("azure-unreachable", `Cannot reach ${hostOf(url)}: ${causeOf(error)}`);
    }
    await runtime.sleep(250 * 2 ** attempt);
  }
}

/** Throws what Azure answered, without the address, which is signed. */
async function refuse(answer: Response, what: string): Promise<void> {
  if (answer.ok) return;
  const text = await answer.text();
  const code = /<Code>([^<]*)/.exec(text)?.[1] ?? /"code"\s*:\s*"([^"]*)"/.exec(text)?.[1] ?? "";
  const missing =
    answer.status === 403
      ? "; whoever deploys needs Microsoft.Storage/storageAccounts/listServiceSas/action on the account, and its network rules have to let this machine in"
      : "";
  throw new WorkloadIdentityError(
    "azure-blob-refused",
    `Cannot ${what}: Azure answers ${answer.status} ${code}${missing}`,
  );
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function causeOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string }; message?: string };
  return cause?.code ?? message ?? String(error);
}
