import { Provider as KubernetesProvider } from "@pulumi/kubernetes/provider";
import * as pulumi from "@pulumi/pulumi";
import type { ClusterIssuer, FederatedWorkloadArgs } from "pulumi-workload-identity";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import { describe, expect, test } from "vitest";
import { fourClouds } from "./programs/four-clouds";
import { onClouds } from "./support/on-clouds";
import type { SimulatedCloud } from "./support/simulated-cloud";
import type { EngineStack, Report } from "./support/stack";
import { TYPE } from "./support/types";

const url = { blue: "https://blue.shop.example.com", green: "https://green.shop.example.com" };
type Color = keyof typeof url;
const issuer = (color: Color) => ({ url: url[color] });
const unknownUrl = (color: Color) => ({ url: pulumi.output(url[color]) });
const main = (subject: { issuer: ClusterIssuer; key?: string }) => ({
  ...subject,
  namespace: "shop",
  serviceAccount: "orders",
});
const fingerprints = ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"];

/** The workload of the first cluster, with the ServiceAccounts of the others. */
const workload =
  (subjects: () => { issuer: ClusterIssuer; key?: string }[], more: Partial<FederatedWorkloadArgs> = {}) =>
  async () => {
    const [first, ...others] = subjects().map(main);
    await fourClouds({ ...first!, subjects: others, ...more });
  };
const literal = (...colors: Color[]) => workload(() => colors.map((color) => ({ issuer: issuer(color) })));

/** What is done to resources of the clouds; a change of a trust in place is what the change is about. */
const stepsOf = ({ steps }: Report) =>
  steps
    .filter(({ type }) => !type.startsWith("pulumi"))
    .map(({ op, type }) => `${op} ${type}`)
    .sort();
/** The order of statements, and the pods of the first cluster: Google tells them apart by the pool. */
const PROMOTED = [`update ${TYPE.awsRole}`, "update kubernetes:core/v1:ConfigMap"];

/** Everything that exists, by what the vendors call it. */
const existing = (cloud: SimulatedCloud) =>
  cloud
    .objects()
    .map(({ type, id }) => `${type} ${id}`)
    .sort();

/** The state as the version before named it: the first issuer's registration by its place. */
async function namedByPlace(stack: EngineStack): Promise<void> {
  const state = await stack.exportState();
  const names = JSON.stringify(state).match(/orders-[0-9a-f]{8}-issuer/g)!;
  await stack.importState(JSON.parse(JSON.stringify(state).replaceAll(names[0]!, "orders-issuer")));
}

describe("a workload on two clusters, each registered by its URL", () => {
  test(
    "is promoted to the other one with every registration, member and credential kept",
    onClouds(async (stack, { cloud }) => {
      await stack.up(literal("blue"));
      const first = existing(cloud);
      const added = await stack.up(literal("blue", "green"));
      expect(added.steps.filter(({ op }) => !["create", "update"].includes(op))).toEqual([]);
      expect(existing(cloud)).toEqual(expect.arrayContaining(first));
      const both = existing(cloud);

      expect(stepsOf(await stack.preview(literal("green", "blue")))).toEqual(PROMOTED);
      expect(stepsOf(await stack.up(literal("green", "blue")))).toEqual(PROMOTED);
      expect(existing(cloud)).toEqual(both);
      expect((await stack.preview(literal("green", "blue"))).changes).toEqual({});

      await stack.up(literal("green"));
      const left = existing(cloud);
      expect(both).toEqual(expect.arrayContaining(left));
      expect(cloud.only(TYPE.awsIssuer).inputs.url).toBe(url.green);
      expect(cloud.only(TYPE.gcpProvider).inputs.oidc).toMatchObject({ issuerUri: url.green });
      expect(cloud.only(TYPE.alicloudIssuer).inputs.issuerUrl).toBe(url.green);
      expect(cloud.only(TYPE.azureCredential).inputs.issuer).toBe(url.green);
      await stack.destroy();
      expect(cloud.objects()).toEqual([]);
    }),
  );

  test(
    "keeps everything in one step where the version before had named the registrations by place",
    onClouds(async (stack, { cloud }) => {
      await stack.up(literal("blue", "green"));
      await namedByPlace(stack);
      const both = existing(cloud);
      expect(stepsOf(await stack.preview(literal("blue", "green")))).toEqual([]);
      expect(stepsOf(await stack.up(literal("green", "blue")))).toEqual(PROMOTED);
      expect(existing(cloud)).toEqual(both);
      expect((await stack.preview(literal("green", "blue"))).changes).toEqual({});
    }),
  );
});

describe("a workload that moves to a cluster of its own Kubernetes provider", () => {
  const program = (color: Color, others: Color[], opts: () => pulumi.ComponentResourceOptions) => async () => {
    const subjects = others.map((other) => main({ issuer: issuer(other) }));
    const gcp = { project: "shop-prod", roles: ["roles/viewer"] };
    new FederatedWorkload("orders", { ...main({ issuer: issuer(color) }), subjects, aws: {}, gcp }, opts());
  };
  const on = (color: Color, ...others: Color[]) =>
    program(color, others, () => {
      const cluster = (name: Color) => new KubernetesProvider(name, { context: name, clusterIdentifier: name });
      const clusters = { blue: cluster("blue"), green: cluster("green") };
      return { providers: { kubernetes: clusters[color] } };
    });

  test(
    "keeps what is registered and granted, and takes its objects there",
    onClouds(async (stack, { cloud }) => {
      await stack.up(program("blue", ["green"], () => ({})));
      const before = existing(cloud);
      // The default provider gives way to one that names its cluster, as the recipe wants it.
      expect(stepsOf(await stack.up(on("blue", "green")))).toEqual([]);
      const objects = ["ConfigMap", "ServiceAccount"].map((kind) => `replace kubernetes:core/v1:${kind}`);
      const { steps } = await stack.up(on("green"));
      expect(
        steps
          .filter(({ op, type }) => op === "replace" && !type.startsWith("pulumi"))
          .map(({ op, type }) => `${op} ${type}`)
          .sort(),
      ).toEqual(objects);
      expect(before).toEqual(
        expect.arrayContaining(existing(cloud).filter((object) => !object.startsWith("kubernetes"))),
      );
      expect(cloud.only(TYPE.gcpProvider).inputs.oidc).toMatchObject({ issuerUri: url.green });
      expect((await stack.preview(on("green"))).changes).toEqual({});
    }),
  );
});

describe("a key that is set on a deployed cluster", () => {
  const keyed = (issuerOf: (color: Color) => ClusterIssuer, keys: Partial<Record<Color, string>>, ...colors: Color[]) =>
    workload(() =>
      colors.map((color) => {
        const key = keys[color];
        return { issuer: issuerOf(color), ...(key === undefined ? {} : { key }) };
      }),
    );

  test.each([
    ["a literal URL", issuer],
    ["an URL that is an output", unknownUrl],
  ])("with %s keeps its registrations, members and credential", (_, issuerOf) =>
    onClouds(async (stack, { cloud }) => {
      await stack.up(keyed(issuerOf, {}, "blue"));
      const before = existing(cloud);
      const named = keyed(issuerOf, { blue: "blue" }, "blue");
      expect(stepsOf(await stack.preview(named))).toEqual([]);
      expect(stepsOf(await stack.up(named))).toEqual([]);
      expect(existing(cloud)).toEqual(before);
      expect((await stack.preview(named)).changes).toEqual({});
    })(),
  );

  test(
    "is needed for the new cluster only, whose URL is an output too, and both are promoted with nothing lost",
    onClouds(async (stack, { cloud }) => {
      await stack.up(keyed(unknownUrl, {}, "blue"));
      const first = existing(cloud);
      await stack.up(keyed(unknownUrl, { green: "green" }, "blue", "green"));
      const both = existing(cloud);
      expect(both).toEqual(expect.arrayContaining(first));
      const promoted = keyed(unknownUrl, { blue: "blue", green: "green" }, "green", "blue");
      expect(stepsOf(await stack.up(promoted))).toEqual(PROMOTED);
      expect(existing(cloud)).toEqual(both);
      expect((await stack.preview(promoted)).changes).toEqual({});
    }),
  );
});

describe("a workload that is renamed with an alias", () => {
  const named = (name: string, access: "direct" | "impersonation") => async () => {
    const aliases = name === "orders" ? {} : { aliases: [{ name: "orders" }] };
    const registrations = { alicloud: { fingerprints } };
    new FederatedWorkload(
      name,
      {
        ...main({ issuer: issuer("blue") }),
        subjects: [main({ issuer: issuer("green") })],
        registrations,
        aws: {
          policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
          inlinePolicies: { queue: '{"Version":"2012-10-17","Statement":[]}' },
        },
        azure: {
          resourceGroupName: "shop",
          roleAssignments: [{ role: "Reader", scope: "/subscriptions/00000000-0000-0000-0000-000000000000" }],
        },
        gcp: { project: "shop-prod", roles: ["roles/viewer"], access },
        alicloud: { systemPolicies: ["ReadOnlyAccess"], policies: { queue: '{"Version":"1","Statement":[]}' } },
      },
      aliases,
    );
  };

  test.each(["direct", "impersonation"] as const)(
    "keeps everything on every cloud, with %s access to Google",
    (access) =>
      onClouds(async (stack, { cloud }) => {
        await stack.up(named("orders", access));
        const before = existing(cloud);
        const long = named("orders-of-the-shop-in-production", access);
        expect(stepsOf(await stack.preview(long))).toEqual([]);
        expect(stepsOf(await stack.up(long))).toEqual([]);
        expect(existing(cloud)).toEqual(before);
      })(),
  );
});

describe("the registrations that a workload made", () => {
  const settings = { aws: {}, gcp: { project: "shop-prod" }, alicloud: { fingerprints } };
  const cart = (from: pulumi.Input<ClusterIssuer>) =>
    new FederatedWorkload("cart", {
      issuer: from,
      namespace: "shop",
      serviceAccount: "cart",
      aws: {},
      azure: { resourceGroupName: "shop" },
      gcp: { project: "shop-prod", roles: ["roles/viewer"] },
      alicloud: {},
    });
  const moved = (issuerOf: (color: Color) => ClusterIssuer, key?: string) => async () => {
    const keyed = key === undefined ? {} : { key };
    const movedFrom = { workload: "orders", ...keyed };
    const cluster = new ClusterFederation("prod", { issuer: issuerOf("blue"), ...settings, movedFrom });
    await fourClouds({ ...main({ issuer: cluster.issuer as unknown as ClusterIssuer, ...keyed }), registrations: {} });
    cart(cluster.issuer);
  };

  test.each([
    ["by a literal URL", issuer, undefined],
    ["by a key", issuer, "blue"],
    ["of an URL that is an output", unknownUrl, undefined],
  ] as const)("%s move into a ClusterFederation, and a second workload gets them", (_, issuerOf, key) =>
    onClouds(async (stack, { cloud }) => {
      await stack.up(workload(() => [{ issuer: issuerOf("blue"), ...(key === undefined ? {} : { key }) }]));
      const before = existing(cloud);
      const preview = await stack.preview(moved(issuerOf, key));
      const report = await stack.up(moved(issuerOf, key));
      expect(report.changes).toEqual(preview.changes);
      expect(new Set(report.steps.map(({ op }) => op))).toEqual(new Set(["create"]));
      expect(existing(cloud)).toEqual(expect.arrayContaining(before));
      for (const type of [TYPE.awsIssuer, TYPE.gcpPool, TYPE.gcpProvider, TYPE.alicloudIssuer]) cloud.only(type);
      expect((await stack.preview(moved(issuerOf, key))).changes).toEqual({});
    })(),
  );

  test(
    "that the version before named by place move as well, and back by aliases",
    onClouds(async (stack, { cloud }) => {
      await stack.up(literal("blue"));
      const [prefix = ""] = JSON.stringify(await stack.exportState()).match(/orders-[0-9a-f]{8}-issuer-/) ?? [];
      await namedByPlace(stack);
      const before = existing(cloud);
      expect(new Set((await stack.up(moved(issuer))).steps.map(({ op }) => op))).toEqual(new Set(["create"]));
      expect(existing(cloud)).toEqual(expect.arrayContaining(before));

      const urns = (await stack.resources()).map(({ urn }) => urn);
      const back = async () => {
        pulumi.runtime.registerResourceTransform(({ name: each, props, opts }) => {
          const cloudOf = each.startsWith(prefix) ? each.slice(prefix.length) : undefined;
          const former = urns.filter((urn) => urn.endsWith(`IssuerRegistration::prod-${cloudOf}`));
          return { props, opts: pulumi.mergeOptions(opts, { aliases: former }) };
        });
        await literal("blue")();
      };
      const { steps } = await stack.up(back);
      expect(steps.filter(({ op }) => op !== "delete")).toEqual([]);
      expect(existing(cloud)).toEqual(before);
    }),
  );
});

describe("the id of a Google pool", () => {
  test(
    "is a new one where a suffix asks for it, and names that stay make room for a cluster with another URL",
    onClouds(async (stack, { cloud }) => {
      const program = (color: Color, poolSuffix?: string) => async () => {
        const gcp = { project: "shop-prod", ...(poolSuffix === undefined ? {} : { poolSuffix }) };
        new ClusterFederation("prod", { issuer: issuer(color), aws: {}, gcp, alicloud: { fingerprints } });
      };
      await stack.up(program("blue"));
      const { oidcProviderName } = cloud.only(TYPE.alicloudIssuer).inputs;
      expect(stepsOf(await stack.up(program("green", "b")))).toContain(`replace ${TYPE.gcpPool}`);
      expect(cloud.only(TYPE.gcpPool).inputs.workloadIdentityPoolId).toMatch(/^prod-gcp-b-/);
      expect(cloud.only(TYPE.alicloudIssuer).inputs).toMatchObject({ oidcProviderName, issuerUrl: url.green });
      expect(cloud.only(TYPE.awsIssuer).inputs.url).toBe(url.green);
    }),
  );

  test(
    "that a transform changes on the provider alone is refused before anything is admitted to another pool",
    onClouds(async (stack, { cloud }) => {
      const { diagnostics } = await stack.failingUp(async () => {
        const transforms: pulumi.ResourceTransform[] = [
          ({ type, props, opts }) =>
            type === TYPE.gcpProvider
              ? { props: { ...props, workloadIdentityPoolId: "another-pool" }, opts }
              : undefined,
        ];
        new ClusterFederation("prod", { issuer: issuer("blue"), gcp: { project: "shop-prod" } }, { transforms });
      });
      expect(diagnostics.map(({ message }) => message).join("\n")).toMatch(/workloadIdentityPoolId.*input-changed/);
      expect(cloud.objects(TYPE.gcpProvider)).toEqual([]);
    }),
  );
});
