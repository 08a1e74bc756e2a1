import type { SimulatedLookup, SimulatedResource } from "../simulation";

/**
 * Looks up a resource of this type by what it is called: the deployed one, else as it would be had another program made it with these
 * arguments and `known`.
 */
export function lookupOf(
  resources: Readonly<Record<string, SimulatedResource>>,
  type: string,
  known: object = {},
): SimulatedLookup {
  return (args, account) => {
    const made = resources[type]?.({ name: String(args.name), inputs: { ...known, ...args } }, account);
    const deployed = account.deployed?.(type).find(({ id }) => id === made?.id);
    return { ...args, ...(deployed ?? made)?.state, id: made?.id };
  };
}
