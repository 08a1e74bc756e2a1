import type { ProviderSettings } from "../../clouds/simulated/provider-settings";
import { simulations } from "../../clouds/simulations";
import { clusterName } from "./active-cluster";
import { UNNAMED_ACCOUNT } from "./simulated-cloud";

/** Settings that say which account is meant; two providers of a program that differ in them see two accounts. */
const ACCOUNT_SETTINGS = simulations.flatMap(({ behaviour }) => behaviour.accountSettings);

/** A provider of a program, by what it was configured with. */
interface Caller {
  account: string;
  settings: ProviderSettings;
}

/** Who calls one simulated provider: each provider of a program has a connection of its own, so the peer tells them apart. */
export class Callers {
  private readonly configured = new Map<string, Caller>();

  configure(peer: string, settings: ProviderSettings): void {
    this.configured.set(peer, { account: accountOf(settings), settings });
  }

  of(peer: string): Caller {
    return this.configured.get(peer) ?? { account: UNNAMED_ACCOUNT, settings: {} };
  }
}

function accountOf(settings: ProviderSettings): string {
  const cluster = clusterName(settings);
  const named = ACCOUNT_SETTINGS.filter((key) => key in settings).map((key) => `${key}=${settings[key]}`);
  return [...named, ...(cluster === undefined ? [] : [`cluster=${cluster}`])].join(" ") || UNNAMED_ACCOUNT;
}
