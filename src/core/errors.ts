import type { Issue } from "./issue";
import { formatIssue, whereExplained } from "./issue";

/** Thrown for misuse of a pure function; a denied token or an over-broad trust is a returned value, never an error. */
export class WorkloadIdentityError extends Error {
  /** Stable identifier of the kind of misuse. */
  readonly code: string;
  /** Every fault that was found, not only the first. */
  readonly issues: Issue[];

  constructor(code: string, message: string, issues: Issue[] = []) {
    super([message, ...issues.map((issue) => `  ${formatIssue(issue)}`)].join("\n"));
    this.name = "WorkloadIdentityError";
    this.code = code;
    this.issues = issues;
  }
}

/** The same error with the line at its end that says where its codes are explained, for who shows its message to a person and no more. */
export function explained<Thrown>(error: Thrown): Thrown {
  if (!(error instanceof WorkloadIdentityError)) return error;
  const where = whereExplained([error, ...error.issues]);
  if (!error.message.endsWith(where)) error.message += `\n${where}`;
  return error;
}
