import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import services from "@pulumi/pulumi/proto/provider_grpc_pb";
import { expect, it } from "vitest";
import { empty, grpc } from "../../src/sandbox/provider/grpc";
import { attachProviders } from "../../src/sandbox/provider/providers";
import { SimulatedCloud } from "../../src/sandbox/provider/simulated-cloud";

it("every provider is newer than any SDK, wherever the program stands, so that the engine has nothing to warn of", async () => {
  const { debugProviders, close } = await attachProviders(new SimulatedCloud({}));
  try {
    for (const [, port] of debugProviders.split(",").map((entry) => entry.split(":"))) {
      const client = new services.ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
      const info = await new Promise<PluginInfo>((resolve, reject) => {
        client.getPluginInfo(new empty.Empty(), (error: Error | null, answer: PluginInfo) =>
          error === null ? resolve(answer) : reject(error),
        );
      });
      expect(Number(info.getVersion().split(".")[0])).toBeGreaterThan(1000);
      client.close();
    }
  } finally {
    close();
  }
});
