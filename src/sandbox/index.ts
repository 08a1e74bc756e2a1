/** All clouds on one machine: issuers, token services and providers on loopback, over one state. */

import { simulations } from "../clouds/simulations";
import type { Sandbox, SandboxOptions } from "./api";
import { createSandbox } from "./sandbox";

export type { Sandbox, SandboxControl, SandboxOptions, SandboxPodOptions } from "./api";
export type { SandboxIssuer, SandboxTokenRequest } from "./issuer";
export { createIssuer } from "./issuer";
export type { SandboxLogEntry } from "./log";
export { formatLogEntry } from "./log";
export type { SandboxPod } from "./pod";
export type { SandboxSnapshot, SandboxState } from "./state";

/** Starts a sandbox with the token services of every cloud; it listens on 127.0.0.1 only and keeps nothing after `close`. */
export function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const services = simulations.flatMap(({ name, exchange }) =>
    exchange === undefined ? [] : [{ cloud: name, exchange }],
  );
  return createSandbox(services, options);
}
