import type { ExchangePod, TokenExchange } from "../../src/clouds/simulated/exchange";
import type { ExchangeBench } from "./exchange-bench";

export interface VendorAnswer {
  status: number;
  headers: Headers;
  text: string;
  /** What the text says as JSON; nothing where it is something else. */
  body: Record<string, unknown>;
}

export interface VendorCall extends RequestInit {
  /** Sent as a form. */
  form?: Record<string, string>;
  /** Sent as JSON. */
  json?: object;
  bearer?: string;
  /** Who calls a service of its node. */
  pod?: ExchangePod;
}

/** What the vendor answers to a request on one of its hosts. */
export async function callVendor(
  exchange: TokenExchange,
  bench: ExchangeBench,
  url: string,
  { form, json, bearer, pod, ...init }: VendorCall = {},
): Promise<VendorAnswer> {
  const headers = new Headers(init.headers);
  if (json !== undefined) headers.set("content-type", "application/json");
  if (bearer !== undefined) headers.set("authorization", `Bearer ${bearer}`);
  const body = form !== undefined ? new URLSearchParams(form) : json !== undefined ? JSON.stringify(json) : undefined;
  const request = new Request(url, { ...init, headers, ...(body === undefined ? {} : { method: "POST", body }) });
  const { origin } = new URL(url);
  const answer = await exchange.handle(request, { ...bench.context(), origin, ...(pod === undefined ? {} : { pod }) });
  if (answer === undefined) throw new Error(`the vendor has no endpoint ${url}`);
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.startsWith("application/json");
  return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : {} };
}
