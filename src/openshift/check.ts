/** One thing that was looked at. */
export interface OpenShiftCheck {
  /** Stable identifier, for example `root-secret`. */
  readonly code: string;
  readonly result: "ok" | "warning" | "error";
  /** What was found. */
  readonly message: string;
  /** What to do about it; empty where nothing is. */
  readonly fix: string;
}

export function ok(code: string, message: string): OpenShiftCheck {
  return { code, result: "ok", message, fix: "" };
}

export function warning(code: string, message: string, fix: string): OpenShiftCheck {
  return { code, result: "warning", message, fix };
}

export function error(code: string, message: string, fix: string): OpenShiftCheck {
  return { code, result: "error", message, fix };
}
