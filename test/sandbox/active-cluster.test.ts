import { describe, expect, it } from "vitest";
import { activeCluster, clusterChanges, clusterName } from "../../src/sandbox/provider/active-cluster";

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
    ["none where there is a context and no kubeconfig", { context: "green" }, undefined],
    ["none where the context is not in the kubeconfig", { kubeconfig, context: "red" }, undefined],
    ["none where the kubeconfig is no document of that kind", { kubeconfig: "# of a cluster" }, undefined],
    ["none where the kubeconfig is no YAML", { kubeconfig: "a: [" }, undefined],
  ])("is %s", (_, settings, expected) => {
    expect(activeCluster(settings as Record<string, unknown>)).toEqual(expected);
  });
});

describe("a Kubernetes provider whose settings change", () => {
  const renewed = JSON.stringify({ ...JSON.parse(kubeconfig), users: [{ name: "admin", user: { token: "renewed" } }] });

  it.each<[string, object, object, string[], "same" | "another"]>([
    [
      "leads to another cluster by its context",
      { kubeconfig },
      { kubeconfig, context: "green" },
      ["context"],
      "another",
    ],
    ["stays where only a token is renewed", { kubeconfig }, { kubeconfig: renewed }, [], "same"],
    [
      "stays as its identifier says",
      { kubeconfig, clusterIdentifier: "a" },
      { context: "green", clusterIdentifier: "a" },
      [],
      "same",
    ],
    [
      "moves as its identifier says",
      { clusterIdentifier: "a" },
      { clusterIdentifier: "b" },
      ["clusterIdentifier"],
      "another",
    ],
    ["cannot tell by contexts alone", { context: "blue" }, { context: "green" }, [], "another"],
    ["cannot tell once it gets an identifier", {}, { clusterIdentifier: "a" }, [], "another"],
  ])("%s", (_, before, after, changes, cluster) => {
    const [old, current] = [before, after] as Record<string, unknown>[];
    expect(clusterChanges(old!, current!)).toEqual(changes);
    expect(clusterName(old!) === clusterName(current!)).toBe(cluster === "same");
  });

  it("has no name of its own where it has neither kubeconfig nor context", () => {
    expect(clusterName({})).toBeUndefined();
  });
});
