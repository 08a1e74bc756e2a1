import { createRequire } from "node:module";
import type { ChannelOptions } from "@grpc/grpc-js";
import type { EngineEvent } from "@pulumi/pulumi/automation";

/** What Pulumi's runtime opens its connections to an engine with; its types leave it out. */
export const { grpcClientOptions } = createRequire(__filename)("@pulumi/pulumi/runtime/settings") as {
  grpcClientOptions: ChannelOptions;
};

/**
 * Programs of one process run against many engines, each on ports of its own. The runtime does not close its connections
 * to an engine that has ended, so a call that came too late keeps on failing, and gRPC hands such a connection to
 * whoever asks for the same port: the program of a later engine that was given this port again ends with
 * "No connection established. Last error: null". Connections that are shared with nobody never do.
 */
export function shareNoConnections(): void {
  grpcClientOptions["grpc.use_local_subchannel_pool"] = 1;
}

const unconnected = "14 UNAVAILABLE: No connection established";

/** Whether a run ended because the program never reached its engine: nothing was registered, so it may simply run again. */
export function neverConnected(failure: Error, events: readonly EngineEvent[]): boolean {
  return (
    failure.message.includes(unconnected) && !events.some(({ resourcePreEvent }) => resourcePreEvent !== undefined)
  );
}
