import { timingSafeEqual } from "node:crypto";
import type { DeployedTrust } from "../clouds/cloud";
import { clouds } from "../clouds/registry";
import { WorkloadIdentityError } from "../core/errors";
import type { Sandbox } from "./api";
import { notFound } from "./gateway";
import type { SandboxSnapshot } from "./state";

/** What a running pod looks like to the process that asked for it; the pod lives as long as the answer is not ended. */
export interface ControlledPod {
  issuer: string;
  environment: Record<string, string>;
  notes: readonly string[];
}

/** What `sandbox state` shows. */
export interface ControlledState {
  issuers: readonly string[];
  trusts: DeployedTrust[];
  snapshot: SandboxSnapshot;
  /** The real cluster beside it, whose objects are not among the resources. */
  cluster?: NonNullable<Sandbox["cluster"]>;
}

type Verb = (sandbox: Sandbox, body: never) => Promise<Response>;

const PREFIX = "/control/";

const verbs: Record<string, Verb> = {
  async state(sandbox) {
    const { state } = sandbox;
    const trusts = clouds.flatMap(({ name }) => [...state.trusts(name)]);
    const { cluster } = sandbox;
    const answer: ControlledState = {
      issuers: state.issuers,
      trusts,
      snapshot: state.snapshot(),
      ...(cluster === undefined ? {} : { cluster }),
    };
    return Response.json(answer);
  },
  async token(sandbox, request: Parameters<Sandbox["mint"]>[0]) {
    return Response.json({ token: await sandbox.mint(request) });
  },
  async issuer(sandbox, { url, jwks }: { url: string; jwks?: object }) {
    if (jwks === undefined) return Response.json((await sandbox.issuer(url)).jwks);
    sandbox.trustIssuer(url, jwks);
    return Response.json(jwks);
  },
  async pod(sandbox, options: Parameters<Sandbox["pod"]>[0]) {
    const pod = await sandbox.pod(options);
    const { issuer, environment, notes } = pod;
    const line = `${JSON.stringify({ issuer, environment, notes })}\n`;
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(line)),
      cancel: () => pod.close(),
    });
    return new Response(body, { headers: { "content-type": "application/x-ndjson" } });
  },
};

export function isControlRequest(request: Request): boolean {
  return new URL(request.url).pathname.startsWith(PREFIX);
}

/** Answers the command line of the same user; without the secret, nobody. */
export async function answerControl(sandbox: Sandbox, request: Request): Promise<Response> {
  if (!isSecret(request.headers.get("authorization") ?? "", sandbox.control.secret)) {
    return new Response("Only the user who started this sandbox controls it.\n", { status: 403 });
  }
  const name = new URL(request.url).pathname.slice(PREFIX.length);
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb === undefined || request.method !== "POST") return notFound();
  try {
    return await verb(sandbox, (await request.json()) as never);
  } catch (error) {
    const code = error instanceof WorkloadIdentityError ? error.code : "sandbox-failed";
    return Response.json({ code, message: (error as Error).message }, { status: 400 });
  }
}

function isSecret(header: string, secret: string): boolean {
  const [given, expected] = [Buffer.from(header), Buffer.from(`Bearer ${secret}`)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
