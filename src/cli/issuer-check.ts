import { readFileSync } from "node:fs";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import type { Answer, IssuerCheck } from "../issuer/check-published";
import { checkPublished, discoveryUrl, keySetUrl } from "../issuer/check-published";
import { readKeyFiles } from "./issuer-key-files";
import { UsageError } from "./usage-error";

/** How long a server may take to answer, in milliseconds; clouds give up earlier. */
const TIMEOUT_MS = 10_000;

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
  const ca = values.ca === undefined ? undefined : readFileSync(values.ca, "utf8");
  const discovery = await fetchText(discoveryUrl(issuer), ca);
  const url = keySetUrl(discovery);
  const answers = { discovery, ...(url === undefined ? {} : { keySet: await fetchText(url, ca) }) };
  const checks = checkPublished(issuer, answers, cluster);
  process.stdout.write(values.json ? `${JSON.stringify(checks, undefined, 2)}\n` : checks.map(line).join(""));
  return checks.some(({ result }) => result === "error") ? 1 : 0;
}

/** Redirects are not followed: clouds do not promise to. */
async function fetchText(url: string, ca: string | undefined): Promise<Answer> {
  try {
    return await new Promise<Answer>((resolve, reject) => {
      const options = { agent: false, signal: AbortSignal.timeout(TIMEOUT_MS), ...(ca === undefined ? {} : { ca }) };
      const sent = request(url, options, (response) => {
        const headers = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        text(response).then((body) => resolve({ status: response.statusCode ?? 0, headers, body }), reject);
      });
      sent.on("error", reject);
      sent.end();
    });
  } catch (error) {
    return { failed: (error as Error).message };
  }
}

function line({ result, code, message, fix }: IssuerCheck): string {
  return `${result.padEnd(7)}  ${message}${fix === "" ? "" : `; ${fix}`} [${code}]\n`;
}
