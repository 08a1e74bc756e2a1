import { jsonObject } from "../../../../core/json";
import type { ExchangeContext } from "../../../simulated/exchange";
import type { StsRefusal } from "./federation";
import { federate } from "./federation";

const GRANT = "urn:ietf:params:oauth:grant-type:token-exchange";
const TOKEN_TYPE = "urn:ietf:params:oauth:token-type";
const SUBJECT_TOKEN_TYPES = [`${TOKEN_TYPE}:jwt`, `${TOKEN_TYPE}:id_token`];

/** The Security Token Service: exchanges tokens of a pool's issuers, and says what the ones it gave out stand for. */
export async function answerTokenService(request: Request, context: ExchangeContext): Promise<Response | undefined> {
  const { pathname } = new URL(request.url);
  if (request.method !== "POST") return undefined;
  if (pathname === "/v1/token") return exchange(await parameters(request), context);
  return pathname === "/v1/introspect" ? introspect(await parameters(request), context) : undefined;
}

async function exchange(fields: ReadonlyMap<string, string>, context: ExchangeContext): Promise<Response> {
  const fault = faultOf(fields);
  const audience = fields.get("audience") ?? "";
  if (fault !== undefined) {
    const trace = [{ step: "request", passed: false, detail: fault.description }];
    context.explain({ call: "sts.token", target: audience, allowed: false, code: fault.error, trace });
    return refused(fault);
  }
  const federation = await federate(audience, fields.get("subject_token") ?? "", context);
  if ("refusal" in federation) return refused(federation.refusal);
  return Response.json({
    access_token: federation.accessToken,
    issued_token_type: `${TOKEN_TYPE}:access_token`,
    token_type: "Bearer",
    expires_in: Math.floor(federation.session.expires - context.now()),
  });
}

function faultOf(fields: ReadonlyMap<string, string>): StsRefusal | undefined {
  const invalid = (description: string) => ({ error: "invalid_request", description });
  if (fields.get("grant_type") !== GRANT) {
    return { error: "unsupported_grant_type", description: "Invalid value of grant_type in request." };
  }
  if (fields.get("requested_token_type") !== `${TOKEN_TYPE}:access_token`) {
    return invalid("Invalid value of requested_token_type in request.");
  }
  if (!SUBJECT_TOKEN_TYPES.includes(fields.get("subject_token_type") ?? "")) {
    return invalid("Invalid value of subject_token_type in request.");
  }
  return (fields.get("scope") ?? "") === "" ? invalid("Scope(s) must be provided.") : undefined;
}

function refused({ error, description }: StsRefusal): Response {
  return Response.json({ error, error_description: description }, { status: 400 });
}

function introspect(fields: ReadonlyMap<string, string>, context: ExchangeContext): Response {
  const session = context.recall(fields.get("token") ?? "");
  if (session === undefined || session.expires <= context.now()) return Response.json({ active: false });
  return Response.json({
    active: true,
    iss: "https://sts.googleapis.com/",
    exp: Math.floor(session.expires),
    sub: session.subject,
    username: session.identity,
  });
}

/** A form, or JSON whose fields are in camel case as in the REST reference or in snake case as in the standard. */
async function parameters(request: Request): Promise<Map<string, string>> {
  const text = await request.text();
  const isJson = request.headers.get("content-type")?.startsWith("application/json");
  const entries = isJson ? Object.entries(jsonObject(text)) : [...new URLSearchParams(text)];
  return new Map(
    entries.map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), String(value)]),
  );
}
