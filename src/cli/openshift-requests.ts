import { readFileSync, statSync } from "node:fs";
import { WorkloadIdentityError } from "../core/errors";
import { credentialsRequestFiles } from "../openshift/read-requests";
import { withinFolder, withSource } from "../openshift/source-documents";

/** The manifests in files and folders, each with its name; `-` is the standard input. */
export function manifestTexts(paths: readonly string[], subfolders = false): string[] {
  return paths.flatMap((path) => {
    if (path === "-" || !isFolder(path)) return [withSource(path, textOf(path))];
    const texts = credentialsRequestFiles(path, { subfolders });
    // Two folders may have files of one name.
    return paths.length === 1 ? texts : texts.map((text) => withinFolder(path, text));
  });
}

/** The text of a file; `-` is the standard input. */
export function textOf(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new WorkloadIdentityError("file-unreadable", `Cannot read ${path}: ${(error as Error).message}`);
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
