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
export type SubjectText = readonly (string | Part | typeof ANY_SUB)[];

type Part = { readonly part: SubjectPart };

/** The whole `sub` of an issuer that signs any. */
export const ANY_SUB = { any: "sub" } as const;

/** What a name of Kubernetes can hold. */
export const PARTS = {
  namespace: { alphabet: /^[a-z0-9-]$/, isName: isNamespaceName, maxLength: NAMESPACE_MAX_LENGTH },
  serviceAccount: { alphabet: /^[a-z0-9.-]$/, isName: isServiceAccountName, maxLength: SERVICE_ACCOUNT_MAX_LENGTH },
};

export type SubjectPart = keyof typeof PARTS;

export const NAMESPACE_TEXT: SubjectText = [{ part: "namespace" }];
export const SERVICE_ACCOUNT_TEXT: SubjectText = [{ part: "serviceAccount" }];
export const SUB_TEXT: SubjectText = [SUBJECT_PREFIX, ...NAMESPACE_TEXT, ":", ...SERVICE_ACCOUNT_TEXT];

/** Whether the text holds a `sub` that need not name a ServiceAccount. */
export function holdsAnySub(text: SubjectText): boolean {
  return text.includes(ANY_SUB);
}

/** Characters that occur in no name of Kubernetes, so that no name can hold a text that begins with one. */
export function occursInNames(char: string): boolean {
  return PARTS.serviceAccount.alphabet.test(char);
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
