import { readFileSync } from "node:fs";
import { WorkloadIdentityError } from "../core/errors";

/** The text of a file; `-` is the standard input. Throws `WorkloadIdentityError` (`file-unreadable`). */
export function readText(file: string): string {
  try {
    return readFileSync(file === "-" ? 0 : file, "utf8");
  } catch (error) {
    throw new WorkloadIdentityError("file-unreadable", `Cannot read ${file}: ${(error as Error).message}`);
  }
}
