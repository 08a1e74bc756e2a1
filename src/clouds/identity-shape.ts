import { ifGiven, readAny, readFlag, readInputText, readPlain, readPlainText } from "../core/argument-shape";
import type { Read } from "../core/shape";
import { readListOf, readRecordOf } from "../core/shape";

/*
 * What the components of all clouds take beside their own arguments. One issuer and one subject serve several clouds, so what another
 * cloud reads of them passes.
 */

/** The words of a subject that some cloud reads. */
export const SUBJECT_WORDS = ["key", "credentialName", "wholeNamespaces", "namespacePrefixes"] as const;

/** The fields of a subject that every cloud reads; names have checks of their own. */
export function subjectFields(readIssuer: Read<never>) {
  return { issuer: ifGiven(readIssuer), namespace: readAny, serviceAccount: readAny };
}

/** The fields of a subject that trust its cluster's namespaces as a whole; a cloud reads those that its trusts can say. */
export const wholeFields = {
  wholeNamespaces: ifGiven(readListOf(readPlain)),
  namespacePrefixes: ifGiven(readListOf(readPlain)),
};

/** The fields of a component that makes an identity for subjects. */
export function identityFields<Subject>(readSubject: Read<Subject>) {
  return {
    subjects: ifGiven(readListOf(readSubject)),
    mountPath: ifGiven(readPlainText),
    allowDefaultServiceAccount: ifGiven(readFlag),
  };
}

/** The conditions of a statement in a trust policy: values by key by operator. */
export const readConditions: Read<never> = readRecordOf(readRecordOf(readListOf(readInputText))) as Read<never>;

/** The issuer that a component registers. */
export const registeredIssuerFields = { url: ifGiven(readInputText) };
