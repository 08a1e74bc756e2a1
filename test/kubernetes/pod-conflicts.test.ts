import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { Rival } from "../../src/core/rival";
import type { Wiring } from "../../src/core/wiring";
import { emptyWiring } from "../../src/core/wiring";
import type { BoundWiring, PodTemplateOptions } from "../../src/kubernetes/bound-wiring";
import { wirePodTemplate } from "../../src/kubernetes/pod-template";
import { installCloudMocks, outputValue, settled } from "../../src/testing/mocks";

const rivals: Rival[] = [
  { place: "env", name: "KEY", why: "keys come first" },
  { place: "env", name: "CLIENT", why: "it is kept", unless: ["ours"] },
  { place: "labels", name: "example.com/skip", why: "nothing is injected" },
  { place: "annotations", name: "example.com/other", why: "it is another one", unless: ["false"] },
  { place: "spec", name: "hostNetwork", why: "the node answers" },
  { place: "spec", name: "os.name", why: "there is no agent", only: ["windows"], instead: "use another wiring" },
  { place: "nodeSelector", name: "example.com/os", why: "there is no agent", only: ["windows"] },
  { place: "spec", name: "hostPID", why: "the proxy is refused", beside: "example.com/proxy" },
  { place: "arguments", name: "-Dkey", why: "properties come first" },
  { place: "mounts", name: ".cloud", why: "files come first" },
];
const wiring: Wiring = { ...emptyWiring(), env: { ROLE: "orders" }, rivals };
const bound: BoundWiring = { serviceAccountName: "orders", wiring, mountPath: "/mnt" };

interface Told {
  template: object;
  conflicts: string[];
  fixes: string[];
  warnings: string[];
}

function wire(template: object, options: PodTemplateOptions = {}, own: BoundWiring = bound): Told {
  const told: Told = { template, conflicts: [], fixes: [], warnings: [] };
  told.template = wirePodTemplate(
    template,
    own,
    options,
    (path, _, { code = "pod-template-conflict", fix = "" } = {}) => {
      told.conflicts.push(`${path} ${code}`);
      told.fixes.push(fix);
    },
    (warning) => told.warnings.push(warning),
  );
  return told;
}

const withEnv = (...env: unknown[]) => ({ spec: { containers: [{ name: "app", env }] } });
const withContainer = (fields: object) => ({ spec: { containers: [{ name: "app", ...fields }] } });
const withSpec = (fields: object) => ({ spec: { containers: [{ name: "app" }], ...fields } });
const BEATEN = "pod-identity-beaten";

describe("what beats a pod's identity", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });

  it("is a variable of the wiring that stands there twice, for the last one counts", () => {
    const template = withEnv({ name: "ROLE", value: "orders" }, { name: "ROLE", value: "other" });
    expect(wire(template).conflicts).toEqual(['spec.containers[0].env["ROLE"] pod-template-conflict']);
    expect(wire(template, { keep: ["ROLE"] }).conflicts).toEqual([]);
    const twice = withEnv({ name: "ROLE", value: "orders" }, { name: "ROLE", value: "orders" });
    expect(wire(twice).conflicts).toEqual([]);
  });

  it("is a volume over the token, also where its path is known later", async () => {
    const tokens = [{ audience: "cloud", path: "token", expirationSeconds: 3600 }];
    const mounting = { ...bound, wiring: { ...wiring, tokens } };
    const at = (mountPath: unknown) => withContainer({ volumeMounts: [{ name: "data", mountPath }] });
    const over = wire(at(pulumi.output("/mnt/token")), {}, mounting);
    const beside = wire(at(pulumi.output("/data")), {}, mounting);
    await settled();
    expect(over.conflicts).toEqual(["spec.containers[0].volumeMounts pod-template-conflict"]);
    expect(beside.conflicts).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["a variable", withEnv({ name: "KEY", value: "AKIA" }), 'spec.containers[0].env["KEY"]'],
    [
      "a variable from a Secret",
      withEnv({ name: "KEY", valueFrom: { secretKeyRef: { name: "keys", key: "id" } } }),
      'spec.containers[0].env["KEY"]',
    ],
    [
      "a variable with a value that is known later",
      withEnv({ name: "KEY", value: pulumi.output("AKIA") }),
      'spec.containers[0].env["KEY"]',
    ],
    [
      "a variable with another value than ours",
      withEnv({ name: "CLIENT", value: "x" }),
      'spec.containers[0].env["CLIENT"]',
    ],
    [
      "a variable of an init container",
      { spec: { containers: [], initContainers: [{ name: "init", env: [{ name: "KEY", value: "AKIA" }] }] } },
      'spec.initContainers[0].env["KEY"]',
    ],
    [
      "a label",
      { metadata: { labels: { "example.com/skip": "x" } }, ...withEnv() },
      'metadata.labels["example.com/skip"]',
    ],
    [
      "an annotation",
      { metadata: { annotations: { "example.com/other": "true" } }, ...withEnv() },
      'metadata.annotations["example.com/other"]',
    ],
    ["the node's network", withSpec({ hostNetwork: true }), "spec.hostNetwork"],
    [
      "a node of a kind",
      withSpec({ nodeSelector: { "example.com/os": "windows" } }),
      'spec.nodeSelector["example.com/os"]',
    ],
    [
      "a field that matters beside an annotation",
      { metadata: { annotations: { "example.com/proxy": "true" } }, ...withSpec({ hostPID: true }) },
      "spec.hostPID",
    ],
    ["an option", withContainer({ args: ["-v", "-Dkey=AKIA"] }), "spec.containers[0].args[1]"],
    [
      "an option that stands apart",
      withContainer({ command: ["run", "-Dkey", "AKIA"] }),
      "spec.containers[0].command[1]",
    ],
    [
      "an option in a variable",
      withEnv({ name: "JAVA_TOOL_OPTIONS", value: '-Xmx1g "-Dkey=AKIA"' }),
      'spec.containers[0].env["JAVA_TOOL_OPTIONS"]',
    ],
    [
      "a variable that its command line sets",
      withContainer({ command: ["sh", "-c", "cd /; export KEY='AKIA'; exec app"] }),
      "spec.containers[0].command[2]",
    ],
    [
      "a folder of a home",
      withContainer({ volumeMounts: [{ name: "v", mountPath: "/home/app/.cloud" }] }),
      "spec.containers[0].volumeMounts[0]",
    ],
    [
      "a folder of a home on Windows",
      withContainer({ volumeMounts: [{ name: "v", mountPath: "C:\\Users\\app\\.cloud\\keys" }] }),
      "spec.containers[0].volumeMounts[0]",
    ],
  ])("is a conflict with ways out where the template has %s, and stays as it is", (_, template, path) => {
    const adding = { ...bound, wiring: { ...wiring, env: {} } };
    const { template: wired, conflicts, fixes } = wire(template, {}, adding);
    expect(conflicts).toEqual([`${path} ${BEATEN}`]);
    expect(fixes[0]).toMatch(/remove it.*keep: \["/);
    expect(wired).toMatchObject(template);
  });

  it.each<[string, object]>([
    ["an empty variable", withEnv({ name: "KEY", value: "" }, { name: "CLIENT" })],
    ["our own value", withEnv({ name: "CLIENT", value: "ours" })],
    ["our own value, known later", withEnv({ name: "CLIENT", value: pulumi.output("ours") })],
    ["the pod's own network", withSpec({ hostNetwork: false })],
    ["the pod's own network, known later", withSpec({ hostNetwork: pulumi.output(false) })],
    ["an annotation that is none", { metadata: { annotations: { "example.com/other": "false" } }, ...withEnv() }],
    ["a variable of another name", withEnv({ name: "KEY_OF_ANOTHER", value: "AKIA" })],
    [
      "an operating system of another kind",
      withSpec({ os: { name: "linux" }, nodeSelector: { "example.com/os": "linux" } }),
    ],
    ["a field that matters beside an annotation alone", withSpec({ hostPID: true })],
    [
      "an annotation that matters beside a field alone",
      { metadata: { annotations: { "example.com/proxy": "true" } }, ...withEnv() },
    ],
    [
      "options and variables of other names",
      withContainer({ command: ["sh", "-c", "MONKEY=1 KEYS=2 app -Dkeys=3 --Dkey=4"] }),
    ],
    ["a variable that its command line empties", withContainer({ command: ["sh", "-c", 'KEY="" CLIENT=ours app'] })],
    ["a command line that is none", withContainer({ command: "KEY=AKIA", args: [1, null] })],
  ])("is no conflict where the template has %s", async (_, template) => {
    const told = wire(template);
    await settled();
    expect(told.conflicts).toEqual([]);
  });

  it("is told while the program runs where it is written down, and not the same object as the value that is known later", async () => {
    const ours = pulumi.output("ours");
    const own = { ...bound, wiring: { ...wiring, rivals: [{ ...rivals[1], unless: [ours] } as Rival<unknown>] } };
    const told = (value: unknown) => wire(withEnv({ name: "CLIENT", value }), {}, own as BoundWiring).conflicts;
    expect(told("mine")).toEqual([`spec.containers[0].env["CLIENT"] ${BEATEN}`]);
    expect(told(ours)).toEqual([]);
    expect(told(pulumi.output("ours"))).toEqual([]);
    await settled();
  });

  it("is told once it is known where the program hid it", async () => {
    const hidden = [
      { spec: pulumi.output(withEnv({ name: "KEY", value: "AKIA" }).spec) },
      { spec: { containers: pulumi.output(withEnv({ name: "KEY", value: "AKIA" }).spec.containers) } },
      { spec: { containers: [{ name: "app", env: pulumi.output([{ name: "KEY", value: "AKIA" }]) }] } },
      withEnv(pulumi.output({ name: "KEY", value: "AKIA" })),
      withEnv({ name: pulumi.output("KEY"), value: "AKIA" }),
    ];
    for (const template of hidden) {
      const told = wire(template);
      expect(told.conflicts).toEqual([]);
      await outputValue(told.template);
      expect(told.conflicts).toEqual([`spec.containers[0].env["KEY"] ${BEATEN}`]);
    }
  });

  it.each<[string, object, string]>([
    ["a field of the spec", { spec: pulumi.output(withSpec({ os: { name: "windows" } }).spec) }, "spec.os.name"],
    [
      "what stands beside a field",
      { metadata: pulumi.output({ annotations: { "example.com/proxy": "true" } }), ...withSpec({ hostPID: true }) },
      "spec.hostPID",
    ],
    ["a command line", withContainer({ args: pulumi.output(["-Dkey=AKIA"]) }), "spec.containers[0].args[0]"],
    ["a part of one", withContainer({ args: [pulumi.secret("KEY=AKIA")] }), "spec.containers[0].args[0]"],
    [
      "a variable with an option",
      withEnv({ name: "OPTIONS", value: pulumi.output("-Dkey=AKIA") }),
      'spec.containers[0].env["OPTIONS"]',
    ],
  ])("is told once %s is known", async (_, template, path) => {
    const told = wire(template);
    expect(told.conflicts).toEqual([]);
    await outputValue(told.template);
    await settled();
    expect(told.conflicts).toEqual([`${path} ${BEATEN}`]);
  });

  it("has its own way out where taking it out is none", () => {
    expect(wire(withSpec({ os: { name: "windows" } })).fixes).toEqual([
      'use another wiring, or keep it on purpose with keep: ["os.name"]',
    ]);
  });

  it("is kept on purpose by its name, and a container that is skipped keeps its own", () => {
    const template = { ...withEnv({ name: "KEY", value: "AKIA" }), metadata: { labels: { "example.com/skip": "x" } } };
    expect(wire(template, { keep: ["KEY", "example.com/skip"] }).conflicts).toEqual([]);
    expect(wire(template, { keep: ["example.com/skip"], skipContainers: ["app"] }).conflicts).toEqual([]);
  });

  it("cannot be kept by a name that beats nothing, and the near one is told", () => {
    const { conflicts, fixes } = wire(withEnv(), { keep: ["KEYS", "something-else"] });
    expect(conflicts).toEqual(["options.keep[0] pod-keep-unknown", "options.keep[1] pod-keep-unknown"]);
    expect(fixes[0]).toBe('did you mean "KEY"?');
  });

  it("is warned about where it may come from an object, unless that is kept or the container is skipped", async () => {
    const template = withSpec({ containers: [{ name: "app", envFrom: [{ secretRef: { name: "settings" } }] }] });
    const { conflicts, warnings } = wire(template);
    expect(conflicts).toEqual([]);
    expect(warnings).toEqual([
      expect.stringMatching(/^spec\.containers\[0\]\.envFrom: .*KEY, CLIENT.*keep: \["envFrom"\]/),
    ]);
    expect(wire(template, { keep: ["envFrom"] }).warnings).toEqual([]);
    expect(wire(template, { skipContainers: ["app"] }).warnings).toEqual([]);
    const none = { ...bound, wiring: { ...wiring, rivals: [] } };
    expect(wire(template, {}, none).warnings).toEqual([]);
  });

  it("cannot come from an object whose variables have a prefix of their own", () => {
    const warningsOf = (...prefixes: (string | undefined)[]) =>
      wire(
        withSpec({
          containers: [{ name: "app", envFrom: prefixes.map((prefix) => ({ prefix, secretRef: { name: "a" } })) }],
        }),
      ).warnings;
    expect(warningsOf("DB_")).toEqual([]);
    expect(warningsOf("DB_", "K")).toEqual([expect.stringMatching(/may hold KEY, which/)]);
    expect(warningsOf(undefined)).toHaveLength(1);
  });
});

describe("a variable that the wiring sets itself", () => {
  const other = withEnv({ name: "ROLE", value: "another" });

  it("is one conflict with another value, also where it is a rival, and can be kept", () => {
    const both = { ...bound, wiring: { ...wiring, rivals: [...rivals, { ...rivals[0], name: "ROLE" } as Rival] } };
    for (const own of [bound, both]) {
      const { conflicts, fixes } = wire(other, {}, own);
      expect(conflicts).toEqual(['spec.containers[0].env["ROLE"] pod-template-conflict']);
      expect(fixes).toEqual([
        'remove it, skip the container with skipContainers, or keep it on purpose with keep: ["ROLE"]',
      ]);
      const kept = wire(other, { keep: ["ROLE"] }, own);
      expect(kept.conflicts).toEqual([]);
      expect(kept.template).toMatchObject(other);
    }
  });

  it("is set as ever in the containers that say nothing of it", () => {
    expect(wire(withEnv(), { keep: ["ROLE"] }).template).toMatchObject(withEnv({ name: "ROLE", value: "orders" }));
  });
});

describe("what has no way out by skipping a container", () => {
  const own: BoundWiring = {
    ...bound,
    wiring: { ...wiring, podLabels: { use: "true" }, nodeSelector: { server: "true" } },
    volumes: [{ volume: { name: "data", emptyDir: {} }, mountPath: "/data" }],
  };

  it.each<[string, object, string]>([
    ["a label", { ...withEnv(), metadata: { labels: { use: "false" } } }, ""],
    ["the node selector", withSpec({ nodeSelector: { server: "false" } }), ""],
    ["a volume", withSpec({ volumes: [{ name: "data", hostPath: { path: "/" } }] }), "give that volume another name"],
  ])("does not advise it: %s", (_, template, fix) => {
    const { conflicts, fixes } = wire(template, {}, own);
    expect(conflicts).toHaveLength(1);
    expect(fixes).toEqual([fix]);
  });
});

describe("a template's own list of containers for a webhook", () => {
  const own = {
    ...bound,
    wiring: { ...wiring, skipContainers: [{ annotation: "example.com/leave", separator: "," }] },
  };
  const template = { ...withEnv(), metadata: { annotations: { "example.com/leave": "app" } } };

  it("is warned about, unless it is kept", () => {
    expect(wire(template, {}, own).warnings).toEqual([
      expect.stringMatching(
        /^metadata\.annotations\["example.com\/leave"\]: .*skipContainers.*keep: \["example.com\/leave"\]/,
      ),
    ]);
    const kept = wire(template, { keep: ["example.com/leave"] }, own);
    expect([kept.warnings, kept.conflicts]).toEqual([[], []]);
  });

  it("agrees with the option that says the same", () => {
    const told = wire(template, { skipContainers: ["app"] }, own);
    expect([told.warnings, told.conflicts]).toEqual([[], []]);
  });
});

describe("a template's own settings for a webhook", () => {
  const podSettings = [
    { annotation: "example.com/seconds", expected: { min: 600, max: 3600 }, otherwise: "the webhook refuses the pod" },
    { annotation: "example.com/proxy", expected: ["true"], otherwise: "the webhook injects it all the same" },
  ];
  const skipContainers = [{ annotation: "example.com/leave", separator: ",", only: "example.com/only" }];
  const own = { ...bound, wiring: { ...wiring, podSettings, skipContainers } };
  const annotated = (annotations: object) => ({ ...withEnv(), metadata: { annotations } });

  it.each<[string, unknown]>([
    ["seconds", "60"],
    ["seconds", "3601"],
    ["seconds", "1h"],
    ["seconds", 3600],
    ["proxy", "false"],
    ["proxy", ""],
  ])("are refused where they say what nobody means: %s: %j", async (name, value) => {
    for (const given of [value, pulumi.output(value)]) {
      const { conflicts, fixes } = wire(annotated({ [`example.com/${name}`]: given }), {}, own);
      await settled();
      expect(conflicts).toEqual([`metadata.annotations["example.com/${name}"] pod-template-conflict`]);
      expect(fixes).toEqual([
        expect.stringMatching(/^write (a whole number from 600 to 3600 as a text|"true"), or remove it$/),
      ]);
    }
  });

  it("stay where they say what the webhook takes", () => {
    const template = annotated({ "example.com/seconds": "600", "example.com/proxy": "true" });
    const { conflicts, warnings, template: wired } = wire(template, {}, own);
    expect([conflicts, warnings]).toEqual([[], []]);
    expect(wired).toMatchObject({ metadata: template.metadata });
  });

  it("get a warning where they name the only containers with an identity, unless that is kept", () => {
    const template = annotated({ "example.com/only": "app" });
    expect(wire(template, {}, own).warnings).toEqual([
      expect.stringMatching(
        /^metadata\.annotations\["example.com\/only"\]: only the containers that it names .*skipContainers/,
      ),
    ]);
    expect(wire(template, { keep: ["example.com/only"] }, own)).toMatchObject({ warnings: [], conflicts: [] });
  });
});

describe("a part of the template that Kubernetes has another shape for", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });
  const mounting = { ...bound, volumes: [{ volume: { name: "data" }, mountPath: "/data" }] };
  const container = (fields: object) => ({ spec: { containers: [{ name: "app", ...fields }] } });
  const cases: [string, object, string][] = [
    ["metadata: []", { metadata: [], ...withSpec({}) }, "metadata"],
    ["labels: []", { metadata: { labels: [] }, ...withSpec({}) }, "metadata.labels"],
    ["annotations: text", { metadata: { annotations: "x" }, ...withSpec({}) }, "metadata.annotations"],
    ["containers: {}", { spec: { containers: {} } }, "spec.containers"],
    ["containers: [null]", { spec: { containers: [null] } }, "spec.containers[0]"],
    ["containers: [text]", { spec: { containers: ["app"] } }, "spec.containers[0]"],
    ["initContainers: text", withSpec({ initContainers: "init" }), "spec.initContainers"],
    ["volumes: {}", withSpec({ volumes: {} }), "spec.volumes"],
    ["volumes: [1]", withSpec({ volumes: [1] }), "spec.volumes[0]"],
    ["nodeSelector: []", withSpec({ nodeSelector: [] }), "spec.nodeSelector"],
    ["env: {}", container({ env: {} }), "spec.containers[0].env"],
    ["env: [null]", container({ env: [null] }), "spec.containers[0].env[0]"],
    ["env: [text]", container({ env: ["KEY=1"] }), "spec.containers[0].env[0]"],
    ["envFrom: {}", container({ envFrom: {} }), "spec.containers[0].envFrom"],
    ["volumeMounts: {}", container({ volumeMounts: {} }), "spec.containers[0].volumeMounts"],
    ["volumeMounts: [[]]", container({ volumeMounts: [[]] }), "spec.containers[0].volumeMounts[0]"],
  ];

  it.each(cases)("is one fault with its path, and stays as it is: %s", async (_, template, path) => {
    for (const own of [mounting, { ...bound, wiring: emptyWiring<string>() }]) {
      if (own !== mounting && path.startsWith("spec.volumes")) continue;
      const { conflicts, fixes, template: wired } = wire(template, { skipContainers: [] }, own);
      expect(conflicts).toEqual([`${path} pod-template-expected`]);
      expect(fixes[0]).toMatch(/^write (a list of objects|an object)/);
      expect(wired).toMatchObject(template);
    }
  });

  it.each(cases)("is told once it is known where the program hid it: %s", async (_, template, path) => {
    const { spec, ...rest } = template as { spec?: object };
    const told = wire({ ...rest, spec: pulumi.output(spec) }, {}, mounting);
    await outputValue(told.template);
    await settled();
    expect(told.conflicts).toEqual([`${path} pod-template-expected`]);
  });

  it("does not hide which container is to be skipped", () => {
    const { conflicts } = wire({ spec: { containers: [null, { name: "app" }] } }, { skipContainers: ["app"] });
    expect(conflicts).toEqual(["spec.containers[0] pod-template-expected"]);
  });
});

describe("fields by the names that they have in Python", () => {
  const spec = {
    service_account_name: "admin",
    containers: [{ name: "app", volume_mounts: [], env: [{ name: "KEY", value_from: {} }] }],
    init_containers: [],
  };
  const unknown = [
    "spec.service_account_name",
    "spec.init_containers",
    "spec.containers[0].volume_mounts",
    "spec.containers[0].env[0].value_from",
  ].map((path) => `${path} pod-template-field-unknown`);

  it("are refused, because they would be read beside those that are wired in", () => {
    const { conflicts, fixes } = wire({ spec });
    expect(conflicts).toEqual(unknown);
    expect(fixes).toEqual([
      "write serviceAccountName",
      "write initContainers",
      "write volumeMounts",
      "write valueFrom",
    ]);
  });

  it("are refused once they are known where the program hid them", async () => {
    const told = wire({ spec: pulumi.output(spec) });
    await outputValue(told.template);
    await settled();
    expect(told.conflicts).toEqual(unknown);
  });

  it("are anybody's own where a map has them", () => {
    const { conflicts } = wire({
      metadata: { labels: { app_name: "x" }, annotations: { some_note: "x" } },
      spec: {
        nodeSelector: { node_pool: "x" },
        containers: [{ name: "app", env: [{ name: "some_name", value: "x" }] }],
      },
    });
    expect(conflicts).toEqual([]);
  });
});

describe("what is no pod template", () => {
  const pod = { metadata: { labels: { app: "x" } }, spec: { containers: [{ name: "app" }] } };
  it.each<[string, object, string]>([
    [
      "a Deployment",
      { apiVersion: "apps/v1", kind: "Deployment", spec: { selector: {}, template: pod } },
      "spec.template",
    ],
    ["the spec of a Deployment", { selector: {}, template: pod }, "template"],
    [
      "a CronJob",
      { kind: "CronJob", spec: { schedule: "@daily", jobTemplate: { spec: { template: pod } } } },
      "spec.jobTemplate.spec.template",
    ],
    [
      "the spec of a CronJob",
      { schedule: "@daily", jobTemplate: { spec: { template: pod } } },
      "jobTemplate.spec.template",
    ],
    ["a job template", { spec: { template: pod } }, "spec.template"],
    [
      "a workload of another kind",
      { spec: { replicaSpecs: { worker: { template: pod } } } },
      "spec.replicaSpecs.worker.template",
    ],
    ["the spec of a pod", pod.spec, "containers"],
    ["nothing", {}, "spec"],
    ["a list of templates", { items: [pod] }, "spec"],
    ["a spec that is none", { spec: null }, "spec"],
  ])("is refused with the place of the template: %s", (_, given, path) => {
    const { conflicts, template } = wire(given);
    expect(conflicts).toEqual([`${path} pod-template-expected`]);
    expect(template).toEqual(given);
  });

  it("is refused once it is known where the program hid it", async () => {
    for (const given of [pulumi.output({ spec: { template: pod } }), { spec: pulumi.output({ template: pod }) }]) {
      const told = wire(given);
      await outputValue(told.template);
      expect(told.conflicts).toEqual(["spec.template pod-template-expected"]);
    }
  });

  it("does not take a whole Pod, or a pod with volumes of its own, for one", () => {
    const volumes = [{ name: "data", ephemeral: { volumeClaimTemplate: { spec: {} } } }];
    expect(wire({ apiVersion: "v1", kind: "Pod", ...pod, spec: { ...pod.spec, volumes } }).conflicts).toEqual([]);
  });
});

describe("the ServiceAccount that a template names", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });
  const later: BoundWiring = { ...bound, serviceAccountName: pulumi.output("orders"), serviceAccount: "orders" };

  it.each(["serviceAccountName", "serviceAccount"])(
    "passes as %s where it is the workload's, also if that waits for its object",
    async (key) => {
      for (const name of ["orders", pulumi.output("orders")]) {
        const told = wire(withSpec({ [key]: name }), {}, later);
        await outputValue(told.template);
        expect(told.conflicts).toEqual([]);
      }
    },
  );

  it.each(["serviceAccountName", "serviceAccount"])("is a conflict as %s where it is another one", async (key) => {
    expect(wire(withSpec({ [key]: "cart" }), {}, later).conflicts).toEqual([`spec.${key} pod-template-conflict`]);
    const told = wire(withSpec({ [key]: pulumi.output("cart") }), {}, later);
    await settled();
    expect(told.conflicts).toEqual([`spec.${key} pod-template-conflict`]);
  });

  it.each(["", null])("is set where the template has %j", (none) => {
    const { conflicts, template } = wire(withSpec({ serviceAccountName: none, serviceAccount: none }));
    expect([conflicts, template]).toMatchObject([[], { spec: { serviceAccountName: "orders" } }]);
  });
});

describe("a container that is to be skipped", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });

  it("has to be one of the pod's, wherever its name comes from", async () => {
    const spec = {
      containers: [{ name: "app" }, { name: pulumi.output("proxy") }],
      initContainers: [{ name: "init" }],
    };
    for (const template of [{ spec }, { spec: pulumi.output(spec) }]) {
      const told = wire(template, { skipContainers: ["prox", "init"] });
      await outputValue(told.template);
      await settled();
      expect(told.conflicts).toEqual(["options.skipContainers[0] pod-container-unknown"]);
      expect(told.fixes).toEqual([expect.stringMatching(/^name one of "app", "proxy", "init"; /)]);
    }
  });

  it("keeps its own, also where its name is known later", async () => {
    const container = { name: pulumi.output("proxy"), env: [{ name: "KEY", value: "AKIA" }] };
    const { conflicts, template } = wire({ spec: { containers: [container] } }, { skipContainers: ["proxy"] });
    expect(await outputValue(template)).toMatchObject({ spec: { containers: [{ env: container.env }] } });
    expect(conflicts).toEqual([]);
  });

  it("is named by the template itself where another webhook adds it", () => {
    const skipContainers = [{ annotation: "example.com/leave", separator: "," }];
    const own = { ...bound, wiring: { ...wiring, skipContainers } };
    expect(wire(withEnv(), { skipContainers: ["istio-proxy"] }, own).fixes[0]).toContain("example.com/leave");
    const template = { ...withEnv(), metadata: { annotations: { "example.com/leave": "istio-proxy" } } };
    expect(wire(template, { keep: ["example.com/leave"] }, own)).toMatchObject({ conflicts: [], warnings: [] });
  });
});

describe("variables that a container may set itself", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });
  const regional = (value: pulumi.Input<string>): BoundWiring => ({
    ...bound,
    wiring: { ...wiring, rivals: [], defaults: [{ names: ["REGION", "OLD_REGION"], value }] },
  });
  const envOf = async (told: Told) => {
    const { spec } = (await outputValue(told.template)) as { spec: { containers: [{ env: { name: string }[] }] } };
    return spec.containers[0].env.map(({ name }) => name);
  };

  it.each<[string, pulumi.Input<string>]>([
    ["now", "eu-west-1"],
    ["later", "eu-west-1"],
  ])("are added where it sets none of them and the value is known %s", async (when, value) => {
    const own = regional(when === "later" ? pulumi.output(value) : value);
    expect(await envOf(wire(withEnv(), {}, own))).toEqual(["ROLE", "REGION", "OLD_REGION"]);
    const once = wire(withEnv(), {}, own);
    expect(await envOf(wire(once.template, {}, own))).toEqual(["ROLE", "REGION", "OLD_REGION"]);
  });

  it("are left out where it sets one of them, whatever to, or there is nothing to set", async () => {
    const set = wire(withEnv({ name: "OLD_REGION", value: "us-east-1" }), {}, regional("eu-west-1"));
    expect([await envOf(set), set.conflicts]).toEqual([["OLD_REGION", "ROLE"], []]);
    expect(await envOf(wire(withEnv(), {}, regional("")))).toEqual(["ROLE"]);
    expect(await envOf(wire(withEnv(), {}, regional(pulumi.output(""))))).toEqual(["ROLE"]);
  });
});

describe("a folder that clients write to", () => {
  beforeEach(async () => {
    await installCloudMocks();
  });
  const defaults = [{ names: ["CONFIG"], value: "/tmp/client", isWritten: true }];
  const writing: BoundWiring = { ...bound, wiring: { ...wiring, rivals: [], defaults } };
  const readOnly = { securityContext: { readOnlyRootFilesystem: true } };
  const warningsOf = async (fields: object) => {
    const { warnings } = wire(withContainer(fields), {}, writing);
    await settled();
    return warnings;
  };

  it("is warned about where the container's files are read-only", async () => {
    const warning = expect.stringMatching(/^spec\.containers\[0\]: CONFIG is \/tmp\/client, .* mount an emptyDir/);
    expect(await warningsOf(readOnly)).toEqual([warning]);
    expect(await warningsOf({ securityContext: pulumi.output(readOnly.securityContext) })).toEqual([warning]);
  });

  it.each<[string, object]>([
    ["they can be written", {}],
    ["something is mounted at it", { ...readOnly, volumeMounts: [{ name: "tmp", mountPath: "/tmp/client" }] }],
    ["something is mounted above it", { ...readOnly, volumeMounts: [{ name: "tmp", mountPath: "/tmp/" }] }],
    ["the container says another", { ...readOnly, env: [{ name: "CONFIG", value: "/data" }] }],
  ])("is not where %s", async (_, fields) => {
    expect(await warningsOf(fields)).toEqual([]);
  });
});

it.each(["/mnt", "/mnt/", "/mnt/aws", "/mnt/aws/token"])(
  "a volume at %s, which would hide a token, is a conflict",
  (mountPath) => {
    const tokens = [{ audience: "cloud", path: "aws/token", expirationSeconds: 3600 }];
    const containers = [{ name: "app", volumeMounts: [{ name: "other", mountPath }] }];
    const own = { ...bound, wiring: { ...wiring, tokens } };
    expect(wire({ spec: { containers } }, {}, own).conflicts).toEqual([
      "spec.containers[0].volumeMounts pod-template-conflict",
    ]);
    const beside = [{ name: "app", volumeMounts: [{ name: "other", mountPath: "/mnt-of-another" }] }];
    expect(wire({ spec: { containers: beside } }, {}, own).conflicts).toEqual([]);
  },
);

it("a pod without a ConfigMap carries its files in annotations", () => {
  const files = [{ key: "a.json", path: "a/a.json", content: "{}" }];
  const { template, conflicts } = wire(withEnv(), {}, { ...bound, wiring: { ...wiring, files } });
  expect(conflicts).toEqual([]);
  const fieldPath = "metadata.annotations['workload-identity/a.json']";
  expect(template).toMatchObject({
    metadata: { annotations: { "workload-identity/a.json": "{}" } },
    spec: {
      volumes: [
        { projected: { sources: [{ downwardAPI: { items: [{ path: "a/a.json", fieldRef: { fieldPath } }] } }] } },
      ],
    },
  });
});
