import { parseArgs } from "node:util";
import { WorkloadIdentityError } from "../core/errors";
import { DEFAULT_ROTATION_WAITS } from "../issuer/rotation";
import type { RotationStep } from "../issuer/rotation-plan";
import { nextSteps, pastText } from "../issuer/rotation-plan";
import type { IssuerRotation } from "./rotation-file";
import { readRotationFile } from "./rotation-file";
import { UsageError } from "./usage-error";

/** Says what the next step of a rotation is, and from when on it is safe. */
export async function issuerRotate(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      name: { type: "string" },
      publication: { type: "string", default: String(DEFAULT_ROTATION_WAITS.publication) },
      "token-lifetime": { type: "string", default: String(DEFAULT_ROTATION_WAITS.tokenLifetime) },
      json: { type: "boolean", default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError("expected one file with the cluster's keys");
  const waits = {
    publication: seconds("--publication", values.publication),
    tokenLifetime: seconds("--token-lifetime", values["token-lifetime"]),
  };
  const { name, keys } = chosen(readRotationFile(file), values.name);
  const now = Date.now();
  const next = nextSteps(keys, now, waits);
  const answer = { ...(name === "" ? {} : { name }), now: pastText(now), keys, next };
  process.stdout.write(values.json ? `${JSON.stringify(answer, undefined, 2)}\n` : text(keys, next, now));
  return 0;
}

function chosen(rotations: readonly IssuerRotation[], name: string | undefined): IssuerRotation {
  const wanted = rotations.filter((rotation) => name === undefined || rotation.name === name);
  if (wanted.length === 1) return wanted[0]!;
  const names = rotations.map((rotation) => rotation.name).join(", ");
  throw new WorkloadIdentityError(
    "issuer-rotation-unreadable",
    `Cannot tell whose keys are meant: choose one of ${names} with --name`,
  );
}

function seconds(option: string, value: string): number {
  if (/^\d+$/.test(value)) return Number(value);
  throw new UsageError(`${option} ${value} is no number of seconds`);
}

function text(keys: IssuerRotation["keys"], next: readonly RotationStep[], now: number): string {
  return [
    ...keys.map(({ kid, phase, since }) => `${phase.padEnd(8)}  ${kid}  since ${since}`),
    ...next.flatMap((step) => [
      "",
      `${title(step)}: ${step.safe ? "safe now" : `safe from ${step.safeFrom} on`}`,
      ...step.todo.map((line, index) => `  ${index + 1}. ${line}`),
      ...(step.action === "drop" ? [] : [`  since: "${step.safe ? pastText(now) : step.safeFrom}"`]),
    ]),
    "",
  ].join("\n");
}

function title({ action, kid = "a new key" }: RotationStep): string {
  return { add: `Add ${kid}`, sign: `Sign with ${kid}`, drop: `Drop ${kid}` }[action];
}
