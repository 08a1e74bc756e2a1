import * as pulumi from "@pulumi/pulumi";
import type { Issue } from "../core/issue";
import { formatIssue, whereExplained } from "../core/issue";
import { checkUnchanged } from "../core/unchanged";
import { failLate, underMocks } from "./fail-late";
import { perRun } from "./program-run";
import type { Settled } from "./settled-value";
import { valuesOf } from "./settled-value";
import { describeFaults } from "./validation-error";

/**
 * The second look at a trust, on final values: after the program's own transforms, before the engine creates or updates the resource.
 * `name` says what is looked at ("trust of role orders-role") and is shown when the look fails. `check` gets the named input
 * properties once all of them are known, and returns the faults, or `undefined` while it cannot tell yet; only a preview may leave
 * that open.
 */
export function proofHooks(
  name: string,
  properties: readonly string[],
  check: (inputs: Record<string, unknown>) => Issue[] | undefined,
): pulumi.ResourceHookBinding | undefined {
  if (underMocks()) return undefined;
  // A hook runs outside of the program's context, where isDryRun() always answers false.
  const preview = pulumi.runtime.isDryRun();
  const hook = new pulumi.ResourceHook(
    uniqueHookName(name),
    async (args) => {
      const inputs = await readInputs((args.newInputs ?? {}) as Record<string, unknown>, properties);
      const issues = pulumi.containsUnknowns(inputs) ? undefined : check(inputs);
      if (issues === undefined && preview) return;
      const faults = issues ?? [
        { code: "trust-unknown", path: args.name, message: "Cannot prove the trust: its values are not known" },
      ];
      refuse(faults);
    },
    { onDryRun: true },
  );
  return { beforeCreate: [hook], beforeUpdate: [hook] };
}

/** The look at inputs that a program's own transforms must leave as they are, such as those that say whose something is. */
export function unchangedHooks(
  name: string,
  intended: Readonly<Record<string, Settled<string>>>,
): pulumi.ResourceHookBinding | undefined {
  return proofHooks(name, Object.keys(intended), (inputs) => {
    const known = valuesOf(intended);
    return known && checkUnchanged(inputs, known);
  });
}

/** Several looks at one resource, each as soon as what it looks at is known: a preview knows some inputs and not others. */
export function allHooks(
  ...looks: readonly (pulumi.ResourceHookBinding | undefined)[]
): pulumi.ResourceHookBinding | undefined {
  const hooks = looks.flatMap((look) => look ?? []);
  if (hooks.length === 0) return undefined;
  return {
    beforeCreate: hooks.flatMap(({ beforeCreate = [] }) => beforeCreate),
    beforeUpdate: hooks.flatMap(({ beforeUpdate = [] }) => beforeUpdate),
  };
}

/**
 * A look at the step from the inputs that a component has stored to new ones, before preview and deployment go on. `Inputs` are plain, and
 * are what the component gives to its constructor's `super`.
 */
export function stepHooks<Inputs>(
  name: string,
  check: (before: Inputs, after: Inputs) => Issue[],
): pulumi.ResourceHookBinding | undefined {
  if (underMocks()) return undefined;
  const hook = new pulumi.ResourceHook(
    uniqueHookName(name),
    ({ oldInputs, newInputs }) => refuse(check(oldInputs as Inputs, newInputs as Inputs)),
    { onDryRun: true },
  );
  return { beforeUpdate: [hook] };
}

function refuse(faults: readonly Issue[]): void {
  if (faults.length === 0) return;
  throw new Error(["refused", ...faults.map((fault) => `  ${formatIssue(fault)}`), whereExplained(faults)].join("\n"));
}

/** Mocks run no hooks; there the value itself carries the check, and a failed one rejects it. */
export function provedUnderMocks<T>(value: pulumi.Output<T>, check: (value: T) => Issue[]): pulumi.Output<T> {
  if (!underMocks()) return value;
  return value.apply((known) => {
    const issues = check(known);
    if (issues.length > 0) throw new Error([...issues.map(formatIssue), whereExplained(issues)].join("\n"));
    return known;
  });
}

/**
 * A look at what the vendor answered, where no hook sees it. Faults are told on `resource`, which fails preview and deployment: a throw
 * would be blamed on a neighbour. Mocks have no engine to be told; there the value rejects. `check` answers `undefined` while it cannot
 * tell.
 */
export function provedOnAnswer<T>(
  name: string,
  resource: pulumi.Resource,
  value: pulumi.Output<T>,
  check: (value: T) => Issue[] | undefined,
): pulumi.Output<T> {
  const mocked = underMocks();
  return value.apply((known) => {
    const issues = check(known) ?? [];
    if (issues.length === 0) return known;
    if (mocked) throw new Error(describeFaults(name, issues));
    failLate(resource, describeFaults(name, issues));
    return known;
  });
}

/** Secrets reach a hook as Outputs, at any depth; the trust inside of one is proved like any other. */
async function readInputs(
  inputs: Record<string, unknown>,
  properties: readonly string[],
): Promise<Record<string, unknown>> {
  const asked = Object.fromEntries(properties.map((key) => [key, inputs[key]]));
  // Unlike apply, the promise also answers where the content is unknown.
  const known = pulumi.output(asked) as unknown as { promise(withUnknowns: boolean): Promise<Record<string, unknown>> };
  return known.promise(true);
}

/** Hook names are global to a run, logical names are unique only together with a type and a parent. */
export function uniqueHookName(wanted: string): string {
  const taken = namesOfRun();
  const uses = (taken.get(wanted) ?? 0) + 1;
  taken.set(wanted, uses);
  return uses === 1 ? wanted : `${wanted} (${uses})`;
}

const namesOfRun = perRun(() => new Map<string, number>());
