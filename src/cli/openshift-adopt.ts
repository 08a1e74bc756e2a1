import { parseArgs } from "node:util";
import { WorkloadIdentityError } from "../core/errors";
import { adoptionInventory, adoptionOf } from "../openshift/adoption";
import { OpenShiftNaming } from "../openshift/naming";
import { section, skippedText } from "../openshift/report-text";
import { PLAN_OPTIONS, planOf } from "./openshift-plan";
import { textOf } from "./openshift-requests";
import { UsageError } from "./usage-error";

/** Prints what ccoctl made for a cluster, and what the first update of a program that takes it over will change. */
export async function openShiftAdopt(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { ...PLAN_OPTIONS, issuer: { type: "string" }, inventory: { type: "string", multiple: true } },
  });
  const { issuer, inventory } = values;
  const plan = planOf({ ...values, naming: OpenShiftNaming.Ccoctl }, positionals);
  if (issuer === undefined)
    throw new UsageError("expected --issuer <url>: spec.serviceAccountIssuer of the Authentication");
  if (inventory === undefined) {
    throw new UsageError(
      `expected --inventory with files that hold what these print:\n  ${adoptionInventory(plan).join("\n  ")}`,
    );
  }
  const found = adoptionOf(plan, issuer, inventory.map(jsonOf));
  const shown = [
    section(
      "Taken over",
      found.objects.map(({ type, name, id }) => `${type} ${name}: ${id}`),
    ),
    section(
      "Changed by the first update",
      found.changes.map(({ request, message }) => (request === undefined ? message : `${request}: ${message}`)),
    ),
    section(
      "Not taken over",
      found.issues.map(({ path, message }) => `${named(path, inventory)}: ${message}`),
    ),
    section("Notes", plan.notes),
    skippedText(plan.skipped),
  ];
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...found, notes: plan.notes, skipped: plan.skipped }, undefined, 2)}\n`
      : `${shown.filter((part) => part !== "").join("\n\n")}\n`,
  );
  return found.issues.length > 0 ? 1 : 0;
}

/** A document of the inventory by its file. */
function named(path: string, inventory: readonly string[]): string {
  return path.replace(/^documents\[(\d+)\]/, (_, index) => inventory[Number(index)] ?? "");
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(textOf(file));
  } catch (error) {
    if (error instanceof WorkloadIdentityError) throw error;
    throw new WorkloadIdentityError("inventory-invalid", `Cannot read ${file} as JSON: ${(error as Error).message}`);
  }
}
