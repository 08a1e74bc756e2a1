import { readFileSync } from "node:fs";
import { WorkloadIdentityError } from "../core/errors";
import { UsageError } from "./usage-error";

const STANDARD_INPUT = "-";

/** The text of a file; `-` is the standard input. Throws `WorkloadIdentityError` (`file-unreadable`). */
export function readText(file: string): string {
  try {
    const bytes = readFileSync(file === STANDARD_INPUT ? 0 : file);
    // PowerShell redirects into UTF-16, with a byte order mark.
    const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
    return bytes.toString(isWide ? "utf16le" : "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "EISDIR" ? "it is a folder; name the files in it" : message;
    throw new WorkloadIdentityError("file-unreadable", `Cannot read ${file}: ${why}`);
  }
}

/** The standard input can be read once: whoever asks again would get an empty text. */
export function expectOneStandardInput(files: readonly (string | undefined)[]): void {
  const asked = files.filter((file) => file === STANDARD_INPUT || file?.endsWith(`=${STANDARD_INPUT}`));
  if (asked.length > 1)
    throw new UsageError(`expected "-" once, got it ${asked.length} times: there is one standard input`);
}
