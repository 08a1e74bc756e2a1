import { parseArgs } from "node:util";
import type { OpenShiftCheck } from "../openshift/check";
import { checkOpenShiftInstall, INSTALL_OBJECTS } from "../openshift/check-install";
import { checkInstallConfig } from "../openshift/install-config";
import { readCredentialsRequests } from "../openshift/read-requests";
import { section, skippedText } from "../openshift/report-text";
import { requestNotes } from "../openshift/request-notes";
import { manifestTexts, textOf } from "./openshift-requests";
import { UsageError } from "./usage-error";

/** Says whether a cluster, or an install-config.yaml, does without stored keys; exits with 1 where it does not. */
export async function openShiftCheck(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      "install-config": { type: "string" },
      expected: { type: "string" },
      requests: { type: "string", multiple: true },
      issuer: { type: "string" },
      subfolders: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const { "install-config": config, expected, issuer, requests: folders } = values;
  if (config === undefined && positionals.length === 0) {
    throw new UsageError(
      `expected --install-config <file>, or files with what these print:\n  ${INSTALL_OBJECTS.join("\n  ")}`,
    );
  }
  const texts = manifestTexts(positionals);
  const read = readCredentialsRequests(folders === undefined ? texts : manifestTexts(folders, values.subfolders));
  const checks = [
    ...(config === undefined
      ? []
      : checkInstallConfig(textOf(config), expected === undefined ? undefined : textOf(expected))),
    ...(texts.length === 0
      ? []
      : checkOpenShiftInstall(texts, { requests: read.requests, ...(issuer === undefined ? {} : { issuer }) })),
  ];
  const notes = requestNotes(read.requests);
  const skipped = read.skipped.filter(({ code }) => folders !== undefined || code !== "openshift-other-kind");
  const shown = [checks.map(line).join("\n"), section("Notes", notes), skippedText(skipped)];
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ checks, notes, skipped }, undefined, 2)}\n`
      : `${shown.filter((part) => part !== "").join("\n\n")}\n`,
  );
  return checks.some(({ result }) => result === "error") ? 1 : 0;
}

function line({ result, code, message, fix }: OpenShiftCheck): string {
  return `${result.padEnd(7)}  ${message}${fix === "" ? "" : `; ${fix}`} [${code}]`;
}
