import { describe, expect, test } from "vitest";
import type { DeployedResource } from "../../src/clouds/cloud";
import { emptyWiring } from "../../src/core/wiring";
import { planOfDeployed, planOfWiring } from "../../src/sandbox/pod-plan";

const ORDERS = { namespace: "shop", serviceAccount: "orders" };

const podSpec = {
  serviceAccountName: "orders",
  containers: [
    {
      name: "app",
      env: [
        { name: "ROLE", value: "r" },
        { name: "EMPTY" },
        { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
      ],
      volumeMounts: [
        { name: "identity", mountPath: "/var/run/id" },
        { name: "settings", mountPath: "/etc/settings" },
        { name: "cache", mountPath: "/cache" },
        { name: "disk", mountPath: "/disk" },
      ],
    },
    { name: "sidecar", env: [{ name: "ROLE", value: "s" }] },
  ],
  volumes: [
    {
      name: "identity",
      projected: {
        sources: [
          { serviceAccountToken: { audience: "sts.example", expirationSeconds: 900, path: "a/token" } },
          { serviceAccountToken: { path: "own" } },
          { configMap: { name: "files", items: [{ key: "one", path: "b/one.json" }] } },
          { downwardAPI: {} },
        ],
      },
    },
    { name: "settings", configMap: { name: "files" } },
    { name: "cache", emptyDir: {} },
    { name: "disk", persistentVolumeClaim: { claimName: "disk" } },
  ],
};

const configMap: DeployedResource = {
  type: "kubernetes:core/v1:ConfigMap",
  name: "files",
  id: "shop/files",
  state: { metadata: { name: "files", namespace: "shop" }, data: { one: "1", two: "2" } },
};

function object(kind: string, content: object): DeployedResource {
  const type = `kubernetes:core/v1:${kind}`;
  return { type, name: "it", id: "shop/it", state: { metadata: { name: "it", namespace: "shop" }, ...content } };
}

function workload(type: string, name: string, spec: object): DeployedResource {
  return { type: `kubernetes:${type}`, name, id: name, state: { metadata: { name, namespace: "shop" }, spec } };
}

describe("the plan of a deployed pod", () => {
  test("has the container's environment, tokens and files, and says what it leaves out", () => {
    const deployment = workload("apps/v1:Deployment", "orders", { template: { spec: podSpec } });
    expect(planOfDeployed([configMap, deployment], ORDERS)).toEqual({
      workload: "orders",
      env: { ROLE: "r", EMPTY: "" },
      tokens: [
        { path: "/var/run/id/a/token", audience: "sts.example", expirationSeconds: 900 },
        { path: "/var/run/id/own", expirationSeconds: 3600 },
      ],
      files: [
        { path: "/var/run/id/b/one.json", content: "1" },
        { path: "/etc/settings/one", content: "1" },
        { path: "/etc/settings/two", content: "2" },
      ],
      mounts: ["/var/run/id", "/etc/settings", "/cache"],
      notes: [
        'Secret "s" is not deployed in namespace "shop": a real pod would wait for it',
        "a source of the volume at /var/run/id is left out: only tokens, ConfigMaps, Secrets, fields and empty folders are mounted here",
        'volume "disk" at /disk is left out: only tokens, ConfigMaps, Secrets, fields and empty folders are mounted here',
      ],
    });
  });

  test("has what Secrets and ConfigMaps hold, as variables and as files", () => {
    const secret = object("Secret", { data: { password: "aHVudGVyMg==" }, stringData: { user: "shop" } });
    const settings = object("ConfigMap", { data: { MODE: "fast", LEVEL: "1" } });
    const spec = {
      serviceAccountName: "orders",
      containers: [
        {
          name: "app",
          envFrom: [{ configMapRef: { name: "it" } }, { prefix: "DB_", secretRef: { name: "it" } }],
          env: [
            { name: "LEVEL", value: "2" },
            { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "it", key: "password" } } },
            { name: "MAYBE", valueFrom: { secretKeyRef: { name: "it", key: "none", optional: true } } },
            { name: "MISSING", valueFrom: { configMapKeyRef: { name: "it", key: "none" } } },
            { name: "NAMESPACE", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } },
            { name: "ADDRESS", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
          ],
          volumeMounts: [
            { name: "whole", mountPath: "/whole" },
            { name: "part", mountPath: "/part" },
          ],
        },
      ],
      volumes: [
        { name: "whole", secret: { secretName: "it" } },
        {
          name: "part",
          projected: { sources: [{ secret: { name: "it", items: [{ key: "user", path: "u/name" }] } }] },
        },
      ],
    };
    const plan = planOfDeployed([secret, settings, workload("core/v1:Pod", "orders", spec)], ORDERS);
    expect(plan.env).toEqual({
      MODE: "fast",
      LEVEL: "2",
      DB_password: "hunter2",
      DB_user: "shop",
      PASSWORD: "hunter2",
      NAMESPACE: "shop",
    });
    expect(plan.files).toEqual([
      { path: "/whole/password", content: "hunter2" },
      { path: "/whole/user", content: "shop" },
      { path: "/part/u/name", content: "shop" },
    ]);
    expect(plan.notes).toEqual([
      'ConfigMap "it" has no key "none": a real pod would wait for it',
      "environment variable ADDRESS is left out: it comes from a field that is not known here",
    ]);
  });

  /** What a container sees that mounts a volume of the Secret `it`, with keys `a` and `b.sh`, and has these variables. */
  function planWith(volume: object, mount: object = {}, env: object[] = []) {
    const volumeMounts = [{ name: "it", mountPath: "/it/", ...mount }];
    const spec = {
      serviceAccountName: "orders",
      containers: [{ name: "app", env, volumeMounts }],
      volumes: [{ name: "it", ...volume }],
    };
    const secret = object("Secret", { stringData: { a: "1", "b.sh": "2" } });
    const bytes = object("ConfigMap", { binaryData: { store: "/v8=" } });
    return planOfDeployed([secret, bytes, workload("core/v1:Pod", "orders", spec)], ORDERS, undefined, (name) => ({
      pod: { name: `${name}-1`, uid: "u" },
      node: { name: "n", uid: "v" },
    }));
  }
  const secret = (more = {}) => ({ secret: { secretName: "it", ...more } });

  test.each([
    ["the path of one file, as that file", { subPath: "a" }, secret(), [{ path: "/it", content: "1" }]],
    [
      "a folder of the volume",
      { subPathExpr: "$(FOLDER)" },
      secret({ items: [{ key: "a", path: "in/x" }] }),
      [{ path: "/it/x", content: "1" }],
    ],
    [
      "files that can be run",
      {},
      secret({
        defaultMode: 0o755,
        items: [
          { key: "a", path: "a", mode: 0o400 },
          { key: "b.sh", path: "b" },
        ],
      }),
      [
        { path: "/it/a", content: "1" },
        { path: "/it/b", content: "2", isExecutable: true },
      ],
    ],
    [
      "bytes that are no text",
      {},
      { configMap: { name: "it" } },
      [{ path: "/it/store", content: Buffer.from([0xfe, 0xff]).subarray(0, 2) }],
    ],
    [
      "fields of the pod",
      {},
      { downwardAPI: { items: [{ path: "name", fieldRef: { fieldPath: "metadata.name" } }] } },
      [{ path: "/it/name", content: "orders-1" }],
    ],
    ["nothing where a volume is an empty folder", {}, { emptyDir: {} }, []],
    ["nothing of an optional Secret that is missing", {}, { secret: { secretName: "none", optional: true } }, []],
  ])("mounts %s", (_, mount, volume, files) => {
    const plan = planWith(volume, mount, [{ name: "FOLDER", value: "in" }]);
    expect(plan).toMatchObject({ files, mounts: ["/it"], notes: [] });
  });

  test.each([
    ["a key that a Secret lacks", secret({ items: [{ key: "none", path: "x" }] }), {}, 'Secret "it" has no key "none"'],
    ["a path that a volume lacks", secret(), { subPath: "none" }, "has nothing at its path none"],
  ])("says that a volume wants %s", (_, volume, mount, note) => {
    expect(planWith(volume, mount).notes).toEqual([expect.stringContaining(note)]);
  });

  test("expands variables by those before them, and knows of the pod what its tokens say", () => {
    const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });
    const text = (name: string, value: string) => ({ name, value });
    const { env } = planWith({ emptyDir: {} }, {}, [
      field("POD", "metadata.name"),
      field("NODE", "spec.nodeName"),
      field("ACCOUNT", "spec.serviceAccountName"),
      text("SESSION", "shop-$(POD)"),
      text("LATER", "$(LAST) $$(POD)"),
      text("LAST", "x"),
    ]);
    expect(env).toEqual({
      POD: "orders-1",
      NODE: "n",
      ACCOUNT: "orders",
      SESSION: "shop-orders-1",
      LATER: "$(LAST) $(POD)",
      LAST: "x",
    });
  });

  test("is that of a sidecar, which stands among the init containers, and of a pod that names its account as of old", () => {
    const sidecar = { name: "proxy", restartPolicy: "Always", env: [{ name: "ROLE", value: "p" }] };
    const spec = { serviceAccount: "orders", containers: [{ name: "app" }], initContainers: [sidecar] };
    const plan = planOfDeployed([workload("core/v1:Pod", "one", spec)], { ...ORDERS, container: "proxy" });
    expect(plan.env).toEqual({ ROLE: "p" });
  });

  test.each([
    ["core/v1:Pod", podSpec],
    ["apps/v1:StatefulSet", { template: { spec: podSpec } }],
    ["batch/v1:CronJob", { jobTemplate: { spec: { template: { spec: podSpec } } } }],
  ])("is found in a %s", (type, spec) => {
    expect(planOfDeployed([workload(type, "orders", spec)], ORDERS).env).toEqual({ ROLE: "r", EMPTY: "" });
  });

  test("is that of the workload and container asked for", () => {
    const other = { ...podSpec, containers: [{ name: "app", env: [{ name: "ROLE", value: "other" }] }] };
    const resources = [workload("core/v1:Pod", "one", podSpec), workload("core/v1:Pod", "two", other)];
    expect(planOfDeployed(resources, { ...ORDERS, workload: "two" }).env).toEqual({ ROLE: "other" });
    expect(planOfDeployed(resources, { ...ORDERS, container: "sidecar" }).env).toEqual({ ROLE: "s" });
    const missing = (selector: object) => () => planOfDeployed(resources, { ...ORDERS, ...selector });
    expect(missing({ workload: "three" })).toThrow(/used by one, two/);
    expect(missing({ container: "x" })).toThrow(expect.objectContaining({ code: "sandbox-container-missing" }));
  });

  test("is refused, with what is deployed, where nothing runs as the ServiceAccount", () => {
    const resources = [workload("core/v1:Pod", "one", podSpec)];
    for (const selector of [
      { namespace: "shop", serviceAccount: "admin" },
      { namespace: "other", serviceAccount: "orders" },
    ]) {
      expect(() => planOfDeployed(resources, selector)).toThrow(
        expect.objectContaining({ code: "sandbox-pod-missing", message: expect.stringContaining("shop/orders (one)") }),
      );
    }
  });
});

test("a deployed pod's files may come from its own annotations and labels", () => {
  const item = (path: string, fieldPath: string) => ({ path, fieldRef: { fieldPath } });
  const items = [
    item("a.json", "metadata.annotations['example.com/a.json']"),
    item("app", "metadata.labels['app']"),
    item("none", "metadata.labels['none']"),
    item("uid", "metadata.uid"),
  ];
  const template = {
    metadata: { annotations: { "example.com/a.json": "{}" }, labels: { app: "orders" } },
    spec: {
      serviceAccountName: "orders",
      containers: [{ name: "app", volumeMounts: [{ name: "id", mountPath: "/id" }] }],
      volumes: [{ name: "id", projected: { sources: [{ downwardAPI: { items } }] } }],
    },
  };
  const plan = planOfDeployed([workload("apps/v1:Deployment", "orders", { template })], ORDERS);
  expect(plan.files).toEqual([
    { path: "/id/a.json", content: "{}" },
    { path: "/id/app", content: "orders" },
    { path: "/id/none", content: "" },
  ]);
  expect(plan.notes).toEqual(["file uid at /id is left out: it comes from a field that is not known here"]);
});

test("the plan of a wiring mounts everything at one place", () => {
  const wiring = {
    ...emptyWiring<string>(),
    env: { ROLE: "r" },
    defaults: [
      { names: ["REGION", "OLD_REGION"], value: "eu" },
      { names: ["ZONE"], value: "" },
    ],
    tokens: [{ audience: "a", path: "x/token", expirationSeconds: 600 }],
    files: [{ key: "k", path: "y.json", content: "{}" }],
  };
  expect(planOfWiring(wiring, "/id")).toEqual({
    env: { ROLE: "r", REGION: "eu", OLD_REGION: "eu" },
    tokens: [{ audience: "a", path: "/id/x/token", expirationSeconds: 600 }],
    files: [{ path: "/id/y.json", content: "{}" }],
    mounts: ["/id"],
    notes: [],
  });
});
