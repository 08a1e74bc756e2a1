import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Role } from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import type { FederatedWorkloadArgs, WorkloadKubernetesArgs } from "pulumi-workload-identity";
import { ClusterFederation, FederatedWorkload } from "pulumi-workload-identity";
import type { GcpRegistration } from "pulumi-workload-identity/clouds/gcp";
import { describe, expect, test, vi } from "vitest";
import { fourClouds, issuerUrl } from "./programs/four-clouds";
import { onClouds } from "./support/on-clouds";
import type { SimulatedCloud } from "./support/simulated-cloud";
import type { EngineStack, Report } from "./support/stack";
import { TYPE } from "./support/types";

const issuer = { url: issuerUrl };
const account = (serviceAccount: string) => ({ issuer, namespace: "shop", serviceAccount });
const workload =
  (change: Partial<FederatedWorkloadArgs> = {}) =>
  () =>
    fourClouds(change);
const stepsOf = ({ steps }: Report) => steps.map(({ op, type }) => `${op} ${type}`).sort();

describe("the state of a workload", () => {
  test(
    "has of what it outputs only the identities, and no trust policy or credential file beside those of its resources",
    onClouds(async (stack) => {
      const { outputs: ofProgram } = await stack.up(workload());
      const components = (await stack.resources()).filter(({ type }) => type.startsWith("pulumi-workload-identity:"));
      const outputs = components.map(({ type, outputs = {} }) => [type.split(":").pop(), outputs] as const);
      const withOutputs = outputs.filter(([, values]) => Object.keys(values).length > 0);
      expect(withOutputs.map(([type]) => type)).toEqual(["FederatedWorkload"]);
      expect(ofProgram.issuer?.value).toMatchObject({ url: issuerUrl, aws: { oidcProviderArn: expect.any(String) } });
      expect(withOutputs[0]?.[1]).not.toHaveProperty("issuer");
      expect(withOutputs[0]?.[1]).toMatchObject({
        aws: { roleArn: expect.any(String), proof: expect.any(String) },
        gcp: { members: [expect.any(String)] },
      });
      expect(JSON.stringify(withOutputs)).not.toMatch(/Statement|external_account|"principals"|audiences/);
    }),
  );

  test(
    "names the looks at a workload's resources alike however many workloads stand before it, so that none is written anew",
    onClouds(async (stack) => {
      const looks = async () => {
        const resources = (await stack.resources()).filter(({ urn }) => !urn.includes("::carts"));
        return Object.fromEntries(resources.map(({ urn, resourceHooks }) => [urn, resourceHooks]));
      };
      await stack.up(workload());
      const before = await looks();
      expect(JSON.stringify(before)).toContain("past of ServiceAccount orders-service-account");
      await stack.up(() => {
        const url = "https://issuer.carts.example.com";
        const arn = "arn:aws:iam::111122223333:oidc-provider/issuer.carts.example.com";
        const other = { issuer: { url, aws: { oidcProviderArn: arn } }, namespace: "shop", serviceAccount: "carts" };
        new FederatedWorkload("carts", { ...other, aws: {} });
        return fourClouds();
      });
      expect(await looks()).toEqual(before);
    }),
  );
});

describe("the subjects of a workload", () => {
  test(
    "go one by one: taking away the first of three is one delete or one update on every cloud",
    onClouds(async (stack, { cloud }) => {
      await stack.up(workload({ subjects: [account("a"), account("b"), account("c")] }));
      expect(cloud.objects(TYPE.azureCredential)).toHaveLength(4);
      expect(cloud.concurrency(TYPE.azureCredential)).toBe(1);

      const fewer = workload({ subjects: [account("b"), account("c")] });
      const preview = await stack.preview(fewer);
      expect(stepsOf(preview)).toEqual([
        `delete ${TYPE.azureCredential}`,
        `delete ${TYPE.gcpProjectMember}`,
        `update ${TYPE.alicloudRole}`,
        `update ${TYPE.awsRole}`,
      ]);
      expect(stepsOf(await stack.up(fewer))).toEqual(stepsOf(preview));
      expect((await stack.preview(fewer)).changes).toEqual({});
      expect((await stack.preview(workload({ subjects: [account("c"), account("b")] }))).changes).toEqual({});
      expect(cloud.objects(TYPE.azureCredential).map(({ inputs }) => inputs.subject)).toEqual([
        "system:serviceaccount:shop:b",
        "system:serviceaccount:shop:c",
        "system:serviceaccount:shop:orders",
      ]);
      await stack.destroy();
      expect(cloud.concurrency(TYPE.azureCredential)).toBe(1);
      expect(cloud.objects()).toEqual([]);
    }),
  );

  test(
    "move from the blue cluster to the green one with no identity replaced",
    onClouds(async (stack, { cloud }) => {
      const program = (clusters: string[]) => async () => {
        const subjects = ["blue", "green"].map((key) => {
          const registrations = {
            aws: {},
            gcp: { project: "shop-prod" },
            alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] },
          };
          const args = { issuer: { url: `https://${key}.shop.example.com` }, ...registrations };
          return { key, issuer: new ClusterFederation(key, args).issuer, namespace: "shop", serviceAccount: "orders" };
        });
        const [main, ...more] = clusters.map((cluster) => subjects.find(({ key }) => key === cluster)!);
        await fourClouds({ ...main, subjects: more, registrations: {} });
      };
      await stack.up(program(["blue"]));
      const identities = () => [TYPE.awsRole, TYPE.azureIdentity, TYPE.alicloudRole].map((type) => cloud.only(type).id);
      const before = identities();
      await stack.up(program(["blue", "green"]));
      expect((await stack.up(program(["green", "blue"]))).steps.map(({ op }) => op)).not.toContain("delete");
      expect(stepsOf(await stack.up(program(["green"])))).toEqual(
        expect.arrayContaining([
          `delete ${TYPE.azureCredential}`,
          `delete ${TYPE.gcpProjectMember}`,
          `update ${TYPE.alicloudRole}`,
          `update ${TYPE.awsRole}`,
        ]),
      );
      expect(identities()).toEqual(before);
      expect(cloud.only(TYPE.azureCredential).inputs.issuer).toBe("https://green.shop.example.com");
    }),
  );
});

describe("an up of a workload that is killed", () => {
  const program = { module: join(__dirname, "programs/four-clouds.ts"), export: "fourClouds" };
  /**
   * Kills it while one call hangs and everything else that the vendors have done is written down: what Pulumi never heard of would be
   * in the way of the next one. Calls that come meanwhile are lost.
   */
  const killedWhileItHangs = async (
    stack: EngineStack,
    cloud: SimulatedCloud,
    hang: ReturnType<SimulatedCloud["hang"]>,
  ) => {
    const child = stack.upInChild(program);
    const { type } = await hang.reached;
    const lost = vi.spyOn(cloud, "create").mockReturnValue(new Promise(() => {}));
    const unheard = () => {
      const written = stack.writtenIds;
      return [...cloud.calls.filter(({ ended }) => ended === undefined), ...cloud.objects()].filter(
        (each) => each.type !== type && !written.includes(each.id),
      );
    };
    while (unheard().length > 0) await sleep(50);
    await child.kill();
    await stack.cancel();
    lost.mockRestore();
  };

  test.each([TYPE.alicloudRole, TYPE.azureCredential])(
    "while %s is created loses nothing: the next up converges",
    (type) =>
      onClouds(async (stack, { cloud }) => {
        const hang = cloud.hang({ type });
        await killedWhileItHangs(stack, cloud, hang);
        hang.drop();
        await stack.up(workload());
        expect((await stack.preview(workload())).changes).toEqual({});
        const types = [TYPE.awsRole, TYPE.azureIdentity, TYPE.azureCredential, TYPE.gcpProvider, TYPE.alicloudRole];
        expect(types.map((each) => cloud.objects(each).length)).toEqual(types.map(() => 1));
        await stack.destroy();
        expect(cloud.objects()).toEqual([]);
      })(),
  );

  test(
    "after the vendor made a role whose name is explicit meets the vendor's 409, and goes on once the role is imported",
    onClouds(async (stack, { cloud }) => {
      await killedWhileItHangs(stack, cloud, cloud.hang({ type: TYPE.alicloudRole }, { done: true }));
      const { diagnostics } = await stack.failingUp(workload());
      expect(diagnostics).toContainEqual(
        expect.objectContaining({ type: TYPE.alicloudRole, message: expect.stringContaining("already exists (409)") }),
      );
      const { type, id } = cloud.only(TYPE.alicloudRole);
      await stack.takeIn(type, "orders-alicloud-role", id, "orders-alicloud");
      await stack.up(workload());
      expect(cloud.only(TYPE.alicloudRole).id).toBe(id);
    }),
  );
});

describe("an up that fails while it renames a workload", () => {
  test.each(["failingUp", "failingWholeUp"] as const)(
    "is taken up by the next one, which finds what has its old name still: %s",
    (up) =>
      onClouds(async (stack, { cloud }) => {
        const program = (name: string, description: string, opts?: pulumi.ComponentResourceOptions) => async () => {
          const aws = { policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"], description };
          const gcp = { project: "shop-prod", roles: ["roles/viewer"] };
          new FederatedWorkload(name, { ...account("orders"), aws, gcp }, opts);
        };
        await stack.up(program("orders", "before"));
        const existing = () => cloud.objects().map(({ type, id }) => `${type} ${id}`);
        const before = existing();
        const renamed = program("renamed", "after", { aliases: [{ name: "orders" }] });
        cloud.fail({ type: TYPE.awsRole, operation: "update" }, "Throttling: Rate exceeded");
        await stack[up](renamed);
        const left = (await stack.resources()).map(({ urn }) => urn.split("::").pop()!);
        expect(left.filter((name) => name.startsWith("orders-"))).toContain(
          "orders-aws-policy-ReadOnlyAccess-2a3bda39",
        );
        expect(left).toContain("renamed-aws");
        expect(stepsOf(await stack.up(renamed))).toEqual([`update ${TYPE.awsRole}`]);
        expect(existing()).toEqual(before);
      })(),
  );
});

describe("an issuer that is handed over", () => {
  const federation = {
    issuer,
    aws: {},
    gcp: { project: "shop-prod" },
    alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] },
  };
  const handedOver = async (from: pulumi.Output<unknown>) => {
    await fourClouds({ issuer: from as FederatedWorkloadArgs["issuer"], registrations: {} });
  };

  test(
    "by ClusterFederation in one stack is used by every workload: up does what the preview said",
    onClouds(async (stack, { cloud }) => {
      const program = async () => {
        const cluster = new ClusterFederation("cluster", federation);
        await handedOver(cluster.issuer);
        new FederatedWorkload("cart", { issuer: cluster.issuer, namespace: "shop", serviceAccount: "cart", aws: {} });
      };
      const preview = await stack.preview(program);
      expect((await stack.up(program)).changes).toEqual(preview.changes);
      expect(cloud.objects(TYPE.awsIssuer)).toHaveLength(1);
      expect((await stack.preview(program)).changes).toEqual({});
    }),
  );

  test(
    "by another stack is used the same way, and an entry that it lacks is an error at the first preview",
    onClouds(async (stack, engine) => {
      const network = await engine.stack("network");
      const awsOnly = { issuer, aws: {} };
      const publish = (args: typeof federation | typeof awsOnly) => async () => ({
        issuer: new ClusterFederation("cluster", args).issuer,
      });
      const program = async () => {
        await handedOver(new pulumi.StackReference("organization/engine-test/network").getOutput("issuer"));
      };
      await network.up(publish(awsOnly));
      const { diagnostics } = await stack.failingPreview(program);
      const text = diagnostics.map(({ message }) => message).join("\n");
      expect(text).toContain("issuer-not-registered");
      expect(text).toContain("ClusterFederation");
      expect(engine.cloud.objects(TYPE.awsRole)).toEqual([]);

      await network.up(publish(federation));
      const preview = await stack.preview(program);
      expect((await stack.up(program)).changes).toEqual(preview.changes);
      expect((await stack.preview(program)).changes).toEqual({});
    }),
  );
});

describe("a destroy", () => {
  test(
    "takes trusts before registrations, in spite of policies that others attached",
    onClouds(async (stack, { cloud }) => {
      await stack.up(workload({ subjects: [account("a"), account("b")] }));
      const foreign = { account: "default", name: "foreign", state: {} };
      const role = cloud.only(TYPE.awsRole).id;
      const inputs = { role, policyArn: "arn:aws:iam::aws:policy/Foreign" };
      cloud.restore({ ...foreign, type: TYPE.awsAttachment, id: "foreign", inputs });
      const roleName = cloud.only(TYPE.alicloudRole).id;
      cloud.restore({ ...foreign, type: TYPE.alicloudAttachment, id: "foreign", inputs: { roleName } });

      await stack.destroy();
      const deleted = cloud.calls.filter(({ operation }) => operation === "delete").map(({ type }) => type);
      const order = (first: string, then: string) =>
        expect(deleted.lastIndexOf(first), `${first} before ${then}`).toBeLessThan(deleted.indexOf(then));
      order(TYPE.awsRole, TYPE.awsIssuer);
      order(TYPE.azureCredential, TYPE.azureIdentity);
      order(TYPE.gcpProjectMember, TYPE.gcpProvider);
      order(TYPE.gcpProvider, TYPE.gcpPool);
      order(TYPE.alicloudRole, TYPE.alicloudIssuer);
      expect(cloud.objects().map(({ name }) => name)).toEqual(["foreign", "foreign"]);
    }),
  );

  test(
    "can be followed by an up, though Google keeps the ids of what was deleted",
    onClouds(async (stack, { cloud }) => {
      const program = (poolSuffix?: string) =>
        workload({
          gcp: { access: "impersonation", project: "shop-prod", roles: ["roles/viewer"] },
          registrations: {
            gcp: poolSuffix === undefined ? {} : { poolSuffix },
            alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] },
          },
        });
      await stack.up(program());
      await stack.destroy();
      const { diagnostics } = await stack.failingUp(program());
      expect(diagnostics.filter(({ type }) => type === TYPE.gcpPool)[0]?.message).toContain("30 days");
      await stack.up(program("b"));
      expect(cloud.only(TYPE.gcpPool).inputs.workloadIdentityPoolId).toMatch(/-b-/);
      expect(cloud.objects(TYPE.gcpAccount)).toHaveLength(1);
    }),
  );

  test(
    "leaves a registration that is retained, and the next up uses it",
    onClouds(async (stack, { cloud }) => {
      const args = { issuer, gcp: { project: "shop-prod" } };
      const outputs = async () => ({
        issuer: new ClusterFederation("cluster", args, { retainOnDelete: true }).issuer,
      });
      const { gcp } = (await stack.up(outputs)).outputs.issuer!.value as { gcp: GcpRegistration };
      await stack.destroy();
      const ids = [TYPE.gcpPool, TYPE.gcpProvider].map((type) => cloud.only(type).id);
      await stack.up(async () => {
        const access = { project: "shop-prod", roles: ["roles/viewer"] };
        new FederatedWorkload("orders", { ...account("orders"), issuer: { ...issuer, gcp }, gcp: access });
      });
      expect([TYPE.gcpPool, TYPE.gcpProvider].map((type) => cloud.only(type).id)).toEqual(ids);
      expect(cloud.only(TYPE.gcpProjectMember).inputs.member).toContain(gcp.workloadIdentityPool);
    }),
  );

  test(
    "leaves identities that existed before",
    onClouds(async (stack, { cloud }) => {
      await stack.up(
        workload({
          aws: { externalRoleArn: "arn:aws:iam::111122223333:role/legacy", policyArns: ["arn:aws:iam::aws:policy/A"] },
          azure: {
            existingIdentity: {
              resourceGroupName: "shop",
              name: "legacy",
              clientId: "00000000-0000-4000-8000-000000000001",
              tenantId: "00000000-0000-4000-8000-000000000002",
              principalId: "00000000-0000-4000-8000-000000000003",
            },
          },
          gcp: {
            access: "impersonation",
            serviceAccountEmail: "legacy@shop-prod.iam.gserviceaccount.com",
            project: "shop-prod",
            roles: ["roles/viewer"],
          },
          alicloud: { externalRoleArn: "acs:ram::1234567890123456:role/legacy", systemPolicies: ["ReadOnlyAccess"] },
        }),
      );
      expect(cloud.objects(TYPE.azureCredential)).toHaveLength(1);
      expect(cloud.objects(TYPE.gcpAccountMember)).toHaveLength(1);
      await stack.destroy();
      const identities: string[] = [TYPE.awsRole, TYPE.azureIdentity, TYPE.gcpAccount, TYPE.alicloudRole];
      expect(cloud.calls.filter(({ type }) => identities.includes(type))).toEqual([]);
      expect(cloud.objects()).toEqual([]);
    }),
  );

  test(
    "leaves identities of its own to their owner in two updates, with all that they have",
    onClouds(async (stack, { cloud }) => {
      const scope = "/subscriptions/00000000-0000-4000-8000-00000000000a/resourceGroups/shop";
      const aws = { policyArns: ["arn:aws:iam::aws:policy/A"] };
      const azure = { roleAssignments: [{ role: "Reader", scope }] };
      const gcp = { access: "impersonation" as const, project: "shop-prod", roles: ["roles/viewer"] };
      const alicloud = { systemPolicies: ["ReadOnlyAccess"] };
      const names = { resourceGroupName: "shop", name: "orders" };
      const program = (clouds: Partial<FederatedWorkloadArgs>, retainOnDelete: boolean) => async () => {
        const registrations = { alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] } };
        const args = { ...account("orders"), ...clouds, registrations };
        const orders = new FederatedWorkload("orders", args, { retainOnDelete });
        return { aws: orders.aws, azure: orders.azure, gcp: orders.gcp, alicloud: orders.alicloud };
      };
      const own = {
        aws: { ...aws, roleName: "orders" },
        azure: { ...azure, ...names },
        gcp: { ...gcp, accountId: "shop-orders" },
        alicloud: { ...alicloud, roleName: "orders" },
      };
      const { outputs } = await stack.up(program(own, true));
      const made = (name: string) => outputs[name]!.value;
      const { clientId, tenantId, principalId } = made("azure");
      const deployed = () => new Set(cloud.objects().map(({ type, name }) => `${type} ${name}`));
      const all = deployed();
      const given = {
        aws: { ...aws, externalRoleArn: made("aws").roleArn },
        azure: { ...azure, existingIdentity: { ...names, clientId, tenantId, principalId } },
        gcp: { ...gcp, serviceAccountEmail: made("gcp").serviceAccountEmail },
        alicloud: { ...alicloud, externalRoleArn: made("alicloud").roleArn },
      };
      for (const retainOnDelete of [true, false]) {
        await stack.up(program(given, retainOnDelete));
        expect(deployed()).toEqual(all);
      }
    }),
  );
});

describe("a role that exists", () => {
  test(
    "is taken over by import, and its trust becomes the intended one",
    onClouds(async (stack, { cloud }) => {
      const inputs = {
        name: "legacy",
        assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
        forceDetachPolicies: true,
      };
      const state = { ...inputs, arn: "arn:aws:iam::111122223333:role/legacy", path: "/" };
      cloud.restore({ account: "default", type: TYPE.awsRole, name: "legacy", id: "legacy", inputs, state });
      const program = async () => {
        const orders = new FederatedWorkload("orders", { ...account("orders"), aws: { importRole: "legacy" } });
        return { role: orders.aws };
      };
      const { outputs } = await stack.up(program);
      expect(outputs.role?.value.roleArn).toBe("arn:aws:iam::111122223333:role/legacy");
      expect(cloud.only(TYPE.awsRole).inputs.assumeRolePolicy).toContain("system:serviceaccount:shop:orders");
      expect((await stack.preview(program)).changes).toEqual({});
    }),
  );
});

describe("the objects of a workload", () => {
  const onlyIn = (kubernetes: WorkloadKubernetesArgs) => async () => {
    const tokens = [{ audience: "vault", path: "vault/token" }];
    new FederatedWorkload("orders", { namespace: "shop", serviceAccount: "orders", tokens, kubernetes });
  };

  test(
    "stay when the ServiceAccount goes from create to patch and back, and by way of patch to somebody else",
    onClouds(async (stack, { cloud }) => {
      await stack.up(onlyIn({ annotations: { team: "a" } }));
      const named = (type: string) => ({ op: "update", type, name: "orders-service-account" });
      for (const [serviceAccount, type, team] of [
        ["patch", "kubernetes:core/v1:ServiceAccountPatch", "b"],
        ["create", "kubernetes:core/v1:ServiceAccount", "c"],
      ] as const) {
        const program = onlyIn({ serviceAccount, annotations: { team } });
        expect((await stack.up(program)).steps).toEqual([named(type)]);
        expect(cloud.only(type).state).toMatchObject({ metadata: { annotations: { team } } });
        expect((await stack.refresh()).changes).toEqual({});
        expect((await stack.preview(program)).changes).toEqual({});
      }
      await stack.up(onlyIn({ serviceAccount: "patch", annotations: { team: "d" } }));
      await stack.up(onlyIn({ serviceAccount: "external" }));
      const { id, inputs } = cloud.only("kubernetes:core/v1:ServiceAccount");
      expect({ id, inputs }).toEqual({
        id: "shop/orders",
        inputs: { metadata: { name: "orders", namespace: "shop" } },
      });
      await stack.destroy();
      expect(cloud.objects().map((object) => object.id)).toEqual(["shop/orders"]);
    }),
  );

  test(
    "leave the namespace that they made, and take it over the next time",
    onClouds(async (stack, { cloud }) => {
      const type = "kubernetes:core/v1:Namespace";
      await stack.up(onlyIn({ createNamespace: true }));
      await stack.destroy();
      cloud.only(type).inputs.metadata = { name: "shop", labels: { owner: "b" } };
      await stack.up(onlyIn({ createNamespace: true }));
      expect(cloud.only(type).state).toMatchObject({ metadata: { name: "shop", labels: { owner: "b" } } });
      await stack.up(onlyIn({ createNamespace: true, deleteNamespace: true }));
      // To another owner, as the recipe tells.
      await stack.up(onlyIn({ createNamespace: true }));
      const args = { createNamespace: true, deleteNamespace: true };
      await stack.up(async () => {
        new FederatedWorkload("cart", { namespace: "shop", serviceAccount: "cart", kubernetes: args });
      });
      expect(cloud.only(type).state).toMatchObject({ metadata: { name: "shop" } });
      await stack.destroy();
      expect(cloud.objects()).toEqual([]);
    }),
  );

  test(
    "have one owner in a program, also where that is known late only",
    onClouds(async (stack, { cloud }) => {
      const type = "kubernetes:core/v1:ServiceAccountPatch";
      const roles = (second: string) => async () => {
        for (const [name, role] of [
          ["first", "a"],
          ["second", second],
        ] as const) {
          const { arn } = new Role(role, { assumeRolePolicy: "{}" });
          const kubernetes = { serviceAccount: "patch", annotations: { role: arn } } as const;
          const tokens = [{ audience: "vault", path: "vault/token" }];
          new FederatedWorkload(name, { namespace: "shop", serviceAccount: "orders", tokens, kubernetes });
        }
      };
      const program = roles("b");
      await stack.preview(program);
      const { diagnostics } = await stack.failingUp(program);
      // Each stands in the other's way: which one is told, and whether both are, is the engine's order.
      const told = diagnostics.filter((each) => each.type === type).map(({ message }) => message);
      expect(told.join("\n")).toContain("service-account-written-twice");
      // The first is made or not, as the engine got to it before it stopped.
      expect(cloud.objects(type).length).toBeLessThan(2);
    }),
  );
});
