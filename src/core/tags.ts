import type { Issue } from "./issue";
import { issue } from "./issue";
import { isLater } from "./known";
import { isRecord } from "./record";
import { show } from "./show";

/** What a vendor takes as tags of one resource. */
export interface TagRules {
  readonly code: string;
  readonly most: number;
  readonly keyLength: number;
  readonly valueLength: number;
  /** What no key is, in the vendor's words, for example `one that begins with "aws:"`. */
  readonly refused: RegExp;
  readonly refusedAs: string;
}

/** Faults of tags as far as they are known. */
export function checkTags(tags: unknown, path: string, rules: TagRules): Issue[] {
  if (!isRecord(tags) || isLater(tags)) return [];
  const { code, most, keyLength, valueLength, refused, refusedAs } = rules;
  const entries = Object.entries(tags);
  return [
    ...(entries.length > most
      ? [issue(code, path, `Cannot set ${entries.length} tags: a resource has at most ${most}`)]
      : []),
    ...entries.flatMap(([key, value]) => {
      const fault = (why: string) => [issue(code, `${path}[${show(key)}]`, `Cannot set tag ${show(key)}: ${why}`)];
      if (key === "" || key.length > keyLength) return fault(`expected a key of 1 to ${keyLength} characters`);
      if (refused.test(key)) return fault(`expected no key ${refusedAs}`);
      return typeof value === "string" && value.length > valueLength
        ? fault(`expected a value of at most ${valueLength} characters`)
        : [];
    }),
  ];
}
