import { Provider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { FederatedWorkloadArgs } from "../src";
import { ClusterFederation, FederatedWorkload, FederationError } from "../src";
import { AwsIssuerRegistration } from "../src/clouds/aws";
import type { CloudMocks } from "../src/testing";
import { installCloudMocks, outputValue, settled } from "../src/testing";
import { lateFaults } from "./support/late-faults";

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const base: FederatedWorkloadArgs = { issuer: { url }, namespace: "shop", serviceAccount: "orders" };

let mocks: CloudMocks;

function faultsOf(construct: () => unknown): string[] {
  try {
    construct();
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code, path }) => `${path} ${code}`).sort();
    throw error;
  }
}

const typesOf = () =>
  mocks.resources.map(({ type }) => type).filter((type) => !type.startsWith("pulumi-workload-identity:"));

describe("FederatedWorkload", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("registers the issuer, creates the role and the annotated ServiceAccount when AWS is asked for", async () => {
    const orders = new FederatedWorkload("orders", { ...base, aws: {} });
    const { roleArn } = await outputValue(orders.aws as pulumi.Output<{ roleArn: string }>);
    await settled();
    expect(typesOf().sort()).toEqual([
      "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
      "aws:iam/role:Role",
      "kubernetes:core/v1:ServiceAccount",
    ]);
    expect(mocks.ofType("kubernetes:core/v1:ServiceAccount")[0]?.inputs.metadata).toEqual({
      name: "orders",
      namespace: "shop",
      annotations: { "eks.amazonaws.com/role-arn": roleArn },
    });
    expect(mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")[0]?.inputs).toEqual({
      url,
      clientIdLists: ["sts.amazonaws.com"],
    });
  });

  it("registers nothing and uses the entry when the literal issuer says that it is registered", async () => {
    const aws = {
      oidcProviderArn:
        "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE",
    };
    const orders = new FederatedWorkload("orders", { ...base, issuer: { url, aws }, aws: {} });
    const { trustPolicy } = await outputValue(orders.aws as pulumi.Output<{ trustPolicy: string }>);
    expect(JSON.parse(trustPolicy).Statement[0].Principal.Federated).toBe(aws.oidcProviderArn);
    expect(typesOf()).not.toContain("aws:iam/openIdConnectProvider:OpenIdConnectProvider");
  });

  it("shares one registration when the issuer comes from ClusterFederation or from another workload", async () => {
    const cluster = new ClusterFederation("prod", { issuer: { url }, aws: {} });
    const orders = new FederatedWorkload("orders", { ...base, issuer: cluster.issuer, aws: {} });
    const cart = new FederatedWorkload("cart", { ...base, issuer: orders.issuer, serviceAccount: "cart", aws: {} });
    expect(await outputValue(cart.issuer)).toEqual(await outputValue(cluster.issuer));
    await settled();
    expect(mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toHaveLength(1);
    expect(mocks.ofType("aws:iam/role:Role")).toHaveLength(2);
  });

  it("names ClusterFederation at construction when two workloads would register one issuer in one account", () => {
    new FederatedWorkload("orders", { ...base, aws: {} });
    expect(faultsOf(() => new FederatedWorkload("cart", { ...base, serviceAccount: "cart", aws: {} }))).toEqual([
      "issuer issuer-registered-twice",
    ]);
  });

  it("sees the second registration at construction when both come from the same output", () => {
    const shared = pulumi.output(url);
    new FederatedWorkload("orders", { ...base, issuer: { url: shared }, aws: {} });
    expect(
      faultsOf(
        () => new FederatedWorkload("cart", { ...base, issuer: { url: shared }, serviceAccount: "cart", aws: {} }),
      ),
    ).toEqual(["issuer issuer-registered-twice"]);
  });

  it("says whose output to take, and how to move the registration, when an issuer would be registered twice", () => {
    const again = (construct: () => unknown) => {
      try {
        construct();
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    new FederatedWorkload("orders", { ...base, aws: {} });
    const message = again(() => new FederatedWorkload("cart", { ...base, serviceAccount: "cart", aws: {} }));
    expect(message).toContain('where "orders" is deployed, set issuer to orders.issuer here');
    expect(message).toMatch(/ClusterFederation .* movedFrom/);
    const other = { url: "https://other.example.com" };
    new AwsIssuerRegistration("other", other);
    expect(again(() => new ClusterFederation("prod", { issuer: other, aws: {} }))).toContain(
      "set issuer.aws to other.registration here",
    );
  });

  describe("with two clusters that have one issuer URL", () => {
    const url = "https://kubernetes.default.svc.cluster.local";
    const jwks = (kid: string) =>
      JSON.stringify({ keys: [{ kty: "RSA", kid, n: "bW9kdWx1cw", e: "AQAB", alg: "RS256", use: "sig" }] });
    const subject = (kid: string, key?: string) => ({
      ...base,
      issuer: { url, jwks: jwks(kid) },
      ...(key === undefined ? {} : { key }),
    });
    const { subjects: _, ...second } = { subjects: [], ...subject("b", "green") };

    it("registers each with its own keys where the cloud stores them, and lets both become the workload", async () => {
      const huawei = { groupName: "orders", connection: { iamEndpoint: "https://iam.example.com" } };
      const orders = new FederatedWorkload("orders", {
        ...subject("a"),
        subjects: [second],
        gcp: { roles: ["roles/viewer"], project: "shop-prod" },
        huawei,
      });
      const { principals } = await outputValue(orders.gcp as pulumi.Output<{ principals: string[] }>);
      await settled();
      const providers = mocks.ofType("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider");
      expect(
        providers.map(({ inputs }) => JSON.parse((inputs.oidc as { jwksJson: string }).jwksJson).keys[0].kid).sort(),
      ).toEqual(["a", "b"]);
      expect(new Set(principals).size).toBe(2);
      const stored = mocks.resources.filter(({ type }) => type.endsWith(":IdentityProvider"));
      expect(stored.map(({ inputs }) => JSON.parse(inputs.signingKey as string).keys[0].kid).sort()).toEqual([
        "a",
        "b",
      ]);
      const rules = mocks.resources.filter(({ type }) => type.endsWith(":ConversionRule"));
      expect(new Set(rules.map(({ inputs }) => inputs.mappingId)).size).toBe(2);
    });

    it("registers each in its own ClusterFederation", async () => {
      for (const kid of ["a", "b"]) new ClusterFederation(kid, { issuer: { url, jwks: jwks(kid) }, gcp: {} });
      expect(faultsOf(() => new ClusterFederation("c", { issuer: { url, jwks: jwks("b") }, gcp: {} }))).toEqual([
        "issuer issuer-registered-twice",
      ]);
    });

    it("wants a key for the second one only, and none twice", () => {
      const { key: __, ...unnamed } = second;
      expect(
        faultsOf(() => new FederatedWorkload("orders", { ...subject("a"), subjects: [unnamed], gcp: {} })),
      ).toEqual(["subjects[0].key subject-key-missing"]);
      expect(
        faultsOf(() => new FederatedWorkload("orders", { ...subject("a", "green"), subjects: [second], gcp: {} })),
      ).toEqual(["subjects[0].key subject-key-taken"]);
    });

    it("is one issuer where the cloud fetches the keys", async () => {
      const reached = (kid: string) => ({ url: "https://issuer.example.com", jwks: jwks(kid) });
      const worker = { ...second, issuer: reached("b"), serviceAccount: "worker" };
      new FederatedWorkload("orders", { ...base, issuer: reached("a"), subjects: [worker], aws: {}, gcp: {} });
      await settled();
      expect(mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toHaveLength(1);
      expect(mocks.ofType("gcp:iam/workloadIdentityPool:WorkloadIdentityPool")).toHaveLength(2);
    });
  });

  it("registers one issuer in two accounts when the workloads have different providers", async () => {
    class Provider extends pulumi.ProviderResource {
      constructor(name: string) {
        super("aws", name, {});
      }
    }
    new FederatedWorkload("orders", { ...base, aws: {} }, { providers: { aws: new Provider("a") } });
    new FederatedWorkload(
      "cart",
      { ...base, serviceAccount: "cart", aws: {} },
      { providers: { aws: new Provider("b") } },
    );
    await settled();
    expect(mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toHaveLength(2);
  });

  it("names ClusterFederation when the output it is given is not registered on a cloud asked for", async () => {
    const cluster = new ClusterFederation("prod", { issuer: { url } });
    const faults = await lateFaults(
      () => new FederatedWorkload("orders", { ...base, issuer: cluster.issuer, aws: {} }),
    );
    expect(faults.join("\n")).toMatch(/ClusterFederation.*\[issuer-not-registered\]/);
  });

  it("trusts the next cluster too when subjects name it, and registers its issuer once", async () => {
    const green = { url: "https://green.example.com" };
    const orders = new FederatedWorkload("orders", {
      ...base,
      subjects: [
        { issuer: green, namespace: "shop", serviceAccount: "orders" },
        { issuer: green, namespace: "shop", serviceAccount: "orders-canary" },
      ],
      aws: {},
    });
    const { trustPolicy } = await outputValue(orders.aws as pulumi.Output<{ trustPolicy: string }>);
    const [, second] = JSON.parse(trustPolicy).Statement;
    expect(second.Condition.StringEquals["green.example.com:sub"]).toEqual([
      "system:serviceaccount:shop:orders",
      "system:serviceaccount:shop:orders-canary",
    ]);
    expect(mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toHaveLength(2);
  });

  it("needs no issuer when no cloud is asked for", async () => {
    const tokens = [{ audience: "https://vault.example.com", path: "vault/token" }];
    const subjects = [{ namespace: "shop", serviceAccount: "orders-canary" }];
    const { issuer: _, ...unfederated } = base;
    const orders = new FederatedWorkload("orders", { ...unfederated, subjects, tokens });
    expect(JSON.parse((await outputValue(orders.wiring)).volume).projected.sources[0].serviceAccountToken.path).toBe(
      "vault/token",
    );
    await settled();
    expect(typesOf()).toEqual(["kubernetes:core/v1:ServiceAccount"]);
    expect(orders.issuer).toBeUndefined();
  });

  it.each<[string, Partial<FederatedWorkloadArgs>]>([
    ["aws", { aws: {} }],
    ["azure", { azure: { resourceGroupName: "shop" } }],
    ["gcp", { gcp: {} }],
    ["gcp on GKE", { gcp: { gke: true } }],
    ["alicloud", { alicloud: {} }],
    ["huawei", { huawei: {} }],
    ["huawei with a trust agency", { huawei: { mechanism: "trust-agency" } }],
  ])("asks for the issuer of each ServiceAccount when %s is asked for", (_, cloud) => {
    const subjects = [{ namespace: "shop", serviceAccount: "orders-canary" }];
    const { issuer, ...unfederated } = base;
    expect(faultsOf(() => new FederatedWorkload("orders", { ...unfederated, subjects, ...cloud }))).toEqual([
      "issuer issuer-missing",
      "subjects[0].issuer issuer-missing",
    ]);
    expect(faultsOf(() => new FederatedWorkload("orders", { ...unfederated, issuer, subjects, ...cloud }))).toContain(
      "subjects[0].issuer issuer-missing",
    );
  });

  it("asks for a key when a further issuer is registered whose URL is an output", () => {
    const subjects = [
      { issuer: { url: pulumi.output("https://green.example.com") }, namespace: "shop", serviceAccount: "orders" },
    ];
    expect(faultsOf(() => new FederatedWorkload("orders", { ...base, subjects, aws: {} }))).toEqual([
      "subjects[0].key subject-key-missing",
    ]);
  });

  it("asks for no key when the output URL is that of an earlier subject, or when nothing is registered", async () => {
    const issuer = { url: pulumi.output(url) };
    const canary = { namespace: "shop", serviceAccount: "canary" };
    new FederatedWorkload("orders", { ...base, issuer, subjects: [{ issuer, ...canary }], aws: {} });
    const other = { url: pulumi.output("https://green.example.com") };
    const azure = { resourceGroupName: "shop" };
    const billing = { ...base, serviceAccount: "billing", issuer, subjects: [{ issuer: other, ...canary }], azure };
    new FederatedWorkload("billing", billing);
    await settled();
    expect(mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider")).toHaveLength(1);
    expect(mocks.ofType("azure-native:managedidentity:FederatedIdentityCredential")).toHaveLength(2);
  });

  it("reports every fault at once with the path of the argument", () => {
    const args = {
      issuer: { url: "https://x.example.com?a" },
      namespace: "Shop",
      serviceAccount: "default",
      kubernetes: { serviceAccount: "steal", mountPath: "relative" },
      tokens: [{ audience: "", path: "../a", expirationSeconds: 1 }],
      aws: { roleName: "a b" },
    } as unknown as FederatedWorkloadArgs;
    expect(faultsOf(() => new FederatedWorkload("orders", args))).toEqual([
      "aws.roleName aws-role-name-invalid",
      "issuer.url issuer-url-query",
      "kubernetes.mountPath mount-path-invalid",
      "kubernetes.serviceAccount service-account-ownership-invalid",
      "namespace subject-namespace-invalid",
      "serviceAccount subject-default-service-account",
      "tokens[0].audience token-audience-missing",
      "tokens[0].expirationSeconds token-expiration-out-of-range",
      "tokens[0].path token-path-invalid",
    ]);
  });

  it("reports every name that would get too long together with all else", () => {
    const args = { ...base, namespace: "Shop", aws: {}, azure: { resourceGroupName: "shop" } };
    expect(faultsOf(() => new FederatedWorkload("o".repeat(120), args))).toEqual([
      "aws.roleName name-too-long",
      "azure.name name-too-long",
      "namespace subject-namespace-invalid",
    ]);
    const named = { ...args, namespace: "shop", aws: { roleName: "orders" }, azure: { ...args.azure, name: "orders" } };
    expect(faultsOf(() => new FederatedWorkload("o".repeat(120), named))).toEqual([]);
  });

  it("refuses arguments that it does not have, at any depth and beside other faults", () => {
    const args = {
      ...base,
      namespace: "Shop",
      serviceaccount: "cart",
      issuer: { url, aw: {} },
      subjects: [{ issuer: { url }, namespace: "shop", serviceAccount: "cart", clusterKey: "green" }],
      kubernetes: { mountpath: "/tokens", labels: { any: "label" } },
      tokens: [{ audience: "vault", path: "vault/token", expiration: 3600 }],
      registrations: { aws: { audiences: ["a"] }, azure: {} },
      aws: { roleNme: "orders", inlinePolicies: { any: "{}" }, token: { file: "a" } },
      gcp: { project: "shop", grants: [{ kind: "project", resource: "shop", role: "roles/viewer", condtion: {} }] },
    } as unknown as FederatedWorkloadArgs;
    expect(faultsOf(() => new FederatedWorkload("orders", args))).toEqual([
      "aws.roleNme argument-unknown",
      "aws.token.file argument-unknown",
      "gcp.grants[0].condtion argument-unknown",
      "issuer.aw argument-unknown",
      "kubernetes.mountpath argument-unknown",
      "namespace subject-namespace-invalid",
      "registrations.aws.audiences argument-unknown",
      "registrations.azure argument-unknown",
      "serviceaccount argument-unknown",
      "subjects[0].clusterKey argument-unknown",
      "tokens[0].expiration argument-unknown",
    ]);
  });

  it("takes arguments that are undefined or Pulumi's own, and looks into no output", async () => {
    const args = {
      ...base,
      issuer: pulumi.output({ url, aws: undefined, region: "a" }),
      namespce: undefined,
      __pulumiType: "orders",
      azure: { resourceGroupName: "shop", tags: pulumi.output({ any: "tag" }), tag: undefined },
    };
    expect(faultsOf(() => new FederatedWorkload("orders", args as unknown as FederatedWorkloadArgs))).toEqual([]);
    await settled();
    expect(mocks.ofType("azure-native:managedidentity:UserAssignedIdentity")[0]?.inputs.tags).toEqual({ any: "tag" });
  });

  it("takes a registration that is undefined beside an issuer that is registered", () => {
    const issuer = { url, aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/a" } };
    const aws = undefined as unknown as object;
    expect(faultsOf(() => new ClusterFederation("prod", { issuer, aws }))).toEqual([]);
  });

  it("says what to write where the issuer is the URL itself, to a workload as to a cluster", () => {
    const faults = [
      () => new FederatedWorkload("orders", { ...base, issuer: url, aws: {} } as unknown as FederatedWorkloadArgs),
      () => new ClusterFederation("prod", { issuer: url as unknown as { url: string }, aws: {} }),
    ];
    for (const construct of faults) {
      expect(faultsOf(construct)).toEqual(["issuer issuer-not-object"]);
      expect(construct).toThrow(`{ url: ${JSON.stringify(url)} }`);
    }
  });

  it("tells every fault of a cluster at once, and each once though several clouds look at the issuer", () => {
    const args = { issuer: { url: "http://issuer.example.com" }, aws: { audience: "" }, gcp: { poolId: "x" } };
    expect(faultsOf(() => new ClusterFederation("prod", args))).toEqual([
      "aws.audience aws-audience-invalid",
      "gcp.poolId gcp-pool-id-invalid",
      "issuer.url issuer-url-scheme",
    ]);
  });

  it("refuses an option of a pod template that does not exist", () => {
    const orders = new FederatedWorkload("orders", { ...base, aws: {} });
    const options = { skipContainer: ["app"] } as unknown as { skipContainers: string[] };
    expect(faultsOf(() => orders.podTemplate({ spec: { anything: 1 } }, options))).toEqual([
      "options.skipContainer argument-unknown",
    ]);
  });

  it("trusts the ServiceAccount that it checked when a getter answers another one later", async () => {
    const answers = ["orders", "admin", "admin"];
    const subject = { issuer: { url }, namespace: "shop" } as { serviceAccount: string } & typeof base;
    Object.defineProperty(subject, "serviceAccount", { enumerable: true, get: () => answers.shift() ?? "admin" });
    const orders = new FederatedWorkload("orders", { ...base, serviceAccount: "cart", subjects: [subject], aws: {} });
    const { trustPolicy } = await outputValue(orders.aws as pulumi.Output<{ trustPolicy: string }>);
    expect(trustPolicy).toContain("shop:orders");
    expect(trustPolicy).not.toContain("admin");
  });

  it("trusts nobody whom an argument inherits", async () => {
    const polluted = Object.prototype as { subjects?: unknown };
    const inherited = Object.create({ subjects: [{ ...base, serviceAccount: "admin" }] }) as object;
    try {
      Object.defineProperty(polluted, "subjects", {
        value: [{ ...base, serviceAccount: "root" }],
        configurable: true,
        writable: true,
      });
      const one = new FederatedWorkload("orders", Object.assign(inherited, base, { aws: {} }));
      const issuer = one.issuer;
      const two = new FederatedWorkload("cart", { ...base, issuer, serviceAccount: "cart", aws: {} });
      for (const { aws } of [one, two]) {
        const { trustPolicy } = await outputValue(aws as pulumi.Output<{ trustPolicy: string }>);
        expect(trustPolicy).not.toMatch(/admin|root/);
      }
    } finally {
      delete polluted.subjects;
    }
  });

  it("refuses to register the issuer for another audience than the tokens carry", () => {
    const registrations = { aws: { audience: "shop" } };
    expect(faultsOf(() => new FederatedWorkload("orders", { ...base, registrations, aws: {} }))).toEqual([
      "registrations.aws.audience audience-mismatch",
    ]);
    expect(
      faultsOf(() => new FederatedWorkload("orders", { ...base, registrations, aws: { audience: "shop" } })),
    ).toEqual([]);
  });

  it("accepts the ServiceAccount default when that is allowed by name", () => {
    expect(
      faultsOf(
        () =>
          new FederatedWorkload("orders", {
            ...base,
            serviceAccount: "default",
            allowDefaultServiceAccount: true,
            aws: {},
          }),
      ),
    ).toEqual([]);
  });

  it("projects plain tokens when no cloud is asked for at all", async () => {
    const vault = new FederatedWorkload("vault", {
      ...base,
      tokens: [{ audience: "vault", path: "vault/token", expirationSeconds: 900 }],
    });
    const { spec } = vault.podTemplate({
      spec: { containers: [{ name: "app" }], volumes: undefined as unknown as object[] },
    });
    expect(spec.volumes).toEqual([
      {
        name: "workload-identity",
        projected: {
          sources: [{ serviceAccountToken: { audience: "vault", expirationSeconds: 900, path: "vault/token" } }],
        },
      },
    ]);
    await settled();
    expect(typesOf()).toEqual(["kubernetes:core/v1:ServiceAccount"]);
  });

  it("refuses two tokens at one path", () => {
    const tokens = [{ audience: "a", path: "aws/token" }];
    expect(faultsOf(() => new FederatedWorkload("orders", { ...base, tokens, aws: {} }))).toEqual([
      "tokens wiring-conflict",
    ]);
  });

  it("patches a ServiceAccount that exists and creates the namespace when asked to", async () => {
    new FederatedWorkload("orders", {
      ...base,
      kubernetes: { serviceAccount: "patch", createNamespace: true, automountServiceAccountToken: false },
      aws: {},
    });
    await settled();
    expect(typesOf()).toContain("kubernetes:core/v1:Namespace");
    expect(mocks.ofType("kubernetes:core/v1:ServiceAccountPatch")[0]?.inputs).toMatchObject({
      automountServiceAccountToken: false,
      metadata: { name: "orders", namespace: "shop" },
    });
  });

  describe("beside another workload of the same ServiceAccount", () => {
    type Kubernetes = NonNullable<FederatedWorkloadArgs["kubernetes"]>;
    const tokens = [{ audience: "vault", path: "vault/token" }];
    let pairs = 0;
    const both = (one: Kubernetes, other: Kubernetes, change: { namespace?: string; provider?: Provider } = {}) => {
      const { provider, ...rest } = change;
      pairs += 1;
      const subject = { namespace: `shop-${pairs}`, serviceAccount: "orders", tokens };
      new FederatedWorkload("orders", { ...subject, kubernetes: one });
      const opts = provider === undefined ? {} : { providers: { kubernetes: provider } };
      return faultsOf(() => new FederatedWorkload("cart", { ...subject, ...rest, kubernetes: other }, opts));
    };
    const twice = ["serviceAccount service-account-written-twice"];
    const patch = (annotations: Record<string, pulumi.Input<string>>): Kubernetes => ({
      serviceAccount: "patch",
      annotations,
    });

    it("is refused where either creates it", () => {
      expect(both({}, {})).toEqual(twice);
      expect(both({}, { serviceAccount: "patch" })).toEqual(twice);
      expect(both({ serviceAccount: "patch" }, {})).toEqual(twice);
    });

    it("is accepted where both patch it and write nothing differently, or one writes nothing", () => {
      expect(both(patch({ a: "1", b: "2" }), patch({ b: "2", c: "3" }))).toEqual([]);
      expect(both({}, { serviceAccount: "external" })).toEqual([]);
    });

    it("is refused where both patch one field differently, as far as that can be seen", () => {
      expect(both(patch({ a: "1" }), patch({ a: "2" }))).toEqual(twice);
      expect(both(patch({ a: pulumi.output("1") }), patch({ a: pulumi.output("2") }))).toEqual([]);
      const mount = (automountServiceAccountToken: boolean): Kubernetes => ({
        serviceAccount: "patch",
        automountServiceAccountToken,
      });
      expect(both(mount(true), mount(false))).toEqual(twice);
    });

    it("is accepted in another namespace or on another cluster", () => {
      expect(both({}, {}, { namespace: "green" })).toEqual([]);
      expect(both({}, {}, { provider: new Provider("green", {}) })).toEqual([]);
    });

    it("is refused a namespace that the other one creates", () => {
      const created = { createNamespace: true, serviceAccount: "external" } as const;
      expect(both(created, created)).toEqual(["kubernetes.createNamespace namespace-created-twice"]);
      expect(both(created, created, { provider: new Provider("green", {}) })).toEqual([]);
    });
  });

  describe("tells in one line what to write instead", () => {
    const oidcProviderArn = `arn:aws:iam::111122223333:oidc-provider/${url.replace("https://", "")}`;
    const issuer = { url, aws: { oidcProviderArn } };
    let workloads = 0;
    const told = (args: object, name = "orders") => {
      workloads += 1;
      const own = { issuer, namespace: `shop-${workloads}`, serviceAccount: "orders" };
      try {
        new FederatedWorkload(name, { ...own, ...args } as FederatedWorkloadArgs);
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    };
    const later = pulumi.output("x");

    it.each([
      [{ namespace: later, aws: {} }, /^namespace: Write the value itself/],
      [{ serviceAccount: Promise.resolve("x"), aws: {} }, /^serviceAccount: Write the value itself/],
      [{ key: later, aws: {} }, /^key: Write the value itself/],
      [{ subjects: later, aws: {} }, /^subjects: Write the value itself/],
      [{ kubernetes: { createNamespace: later }, aws: {} }, /^kubernetes\.createNamespace: Write the value itself/],
      [{ aws: { policyArns: later } }, /^aws\.policyArns: Write the value itself/],
      [{ azure: { resourceGroupName: "a", wiring: later } }, /^azure\.wiring: Write the value itself/],
      [{ gcp: { project: "p", access: later } }, /^gcp\.access: Write the value itself/],
      [{ alicloud: later }, /^alicloud: Write the value itself/],
      [{ huawei: { mechanism: later } }, /^huawei\.mechanism: Write the value itself/],
    ])("where a value is later: %#", (args, expected) => expect(told(args)).toMatch(expected));

    it.each(["*", "orders-*", "order?"])("where a name is a wildcard: %s", (wildcard) => {
      const instead = /name each ServiceAccount.*subjects/;
      expect(told({ serviceAccount: wildcard, aws: {} })).toMatch(instead);
      expect(told({ namespace: wildcard, azure: { resourceGroupName: "a" } })).toMatch(instead);
      const subjects = [{ issuer: base.issuer, namespace: "shop", serviceAccount: wildcard }];
      expect(told({ subjects, gcp: { project: "p", roles: ["roles/viewer"] } })).toMatch(instead);
    });

    it("where a name that the provider makes up would be too long, unless the stack configures that", () => {
      expect(told({ aws: {} }, "a".repeat(47))).toBe("");
      expect(told({ aws: {} }, "a".repeat(48))).toMatch(
        /^aws\.roleName: Set roleName to a name of at most 64 characters/,
      );
      expect(told({ aws: { roleName: "orders" } }, "b".repeat(48))).toBe("");
      const azure = { resourceGroupName: "a" };
      expect(told({ azure }, "a".repeat(105))).toBe("");
      expect(told({ azure }, "a".repeat(106))).toMatch(/^azure\.name: Set name to a name of at most 128 characters/);
      pulumi.runtime.setAllConfig({ "pulumi:autonaming": "{}" });
      expect(told({ azure }, "b".repeat(106))).toBe("");
    });
  });

  it("refuses to delete a namespace that it does not create", () => {
    const kubernetes = { deleteNamespace: true };
    expect(faultsOf(() => new FederatedWorkload("orders", { ...base, kubernetes, aws: {} }))).toEqual([
      "kubernetes.deleteNamespace namespace-not-created",
    ]);
  });

  it("creates no ServiceAccount and tells its annotations when it is written elsewhere", async () => {
    const orders = new FederatedWorkload("orders", { ...base, kubernetes: { serviceAccount: "external" }, aws: {} });
    const { serviceAccountAnnotations, serviceAccountName } = await outputValue(orders.wiring);
    expect(serviceAccountName).toBe("orders");
    expect(Object.keys(serviceAccountAnnotations)).toEqual(["eks.amazonaws.com/role-arn"]);
    expect(typesOf()).not.toContain("kubernetes:core/v1:ServiceAccount");
  });

  it("refuses a private key in the key set of its issuer, also where no cloud stores keys", () => {
    const jwks = JSON.stringify({ keys: [{ kty: "RSA", n: "AQAB", e: "AQAB", kid: "a", d: "bm90aGluZw" }] });
    const create = () => new FederatedWorkload("orders", { ...base, issuer: { url, jwks }, aws: {} });
    expect(faultsOf(create)).toEqual(["issuer.jwks.keys[0] jwks-private-key"]);
    expect(create).not.toThrow("bm90aGluZw");
  });

  it("warns of settings of registrations that it does not make, which are left over when an issuer is registered elsewhere", async () => {
    const warning = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    const registered = { url, aws: { oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${url.slice(8)}` } };
    const registrations = { aws: { tags: { a: "b" } }, gcp: { poolSuffix: "2" } };
    new FederatedWorkload("orders", { ...base, issuer: registered, registrations, aws: {} });
    const told = warning.mock.calls.map(([message]) => String(message));
    warning.mockRestore();
    expect(told).toEqual([
      expect.stringMatching(/^registrations\.aws: Cannot use aws: no issuer is registered there/),
      expect.stringMatching(/^registrations\.gcp: /),
    ]);
  });

  it("refuses what an external ServiceAccount makes nothing of", () => {
    const kubernetes = { serviceAccount: "external" as const, labels: { a: "b" }, automountServiceAccountToken: false };
    const args = { ...base, kubernetes, aws: {} };
    expect(faultsOf(() => new FederatedWorkload("orders", args))).toEqual([
      "kubernetes.automountServiceAccountToken argument-without-effect",
      "kubernetes.labels argument-without-effect",
    ]);
  });

  it("tells what only a cloud's component sees by its own arguments, and all of it at once", () => {
    const gcp = { projectNumber: "123456789012", autopilot: true };
    expect(faultsOf(() => new FederatedWorkload("orders", { ...base, aws: {}, gcp }))).toEqual([
      "gcp.autopilot argument-without-effect",
      "gcp.projectNumber argument-without-effect",
    ]);
  });

  it("refuses the name of a credential where no cloud that has credentials is asked for", () => {
    const subjects = [{ ...base, serviceAccount: "canary", credentialName: "canary" }];
    expect(faultsOf(() => new FederatedWorkload("orders", { ...base, subjects, aws: {} }))).toEqual([
      "subjects[0].credentialName argument-without-effect",
    ]);
    const azure = { resourceGroupName: "shop" };
    expect(faultsOf(() => new FederatedWorkload("orders", { ...base, subjects, azure }))).toEqual([]);
  });

  it("refuses the program's own annotation when a cloud writes it or must leave it out", () => {
    const annotations = {
      "eks.amazonaws.com/role-arn": "mine",
      "pod-identity.alibabacloud.com/role-name": "mine",
      note: "kept",
    };
    const registrations = { alicloud: { fingerprints: ["a".repeat(40)] } };
    const args = { ...base, kubernetes: { annotations }, registrations, aws: {}, alicloud: {} };
    expect(faultsOf(() => new FederatedWorkload("orders", args))).toEqual([
      'kubernetes.annotations["eks.amazonaws.com/role-arn"] annotation-conflict',
      'kubernetes.annotations["pod-identity.alibabacloud.com/role-name"] annotation-conflict',
    ]);
  });

  it("throws with the path when a pod template sets a variable to something else", () => {
    const orders = new FederatedWorkload("orders", { ...base, aws: {} });
    const template = { spec: { containers: [{ name: "app", env: [{ name: "AWS_ROLE_ARN", value: "mine" }] }] } };
    expect(faultsOf(() => orders.podTemplate(template))).toEqual([
      'spec.containers[0].env["AWS_ROLE_ARN"] pod-template-conflict',
    ]);
  });

  it("wires a pod template twice to the same result", () => {
    const orders = new FederatedWorkload("orders", { ...base, aws: {} });
    const once = orders.podTemplate({ spec: { containers: [{ name: "app" }] } });
    expect(faultsOf(() => orders.podTemplate(once))).toEqual([]);
    expect(orders.podTemplate(once).spec.containers[0]).toEqual(once.spec.containers[0]);
  });

  it("can be previewed when the issuer URL is not known yet", async () => {
    mocks = await installCloudMocks({ preview: true });
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    expect(faultsOf(() => new FederatedWorkload("orders", { ...base, issuer: { url: unknown }, aws: {} }))).toEqual([]);
    await settled();
    expect(typesOf()).toContain("aws:iam/role:Role");
  });
});
