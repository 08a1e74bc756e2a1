import type { DeployedResource } from "./deployed";
import type { VendorBehaviour } from "./simulated/behaviour";
import type { TokenExchange } from "./simulated/exchange";
import type { ProviderSettings } from "./simulated/provider-settings";
import type { PublicStorage } from "./simulated/public-storage";
import type { SimulatedWebhook } from "./simulated/webhook";

/**
 * A vendor for mocks and the sandbox: the outputs of its resources, how it treats them, and its token service. Programs that only
 * deploy never load it.
 */
export interface Simulation {
  /** The cloud's name, for example `aws`. */
  readonly name: string;
  /** Outputs of the vendor's resources as the vendor would fill them in, by Pulumi type token. */
  readonly resources: Readonly<Record<string, SimulatedResource>>;
  /** What programs look up of their account, and of what stands there before them, by function token; others have no answer. */
  readonly lookups?: Readonly<Record<string, SimulatedLookup>>;
  /** How the vendor and its Pulumi provider treat those resources. */
  readonly behaviour: VendorBehaviour;
  /** The deployed buckets as everybody reads them; absent where issuers are not published on the vendor's storage. */
  readonly buckets?: (resources: readonly DeployedResource[]) => PublicStorage[];
  /** The vendor's token service; absent where nobody has written it. */
  readonly exchange?: TokenExchange;
  /** The vendor's admission webhook for pods; absent where it has none. */
  readonly webhook?: SimulatedWebhook;
}

/** Computes the result of a look-up from its arguments, as the account of its provider sees it. */
export type SimulatedLookup = (args: Record<string, unknown>, account: SimulatedAccount) => Record<string, unknown>;

/** Computes what a vendor returns for a new resource: `id` and the outputs next to the inputs. */
export type SimulatedResource = (
  resource: { name: string; inputs: Record<string, unknown> },
  account: SimulatedAccount,
) => { id: string; state: Record<string, unknown> };

/** The account that simulated resources live in. */
export interface SimulatedAccount {
  /** A short suffix as autonaming would append it: the same for the same resource in every run. */
  suffix(name: string): string;
  /** Settings of the provider that the resource is made with, for example its region. None by default. */
  readonly settings?: ProviderSettings;
  /** The resources of a type that are there already. None by default. */
  deployed?(type: string): readonly DeployedResource[];
}
