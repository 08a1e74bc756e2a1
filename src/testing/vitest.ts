/// <reference types="vitest" preserve="true" />
/** The matchers for `expect.extend` of vitest, known to its types. */

import type { ExpectedSubjects } from "./matchers";

export type { ExpectedSubjects, TrustMatcherResult } from "./matchers";
export { toAdmitOnly } from "./matchers";

declare module "vitest" {
  interface Matchers<T> {
    /** Passes where the trust admits exactly these ServiceAccounts, with the cloud's default audience or this one. */
    toAdmitOnly(expected: ExpectedSubjects, audience?: string | string[]): T;
  }
}
