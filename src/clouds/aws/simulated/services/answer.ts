import { randomUUID } from "node:crypto";
import type { XmlElements } from "../../../simulated/query-api";
import { xmlOf } from "../../../simulated/query-api";

/** The version of the STS query API (botocore, sts/2011-06-15). */
export const STS_VERSION = "2011-06-15";

/** A refusal of STS: HTTP status, error code and text as its clients see them. */
export interface StsFault {
  status: 400 | 403;
  code: string;
  message: string;
}

export function stsAnswer(action: string, result: XmlElements): Response {
  const requestId = randomUUID();
  return xmlResponse(200, requestId, `${action}Response`, {
    [`${action}Result`]: result,
    ResponseMetadata: { RequestId: requestId },
  });
}

export function stsError({ status, code, message }: StsFault): Response {
  const requestId = randomUUID();
  return xmlResponse(status, requestId, "ErrorResponse", {
    Error: { Type: "Sender", Code: code, Message: message },
    RequestId: requestId,
  });
}

function xmlResponse(status: number, requestId: string, root: string, elements: XmlElements): Response {
  const body = `<${root} xmlns="https://sts.amazonaws.com/doc/${STS_VERSION}/">${xmlOf(elements)}</${root}>`;
  return new Response(body, { status, headers: { "content-type": "text/xml", "x-amzn-requestid": requestId } });
}
