import { jsonDocument } from "../json";
import { sameData } from "../same-data";

/** A statement of a stored policy: as it was written, and what it says. */
interface StoredStatement {
  readonly text: string;
  readonly value: unknown;
}

/** A stored policy, cut at its statements. */
interface CutPolicy {
  readonly before: string;
  readonly statements: readonly StoredStatement[];
  readonly after: string;
}

/** What stands in the way of an edit. */
export const EditRefusal = {
  /** The policy is no JSON document with statements, or names a member twice. */
  Unreadable: "unreadable",
  /** Another statement has the name of one of ours. */
  Taken: "taken",
  /** Ours was changed by hand since it was last read. */
  ChangedElsewhere: "changed-elsewhere",
  /** No statement would be left, and a role has one at least. */
  Last: "last",
} as const;
export type EditRefusal = (typeof EditRefusal)[keyof typeof EditRefusal];

/** The policy after an edit, with its own text where nothing had to change; or why it cannot be, and the statement meant. */
export type EditedPolicy =
  | { readonly policy: string }
  | { readonly refused: EditRefusal; readonly statement?: unknown };

/**
 * A policy in which `olds` are replaced by `news`: in their place, new ones last, those that are in neither list untouched to the byte.
 * A statement is known by its `Sid`, and one without by all that it says, in whatever order its members stand.
 */
export function replaceStatements(policy: string, olds: readonly object[], news: readonly object[]): EditedPolicy {
  const cut = cutPolicy(policy);
  if (cut === undefined) return { refused: EditRefusal.Unreadable };
  for (const ours of news) {
    const named = cut.statements.filter(({ value }) => isSame(value, ours));
    const before = olds.find((old) => isSame(old, ours));
    const other = named.find(({ value }) => !sameData(value, ours) && !sameData(value, before ?? null));
    const twice = sidOf(ours) !== undefined && named.length > 1;
    if (other !== undefined || twice) {
      return {
        refused: before === undefined || twice ? EditRefusal.Taken : EditRefusal.ChangedElsewhere,
        statement: ours,
      };
    }
  }
  const kept = cut.statements.flatMap((stored) => {
    const next = news.find((ours) => isSame(stored.value, ours));
    if (next !== undefined) return [sameData(stored.value, next) ? stored.text : JSON.stringify(next)];
    return olds.some((old) => isSame(stored.value, old)) ? [] : [stored.text];
  });
  const added = news.filter((ours) => !cut.statements.some(({ value }) => isSame(value, ours)));
  const texts = [...kept, ...added.map((ours) => JSON.stringify(ours))];
  if (texts.length === 0) return { refused: EditRefusal.Last };
  const isUnchanged = added.length === 0 && cut.statements.every(({ text }, index) => text === kept[index]);
  if (isUnchanged) return { policy };
  return { policy: `${cut.before}[${texts.join(",")}]${cut.after}` };
}

/** Those of `ours` that a policy has, as it has them; none where it cannot be read. */
export function storedStatements(policy: string, ours: readonly object[]): object[] {
  const values = cutPolicy(policy)?.statements.map(({ value }) => value as object) ?? [];
  return ours.flatMap((one) => values.find((value) => isSame(value, one)) ?? []);
}

function isSame(one: unknown, other: unknown): boolean {
  const [sid, otherSid] = [sidOf(one), sidOf(other)];
  return sid === undefined && otherSid === undefined ? sameData(one, other) : sid === otherSid;
}

function sidOf(statement: unknown): string | undefined {
  const { Sid } = (statement ?? {}) as { Sid?: unknown };
  return typeof Sid === "string" && Sid !== "" ? Sid : undefined;
}

function cutPolicy(policy: string): CutPolicy | undefined {
  if (!/^\s*\{/.test(policy) || jsonDocument(policy) === undefined) return undefined;
  const member = partsOf(policy, policy.indexOf("{"))
    .map((part) => memberOf(policy, part))
    .find(({ name }) => name === "Statement");
  if (member === undefined) return undefined;
  const { from, to } = member;
  const written = policy.slice(from, to);
  const isList = written.startsWith("[");
  if (!isList && !written.startsWith("{")) return undefined;
  const statements = isList ? partsOf(policy, from).map((part) => policy.slice(part.from, part.to)) : [written];
  return {
    before: policy.slice(0, from),
    statements: statements.map((one) => ({ text: one, value: JSON.parse(one) as unknown })),
    after: policy.slice(to),
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** The members of the object, or the items of the list, that opens at an index of valid JSON, without white space around them. */
function partsOf(text: string, open: number): Part[] {
  const parts: Part[] = [];
  let depth = 1;
  let start = open + 1;
  const close = (end: number) => {
    const part = text.slice(start, end);
    if (part.trim() !== "") parts.push({ from: end - part.trimStart().length, to: start + part.trimEnd().length });
    start = end + 1;
  };
  for (const { 0: token, index } of text.slice(open + 1).matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]/g)) {
    const at = open + 1 + index;
    if (depth === 1 && token === ",") close(at);
    if (token === "[" || token === "{") depth++;
    if (token === "]" || token === "}") depth--;
    if (depth > 0) continue;
    close(at);
    break;
  }
  return parts;
}

function memberOf(text: string, { from, to }: Part): Part & { name: string } {
  const [all, key] = /^("(?:[^"\\]|\\.)*")\s*:\s*/.exec(text.slice(from, to)) as unknown as [string, string];
  return { name: JSON.parse(key) as string, from: from + all.length, to };
}
