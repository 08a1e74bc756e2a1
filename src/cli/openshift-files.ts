import { createPrivateKey } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { parseArgs } from "node:util";
import { WorkloadIdentityError } from "../core/errors";
import { isRecord } from "../core/record";
import { show } from "../core/show";
import { SIGNING_KEY_PATH } from "../openshift/installer-files";
import { writeNewFile } from "./new-file";
import { textOf } from "./openshift-requests";
import { UsageError } from "./usage-error";

/** Only whoever installs may read the files, as with ccoctl. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;

/** Writes the files that the installer reads into its folder, and the private key beside them, which no program ever sees. */
export async function openShiftFiles(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { outputs: { type: "string", default: "-" }, "private-key": { type: "string" } },
  });
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0) throw new UsageError("expected the installer's folder");
  const key = values["private-key"];
  const files = {
    ...installerFilesIn(values.outputs),
    ...(key === undefined ? {} : { [SIGNING_KEY_PATH]: privateKeyOf(key) }),
  };
  const wanted = Object.entries(files).filter(([path, content]) => !isThere(join(folder, path), content));
  for (const [path, content] of wanted) {
    mkdirSync(join(folder, path, ".."), { recursive: true, mode: FOLDER_MODE });
    writeNewFile(join(folder, path), content, FILE_MODE);
  }
  for (const path of Object.keys(files)) {
    chmodSync(join(folder, path), FILE_MODE);
    process.stdout.write(`${join(folder, path)}\n`);
  }
  return 0;
}

/** The files in the outputs of a stack: `installerFiles` of the component, alone or among others. */
function installerFilesIn(source: string): Record<string, string> {
  const outputs = outputsOf(source);
  const files = isFiles(outputs) ? outputs : Object.values(outputs).find(isFiles);
  if (files === undefined) {
    const advice = "export installerFiles of the component, and give what pulumi stack output --json prints";
    throw new WorkloadIdentityError("installer-files-missing", `Cannot find installer files in ${source}: ${advice}`);
  }
  // Outputs have slashes everywhere; on Windows a backslash would lead out of the folder.
  const astray = Object.keys(files).filter(
    (path) => posix.normalize(path) !== path || !/^(manifests|tls)\/[^\\]+$/.test(path),
  );
  if (astray.length === 0) return files;
  throw new WorkloadIdentityError(
    "installer-files-astray",
    `Cannot write ${astray.map(show).join(", ")}: installer files are in manifests/ or tls/`,
  );
}

function outputsOf(source: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(textOf(source));
    if (isRecord(value)) return value;
  } catch (error) {
    if (error instanceof WorkloadIdentityError) throw error;
  }
  throw new WorkloadIdentityError(
    "installer-files-missing",
    `Cannot read ${source}: expected a JSON object of outputs`,
  );
}

function isFiles(value: unknown): value is Record<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return (
    entries.some(([path]) => path.startsWith("manifests/")) && entries.every(([, text]) => typeof text === "string")
  );
}

/** The key as it is in the file. It is looked at only to see that it is one, and no fault tells anything of it. */
function privateKeyOf(file: string): string {
  const text = textOf(file);
  try {
    createPrivateKey(text);
    return text;
  } catch {
    throw new WorkloadIdentityError(
      "private-key-invalid",
      `Cannot use ${file} as the private key: expected the PEM of an unencrypted private key, such as sa.key`,
    );
  }
}

function isThere(path: string, content: string): boolean {
  return existsSync(path) && readFileSync(path, "utf8") === content;
}
