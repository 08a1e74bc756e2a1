import { ifGiven, readAny, readFlag, readInputText, readPlain } from "../core/argument-shape";
import type { Read } from "../core/shape";
import { readListOf } from "../core/shape";

/*
 * What the components of all clouds take beside their own arguments. One issuer and one subject serve several clouds, so what another
 * cloud reads of them passes.
 */

/** The words of a subject that some cloud reads. */
export const SUBJECT_WORDS = ["key", "credentialName"] as const;

/** The fields of a subject that every cloud reads; names have checks of their own. */
export function subjectFields(readIssuer: Read<never>) {
  return { issuer: ifGiven(readIssuer), namespace: readAny, serviceAccount: readAny };
}

/** The fields of a component that makes an identity for subjects. */
export function identityFields<Subject>(readSubject: Read<Subject>) {
  return {
    subjects: ifGiven(readListOf(readSubject)),
    mountPath: ifGiven(readPlain),
    allowDefaultServiceAccount: ifGiven(readFlag),
  };
}

/** The issuer that a component registers. */
export const registeredIssuerFields = { url: ifGiven(readInputText) };
