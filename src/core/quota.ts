import type { Issue } from "./issue";
import { issue } from "./issue";

/** How much of something a vendor takes. */
export interface Quota {
  /** What is counted and where, for example "managed policies on a role". */
  readonly what: string;
  /** Without asking the vendor for more. */
  readonly byDefault: number;
  /** After the vendor has raised it as far as it goes; absent where nobody has said how far that is. */
  readonly most?: number;
  readonly code: string;
  /** What to do where it is not enough. */
  readonly advice: string;
}

/** How many of something there are with those of others, given how many are one's own. */
export type CountTogether = (what: string, own: number) => number;

/** Counts for who shares with nobody. */
export const countAlone: CountTogether = (_, own) => own;

/** Faults of more than the vendor takes from anybody. */
export function checkQuota({ what, most, code, advice }: Quota, count: number, path: string): Issue[] {
  if (most === undefined || count <= most) return [];
  return [issue(code, path, `Cannot have ${count} ${what}: at most ${most} are possible; ${advice}`)];
}

/** Warns of what the vendor takes only from those whose quota was raised, which the program cannot see. */
export function quotaWarnings({ what, byDefault, most, advice }: Quota, count: number, path: string): string[] {
  if (count <= byDefault || count > (most ?? count)) return [];
  const raised = most === undefined ? "" : `, at most to ${most}`;
  return [
    `${path}: ${count} ${what}, where ${byDefault} are possible by default: ${advice}, or have the quota raised${raised}`,
  ];
}
