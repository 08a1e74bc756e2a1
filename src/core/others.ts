import type { NamedOthers } from "./admission";
import type { Read } from "./shape";
import { parseShape, readListOf, readObject, readOptional, readText } from "./shape";

/** A token that is no ServiceAccount's, for example of a CI system: the `iss` and `sub` that it says, byte for byte. */
export interface OtherSubject {
  /** The `iss` of these tokens. */
  issuer: string;
  /** The `sub` of these tokens. */
  subject: string;
  /** The `aud` of these tokens. That of the ServiceAccounts by default. */
  audience?: string;
}

export const readOtherSubjects: Read<OtherSubject[]> = readListOf(
  readObject<OtherSubject>({ issuer: readText, subject: readText, audience: readOptional(readText) }),
);

/** Reads what an intent says of others on one cloud; throws `intent-others-invalid` with every fault. */
export function parseOthers<T>(read: Read<T>, named: unknown, toOthers: (others: T) => NamedOthers): NamedOthers {
  return toOthers(parseShape(read, named, "intent-others-invalid", "the others of the intent"));
}
