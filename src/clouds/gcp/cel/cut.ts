import type { NamePiece, SubjectText } from "./subject-text";
import { ANY_SUB, constantText, joined, writtenCharacters } from "./subject-text";

/**
 * The text before and after the first occurrence of a mark; `[]` where it occurs for no token, `undefined` where that depends on
 * the token.
 */
export function cut(text: SubjectText, mark: string): [SubjectText, SubjectText] | [] | undefined {
  if (mark === "") return undefined;
  const constant = constantText(text);
  if (constant !== undefined) {
    const at = constant.indexOf(mark);
    return at < 0 ? [] : [[constant.slice(0, at)], [constant.slice(at + mark.length)]];
  }
  for (const [i, piece] of text.entries()) {
    if (typeof piece !== "string") {
      if (mayBeginIn(text, i, mark)) return undefined;
      continue;
    }
    for (let at = 0; at < piece.length; at++) {
      const rest = piece.slice(at);
      if (rest.startsWith(mark)) {
        const [before, after] = [piece.slice(0, at), piece.slice(at + mark.length)];
        return [joined(text.slice(0, i), [before]), joined([after], text.slice(i + 1))];
      }
      if (mark.startsWith(rest) && mayGoOn(text, i + 1, mark, rest.length)) return undefined;
    }
  }
  return [];
}

/** Whether an occurrence may begin with the characters that a piece writes. */
function mayBeginIn(text: SubjectText, index: number, mark: string): boolean {
  const piece = text[index];
  if (piece === ANY_SUB) return true;
  const characters = writtenCharacters(piece as NamePiece);
  for (let taken = 1; taken <= mark.length; taken++) {
    if (!characters.includes(mark[taken - 1]!)) return false;
    if (taken === mark.length || mayGoOn(text, index + 1, mark, taken)) return true;
  }
  return false;
}

/** Whether the mark may go on from one of its characters at the start of a piece. */
function mayGoOn(text: SubjectText, index: number, mark: string, from: number): boolean {
  const piece = text[index];
  const rest = mark.slice(from);
  if (rest === "" || piece === ANY_SUB) return true;
  if (piece === undefined) return false;
  if (typeof piece !== "string") return mayBeginIn(text, index, rest);
  if (piece.length >= rest.length) return piece.startsWith(rest);
  return rest.startsWith(piece) && mayGoOn(text, index + 1, mark, from + piece.length);
}
