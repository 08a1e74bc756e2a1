import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { Wiring } from "../../src/core/wiring";
import { emptyWiring } from "../../src/core/wiring";
import type { BoundWiring } from "../../src/kubernetes/bound-wiring";
import { wirePodTemplate } from "../../src/kubernetes/pod-template";
import { installCloudMocks, outputValue } from "../../src/testing/mocks";

const wiring: Wiring = {
  ...emptyWiring(),
  podLabels: { "example.com/use": "true" },
  nodeSelector: { "example.com/node": "yes" },
  env: { ROLE: "orders", TOKEN_FILE: "/mnt/a/token" },
  tokens: [{ audience: "aud", path: "a/token", expirationSeconds: 3600 }],
  files: [{ key: "config.json", path: "a/config.json", content: "{}" }],
  skipContainers: [{ annotation: "example.com/skip", separator: "," }],
};
const bound: BoundWiring = { serviceAccountName: "orders", configMapName: "orders-files", wiring, mountPath: "/mnt" };
const volume = {
  name: "workload-identity",
  projected: {
    sources: [
      { serviceAccountToken: { audience: "aud", expirationSeconds: 3600, path: "a/token" } },
      { configMap: { name: "orders-files", items: [{ key: "config.json", path: "a/config.json" }] } },
    ],
  },
};
const env = [
  { name: "ROLE", value: "orders" },
  { name: "TOKEN_FILE", value: "/mnt/a/token" },
];
const mount = { name: "workload-identity", mountPath: "/mnt", readOnly: true };

function wire<T extends object>(template: T, options = {}): { template: T; conflicts: string[] } {
  const conflicts: string[] = [];
  return { template: wirePodTemplate(template, bound, options, (path) => conflicts.push(path)), conflicts };
}

describe("wirePodTemplate()", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });

  it("adds account, volume, mounts and environment to every container when the template has none", () => {
    const { template, conflicts } = wire({
      spec: { containers: [{ name: "app" }], initContainers: [{ name: "init" }] },
    });
    expect(conflicts).toEqual([]);
    expect(template).toEqual({
      metadata: { labels: { "example.com/use": "true" } },
      spec: {
        serviceAccountName: "orders",
        nodeSelector: { "example.com/node": "yes" },
        volumes: [volume],
        containers: [{ name: "app", env, volumeMounts: [mount] }],
        initContainers: [{ name: "init", env, volumeMounts: [mount] }],
      },
    });
  });

  it("keeps everything the template says when it wires it", () => {
    const before = {
      metadata: { labels: { app: "x" }, annotations: { note: "y" } },
      spec: {
        nodeSelector: { disk: "ssd" },
        volumes: [{ name: "data", emptyDir: {} }],
        containers: [
          {
            name: "app",
            image: "i",
            env: [{ name: "A", value: "1" }],
            volumeMounts: [{ name: "data", mountPath: "/data" }],
          },
        ],
        restartPolicy: "Always",
      },
    };
    const { template } = wire(structuredClone(before));
    expect(template).toMatchObject({
      metadata: { labels: { app: "x", "example.com/use": "true" }, annotations: { note: "y" } },
      spec: {
        nodeSelector: { disk: "ssd", "example.com/node": "yes" },
        volumes: [{ name: "data", emptyDir: {} }, volume],
        containers: [{ image: "i", env: [{ name: "A", value: "1" }, ...env], volumeMounts: [{ name: "data" }, mount] }],
        restartPolicy: "Always",
      },
    });
  });

  it("changes nothing when it wires a template a second time", () => {
    const once = wire({ spec: { containers: [{ name: "app" }] } });
    const twice = wire(once.template);
    expect(twice.template).toEqual(once.template);
    expect(twice.conflicts).toEqual([]);
  });

  it("leaves the named containers alone and tells webhooks so when containers are skipped", () => {
    const { template } = wire(
      { spec: { containers: [{ name: "app" }, { name: "proxy" }] } },
      { skipContainers: ["proxy"] },
    );
    expect(template).toMatchObject({
      metadata: { annotations: { "example.com/skip": "proxy" } },
      spec: { containers: [{ name: "app", env }, { name: "proxy" }] },
    });
    expect((template as { spec: { containers: object[] } }).spec.containers[1]).toEqual({ name: "proxy" });
  });

  it.each([
    [
      "another ServiceAccount",
      { spec: { serviceAccountName: "users-own", containers: [] } },
      "spec.serviceAccountName",
    ],
    [
      "the same variable with another value",
      { spec: { containers: [{ name: "a", env: [{ name: "ROLE", value: "users-own" }] }] } },
      'spec.containers[0].env["ROLE"]',
    ],
    [
      "another volume at the mount path",
      { spec: { containers: [{ name: "a", volumeMounts: [{ name: "users-own", mountPath: "/mnt" }] }] } },
      "spec.containers[0].volumeMounts",
    ],
    [
      "another volume of that name",
      { spec: { containers: [], volumes: [{ name: "workload-identity", emptyDir: { medium: "users-own" } }] } },
      'spec.volumes["workload-identity"]',
    ],
    [
      "the label with another value",
      { metadata: { labels: { "example.com/use": "users-own" } }, spec: { containers: [] } },
      'metadata.labels["example.com/use"]',
    ],
  ])("reports a conflict and keeps the user's value when the template has %s", (_, before, path) => {
    const { template, conflicts } = wire(structuredClone(before));
    expect(conflicts).toEqual([path]);
    expect(JSON.stringify(template)).toContain("users-own");
  });

  it("keeps the template's ServiceAccount when it is one of those that become the same identities", () => {
    const conflicts: string[] = [];
    const shared: BoundWiring = { ...bound, alsoRunsAs: (name) => name === "orders-canary" };
    const template = { spec: { serviceAccountName: "orders-canary", containers: [] } };
    const wired = wirePodTemplate(template, shared, {}, (path) => conflicts.push(path));
    expect([wired.spec.serviceAccountName, conflicts]).toEqual(["orders-canary", []]);
  });

  it("wires what an Output hides when it is known", async () => {
    const { template } = wire({ spec: pulumi.output({ containers: [{ name: "app" }] }) });
    const spec = await outputValue(template.spec as pulumi.Output<{ containers: object[]; volumes: object[] }>);
    expect(spec).toMatchObject({ containers: [{ name: "app", env, volumeMounts: [mount] }], volumes: [volume] });
  });

  it("adds no volume when the wiring projects nothing", () => {
    const plain: BoundWiring = { serviceAccountName: "orders", wiring: emptyWiring(), mountPath: "/mnt" };
    const template = wirePodTemplate({ spec: { containers: [{ name: "app" }] } }, plain, {}, () => {});
    expect(template).toEqual({ metadata: {}, spec: { serviceAccountName: "orders", containers: [{ name: "app" }] } });
  });
});
