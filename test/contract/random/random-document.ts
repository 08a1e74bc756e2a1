import type { OtherSubject } from "../../../src/core/others";
import type { Draw } from "./draw";

/** A document of one cloud that was drawn, and what an intent can say about it. */
export interface RandomDocument {
  trust: { cloud: string; [part: string]: unknown };
  /** Every way in without a token that this cloud's documents may have; `named` is what an intent calls it, nothing where none can. */
  ways: { isOpen: boolean; named?: unknown }[];
  /** `intent.others` of the cloud, for these tokens and these named ways. */
  others(subjects: (OtherSubject & { audience?: string })[], named: unknown[]): object;
  /**
   * True where the document has constructs that are run on single tokens and not read as sets: a proof may then overlook one difference
   * behind another, or be unknown; what it says is held against the tokens all the same.
   */
  mayStayOpen?: boolean;
  /** True where a token that the intent names may have an audience of its own. */
  othersHaveAudiences?: boolean;
}

export type DrawDocument = (draw: Draw) => RandomDocument;
