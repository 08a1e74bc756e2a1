import type { RotatingKey, RotationWaits } from "./rotation";
import { KeyPhase, safeFrom, timeText } from "./rotation";

/** What may be done next with the keys of a cluster. */
export interface RotationStep {
  /** `add` a key as pending, let a pending one `sign`, or `drop` a retiring one. */
  readonly action: "add" | "sign" | "drop";
  /** The key that the step is about; absent for a key that is not there yet. */
  readonly kid?: string;
  /** From when on it refuses no token, as RFC 3339 text. */
  readonly safeFrom: string;
  /** Whether that time has come. */
  readonly safe: boolean;
  /** What to do, in the order in which it has to be done. */
  readonly todo: readonly string[];
  /** The keys as the program says them after the step, where it is safe now; one that is added stands for itself. */
  readonly keys?: readonly RotatingKey[];
}

/** The steps that a rotation has next, the earliest first. `now` is in milliseconds of the epoch. */
export function nextSteps(keys: readonly RotatingKey[], now: number, waits: RotationWaits): RotationStep[] {
  const of = (wanted: KeyPhase) => keys.filter(({ phase }) => phase === wanted);
  const steps = [
    ...of(KeyPhase.Retiring).map((key) => step("drop", key, safeFrom(key, waits), now, without(keys, key), drop(key))),
    ...of(KeyPhase.Pending).map((key) =>
      step("sign", key, safeFrom(key, waits), now, signing(keys, key, now), sign(key)),
    ),
  ].sort((one, other) => Date.parse(one.safeFrom) - Date.parse(other.safeFrom));
  return steps.length > 0 ? steps : [{ action: "add", safeFrom: timeText(now), safe: true, todo: ADD }];
}

const ADD = [
  "make a key pair: pulumi-workload-identity issuer keys --new <folder>",
  "add its public key to `keys` as pending, and to the cluster's public keys (--service-account-key-file)",
  "deploy; the clouds then learn the key while the old one signs",
];

function sign({ kid }: RotatingKey): string[] {
  return [
    `make ${kid} active and the active key retiring, and deploy`,
    "let the cluster sign with its private key (--service-account-signing-key-file, --service-account-private-key-file)",
  ];
}

function drop({ kid }: RotatingKey): string[] {
  return [
    `take ${kid} out of the cluster's public keys (--service-account-key-file)`,
    `take ${kid} out of \`keys\`, and deploy`,
  ];
}

function step(
  action: RotationStep["action"],
  { kid }: RotatingKey,
  from: number,
  now: number,
  keys: readonly RotatingKey[],
  todo: readonly string[],
): RotationStep {
  const safe = now >= from;
  return { action, kid, safeFrom: timeText(from), safe, todo, ...(safe ? { keys } : {}) };
}

function without(keys: readonly RotatingKey[], { kid }: RotatingKey): RotatingKey[] {
  return keys.filter((key) => key.kid !== kid);
}

function signing(keys: readonly RotatingKey[], { kid }: RotatingKey, now: number): RotatingKey[] {
  const since = pastText(now);
  return keys.map((key) => {
    if (key.kid === kid) return { kid, phase: KeyPhase.Active, since };
    return key.phase === KeyPhase.Active ? { ...key, phase: KeyPhase.Retiring, since } : key;
  });
}

/** A phase begins with its update and never in the future, so the second that is under way counts as begun. */
export function pastText(milliseconds: number): string {
  return timeText(Math.floor(milliseconds / 1000) * 1000);
}
