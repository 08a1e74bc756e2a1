import { setTimeout as delay } from "node:timers/promises";
import { WorkloadIdentityError } from "../../../core/errors";
import { show } from "../../../core/show";
import type { HuaweiService } from "./endpoints";
import { huaweiEndpoint, huaweiRegion } from "./endpoints";
import { HuaweiApiError, huaweiRefusal } from "./errors";
import type { HuaweiConnection, HuaweiSources } from "./settings";
import { huaweiCredentials, huaweiSetting } from "./settings";
import type { HuaweiCredentials } from "./signer";
import { signHuaweiRequest } from "./signer";

/** The world as the client sees it; tests pass their own. */
export interface HuaweiRuntime extends HuaweiSources {
  /** Sends one request. */
  fetch: typeof fetch;
  /** The time that a request is signed with. */
  now(): Date;
  /** Waits before the next attempt. */
  sleep(milliseconds: number): Promise<void>;
  /** From 0 to 1, for jitter. */
  random(): number;
  /** How long one attempt may take, in milliseconds. */
  timeout: number;
}

interface HuaweiCall {
  service: HuaweiService;
  /** The address, where it is not that of the service: a cluster has its own. */
  endpoint?: string;
  method: "GET" | "HEAD" | "PUT" | "POST" | "PATCH" | "DELETE";
  /** Begins with a slash; made by `huaweiPath` where it has variable parts. */
  path: string;
  query?: Readonly<Record<string, string>>;
  body?: object;
  headers?: Readonly<Record<string, string>>;
}

/** Signed requests to one account. */
export interface HuaweiClient {
  readonly connection: HuaweiConnection;
  readonly runtime: HuaweiRuntime;
  /** The answer's body as JSON. Throws `HuaweiApiError` for refusals, after retries of what may pass. */
  request<T = unknown>(call: HuaweiCall): Promise<T>;
  /** The account, asked for once where it is not set. */
  domainId(): Promise<string>;
  /** The project of clusters, asked for once where it is not set. */
  projectId(): Promise<string>;
}

export const HUAWEI_MAX_ATTEMPTS = 6;
const FIRST_DELAY = 500;
const LONGEST_DELAY = 20_000;

/** The real world: the stack's configuration first, then the environment of the process. */
export function huaweiRuntime(config: HuaweiSources["config"] = () => undefined): HuaweiRuntime {
  return {
    config,
    env: (name) => process.env[name],
    fetch,
    now: () => new Date(),
    sleep: (milliseconds) => delay(milliseconds),
    random: Math.random,
    timeout: 30_000,
  };
}

/**
 * A client that repeats what was throttled, failed in the cloud or got no answer, with growing random pauses. A repeated
 * creation may find what the lost one made; the resources sort that out.
 */
export function huaweiClient(connection: HuaweiConnection, runtime: HuaweiRuntime): HuaweiClient {
  const request = async <T>(call: HuaweiCall, scope: Readonly<Record<string, string>>): Promise<T> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return (await send(call, scope, connection, runtime)) as T;
      } catch (error) {
        if (!isPassing(error) || attempt === HUAWEI_MAX_ATTEMPTS) throw error;
        await runtime.sleep(pause(attempt, error, runtime));
      }
    }
  };
  const domainId = once(
    async () => connection.domainId ?? huaweiSetting("domainId", runtime) ?? (await findDomain(request, runtime)),
  );
  const projectId = once(
    async () =>
      connection.projectId ?? huaweiSetting("projectId", runtime) ?? (await findProject(request, connection, runtime)),
  );
  return {
    connection,
    runtime,
    domainId,
    projectId,
    request: async (call) =>
      request(
        call,
        call.service === "iam" ? { "X-Domain-Id": await domainId() } : { "X-Project-Id": await projectId() },
      ),
  };
}

/** A path with its variable parts escaped: `` huaweiPath`/v3/groups/${id}` ``. */
export function huaweiPath(texts: TemplateStringsArray, ...parts: string[]): string {
  return texts.reduce((path, text, i) => {
    const part = parts[i - 1] ?? "";
    if (!/^[^/?#]+$/.test(part) || /^\.\.?$/.test(part)) {
      throw new WorkloadIdentityError("huawei-id-invalid", `Cannot address ${show(part)}: expected an id or a name`);
    }
    return `${path}${encodeURIComponent(part)}${text}`;
  });
}

type Request = <T>(call: HuaweiCall, scope: Readonly<Record<string, string>>) => Promise<T>;

async function findDomain(request: Request, runtime: HuaweiRuntime): Promise<string> {
  const { domains } = await request<{ domains?: { id: string; name: string }[] }>(
    { service: "iam", method: "GET", path: "/v3/auth/domains" },
    {},
  );
  const name = huaweiSetting("domainName", runtime);
  const domain = name === undefined ? domains?.[0] : domains?.find((each) => each.name === name);
  if (domain !== undefined) return domain.id;
  throw new WorkloadIdentityError(
    "huawei-domain-unknown",
    `Cannot find the account ${name === undefined ? "of the access key" : show(name)}: set HUAWEICLOUD_SDK_DOMAIN_ID or huawei:domainId`,
  );
}

async function findProject(request: Request, connection: HuaweiConnection, runtime: HuaweiRuntime): Promise<string> {
  const name = huaweiRegion(connection, runtime);
  const { projects } = await request<{ projects?: { id: string; name: string }[] }>(
    { service: "iam", method: "GET", path: "/v3/projects", query: { name } },
    {},
  );
  const project = projects?.find((each) => each.name === name);
  if (project !== undefined) return project.id;
  throw new WorkloadIdentityError(
    "huawei-project-unknown",
    `Cannot find the project ${show(name)}: set projectId of the connection, huawei:projectId or HUAWEICLOUD_SDK_PROJECT_ID`,
  );
}

async function send(
  { service, endpoint, method, path, query, body, headers }: HuaweiCall,
  scope: Readonly<Record<string, string>>,
  connection: HuaweiConnection,
  runtime: HuaweiRuntime,
): Promise<unknown> {
  const credentials = huaweiCredentials(runtime);
  const url = new URL(`${endpoint ?? huaweiEndpoint(service, connection, runtime)}${path}`);
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  const text = body === undefined ? "" : JSON.stringify(body);
  const request = {
    method,
    url,
    body: text,
    headers: { ...scope, "Content-Type": "application/json;charset=utf8", ...headers },
  };
  const what = `${method} ${url.origin}${path}`;
  try {
    const response = await runtime.fetch(url, {
      method,
      headers: signHuaweiRequest(request, credentials, runtime.now()),
      ...(text === "" ? {} : { body: text }),
      redirect: "error",
      signal: AbortSignal.timeout(runtime.timeout),
    });
    const answer = await response.text();
    if (response.status < 300) return answer === "" ? undefined : parsed(answer, what);
    throw huaweiRefusal(what, response, withoutSecrets(answer, credentials));
  } catch (error) {
    throw error instanceof HuaweiApiError ? error : noAnswer(what, error, runtime);
  }
}

function parsed(answer: string, what: string): unknown {
  try {
    return JSON.parse(answer);
  } catch {
    throw new HuaweiApiError("huawei-answer-invalid", `Huawei Cloud answered ${what} with something other than JSON`);
  }
}

/** An error of the network names no header, but its cause may be any text. */
function noAnswer(what: string, error: unknown, runtime: HuaweiRuntime): HuaweiApiError {
  const { name, cause } = error as { name?: string; cause?: { code?: string } };
  return name === "TimeoutError"
    ? new HuaweiApiError("huawei-timeout", `Huawei Cloud did not answer ${what} within ${runtime.timeout} ms`)
    : new HuaweiApiError(
        "huawei-unreachable",
        `Huawei Cloud could not be reached for ${what}: ${cause?.code ?? "the connection failed"}`,
      );
}

/** Gateways repeat headers in their answers. */
function withoutSecrets(answer: string, { accessKey, secretKey, securityToken }: HuaweiCredentials): string {
  return [secretKey, securityToken, accessKey].reduce<string>(
    (text, secret) => (secret === undefined ? text : text.replaceAll(secret, "***")),
    answer,
  );
}

const PASSING = ["huawei-throttled", "huawei-server-error", "huawei-timeout", "huawei-unreachable"];

function isPassing(error: unknown): error is HuaweiApiError {
  return error instanceof HuaweiApiError && PASSING.includes(error.code);
}

/** As long as the cloud asks for, else a random part of a time that doubles. */
function pause(attempt: number, { retryAfter }: HuaweiApiError, runtime: HuaweiRuntime): number {
  const longest = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
  return retryAfter === undefined ? runtime.random() * longest : Math.min(LONGEST_DELAY, retryAfter * 1000);
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
