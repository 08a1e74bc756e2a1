import { randomUUID } from "node:crypto";
import type { XmlElements } from "../../../simulated/query-api";
import { xmlOf } from "../../../simulated/query-api";

/** The version of the STS RPC API (Sts 2015-04-01). */
export const ALICLOUD_STS_VERSION = "2015-04-01";

/** A refusal of STS: HTTP status, error code and text as its clients see them. */
export interface AlicloudStsFault {
  status: 400 | 401 | 403 | 404;
  code: string;
  message: string;
}

/** Who asks, and in which format the answer shall be: XML unless the client asks for JSON. */
export interface AlicloudStsCall {
  action: string;
  host: string;
  format: "JSON" | "XML";
}

export function alicloudStsAnswer({ action, format }: AlicloudStsCall, result: XmlElements): Response {
  return answer(200, format, `${action}Response`, { RequestId: requestId(), ...result });
}

export function alicloudStsError({ host, format }: AlicloudStsCall, fault: AlicloudStsFault): Response {
  const { status, code, message } = fault;
  return answer(status, format, "Error", { RequestId: requestId(), HostId: host, Code: code, Message: message });
}

function requestId(): string {
  return randomUUID().toUpperCase();
}

function answer(status: number, format: AlicloudStsCall["format"], root: string, elements: XmlElements): Response {
  if (format === "JSON") return Response.json(elements, { status });
  const body = `<?xml version='1.0' encoding='UTF-8'?>${xmlOf({ [root]: elements })}`;
  return new Response(body, { status, headers: { "content-type": "text/xml;charset=utf-8" } });
}
