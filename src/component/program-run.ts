import * as pulumi from "@pulumi/pulumi";

/** A provider of components serves one deployment; a few more are kept where several share a process. */
const RUNS_KEPT = 4;

/**
 * Something that each preview or update of a program has one of. A run is known by the address of the engine's monitor: in other
 * languages every component is constructed with a fresh connection to it. Mocks have no address and are runs of their own.
 * Call the returned function while a component is constructed: hooks run outside of the program, and would not find its run again.
 */
export function perRun<T>(make: () => T): () => T {
  const ofMonitors = new WeakMap<object, T>();
  const ofAddresses = new Map<string, T>();
  const outside = {};
  return () => {
    const monitor = (pulumi.runtime.getMonitor() as Monitor | undefined) ?? outside;
    // Addresses are used again in time, so a connection that is known counts more.
    if (ofMonitors.has(monitor)) return ofMonitors.get(monitor) as T;
    const address = (monitor as Monitor).getChannel?.().getTarget();
    const value = address !== undefined && ofAddresses.has(address) ? (ofAddresses.get(address) as T) : make();
    ofMonitors.set(monitor, value);
    if (address === undefined) return value;
    ofAddresses.delete(address);
    ofAddresses.set(address, value);
    const [oldest] = ofAddresses.keys();
    if (ofAddresses.size > RUNS_KEPT && oldest !== undefined) ofAddresses.delete(oldest);
    return value;
  };
}

/** What a connection to the engine can say of itself. */
interface Monitor {
  getChannel?(): { getTarget(): string };
}
