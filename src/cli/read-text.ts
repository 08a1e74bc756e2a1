import { readFileSync } from "node:fs";
import { WorkloadIdentityError } from "../core/errors";

/** The text of a file; `-` is the standard input. Throws `WorkloadIdentityError` (`file-unreadable`). */
export function readText(file: string): string {
  try {
    const bytes = readFileSync(file === "-" ? 0 : file);
    // PowerShell redirects into UTF-16, with a byte order mark.
    const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
    return bytes.toString(isWide ? "utf16le" : "utf8");
  } catch (error) {
    throw new WorkloadIdentityError("file-unreadable", `Cannot read ${file}: ${(error as Error).message}`);
  }
}
