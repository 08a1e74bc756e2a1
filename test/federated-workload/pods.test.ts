import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FederatedWorkloadArgs, WorkloadSubject } from "../../src";
import { ClusterFederation, FederatedWorkload, FederationError } from "../../src";
import type { CloudMocks } from "../../src/testing";
import { installCloudMocks, outputValue, settled } from "../../src/testing";

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const blue = { issuer: { url, jwks }, namespace: "shop", serviceAccount: "orders" };
const green = { ...blue, issuer: { url: "https://green.example.com", jwks } };
const worker = { ...blue, serviceAccount: "orders-worker" };
const fingerprints = ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"];
const registrations = { alicloud: { fingerprints } };

let mocks: CloudMocks;
beforeEach(async () => {
  mocks = await installCloudMocks();
});

function faultsOf(make: () => unknown): string[] {
  try {
    make();
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code, path }) => `${path} ${code}`).sort();
    throw error;
  }
}

const template = (serviceAccountName?: pulumi.Input<string>) => ({
  spec: { ...(serviceAccountName === undefined ? {} : { serviceAccountName }), containers: [{ name: "app", env: [] }] },
});

interface Pod {
  metadata: { annotations?: Record<string, string> };
  spec: {
    serviceAccountName: string;
    containers: [{ env: { name: string; value: string }[] }];
    volumes?: [{ projected: { sources: object[] } }];
  };
}

async function podOf(workload: FederatedWorkload, subject?: WorkloadSubject, of: object = template()) {
  const wired = workload.podTemplate(of, subject === undefined ? {} : { subject });
  const pod = (await outputValue(wired)) as Pod;
  const env = Object.fromEntries(pod.spec.containers[0].env.map(({ name, value }) => [name, value]));
  return { ...pod, env };
}

/** What a workload asks for on the clouds whose pods name the registration of their own cluster. */
const PLACED: [string, Partial<FederatedWorkloadArgs>, string][] = [
  ["Alibaba Cloud", { alicloud: {}, registrations }, "ALIBABA_CLOUD_OIDC_PROVIDER_ARN"],
  ["Huawei Cloud", { huawei: {} }, "HUAWEICLOUD_SDK_IDP_ID"],
  ["Huawei Cloud, agencies", { huawei: { mechanism: "trust-agency" } }, "HUAWEICLOUD_OIDC_PROVIDER_URN"],
];

describe.each(PLACED)("pods of a second cluster on %s", (_, clouds, variable) => {
  it("name their own cluster's registration where they say whose they are, as their wiring does as data", async () => {
    const workload = new FederatedWorkload("orders", { ...blue, subjects: [green], ...clouds });
    const first = await podOf(workload, blue);
    const second = await podOf(workload, green);
    expect(first.env[variable]).not.toBe(second.env[variable]);
    expect((await outputValue(workload.wiring)).env[variable]).toBe(first.env[variable]);
    expect((await outputValue(workload.subjectWirings)).map(({ env }) => env[variable])).toEqual([
      second.env[variable],
    ]);
  });

  it("are refused where nobody says whose they are, also where the ServiceAccount is known later", () => {
    const workload = new FederatedWorkload("orders", { ...blue, subjects: [green], ...clouds });
    const later = pulumi.output("orders");
    for (const of of [template(), template("orders"), template(later), pulumi.output(template())]) {
      expect(faultsOf(() => workload.podTemplate(of))).toEqual(["options.subject pod-subject-ambiguous"]);
    }
  });

  it("need no word where their ServiceAccount is that of one subject alone", async () => {
    const other = { ...green, serviceAccount: "orders-green" };
    const workload = new FederatedWorkload("orders", { ...blue, subjects: [other], ...clouds });
    const { env, spec } = await podOf(workload, undefined, template("orders-green"));
    expect(spec.serviceAccountName).toBe("orders-green");
    expect(env[variable]).toBe((await outputValue(workload.subjectWirings))[0]?.env[variable]);
    expect(env[variable]).not.toBe((await podOf(workload)).env[variable]);
  });
});

describe("pods of a second cluster on Google Cloud", () => {
  const gcp = { project: "shop-prod" };

  it("carry their own cluster's credential configuration in an annotation, and the first ones' in the ConfigMap", async () => {
    const workload = new FederatedWorkload("orders", { ...blue, subjects: [green, worker], gcp });
    const second = await podOf(workload, green);
    const [key, file] = Object.entries(second.metadata.annotations ?? {})[0] ?? ["", "{}"];
    const [own] = mocks.ofType("kubernetes:core/v1:ConfigMap");
    const { audience } = JSON.parse(file) as { audience: string };
    expect(audience).not.toBe("");
    expect(JSON.stringify(own?.inputs.data)).not.toContain(audience);
    expect(JSON.stringify(second.spec.volumes)).toContain(`metadata.annotations['${key}']`);
    const [described, near] = await outputValue(workload.subjectWirings);
    expect(described).toMatchObject({ namespace: "shop", podAnnotations: { [key]: file } });
    expect(JSON.parse(described!.volume)).toEqual(second.spec.volumes?.[0]);
    // What programs in other languages write into their pods themselves.
    const { volumes, containers } = second.spec;
    const [{ env: containerEnv, volumeMounts }] = containers as [{ env: object[]; volumeMounts?: object[] }];
    expect(described).toMatchObject({ volumes, volumeMounts, containerEnv });
    // One namespace of one cluster has one ConfigMap for all.
    expect(near).toMatchObject({ podAnnotations: {} });
    expect(near!.volume).toBe((await outputValue(workload.wiring)).volume);
  });

  it("need no word on GKE, where clusters of one project are one", async () => {
    const gke = (name: string) => ({
      url: `https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/${name}`,
      gcp: { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "123456789012" },
    });
    const [one, other] = [
      { ...blue, issuer: gke("blue") },
      { ...blue, issuer: gke("green") },
    ];
    const workload = new FederatedWorkload("orders", { ...one, subjects: [other], gcp: { access: "impersonation" } });
    expect(faultsOf(() => workload.podTemplate(template()))).toEqual([]);
  });
});

describe("pods of a second cluster on AWS and Azure", () => {
  const clouds = { aws: {}, azure: { resourceGroupName: "shop" } };

  it("need no word, and get no region where nobody says which cluster they run in", async () => {
    const workload = new FederatedWorkload("orders", { ...blue, subjects: [green], ...clouds });
    expect((await podOf(workload)).env).not.toHaveProperty("AWS_REGION");
    expect((await podOf(workload, blue)).env).toMatchObject({ AWS_REGION: "eu-west-1" });
    expect((await podOf(workload, green)).env).not.toHaveProperty("AWS_REGION");
  });
});

describe("the subject of a pod template", () => {
  it("is found by what stands there of it: key, issuer, or the object itself", async () => {
    const cluster = new ClusterFederation("green", { issuer: green.issuer, ...registrations });
    const second = { ...green, issuer: cluster.issuer, key: "green" };
    const workload = new FederatedWorkload("orders", {
      ...blue,
      key: "blue",
      subjects: [second],
      alicloud: {},
      registrations,
    });
    const wanted = (await outputValue(workload.subjectWirings))[0]?.env;
    const { namespace, serviceAccount } = second;
    for (const subject of [
      second,
      { namespace, serviceAccount, key: "green" },
      { namespace, serviceAccount, issuer: cluster.issuer },
      { ...second, issuer: pulumi.output(green.issuer) },
    ]) {
      expect((await podOf(workload, subject)).env).toEqual(wanted);
    }
    expect(faultsOf(() => workload.podTemplate(template(), { subject: { namespace, serviceAccount } }))).toEqual([
      "options.subject pod-subject-ambiguous",
    ]);
  });

  it("is not found by a key beside another cluster's plain issuer, nor by another Output without a key", () => {
    const second = { ...green, key: "green" };
    const workload = new FederatedWorkload("orders", { ...blue, subjects: [second], aws: {} });
    for (const subject of [
      { ...second, issuer: blue.issuer },
      { ...green, issuer: pulumi.output(green.issuer) },
      { ...second, key: "gren" },
    ]) {
      expect(faultsOf(() => workload.podTemplate(template(), { subject }))).toEqual([
        "options.subject pod-subject-unknown",
      ]);
    }
  });

  it("has to be one of the workload's, and the one that the template names", () => {
    const workload = new FederatedWorkload("orders", { ...blue, subjects: [worker], aws: {} });
    const wire = (subject: WorkloadSubject, name?: string) =>
      faultsOf(() => workload.podTemplate(template(name), { subject }));
    expect(wire({ ...blue, serviceAccount: "cart" })).toEqual(["options.subject pod-subject-unknown"]);
    expect(wire(worker, "orders")).toEqual(["spec.serviceAccountName pod-template-conflict"]);
    expect(wire(worker, "orders-worker")).toEqual([]);
  });
});

describe("the ServiceAccount that a template names", () => {
  it.each(["create", "patch", "external"] as const)(
    "may be the workload's own where that is %s",
    async (serviceAccount) => {
      const workload = new FederatedWorkload("orders", { ...blue, kubernetes: { serviceAccount }, aws: {} });
      expect((await podOf(workload, undefined, template("orders"))).spec.serviceAccountName).toBe("orders");
      expect(faultsOf(() => workload.podTemplate(template("cart")))).toEqual([
        "spec.serviceAccountName pod-template-conflict",
      ]);
    },
  );
});

describe("the namespace that a template names", () => {
  const canary = { ...blue, namespace: "canary" };
  const inNamespace = (namespace: pulumi.Input<string>) => ({ ...template(), metadata: { namespace } });

  it("is that of a subject with its ServiceAccount", async () => {
    const workload = new FederatedWorkload("orders", { ...blue, subjects: [canary], aws: {} });
    for (const namespace of ["shop", "canary", pulumi.output("canary")]) {
      expect(faultsOf(() => workload.podTemplate(inNamespace(namespace)))).toEqual([]);
    }
    expect(faultsOf(() => workload.podTemplate(inNamespace("ops")))).toEqual([
      "metadata.namespace pod-template-conflict",
    ]);
    expect(() => workload.podTemplate(inNamespace("ops"))).toThrow(/in namespace "ops"; remove it, or name that one/);
  });

  it("is told once it is known where it is another's", async () => {
    const log = vi.spyOn(pulumi.log, "error").mockImplementation(async () => {});
    const workload = new FederatedWorkload("orders", { ...blue, aws: {} });
    workload.podTemplate(inNamespace(pulumi.output("ops")));
    await settled();
    expect(log.mock.calls.map(([message]) => String(message))).toEqual([expect.stringContaining("metadata.namespace")]);
    log.mockRestore();
  });

  it("may be any where whole namespaces are trusted, and chooses among subjects of one name", async () => {
    const whole = new FederatedWorkload("orders", { ...blue, wholeNamespaces: ["canary"], aws: {} });
    expect(faultsOf(() => whole.podTemplate(inNamespace("canary")))).toEqual([]);
    const other = { ...green, namespace: "canary" };
    const gcp = { gcp: { project: "shop-prod" } };
    const workload = new FederatedWorkload("cart", {
      ...blue,
      serviceAccount: "cart",
      subjects: [{ ...other, serviceAccount: "cart" }],
      ...gcp,
    });
    expect(faultsOf(() => workload.podTemplate(template()))).toEqual(["options.subject pod-subject-ambiguous"]);
    expect(faultsOf(() => workload.podTemplate(inNamespace("canary")))).toEqual([]);
  });
});

describe("the ServiceAccounts of further subjects", () => {
  it("are made in the workload's cluster where that is asked for, annotated for what they become", async () => {
    const kubernetes = { automountServiceAccountToken: false, labels: { team: "shop" } };
    const ops = { ...worker, namespace: "ops", kubernetes: { createNamespace: true } };
    const workload = new FederatedWorkload("orders", { ...blue, subjects: [{ ...worker, kubernetes }, ops], aws: {} });
    const { roleArn } = await outputValue(workload.aws!);
    await settled();
    const annotations = { "eks.amazonaws.com/role-arn": roleArn };
    const accounts = mocks.ofType("kubernetes:core/v1:ServiceAccount");
    const made = Object.fromEntries(accounts.map(({ name, inputs }) => [name, inputs]));
    expect(made).toEqual({
      "orders-service-account": expect.anything(),
      "orders-shop.orders-worker-service-account": expect.objectContaining({
        automountServiceAccountToken: false,
        metadata: { name: "orders-worker", namespace: "shop", annotations, labels: { team: "shop" } },
      }),
      "orders-ops.orders-worker-service-account": expect.objectContaining({
        metadata: { name: "orders-worker", namespace: "ops", annotations },
      }),
    });
    expect(mocks.ofType("kubernetes:core/v1:Namespace").map(({ inputs }) => inputs.metadata)).toEqual([
      expect.objectContaining({ name: "ops" }),
    ]);
  });

  it("wait for the namespace that one of them creates, wherever that one stands", async () => {
    const waiting = { ...worker, namespace: "ops", kubernetes: {} };
    const creating = { ...waiting, serviceAccount: "orders-canary", kubernetes: { createNamespace: true } };
    const calls: string[] = [];
    mocks = await installCloudMocks({
      resources: {
        "kubernetes:core/v1:Namespace": ({ inputs }) => {
          calls.push("namespace");
          return { id: "ops", state: inputs };
        },
        "kubernetes:core/v1:ServiceAccount": ({ inputs }) => {
          calls.push((inputs.metadata as { name: string }).name);
          return { id: "it", state: inputs };
        },
      },
    });
    new FederatedWorkload("orders", { ...blue, subjects: [waiting, creating], aws: {} });
    await settled();
    expect(calls.indexOf("namespace")).toBeLessThan(calls.indexOf("orders-worker"));
  });

  it("are not made for another cluster, which the component does not reach, and their own faults are told", () => {
    const elsewhere = { ...green, kubernetes: { serviceAccount: "steal" as never } };
    expect(faultsOf(() => new FederatedWorkload("orders", { ...blue, subjects: [elsewhere], aws: {} }))).toEqual([
      "subjects[0].kubernetes subject-other-cluster",
      "subjects[0].kubernetes.serviceAccount service-account-ownership-invalid",
    ]);
    const twice = [worker, { ...worker, serviceAccount: "orders-canary" }].map((subject) => {
      return { ...subject, namespace: "ops", kubernetes: { createNamespace: true } };
    });
    expect(faultsOf(() => new FederatedWorkload("canary", { ...blue, subjects: twice, aws: {} }))).toEqual([
      "subjects[1].kubernetes.createNamespace namespace-created-twice",
    ]);
    const annotated = { ...worker, kubernetes: { annotations: { "eks.amazonaws.com/role-arn": "mine" } } };
    expect(faultsOf(() => new FederatedWorkload("cart", { ...blue, subjects: [annotated], aws: {} }))).toEqual([
      'subjects[0].kubernetes.annotations["eks.amazonaws.com/role-arn"] annotation-conflict',
    ]);
  });
});

describe("annotations that a patched ServiceAccount has already", () => {
  const leftover = { "pod-identity.alibabacloud.com/role-name": "old", note: "kept" };
  const args = { ...blue, alicloud: {}, registrations };

  async function errorsOf(kubernetes: FederatedWorkloadArgs["kubernetes"]): Promise<string[]> {
    mocks = await installCloudMocks({
      resources: {
        "kubernetes:core/v1:ServiceAccountPatch": ({ inputs }) => {
          const metadata = inputs.metadata as { annotations: object };
          const annotations = { ...leftover, ...metadata.annotations };
          return { id: "shop/orders", state: { ...inputs, metadata: { ...metadata, annotations } } };
        },
      },
    });
    const log = vi.spyOn(pulumi.log, "error").mockImplementation(async () => {});
    new FederatedWorkload("orders", { ...args, kubernetes: { serviceAccount: "patch", ...kubernetes } });
    await settled();
    const told = log.mock.calls.map(([message]) => String(message));
    log.mockRestore();
    return told;
  }

  it("are told with the command that takes them away where pods would become something else by them", async () => {
    expect(await errorsOf({})).toEqual([
      expect.stringMatching(
        /kubectl annotate serviceaccount orders -n shop pod-identity.alibabacloud.com\/role-name-.*\[annotation-leftover\]/,
      ),
    ]);
  });

  it("stay where they are kept on purpose, as those of the program may", async () => {
    const keep = ["pod-identity.alibabacloud.com/role-name"];
    expect(await errorsOf({ keep })).toEqual([]);
    const kubernetes = { keep, annotations: { "pod-identity.alibabacloud.com/role-name": "mine" } };
    expect(
      faultsOf(() => new FederatedWorkload("cart", { ...args, serviceAccount: "cart", kubernetes })),
    ).not.toContain('kubernetes.annotations["pod-identity.alibabacloud.com/role-name"] annotation-conflict');
  });
});

describe("an annotation that is kept", () => {
  it.each<[string, Partial<FederatedWorkloadArgs>, RegExp]>([
    ["a misspelt one", { gcp: {} }, /did you mean "cloud.google.com\/workload-identity-provider"\?/],
    ["one of a cloud without any", { huawei: {} }, /in the way of no identity here; take it out/],
  ])("is told to be in the way of nothing: %s", (_, args, message) => {
    const kubernetes = { keep: ["cloud.google.com/workload-identity-provder"] };
    const make = () => new FederatedWorkload("orders", { ...blue, ...args, kubernetes });
    expect(faultsOf(make)).toEqual(["kubernetes.keep[0] argument-without-effect"]);
    expect(make).toThrow(message);
  });
});

describe("the region of pods on AWS", () => {
  const regionOf = async (issuer: FederatedWorkloadArgs["issuer"], of: object = template()) => {
    const workload = new FederatedWorkload("orders", { ...blue, issuer, aws: {} } as FederatedWorkloadArgs);
    const { env } = await podOf(workload, undefined, of);
    return [env.AWS_REGION, env.AWS_DEFAULT_REGION];
  };

  it.each([
    [url, "eu-west-1"],
    ["https://oidc.eks.cn-north-1.amazonaws.com.cn/id/EXAMPLED539D4633E53DE1B71EXAMPLE", "cn-north-1"],
    ["https://issuer.example.com", undefined],
  ])("is that of the EKS issuer %s, plain or known later", async (issuer, region) => {
    expect(await regionOf({ url: issuer })).toEqual([region, region]);
    mocks = await installCloudMocks();
    expect(await regionOf({ url: pulumi.output(issuer) })).toEqual([region, region]);
  });

  it("is the container's own where it sets one of the variables", async () => {
    const env = [{ name: "AWS_DEFAULT_REGION", value: "us-east-1" }];
    expect(await regionOf({ url }, { spec: { containers: [{ name: "app", env }] } })).toEqual([undefined, "us-east-1"]);
  });

  it("is that of the arguments where they have one", async () => {
    const workload = new FederatedWorkload("orders", { ...blue, aws: { region: "eu-central-1" } });
    expect((await podOf(workload)).env).toMatchObject({
      AWS_REGION: "eu-central-1",
      AWS_DEFAULT_REGION: "eu-central-1",
    });
    expect((await outputValue(workload.wiring)).env.AWS_REGION).toBe("eu-central-1");
  });
});

describe("arguments that override what pods are told", () => {
  it.each<[Partial<FederatedWorkloadArgs>, Record<string, string>]>([
    [{ aws: { roleSessionName: "orders" } }, { AWS_ROLE_SESSION_NAME: "orders" }],
    [{ aws: { roleSessionName: "orders", wiring: "webhook" } }, { AWS_ROLE_SESSION_NAME: "orders" }],
    [
      { azure: { resourceGroupName: "shop", authorityHost: "https://login.sovcloud-identity.de/" } },
      { AZURE_AUTHORITY_HOST: "https://login.sovcloud-identity.de/" },
    ],
    [
      { alicloud: { stsEndpoint: "sts-vpc.cn-hangzhou.aliyuncs.com", roleSessionName: "orders" }, registrations },
      { ALIBABA_CLOUD_STS_ENDPOINT: "sts-vpc.cn-hangzhou.aliyuncs.com", ALIBABA_CLOUD_ROLE_SESSION_NAME: "orders" },
    ],
    [
      { huawei: { mechanism: "trust-agency", sessionName: "orders", stsEndpoint: "https://sts.example.com" } },
      { HUAWEICLOUD_OIDC_SESSION_NAME: "orders", HUAWEICLOUD_SDK_STS_ENDPOINT: "https://sts.example.com" },
    ],
    [
      { huawei: { projectId: "p", domainId: "d" } },
      { HUAWEICLOUD_SDK_PROJECT_ID: "p", HUAWEICLOUD_SDK_DOMAIN_ID: "d" },
    ],
  ])("stand in their environment: %j", async (args, expected) => {
    expect((await podOf(new FederatedWorkload("orders", { ...blue, ...args }))).env).toMatchObject(expected);
  });
});

describe("pods on GKE", () => {
  const issuer = {
    url: "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/blue",
    gcp: { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "123456789012" },
  };

  it("are refused on the node's network and with a credential file, by which they would be somebody else", () => {
    const workload = new FederatedWorkload("orders", { ...blue, issuer, gcp: {} });
    const env = [{ name: "GOOGLE_APPLICATION_CREDENTIALS", value: "/key.json" }];
    const of = { spec: { hostNetwork: true, containers: [{ name: "app", env }] } };
    expect(faultsOf(() => workload.podTemplate(of))).toEqual([
      'spec.containers[0].env["GOOGLE_APPLICATION_CREDENTIALS"] pod-identity-beaten',
      "spec.hostNetwork pod-identity-beaten",
    ]);
    const keep = ["GOOGLE_APPLICATION_CREDENTIALS", "hostNetwork"];
    expect(faultsOf(() => workload.podTemplate(of, { keep }))).toEqual([]);
  });

  it("may use the node's network elsewhere", () => {
    const workload = new FederatedWorkload("orders", { ...blue, gcp: {} });
    const of = { spec: { hostNetwork: true, containers: [{ name: "app" }] } };
    expect(faultsOf(() => workload.podTemplate(of))).toEqual([]);
  });

  it("take no annotation of the federation webhook, which would override their identity", () => {
    const annotations = { "cloud.google.com/workload-identity-provider": "mine" };
    expect(
      faultsOf(() => new FederatedWorkload("orders", { ...blue, issuer, kubernetes: { annotations }, gcp: {} })),
    ).toEqual(['kubernetes.annotations["cloud.google.com/workload-identity-provider"] annotation-conflict']);
  });
});

describe("credentials in a template", () => {
  it("are refused with the way out, and what an object may hold is a warning on the workload", async () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockImplementation(async () => {});
    const workload = new FederatedWorkload("orders", { ...blue, aws: {} });
    const env = [{ name: "AWS_ACCESS_KEY_ID", value: "AKIA" }];
    const of = { spec: { containers: [{ name: "app", env, envFrom: [{ secretRef: { name: "keys" } }] }] } };
    expect(() => workload.podTemplate(of)).toThrow(
      /env\["AWS_ACCESS_KEY_ID"\]: .*remove it, skip the container with skipContainers, or keep it on purpose with keep: \["AWS_ACCESS_KEY_ID"\]/,
    );
    expect(faultsOf(() => workload.podTemplate(of, { keep: ["AWS_ACCESS_KEY_ID"] }))).toEqual([]);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining("AWS_ACCESS_KEY_ID"), workload);
    warn.mockRestore();
  });

  it("are told once they are known where the program hid them", async () => {
    const log = vi.spyOn(pulumi.log, "error").mockImplementation(async () => {});
    const workload = new FederatedWorkload("orders", { ...blue, aws: {} });
    workload.podTemplate({
      spec: { containers: pulumi.output([{ name: "app", env: [{ name: "AWS_PROFILE", value: "old" }] }]) },
    });
    await settled();
    expect(log.mock.calls.map(([message]) => String(message))).toEqual([
      expect.stringContaining("[pod-identity-beaten]"),
    ]);
    log.mockRestore();
  });
});

describe("arguments that reach no pod in the webhook form", () => {
  it.each<[Partial<FederatedWorkloadArgs>, string]>([
    [{ aws: { wiring: "webhook", region: "eu-west-1" } }, "aws.region webhook-ignores-argument"],
    [{ aws: { wiring: "webhook", token: { path: "a/b" } } }, "aws.token.path webhook-ignores-argument"],
    [
      { azure: { resourceGroupName: "shop", wiring: "webhook", environment: "china" } },
      "azure.environment webhook-ignores-argument",
    ],
    [
      { azure: { resourceGroupName: "shop", wiring: "webhook", authorityHost: "https://login.example.com/" } },
      "azure.authorityHost webhook-ignores-argument",
    ],
    [
      { azure: { resourceGroupName: "shop", wiring: "webhook", token: { path: "a" } } },
      "azure.token.path webhook-ignores-argument",
    ],
    [
      { gcp: { access: "impersonation", wiring: "webhook", token: { path: "a" } } },
      "gcp.token.path webhook-ignores-argument",
    ],
    [
      { alicloud: { wiring: "webhook", token: { path: "a" } }, registrations },
      "alicloud.token.path webhook-ignores-argument",
    ],
    [
      { alicloud: { wiring: "webhook", audience: "shop" }, registrations },
      "alicloud.audience webhook-ignores-argument",
    ],
    [{ aws: { wiring: "webhook" }, kubernetes: { mountPath: "/tokens" } }, "kubernetes.mountPath mount-path-unused"],
  ])("are refused: %j", (args, fault) => {
    expect(faultsOf(() => new FederatedWorkload("orders", { ...blue, ...args }))).toEqual([fault]);
  });

  it("are told where AKS keeps the webhook out of the namespace of any subject", () => {
    const azure = { resourceGroupName: "shop", wiring: "webhook" as const };
    const system = { ...worker, namespace: "kube-system" };
    expect(faultsOf(() => new FederatedWorkload("orders", { ...blue, subjects: [system], azure }))).toEqual([
      "azure.wiring webhook-namespace-excluded",
    ]);
    const projected = { resourceGroupName: "shop" };
    expect(faultsOf(() => new FederatedWorkload("cart", { ...blue, subjects: [system], azure: projected }))).toEqual(
      [],
    );
  });
});
