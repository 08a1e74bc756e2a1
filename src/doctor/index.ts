/**
 * One ServiceAccount that does not get its credentials: each step from the pod to the cloud, in order, over what an audit reads. `read-refusal.ts`
 * begins at what the vendor answered, `read-pasted-token.ts` at a token.
 */

export { deployedInputs } from "./deployed-inputs";
export type { Complaint, Diagnosis, DoctorStep } from "./doctor";
export { clustersOf, diagnose, subjectOfToken } from "./doctor";
export { readPastedToken } from "./read-pasted-token";
export type { ReadRefusal } from "./read-refusal";
export { readRefusal } from "./read-refusal";
