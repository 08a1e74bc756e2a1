import type { Issue } from "../core/issue";
import { issue } from "../core/issue";
import { show } from "../core/show";

/** What a cluster does with one of its keys. */
export enum KeyPhase {
  /** Published, and not signing yet. */
  Pending = "pending",
  /** Published and signing. */
  Active = "active",
  /** Published, and not signing any more. */
  Retiring = "retiring",
}

/** One key in a rotation; `since` is when its phase began, as RFC 3339 text. */
export interface RotatingKey {
  readonly kid: string;
  readonly phase: KeyPhase;
  readonly since: string;
}

/** How long each step of a rotation has to last, in seconds. */
export interface RotationWaits {
  /** How long clients may keep an old key set. */
  readonly publication: number;
  /** How long a token may be used that was signed before the switch. */
  readonly tokenLifetime: number;
}

/** An hour, for which API servers let their key set be cached, and a day, after which kubelets have replaced any token at the latest. */
export const DEFAULT_ROTATION_WAITS: RotationWaits = { publication: 3600, tokenLifetime: 86_400 };

/**
 * By how many seconds `since` may be before the update that says it for the first time: a program is written, reviewed and then
 * deployed. Each wait is longer by as much.
 */
const SINCE_TOLERANCE = 3600;

/** Faults of a list of keys that nothing has to be known for: their phases and times. Paths are those of the list. */
export function checkKeyPhases(keys: readonly RotatingKey[], path: string): Issue[] {
  const active = keys.filter(({ phase }) => phase === KeyPhase.Active);
  return [
    ...keys.flatMap(({ since }, index) =>
      isTime(since)
        ? []
        : [
            issue(
              "issuer-key-since-invalid",
              `${path}[${index}].since`,
              `Cannot read the time ${show(since)}: expected RFC 3339 with a time zone, such as "2026-11-26T08:00:00Z"`,
            ),
          ],
    ),
    ...(active.length === 1
      ? []
      : [
          issue(
            "issuer-key-active",
            path,
            `Cannot have ${active.length} active keys: a cluster signs with exactly one; the others are pending or retiring`,
          ),
        ]),
    ...keys.flatMap(({ kid }, index) =>
      keys.findIndex((other) => other.kid === kid) === index
        ? []
        : [issue("issuer-key-twice", `${path}[${index}]`, `Cannot take key "${kid}" twice: leave out one of the two`)],
    ),
  ];
}

/**
 * Faults of the step from the published keys to new ones: what a client or a token could still need. Each fault is about one key, whose
 * `kid` stands in its path. `now` is in milliseconds of the epoch.
 */
export function checkRotation(
  before: readonly RotatingKey[],
  after: readonly RotatingKey[],
  now: number,
  waits: RotationWaits,
): Issue[] {
  const old = new Map(before.map((key) => [key.kid, key]));
  const kept = new Set(after.map(({ kid }) => kid));
  return [
    ...after.flatMap((key) => checkStep(old.get(key.kid), key, now, waits)),
    ...before.filter(({ kid }) => !kept.has(kid)).flatMap((key) => checkDropped(key, now, waits)),
  ];
}

/** When a key may go on, in milliseconds of the epoch: a pending one to active, a retiring one away. */
export function safeFrom({ phase, since }: RotatingKey, waits: RotationWaits): number {
  const seconds = phase === KeyPhase.Retiring ? waits.tokenLifetime : waits.publication;
  return Date.parse(since) + (seconds + SINCE_TOLERANCE) * 1000;
}

function checkStep(old: RotatingKey | undefined, key: RotatingKey, now: number, waits: RotationWaits): Issue[] {
  const fault = faultOf(key.kid);
  if (old?.phase === key.phase) {
    const isEarlier = Date.parse(key.since) < Date.parse(old.since);
    return isEarlier
      ? [fault("issuer-rotation-since-moved", `it is ${key.phase} since ${old.since}, not since ${key.since}`)]
      : [];
  }
  return [...checkSince(key, now), ...checkPhase(old, key, now, waits)];
}

function checkPhase(old: RotatingKey | undefined, key: RotatingKey, now: number, waits: RotationWaits): Issue[] {
  const fault = faultOf(key.kid);
  if (key.phase === KeyPhase.Active) {
    if (old === undefined) {
      return [
        fault(
          "issuer-rotation-unpublished",
          "clients do not know it yet; add it as pending first, and let it sign in a later update",
        ),
      ];
    }
    const safe = safeFrom(old, waits);
    return old.phase === KeyPhase.Pending && now < safe
      ? [fault("issuer-rotation-too-early", `clients may not know it yet; let it sign from ${timeText(safe)} on`)]
      : [];
  }
  if (key.phase === KeyPhase.Retiring) {
    // A key that retires may sign again at once, so it has to be one that every client knows.
    return old?.phase === KeyPhase.Active
      ? []
      : [
          fault(
            "issuer-rotation-never-signed",
            `it has not signed here, so it cannot retire; keep it as ${KeyPhase.Pending}, or leave it out`,
          ),
        ];
  }
  // A pending key may be dropped at any time, which one that has signed may not.
  return old === undefined
    ? []
    : [
        fault(
          "issuer-rotation-backwards",
          `it has signed, so it is ${KeyPhase.Retiring} now and not ${KeyPhase.Pending}`,
        ),
      ];
}

function checkSince(key: RotatingKey, now: number): Issue[] {
  const fault = faultOf(key.kid);
  const since = Date.parse(key.since);
  if (since <= now && since >= now - SINCE_TOLERANCE * 1000) return [];
  return [
    fault(
      "issuer-rotation-since-wrong",
      `it becomes ${key.phase} with this update, not at ${key.since}; write ${timeText(now)}`,
    ),
  ];
}

function checkDropped(key: RotatingKey, now: number, waits: RotationWaits): Issue[] {
  const fault = faultOf(key.kid);
  if (key.phase === KeyPhase.Pending) return [];
  if (key.phase === KeyPhase.Active) {
    return [
      fault(
        "issuer-rotation-still-signing",
        `it signs; make another one active and keep this one as ${KeyPhase.Retiring}`,
      ),
    ];
  }
  const safe = safeFrom(key, waits);
  return now < safe
    ? [fault("issuer-rotation-still-used", `tokens that it signed may be in use; drop it from ${timeText(safe)} on`)]
    : [];
}

function faultOf(kid: string) {
  return (code: string, why: string) =>
    issue(code, `keys.${kid}`, `Cannot rotate key "${kid}": ${why}, or set acceptUnsafeRotation to its kid`);
}

/** A time as programs write it, in whole seconds. */
export function timeText(milliseconds: number): string {
  return new Date(Math.ceil(milliseconds / 1000) * 1000).toISOString().replace(".000Z", "Z");
}

/** Hours end with 23, where the parser takes 24 for the next day. */
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

function isTime(text: unknown): boolean {
  if (typeof text !== "string" || !RFC_3339.test(text) || Number.isNaN(Date.parse(text))) return false;
  // Of 30 February the parser makes a day of March.
  const day = text.slice(0, 10);
  return new Date(day).toISOString().startsWith(day);
}
