import { parseArgs } from "node:util";
import { asksForMore, diffCredentialsRequests } from "../openshift/diff";
import { diffMarkdown, diffText } from "../openshift/diff-text";
import { readCredentialsRequests } from "../openshift/read-requests";
import { section, skippedText } from "../openshift/report-text";
import { requestNotes } from "../openshift/request-notes";
import { manifestTexts } from "./openshift-requests";
import { UsageError } from "./usage-error";

/** The exit status where the new release asks for more: neither success nor a fault. */
const ASKS_FOR_MORE = 3;

/** Prints what a new release asks for beyond an old one; exits with 3 where somebody should look at it. */
export async function openShiftDiff(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      cloud: { type: "string" },
      "feature-set": { type: "string" },
      "feature-gate": { type: "string", multiple: true },
      subfolders: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [before, after, ...more] = positionals;
  if (before === undefined || after === undefined || more.length > 0) {
    throw new UsageError("expected the folder of the old release and the one of the new release");
  }
  const { cloud, "feature-set": featureSet, "feature-gate": featureGates } = values;
  const isFiltered = featureSet !== undefined || featureGates !== undefined;
  const features = { ...(featureSet === undefined ? {} : { featureSet }), featureGates: featureGates ?? [] };
  const filter = { ...(cloud === undefined ? {} : { cloud }), ...(isFiltered ? { features } : {}) };
  const read = (path: string) => readCredentialsRequests(manifestTexts([path], values.subfolders), filter);
  const [old, next] = [read(before), read(after)];
  if (old.requests.length + next.requests.length === 0) {
    const [skipped] = [...old.skipped, ...next.skipped];
    const why =
      skipped === undefined ? "" : `; ${skipped.name || skipped.source}, for one, is skipped: ${skipped.reason}`;
    throw new UsageError(`found no CredentialsRequests to compare${why}`);
  }
  const differences = diffCredentialsRequests(old, next);
  const notes = requestNotes(next.requests);
  if (values.json) {
    const skipped = { old: old.skipped, new: next.skipped };
    process.stdout.write(`${JSON.stringify({ differences, notes, skipped }, undefined, 2)}\n`);
  } else {
    const shown = values.markdown ? diffMarkdown(differences) : diffText(differences);
    const parts = [
      shown,
      section("Notes on the new release", notes),
      skippedText(old.skipped, "Skipped in the old release"),
      skippedText(next.skipped, "Skipped in the new release"),
    ];
    process.stdout.write(`${parts.filter((part) => part !== "").join("\n\n")}\n`);
  }
  return differences.some(asksForMore) ? ASKS_FOR_MORE : 0;
}
