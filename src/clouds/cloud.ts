import type { Admission } from "../core/admission";
import type { Decision } from "../core/decision";
import type { Token } from "../core/token";
import type { Intent } from "../core/trust-intent";
import type { Verdict } from "../core/verdict";
import type { DeployedResource, DeployedTrust } from "./deployed";
import type { TokenExchange } from "./exchange";
import type { SimulatedProvider } from "./provider";

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
  /** What the vendor answers to one token. Interprets the document step by step, independent of `admits`. */
  evaluate(trust: Trust, token: Token): Decision;
  /** Which tokens the document admits, all of them at once. */
  admits(trust: Trust): Admission;
  /** Identifiers of the known misconfigurations that the document shows, for example `A5`. Explains a verdict, never makes it. */
  findings(trust: Trust, intent: Intent, verdict: Verdict): string[];
  /**
   * The trusts that stand among the resources of a program or stack, one per identity; a registration that is not among them is left
   * out of the trust. `issuers` are clusters that no resource names, for pools that the vendor manages itself.
   */
  deployed(resources: readonly DeployedResource[], issuers?: readonly string[]): DeployedTrust<Trust>[];
  /** The audience of tokens for this trust where nobody chose one. */
  defaultAudience(trust: Trust): string;
  /** Outputs of the vendor's resources as the vendor would fill them in, by Pulumi type token: for mocks and the sandbox. */
  readonly resources: Readonly<Record<string, SimulatedResource>>;
  /** How the vendor and its Pulumi provider treat those resources, for an engine on simulated clouds. */
  readonly provider?: SimulatedProvider;
  /** The vendor's token service, for the sandbox. */
  readonly exchange?: TokenExchange;
}

/** Computes what a vendor returns for a new resource: `id` and the outputs next to the inputs. */
export type SimulatedResource = (
  resource: { name: string; inputs: Record<string, unknown> },
  account: SimulatedAccount,
) => { id: string; state: Record<string, unknown> };

/** The account that simulated resources live in. */
interface SimulatedAccount {
  /** A short suffix as autonaming would append it: the same for the same resource in every run. */
  suffix(name: string): string;
}
