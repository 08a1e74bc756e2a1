/** What a code of an error means, and what to do about it. Texts are Markdown without line breaks. */
interface ErrorEntry {
  /** What was found, and when it is looked for where that is not plain. */
  meaning: string;
  /** What to do, as an order. */
  fix: string;
  /** What leads to it or mends it, in code, where that says more than words. */
  example?: string;
}

/** Entries by their codes, as `Issue.code` and `WorkloadIdentityError.code` have them. */
export type ErrorTable = Readonly<Record<string, ErrorEntry>>;
