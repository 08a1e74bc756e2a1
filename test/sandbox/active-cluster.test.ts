import { describe, expect, it } from "vitest";
import { activeCluster } from "../../src/sandbox/provider/active-cluster";

const kubeconfig = JSON.stringify({
  "current-context": "blue",
  contexts: ["blue", "green"].map((name) => ({ name, context: { cluster: `${name}-cluster`, user: "admin" } })),
  clusters: ["blue", "green"].map((name) => ({ name: `${name}-cluster`, cluster: { server: `https://${name}.test` } })),
});

describe("the cluster of a Kubernetes provider", () => {
  it.each<[string, object, unknown]>([
    ["the current context's", { kubeconfig }, { server: "https://blue.test" }],
    ["that of the context asked for", { kubeconfig, context: "green" }, { server: "https://green.test" }],
    ["that asked for by name", { kubeconfig, cluster: "green-cluster" }, { server: "https://green.test" }],
    ["told by the context where there is no kubeconfig", { context: "green" }, "green"],
    ["none where the context is not in the kubeconfig", { kubeconfig, context: "red" }, undefined],
    ["none where the kubeconfig is no document of that kind", { kubeconfig: "# of a cluster" }, undefined],
    ["none where the kubeconfig is no YAML", { kubeconfig: "a: [" }, undefined],
  ])("is %s", (_, settings, expected) => {
    expect(activeCluster(settings as Record<string, unknown>)).toEqual(expected);
  });
});
