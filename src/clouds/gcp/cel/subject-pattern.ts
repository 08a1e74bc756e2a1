import type { GlobPart, Language } from "../../../core/language/language";
import { glob } from "../../../core/language/language";
import { contains } from "../../../core/language/member";
import { LOOK_COST } from "../../../core/language/work";
import { SUBJECT_PREFIX } from "../../../core/subject";
import { spend } from "./meter";

export const RUN = "any-run";

/** A character of a pattern, or any run of them. */
export type Unit = string | typeof RUN;

export function fits(pattern: readonly Unit[], name: string): boolean {
  if (!pattern.includes(RUN)) return pattern.join("") === name;
  spend(pattern.length + LOOK_COST * name.length);
  return contains(glob(pattern.map((unit) => (unit === RUN ? RUN : { text: unit }))), name) === true;
}

export function subjectGlob(namespace: readonly Unit[], serviceAccount: readonly Unit[]): Language {
  const parts: GlobPart[] = [];
  spend(namespace.length + serviceAccount.length);
  for (const unit of [SUBJECT_PREFIX, ...namespace, ":", ...serviceAccount]) {
    const last = parts.at(-1);
    if (unit === RUN) {
      if (last !== RUN) parts.push(RUN);
    } else if (typeof last === "object") parts[parts.length - 1] = { text: last.text + unit };
    else parts.push({ text: unit });
  }
  return glob(parts);
}
