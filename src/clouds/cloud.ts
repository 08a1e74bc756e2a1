import type { Admission, NamedOthers } from "../core/admission";
import type { Decision } from "../core/decision";
import type { AskedRows, FindingRow } from "../core/finding";
import type { Work } from "../core/language/work";
import type { Token } from "../core/token";
import type { Intent } from "../core/trust-intent";
import type { DeployedResource, DeployedTrust } from "./deployed";

export type { DeployedResource, DeployedTrust } from "./deployed";

/**
 * What every cloud brings, without its SDK and without Pulumi. `Trust` is plain data: the vendor's own documents,
 * as they are stored, with `cloud` telling which vendor.
 */
export interface Cloud<Trust extends { cloud: string } = { cloud: string }> {
  /** The value of `cloud` in this vendor's trusts, for example `aws`. */
  readonly name: Trust["cloud"];
  /** The vendor as a person calls it. */
  readonly title: string;
  /** Checks the shape of a trust that came from outside; throws a `WorkloadIdentityError` with every fault. */
  parse(value: unknown): Trust;
  /** What the vendor answers to one token. Interprets the document step by step, independent of `admits`, and says `unknown` where the work is used up. */
  evaluate(trust: Trust, token: Token, work?: Work): Decision;
  /**
   * Reads what an intent says of others on this cloud, `intent.others.<name>`; throws a `WorkloadIdentityError` (`intent-others-invalid`) with
   * every fault. Absent where nobody else can be named.
   */
  others?(named: unknown): NamedOthers;
  /** Which tokens the document admits, all of them at once; the work, by default in proportion to the trust, is that of the whole proof. */
  admits(trust: Trust, work?: Work): Admission;
  /** The known misconfigurations of this vendor's trusts; those of every cloud are in `core/catalogue.ts`. */
  readonly catalogue: readonly FindingRow[];
  /**
   * Identifiers of the known misconfigurations that the document shows, for example `A5`: each a row of `catalogue` or of
   * `core/catalogue.ts`, of all of them or of those that are asked for. Explains a verdict, never makes it.
   */
  findings(trust: Trust, intent: Intent, asked?: AskedRows): string[];
  /**
   * The trusts that stand among the resources of a program or stack, one per identity; a registration that is not among them is left
   * out of the trust. `issuers` are clusters that no resource names, for pools that the vendor manages itself.
   */
  deployed(resources: readonly DeployedResource[], issuers?: readonly string[]): DeployedTrust<Trust>[];
  /** The audience of tokens for this trust where nobody chose one. */
  defaultAudience(trust: Trust): string;
}
