import type { SignatureAlgorithm } from "../../../simulated/exchange";
import type { ExchangeRecord } from "../../../simulated/exchange-log";

/** The only one in Huawei's examples of keys (IAM API, read 2026-08). */
export const HUAWEI_SIGNATURE_ALGORITHMS: readonly SignatureAlgorithm[] = ["RS256"];

/** A refusal as clients of IAM and STS see it. */
export interface HuaweiTokenFault {
  status: 400 | 401 | 403 | 404;
  code: string;
  message: string;
}

/** Faults of IAM by status, with the codes and texts of its error list (IAM API, read 2026-08). */
export const IAM_FAULT = {
  body: { status: 400, code: "IAM.0011", message: "Request body is invalid." },
  unauthorized: { status: 401, code: "IAM.0001", message: "The request you have made requires authentication." },
  notFound: (what: string, id: string) => ({
    status: 404,
    code: "IAM.0004",
    message: `Could not find ${what}: ${id}.`,
  }),
} as const satisfies Record<string, HuaweiTokenFault | ((what: string, id: string) => HuaweiTokenFault)>;

/** Answers with the refusal, and tells the log why. */
export function refuseWith(record: ExchangeRecord, fault: HuaweiTokenFault, step: string, detail: string): Response {
  record.step(step, false, detail);
  record.refused(fault.code);
  return Response.json({ error_msg: fault.message, error_code: fault.code }, { status: fault.status });
}

/** A time as IAM writes it, in microseconds: the vendor's clients cut off the last three digits. */
export function microseconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace("Z", "000Z");
}

/** The members of a JSON body; none where it is no object. */
export async function bodyOf(request: Request): Promise<Record<string, unknown>> {
  try {
    return membersOf(await request.json());
  } catch {
    return {};
  }
}

/** The members of a value that may be anything. */
export function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
