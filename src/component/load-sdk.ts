import { createRequire } from "node:module";
import { join } from "node:path";
import { WorkloadIdentityError } from "../core/errors";

/**
 * Loads an optional provider SDK when its cloud is asked for. `load` holds the literal `require`, so that bundlers see it;
 * where this package is linked, the SDK stands beside the program instead. A user of one cloud installs one SDK.
 */
export function loadSdk<T>(specifier: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!isMissing(error, specifier)) throw error;
  }
  try {
    return createRequire(join(process.cwd(), "package.json"))(specifier) as T;
  } catch (error) {
    if (!isMissing(error, specifier)) throw error;
  }
  const packageName = specifier.split("/").slice(0, 2).join("/");
  throw new WorkloadIdentityError(
    "sdk-missing",
    `Cannot load "${specifier}": the program asks for a cloud whose Pulumi SDK is not installed; run: npm install ${packageName}`,
  );
}

function isMissing(error: unknown, specifier: string): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === "MODULE_NOT_FOUND" && message?.includes(`'${specifier}'`) === true;
}
