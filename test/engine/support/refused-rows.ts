import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import type { RowOnEngine, Transform } from "./catalogue-transforms";
import type { EngineStack } from "./stack";

/** What a program has for each row, by a name of its own. */
export type RowProgram = (name: string, row: number) => unknown;

const isTransform = (row: RowOnEngine): row is Transform => !("not" in row);

function workloadName(id: string): string {
  return `on-${id.toLowerCase().replace(/\W/g, "-")}`;
}

/** Changes one workload for each row: the resource of its type below the workload's name. */
function transformedProgram(rows: [id: string, row: Transform][], create: RowProgram) {
  const names = rows.map(([id]) => workloadName(id));
  return async () => {
    pulumi.runtime.registerResourceTransform(({ type, name, props, opts }) => {
      const [, row] = rows.find(([, each], i) => each.type === type && name.startsWith(`${names[i]}-`)) ?? [];
      if (row === undefined) return undefined;
      const changed = pulumi
        .output(Object.fromEntries(row.properties.map((property) => [property, props[property]])))
        .apply((known) => row.change(known));
      const keys = Object.keys(row.change(sampleOf(row)));
      return {
        props: { ...props, ...Object.fromEntries(keys.map((key) => [key, changed.apply((all) => all[key])])) },
        opts,
      };
    });
    names.forEach((name, row) => {
      create(name, row);
    });
  };
}

/** Inputs to learn from which ones a transform changes. */
function sampleOf({ properties }: Transform) {
  const document = { Statement: [{ Condition: { StringEquals: {} } }], local: [], remote: [{ any_one_of: [] }] };
  const isText = (property: string) => /^(member|assumeRolePolicy)/.test(property);
  return Object.fromEntries(
    properties.map((property) => [property, isText(property) ? JSON.stringify(document) : document]),
  );
}

/** The fault codes that a trust or registration is refused with. */
const REFUSED = /\[(trust-\w+|input-changed|issuer-[\w-]+|[a-z]+-issuer-[\w-]+|[a-z]+-trust-invalid)\]/;

/** Expects of every row that its transform is refused, and that nothing was created of what it changed. */
export async function expectRefused(
  stack: EngineStack,
  all: Readonly<Record<string, RowOnEngine>>,
  create: RowProgram,
): Promise<void> {
  const rows = Object.entries(all).filter((row): row is [string, Transform] => isTransform(row[1]));
  expect(rows[0]?.[0]).toBe("foreign issuer");
  const { diagnostics } = await stack.failingWholeUp(transformedProgram(rows, create));
  const ofRow = (id: string, type: string) => (each: { type: string; name: string }) =>
    each.type === type && each.name.startsWith(`${workloadName(id)}-`);
  const accepted = rows.filter(([id, { type }]) => {
    const shown = diagnostics.filter(ofRow(id, type));
    return !shown.some(({ message }) => REFUSED.test(message));
  });
  expect(accepted.map(([id]) => id)).toEqual([]);
  // What is not in the state was never created.
  const created = (await stack.resources()).map(({ type, urn }) => ({ type, name: urn.split("::").at(-1)! }));
  expect(rows.filter(([id, { type }]) => created.some(ofRow(id, type))).map(([id]) => id)).toEqual([]);
}
