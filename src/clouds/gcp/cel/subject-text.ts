import {
  isNamespaceName,
  isServiceAccountName,
  NAMESPACE_MAX_LENGTH,
  SERVICE_ACCOUNT_MAX_LENGTH,
  SUBJECT_PREFIX,
} from "../../../core/subject";

/**
 * A text that an expression makes of a ServiceAccount's token: literal text, and the two things that `sub` says. The functions
 * below go the other way: for which `sub` does the text have some property.
 */
export type SubjectText = readonly (string | NamePiece | typeof ANY_SUB)[];

/** A name, character by character as it stands or with other characters in their place. */
export interface NamePiece {
  readonly part: SubjectPart;
  /** What is written for each of `NAME_CHARACTERS`, an ASCII character each; the same character by default. */
  readonly as?: string;
}

/** The whole `sub` of an issuer that signs any. */
export const ANY_SUB = { any: "sub" } as const;

/** Every character that a name of Kubernetes can hold, and those that only a ServiceAccount's can. */
const NAME_CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789-.";

/** What a name of Kubernetes can hold. */
export const PARTS = {
  namespace: { characters: NAME_CHARACTERS.slice(0, -1), isName: isNamespaceName, maxLength: NAMESPACE_MAX_LENGTH },
  serviceAccount: {
    characters: NAME_CHARACTERS,
    isName: isServiceAccountName,
    maxLength: SERVICE_ACCOUNT_MAX_LENGTH,
  },
};

export type SubjectPart = keyof typeof PARTS;

export const NAMESPACE_TEXT: SubjectText = [{ part: "namespace" }];
export const SERVICE_ACCOUNT_TEXT: SubjectText = [{ part: "serviceAccount" }];
export const SUB_TEXT: SubjectText = [SUBJECT_PREFIX, ...NAMESPACE_TEXT, ":", ...SERVICE_ACCOUNT_TEXT];

/** Whether the text holds a `sub` that need not name a ServiceAccount. */
export function holdsAnySub(text: SubjectText): boolean {
  return text.includes(ANY_SUB);
}

/** The characters that can be written for a name. */
export function writtenCharacters({ part, as = NAME_CHARACTERS }: NamePiece): string {
  return as.slice(0, PARTS[part].characters.length);
}

/** What is written for a name. */
export function written({ as }: NamePiece, name: string): string {
  return as === undefined ? name : [...name].map((char) => as[NAME_CHARACTERS.indexOf(char)]).join("");
}

/** The same piece with each of its characters written otherwise; `undefined` where that is not one ASCII character for each. */
export function rewritten(piece: NamePiece, write: (char: string) => string): NamePiece | undefined {
  const images = [...(piece.as ?? NAME_CHARACTERS)].map(write);
  if (!images.every((image) => /^[\0-\x7f]$/.test(image))) return undefined;
  const as = images.join("");
  return as === NAME_CHARACTERS ? { part: piece.part } : { part: piece.part, as };
}

/** The same text with neighbouring literals joined. */
export function joined(...texts: SubjectText[]): SubjectText {
  const result: SubjectText[number][] = [];
  for (const piece of texts.flat()) {
    const last = result.at(-1);
    if (typeof piece === "string" && typeof last === "string") result[result.length - 1] = last + piece;
    else if (piece !== "") result.push(piece);
  }
  return result;
}

/** The text itself where it is the same for every token. */
export function constantText(text: SubjectText): string | undefined {
  const [only] = text;
  if (only === undefined) return "";
  return text.length === 1 && typeof only === "string" ? only : undefined;
}

export function sameText(a: SubjectText, b: SubjectText): boolean {
  return JSON.stringify(joined(a)) === JSON.stringify(joined(b));
}
