import { WorkloadIdentityError } from "../../../core/errors";

/** What Huawei Cloud refused, or that it could not be reached. */
export class HuaweiApiError extends WorkloadIdentityError {
  /** HTTP status; absent where there was no answer. */
  readonly status?: number;
  /** The vendor's own error code, for example `IAM.0004`. */
  readonly vendorCode?: string;
  /** The pause that the cloud asks for, in seconds. */
  readonly retryAfter?: number;

  constructor(
    code: string,
    message: string,
    { status, vendorCode, retryAfter }: { status?: number; vendorCode?: string; retryAfter?: number } = {},
  ) {
    super(code, message);
    this.name = "HuaweiApiError";
    if (status !== undefined) this.status = status;
    if (vendorCode !== undefined) this.vendorCode = vendorCode;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
  }
}

const CODES: Readonly<Record<number, string>> = {
  400: "huawei-request-invalid",
  401: "huawei-unauthorized",
  403: "huawei-forbidden",
  404: "huawei-not-found",
  409: "huawei-conflict",
  429: "huawei-throttled",
};

/** The error of an answer, in the vendor's words; both forms of body are read: that of Keystone and that of IAM and CCE. */
export function huaweiRefusal(
  what: string,
  { status, headers }: Pick<Response, "status" | "headers">,
  body: string,
): HuaweiApiError {
  const { message, vendorCode } = reasonOf(body);
  const code = CODES[status] ?? (status >= 500 ? "huawei-server-error" : "huawei-refused");
  const words = [`${status}`, message, vendorCode === undefined ? "" : `(${vendorCode})`].filter((word) => word !== "");
  const hint = status === 401 ? "; check the access key, its expiry and the clock of this machine" : "";
  const retryAfter = Number(headers.get("Retry-After") ?? Number.NaN);
  return new HuaweiApiError(code, `Huawei Cloud refused ${what}: ${words.join(" ")}${hint}`, {
    status,
    ...(vendorCode === undefined ? {} : { vendorCode }),
    ...(retryAfter > 0 ? { retryAfter } : {}),
  });
}

export function isHuaweiStatus(error: unknown, status: number): boolean {
  return error instanceof HuaweiApiError && error.status === status;
}

/** What is asked for, or `undefined` where the cloud does not have it. */
export async function ifFound<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isHuaweiStatus(error, 404)) return undefined;
    throw error;
  }
}

/** True where it was created, false where something of that name exists already. */
export async function unlessExists(creation: Promise<unknown>): Promise<boolean> {
  try {
    await creation;
    return true;
  } catch (error) {
    if (isHuaweiStatus(error, 409)) return false;
    throw error;
  }
}

function reasonOf(body: string): { message: string; vendorCode?: string } {
  try {
    const parsed = JSON.parse(body) as Record<string, unknown> | null;
    const error = (parsed?.error ?? parsed) as Record<string, unknown>;
    const message = error.message ?? error.error_msg ?? error.errorMessage;
    const vendorCode = error.error_code ?? error.errorCode;
    return {
      message: typeof message === "string" ? message : "",
      ...(typeof vendorCode === "string" ? { vendorCode } : {}),
    };
  } catch {
    return { message: body.slice(0, 200) };
  }
}
