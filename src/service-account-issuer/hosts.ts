import { ISSUER_HOSTS } from "../clouds/issuer-hosts";
import type { ServiceAccountIssuerArgs } from "./args";

/** The places that the program asks for, by argument. */
export function hostsOf(args: ServiceAccountIssuerArgs): [argument: string, host: object][] {
  return [...ISSUER_HOSTS, "external"].flatMap((argument) => {
    const host = (args as unknown as Record<string, object | undefined>)[argument];
    return host === undefined ? [] : [[argument, host] as [string, object]];
  });
}
