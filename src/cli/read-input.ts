import { existsSync } from "node:fs";
import type { AuditInput } from "../audit/estate";
import { readText } from "./read-text";
import { UsageError } from "./usage-error";

/** Reads files; in front of one stands the cluster that its Kubernetes objects are of: `prod=objects.json`. */
export function readInputs(files: readonly string[]): AuditInput[] {
  return files.map((argument) => {
    const equals = argument.indexOf("=");
    if (equals <= 0 || existsSync(argument)) return { source: argument, text: readText(argument) };
    const file = argument.slice(equals + 1);
    return { source: file, text: readText(file), cluster: argument.slice(0, equals) };
  });
}

/** The issuer of a cluster as `--cluster <name>=<issuer>` says it. */
export function issuerArgument(name: string, issuer: string): { name: string; issuer: string } {
  if (!/^https:\/\/[^\s]+$/.test(issuer)) {
    throw new UsageError(
      `expected the issuer of cluster ${name} as its tokens name it, such as https://..., got "${issuer}"`,
    );
  }
  return { name, issuer };
}
