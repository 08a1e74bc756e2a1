import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { WorkloadIdentityError } from "../core/errors";

/** Writes a file that must not be there yet, and the folders above it. */
export function writeNewFile(path: string, content: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, content, { mode, flag: "wx" });
  } catch (error) {
    if ((error as { code?: string }).code !== "EEXIST") throw error;
    throw new WorkloadIdentityError("file-exists", `Cannot write ${path}: it is there already; move it away first`);
  }
}
