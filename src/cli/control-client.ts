import type { IncomingMessage } from "node:http";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { WorkloadIdentityError } from "../core/errors";
import type { SandboxControl } from "../sandbox/api";

/** Asks a running sandbox; throws what it refuses as `WorkloadIdentityError`. */
export async function askSandbox<T>(control: SandboxControl, verb: string, body: object): Promise<T> {
  return JSON.parse(await text(await openAnswer(control, verb, body))) as T;
}

/** The answer while it is being written; for what lives as long as it is not ended. */
export async function openAnswer(control: SandboxControl, verb: string, body: object): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const headers = { authorization: `Bearer ${control.secret}` };
    const sent = request(`${control.url}/control/${verb}`, { method: "POST", headers, agent: false }, resolve);
    sent.on("error", (error) =>
      reject(new WorkloadIdentityError("sandbox-missing", `No sandbox answers at ${control.url}: ${error.message}`)),
    );
    sent.end(JSON.stringify(body));
  });
  if (response.statusCode === 200) return response;
  const answer = await text(response);
  const { code = "sandbox-failed", message = answer } = jsonOr<{ code?: string; message?: string }>(answer, {});
  throw new WorkloadIdentityError(code, message);
}

function jsonOr<T>(answer: string, otherwise: T): T {
  try {
    return JSON.parse(answer) as T;
  } catch {
    return otherwise;
  }
}
