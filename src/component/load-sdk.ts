import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { issue } from "../core/issue";

/**
 * Loads an optional provider SDK when its cloud is asked for. `load` holds the literal `require`, so that bundlers see it;
 * where this package is linked, the SDK stands beside the program instead. A user of one cloud installs one SDK.
 */
export function loadSdk<T>(specifier: string, load: () => T): T {
  if (!loaded.has(specifier)) loaded.set(specifier, loadAnywhere(specifier, load));
  return loaded.get(specifier) as T;
}

// Node answers from its own memory too, but looks for the file first.
const loaded = new Map<string, unknown>();

function loadAnywhere<T>(specifier: string, load: () => T): T {
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
  throw new MissingSdkError(specifier.split("/").slice(0, 2).join("/"));
}

/** A program asks for a cloud whose SDK is not installed. Pulumi shows such an error without a stack: no line of code is at fault. */
class MissingSdkError extends pulumi.RunError {
  readonly code = "sdk-missing";

  constructor(packageName: string) {
    super(
      `Run "npm install ${packageName}": the program asks for what this SDK of Pulumi creates, and it is not installed`,
    );
  }
}

/** The fault of each SDK that is not installed, by the argument that asks for it. */
export function checkSdks(loads: Readonly<Record<string, (() => unknown) | undefined>>): Issue[] {
  return Object.entries(loads).flatMap(([path, load]) => {
    try {
      load?.();
      return [];
    } catch (error) {
      if (!(error instanceof MissingSdkError)) throw error;
      return [issue(error.code, path, error.message)];
    }
  });
}

function isMissing(error: unknown, specifier: string): boolean {
  const { code, message } = error as { code?: string; message?: string };
  return code === "MODULE_NOT_FOUND" && message?.includes(`'${specifier}'`) === true;
}
