import type { ControlledState } from "../sandbox/control";

/** Who signs the tokens of a sandbox's pods: the cluster beside it, else the one issuer that the deployed trusts name. */
export function onlyIssuerOf({ cluster, issuers }: Pick<ControlledState, "cluster" | "issuers">): string | undefined {
  return cluster?.issuer ?? (issuers.length === 1 ? issuers[0] : undefined);
}
