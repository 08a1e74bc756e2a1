import { audits } from "../clouds/audits";
import type { RefusalRow } from "../core/refusal";

/** What a vendor's text says. */
export interface ReadRefusal extends Omit<RefusalRow, "pattern"> {
  readonly cloud: string;
}

/** Characters of a client's output that are looked at; what vendors say stands at its beginning or its end. */
const MAX_LENGTH = 20_000;

/** The refusal in what a client printed, by the first row that fits; `undefined` where it is none that is known. */
export function readRefusal(text: string, cloud?: string): ReadRefusal | undefined {
  const looked = text.length <= 2 * MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH)}\n${text.slice(-MAX_LENGTH)}`;
  for (const { name, refusals } of audits) {
    if (cloud !== undefined && cloud !== name) continue;
    const row = refusals.rows.find(({ pattern }) => pattern.test(looked));
    if (row === undefined) continue;
    const { pattern: _, ...rest } = row;
    return { cloud: name, ...rest };
  }
  return undefined;
}
