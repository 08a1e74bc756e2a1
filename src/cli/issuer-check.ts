import { parseArgs } from "node:util";
import type { Dispatcher } from "undici";
import { EnvHttpProxyAgent, request } from "undici";
import type { Answer, IssuerCheck, PublishedAnswers } from "../issuer/check-published";
import { checkPublished, discoveryUrl, keySetUrl } from "../issuer/check-published";
import { readKeyFiles } from "./issuer-key-files";
import { readText } from "./read-text";
import { UsageError } from "./usage-error";

/** How long a server may take to answer, in milliseconds; clouds give up earlier. */
const TIMEOUT_MS = 10_000;

/** Longest document that is read, in bytes: real ones have a few thousand. */
const MAX_BYTES = 1024 * 1024;

/** Fetches what an issuer publishes and says whether clouds can verify its tokens; exits with 1 where they cannot. */
export async function issuerCheck(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      keys: { type: "string", multiple: true },
      ca: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [issuer, ...more] = positionals;
  if (issuer === undefined || more.length > 0)
    throw new UsageError("expected one issuer, for example https://oidc.example.com/prod");
  if (!URL.canParse(issuer) || !issuer.startsWith("https://")) throw new UsageError(`"${issuer}" is no https:// URL`);
  const cluster = values.keys === undefined ? undefined : readKeyFiles(values.keys);
  const answers = await fetchDocuments(issuer, values.ca === undefined ? {} : { ca: readText(values.ca) });
  const checks = checkPublished(issuer, answers, cluster);
  process.stdout.write(values.json ? `${JSON.stringify(checks, undefined, 2)}\n` : checks.map(line).join(""));
  return checks.some(({ result }) => result === "error") ? 1 : 0;
}

/** What an issuer publishes, looked at as clouds will. */
export async function publishedChecks(issuer: string): Promise<IssuerCheck[]> {
  return checkPublished(issuer, await fetchDocuments(issuer, {}));
}

/** Goes the way of HTTPS_PROXY and NO_PROXY, as other command lines do; clouds have their own way. */
async function fetchDocuments(issuer: string, tls: { ca?: string }): Promise<PublishedAnswers> {
  const dispatcher = new EnvHttpProxyAgent({ connect: tls, requestTls: tls });
  try {
    const discovery = await fetchText(discoveryUrl(issuer), dispatcher);
    const url = keySetUrl(discovery);
    return { discovery, ...(url === undefined ? {} : { keySet: await fetchText(url, dispatcher) }) };
  } finally {
    await dispatcher.destroy();
  }
}

/** Redirects are not followed: clouds do not promise to. */
async function fetchText(url: string, dispatcher: Dispatcher): Promise<Answer> {
  try {
    const answer = await request(url, { dispatcher, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
    return { status: answer.statusCode, headers: Object.fromEntries(headers), body: await bodyText(answer.body) };
  } catch (error) {
    return { failed: (error as Error).message };
  }
}

async function bodyText(body: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > MAX_BYTES) throw new Error(`it is longer than ${MAX_BYTES} bytes`);
    parts.push(part);
  }
  // A mark at the start is kept, for clouds may not read over it.
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(parts));
}

function line({ result, code, message, fix }: IssuerCheck): string {
  return `${result.padEnd(7)}  ${message}${fix === "" ? "" : `; ${fix}`} [${code}]\n`;
}
