import type { Server } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb";
import { simulations } from "../../clouds/simulations";
import { Callers } from "./callers";
import { grpc } from "./grpc";
import { providerService } from "./provider-service";
import { resourceService } from "./resource-service";
import type { SimulatedCloud } from "./simulated-cloud";

/** Packages whose simulated providers are attached: those that the clouds' resource types belong to, and the cluster's. */
const packages: readonly string[] = [
  ...new Set([
    ...simulations.flatMap(({ resources }) => Object.keys(resources)).map((type) => type.split(":")[0]!),
    "kubernetes",
  ]),
];

/** Serves one simulated provider per package on loopback, but for those that are real; `debugProviders` is the value that attaches them to the engine. */
export async function attachProviders(
  cloud: SimulatedCloud,
  real: readonly string[] = [],
): Promise<{ debugProviders: string; close(): void }> {
  const servers: Server[] = [];
  const entries: string[] = [];
  for (const name of packages.filter((each) => !real.includes(each))) {
    const server = new grpc.Server();
    const callers = new Callers();
    const service = { ...providerService(callers), ...resourceService(cloud, callers) };
    server.addService(services.ResourceProviderService, service);
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      ),
    );
    servers.push(server);
    entries.push(`${name}:${port}`);
  }
  const close = () => {
    for (const server of servers) server.forceShutdown();
  };
  return { debugProviders: entries.join(","), close };
}
