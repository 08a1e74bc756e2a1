import type { Subject } from "./subject";

/** The set of ServiceAccounts that shall become one identity, and the audience of their tokens. */
export interface Intent {
  subjects: Subject[];
  /** The audience, or any one of several. */
  audience: string | string[];
  /** The cluster's key set, where the cloud stores keys instead of fetching them. */
  jwks?: object;
  /** Whole namespaces, on purpose: every ServiceAccount in them, today's and tomorrow's. */
  namespaces?: { issuer: string; namespace: string }[];
}

export function intendedAudiences(intent: Intent): string[] {
  return typeof intent.audience === "string" ? [intent.audience] : intent.audience;
}
