/** What stands between the occurrences of a mark, in at most so many pieces; an empty mark stands between any two characters. */
export function splitText(text: string, mark: string, most = -1): string[] {
  const pieces = mark === "" ? [...text] : text.split(mark);
  if (most < 0 || pieces.length <= most) return pieces;
  return most === 0 ? [] : [...pieces.slice(0, most - 1), pieces.slice(most - 1).join(mark)];
}

/** The text with at most so many occurrences of a mark replaced; an empty mark stands before each character and at the end. */
export function replaceText(text: string, mark: string, by: string, most = -1): string {
  const pieces = mark === "" ? ["", ...text, ""] : text.split(mark);
  const last = most < 0 ? pieces.length - 1 : Math.min(most, pieces.length - 1);
  return (
    pieces
      .slice(0, last)
      .map((piece) => piece + by)
      .join("") + pieces.slice(last).join(mark)
  );
}

/** The characters from one place up to another, as far as the text goes. Throws on places outside of it, as all below. */
export function substringOf(text: string, from: number, to?: number): string {
  const characters = [...text];
  const end = to ?? characters.length;
  if (from < 0 || end > characters.length || from > end) throw new Error(`substring: no place ${from} to ${end}`);
  return characters.slice(from, end).join("");
}

/** The character at a place; none at the end. */
export function characterAt(text: string, at: number): string {
  const characters = [...text];
  if (at < 0 || at > characters.length) throw new Error(`charAt: no place ${at}`);
  return characters[at] ?? "";
}

/** Where the first occurrence at or behind a place begins; -1 where there is none, also behind the end. */
export function placeOf(text: string, mark: string, from = 0): number {
  if (mark === "") return from;
  const characters = [...text];
  if (from < 0) throw new Error(`indexOf: no place ${from}`);
  if (from >= characters.length) return -1;
  const before = characters.slice(0, from).join("").length;
  const at = text.indexOf(mark, before);
  return at < 0 ? -1 : [...text.slice(0, at)].length;
}

/** Where the last occurrence at or before a place begins; -1 where there is none, also from behind the end. */
export function lastPlaceOf(text: string, mark: string, from?: number): number {
  const characters = [...text];
  if (mark === "") return from ?? characters.length;
  const start = from ?? Math.max(0, characters.length - 1);
  if (start < 0) throw new Error(`lastIndexOf: no place ${start}`);
  if (start >= characters.length) return -1;
  const at = text.lastIndexOf(mark, characters.slice(0, start).join("").length);
  return at < 0 ? -1 : [...text.slice(0, at)].length;
}
