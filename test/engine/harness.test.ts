import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ims from "@pulumi/alicloud/ims";
import { Provider as AlicloudProvider } from "@pulumi/alicloud/provider";
import * as ram from "@pulumi/alicloud/ram";
import { getPolicyOutput, OpenIdConnectProvider, Role, RolePolicyAttachment } from "@pulumi/aws/iam";
import { Provider as AwsProvider } from "@pulumi/aws/provider";
import { RoleAssignment } from "@pulumi/azure-native/authorization";
import { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity";
import { WorkloadIdentityPool, WorkloadIdentityPoolProvider } from "@pulumi/gcp/iam";
import { IAMMember } from "@pulumi/gcp/projects";
import { Account } from "@pulumi/gcp/serviceaccount";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test, vi } from "vitest";
import { twoRoles } from "./programs/two-roles";
import { cliVersion, serves } from "./support/pulumi-cli";
import { sampleResources } from "./support/sample-resources";
import { meet } from "./support/simulated-cloud";
import type { Engine, EngineStack } from "./support/stack";
import { withEngine } from "./support/stack";

const roleType = "aws:iam/role:Role";
const attachmentType = "aws:iam/rolePolicyAttachment:RolePolicyAttachment";
const credentialType = "azure-native:managedidentity:FederatedIdentityCredential";

function onEngine(use: (stack: EngineStack, engine: Engine) => Promise<void>): () => Promise<void> {
  return () => withEngine(sampleResources, async (engine) => use(await engine.stack(), engine));
}

function workload(policy: string): () => Promise<Record<string, unknown>> {
  return async () => {
    const role = new Role("orders", { assumeRolePolicy: policy });
    new RolePolicyAttachment("orders", { role: role.name, policyArn: "arn:aws:iam::aws:policy/A" });
    const annotations = { "eks.amazonaws.com/role-arn": role.arn };
    const account = new ServiceAccount("orders", { metadata: { name: "orders", namespace: "shop", annotations } });
    return { roleArn: role.arn, serviceAccount: account.id };
  };
}

describe("a stack on the simulated clouds", () => {
  test(
    "goes through preview, up, an empty preview, an update in place, refresh and destroy",
    onEngine(async (stack, { cloud }) => {
      expect((await stack.preview(workload("a"))).changes).toEqual({ create: 4 });
      expect(cloud.calls).toEqual([]);

      const { changes, outputs } = await stack.up(workload("a"));
      expect(changes).toEqual({ create: 4 });
      const role = cloud.only(roleType);
      expect(role.id).toMatch(/^orders-[0-9a-f]{7}$/);
      expect(outputs.roleArn?.value).toBe(`arn:aws:iam::111122223333:role/${role.id}`);
      expect(outputs.serviceAccount?.value).toBe("shop/orders");
      expect(cloud.calls.map(({ operation, type }) => `${operation} ${type}`)).toContain(`create ${attachmentType}`);

      expect((await stack.preview(workload("a"))).changes).toEqual({});
      expect((await stack.preview(workload("b"))).steps).toEqual([{ op: "update", type: roleType, name: "orders" }]);
      expect((await stack.up(workload("b"))).changes).toEqual({ update: 1 });
      expect(cloud.only(roleType)).toMatchObject({ id: role.id, inputs: { assumeRolePolicy: "b" } });
      expect((await stack.resources(roleType)).map(({ id }) => id)).toEqual([role.id]);

      expect((await stack.refresh()).changes).toEqual({});
      expect((await stack.destroy()).changes).toEqual({ delete: 4 });
      expect(cloud.objects()).toEqual([]);
      expect(await stack.resources()).toEqual([]);
    }),
  );

  test(
    "shows what was changed and deleted behind Pulumi's back after a refresh",
    onEngine(async (stack, { cloud }) => {
      await stack.up(workload("a"));
      cloud.only(roleType).inputs.assumeRolePolicy = "widened";
      cloud.only(roleType).state.assumeRolePolicy = "widened";
      cloud.remove(cloud.only(attachmentType));
      expect((await stack.refresh()).changes).toEqual({ update: 1, delete: 1 });
      expect((await stack.preview(workload("a"))).changes).toEqual({ update: 1, create: 1 });
    }),
  );

  test(
    "replaces a resource when a name changes: an explicit name frees its place first",
    onEngine(async (stack, { cloud }) => {
      const program = (name: string, path?: string) => async () => {
        new Role("r", { name, path, assumeRolePolicy: "a" });
      };
      await stack.up(program("one"));
      expect((await stack.up(program("two"))).changes).toEqual({ replace: 1 });
      expect((await stack.up(program("two", "/apps/"))).changes).toEqual({ replace: 1 });
      const calls = cloud.calls.map(({ operation, id }) => `${operation} ${id}`);
      expect(calls).toEqual(["create one", "create two", "delete one", "delete two", "create two"]);
    }),
  );

  test(
    "gets a made-up name only if it fits the vendor's limit",
    onEngine(async (stack) => {
      const { diagnostics } = await stack.failingPreview(async () => {
        new Account("a-service-account-name-of-30-ch", { project: "p" });
      });
      expect(diagnostics[0]?.message).toContain("at most 30");
    }),
  );

  test(
    "fails by name at a look-up and at a type that nobody simulates",
    onEngine(async (stack, { cloud }) => {
      const program = async () => ({ arn: getPolicyOutput({ name: "p" }).arn });
      const lookUp = await stack.failingPreview(program);
      expect(lookUp.diagnostics.map(({ message }) => message).join()).toContain("aws:iam/getPolicy:getPolicy");
      cloud.invokes["aws:iam/getPolicy:getPolicy"] = ({ name }) => ({ arn: `arn of ${name}` });
      expect((await stack.up(program)).outputs.arn?.value).toBe("arn of p");
      class Queue extends pulumi.CustomResource {
        constructor() {
          super("aws:sqs/queue:Queue", "q");
        }
      }
      const unknown = await stack.failingPreview(async () => {
        new Queue();
      });
      expect(unknown.diagnostics.map(({ message }) => message).join()).toContain("aws:sqs/queue:Queue");
    }),
  );

  test(
    "meets faults where they are set and goes on from there",
    onEngine(async (stack, { cloud }) => {
      cloud.fail({ type: attachmentType }, "the vendor is down");
      const { diagnostics } = await stack.failingUp(workload("a"));
      expect(diagnostics).toContainEqual(expect.objectContaining({ type: attachmentType, name: "orders" }));
      expect(diagnostics.map(({ message }) => message).join()).toContain("the vendor is down");
      // What does not need the attachment is made or not, as the engine got to it before it stopped.
      const made = (await stack.up(workload("a"))).steps.map(({ type }) => type);
      expect(made).toContain(attachmentType);
      expect(made).not.toContain(roleType);
    }),
  );

  test(
    "shows which calls a slow vendor had under way at once",
    onEngine(async (stack, { cloud }) => {
      meet(cloud, roleType);
      await stack.up(async () => {
        const roles = ["a", "b"].map((name) => new Role(name, { assumeRolePolicy: "a" }));
        new Role("c", { assumeRolePolicy: "a" }, { dependsOn: roles });
      });
      expect(cloud.concurrency(roleType)).toBe(2);
    }),
  );

  test(
    "reads the outputs of another stack of the same backend",
    onEngine(async (stack, engine) => {
      await (await engine.stack("network")).up(async () => ({ issuer: "https://a.example" }));
      const { outputs } = await stack.up(async () => {
        const network = new pulumi.StackReference("organization/engine-test/network");
        return { issuer: network.getOutput("issuer") };
      });
      expect(outputs.issuer?.value).toBe("https://a.example");
    }),
  );

  test("leaves no temporary files", async () => {
    const directory = mkdtempSync(join(tmpdir(), "leftovers-"));
    vi.stubEnv("TMPDIR", directory);
    try {
      await withEngine(sampleResources, async (engine) => {
        await (await engine.stack()).up(workload("a"));
        expect(readdirSync(directory)).toHaveLength(1);
      });
      expect(readdirSync(directory)).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      rmSync(directory, { recursive: true });
    }
  });
});

describe("a program that refuses", () => {
  const refuse = () => {
    throw new Error("wider than asked");
  };
  const guarded = (policy: string, callback: (args: pulumi.ResourceHookArgs) => void) => async () => {
    const hook = (when: string) => new pulumi.ResourceHook(`guard ${when}`, callback, { onDryRun: true });
    const hooks = { beforeCreate: [hook("create")], beforeUpdate: [hook("update")] };
    new Role("r", { assumeRolePolicy: policy }, { hooks });
  };

  test(
    "by a hook fails preview and up under the guarded resource, before the vendor is asked",
    onEngine(async (stack, { cloud }) => {
      const report = { type: roleType, name: "r", severity: "error" };
      const preview = await stack.failingPreview(guarded("a", refuse));
      expect(preview.diagnostics).toContainEqual({
        ...report,
        message: 'Preview failed: before hook "guard create" failed: wider than asked',
      });
      const up = await stack.failingUp(guarded("a", refuse));
      expect(up.diagnostics).toContainEqual({
        ...report,
        message: 'before hook "guard create" failed: wider than asked',
      });
      expect(cloud.calls).toEqual([]);

      await stack.up(guarded("a", () => {}));
      const update = await stack.failingPreview(guarded("b", refuse));
      expect(update.diagnostics).toContainEqual({
        ...report,
        message: 'Preview failed: before hook "guard update" failed: wider than asked',
      });
      expect((await stack.preview(guarded("a", refuse))).changes).toEqual({});
    }),
  );

  test(
    "by a hook sees what the user's transforms have made of the inputs",
    onEngine(async (stack) => {
      const seen: unknown[] = [];
      await stack.preview(async () => {
        pulumi.runtime.registerResourceTransform(({ props, opts }) => ({
          props: { ...props, assumeRolePolicy: "b" },
          opts,
        }));
        await guarded("a", ({ newInputs }) =>
          seen.push((newInputs as { assumeRolePolicy: string }).assumeRolePolicy),
        )();
      });
      expect(seen).toEqual(["b"]);
    }),
  );

  test(
    "by a hook sees the unknown as pulumi.unknown and what holds a secret as an Output",
    onEngine(async (stack) => {
      const seen: Record<string, unknown>[] = [];
      await stack.preview(async () => {
        const first = new Role("first", { name: "first", assumeRolePolicy: "a" });
        const hook = new pulumi.ResourceHook("look", ({ newInputs }) => void seen.push(newInputs as never), {
          onDryRun: true,
        });
        const args = { name: "second", assumeRolePolicy: first.arn, tags: { plain: "a", secret: pulumi.secret("b") } };
        new Role("second", args, { hooks: { beforeCreate: [hook] } });
      });
      expect(seen).toHaveLength(1);
      const { name, assumeRolePolicy, tags } = seen[0]!;
      expect(name).toBe("second");
      expect(pulumi.isUnknown(assumeRolePolicy)).toBe(true);
      expect(pulumi.Output.isInstance(tags)).toBe(true);
    }),
  );

  test(
    "by a ResourceError from a component shows its text there, without a stack trace",
    onEngine(async (stack) => {
      class Faulty extends pulumi.ComponentResource {
        constructor() {
          super("test:index:Faulty", "f");
          throw new pulumi.ResourceError("two faults:\n  a: bad\n  b: bad", this, true);
        }
      }
      const { diagnostics } = await stack.failingPreview(async () => {
        new Faulty();
      });
      const message = "two faults:\n  a: bad\n  b: bad";
      expect(diagnostics).toContainEqual({ severity: "error", type: "test:index:Faulty", name: "f", message });
    }),
  );
});

describe("an up that is killed", () => {
  const program = { module: join(__dirname, "programs/two-roles.ts"), export: "twoRoles", args: { policy: "a" } };
  const inline = () => twoRoles(program.args);

  test(
    "leaves a lock; after cancel the next up converges and nothing is lost",
    onEngine(async (stack, { cloud }) => {
      const hang = cloud.hang({ type: attachmentType });
      const child = stack.upInChild(program);
      await hang.reached;
      await child.kill();
      hang.drop();
      stack.mendBackend();

      expect((await stack.failingUp(inline)).failure.message).toContain("locked");
      await stack.cancel();
      await stack.up(inline);
      expect((await stack.preview(inline)).changes).toEqual({});
      expect(cloud.objects(roleType).map(({ id }) => id)).toEqual(["first", "second"]);
      expect(cloud.objects(attachmentType)).toHaveLength(1);
      await stack.destroy();
      expect(cloud.objects()).toEqual([]);
    }),
  );

  test(
    "while the backend wrote attributes is refused until those are deleted, and has lost no resource",
    onEngine(async (stack) => {
      await stack.up(inline);
      writeFileSync(`${stack.checkpoint}.attrs`, "");
      expect((await stack.failingUp(inline)).failure.message).toContain("failed to load checkpoint: EOF");
      stack.mendBackend();
      expect((await stack.up(inline)).changes).toEqual({});
    }),
  );

  test(
    "after the vendor has done the work meets the vendor's 409 when the name was explicit",
    onEngine(async (stack, { cloud }) => {
      const hang = cloud.hang({ type: roleType }, { done: true });
      const child = stack.upInChild(program);
      await hang.reached;
      await child.kill();
      await stack.cancel();
      const { diagnostics } = await stack.failingUp(inline);
      expect(diagnostics.map(({ message }) => message).join()).toContain('"first" already exists (409)');
    }),
  );
});

describe("the vendors' rules", () => {
  const fails = async (stack: EngineStack, program: pulumi.automation.PulumiFn) =>
    (await stack.failingUp(program)).diagnostics.map(({ message }) => message).join("\n");

  test(
    "AWS: an issuer is registered once per account",
    onEngine(async (stack) => {
      const program = (second?: AwsProvider) => {
        const args = { url: "https://a.example", clientIdLists: ["x"] };
        const one = new OpenIdConnectProvider("one", args);
        new OpenIdConnectProvider("two", args, { provider: second, dependsOn: one });
      };
      expect(await fails(stack, async () => program())).toContain("EntityAlreadyExists");
      await stack.up(async () => program(new AwsProvider("other", { allowedAccountIds: ["444455556666"] })));
    }),
  );

  test(
    "Alibaba Cloud: an issuer is registered once per account",
    onEngine(async (stack) => {
      const program = (second?: AlicloudProvider) => {
        const args = { issuerUrl: "https://a.example" };
        const one = new ims.OidcProvider("one", { ...args, oidcProviderName: "one" });
        new ims.OidcProvider("two", { ...args, oidcProviderName: "two" }, { provider: second, dependsOn: one });
      };
      expect(await fails(stack, async () => program())).toContain("EntityAlreadyExists");
      await stack.up(async () => program(new AlicloudProvider("other", { profile: "other" })));
    }),
  );

  test(
    "AWS: a role is not deleted while a policy is attached to it, but by force",
    onEngine(async (stack) => {
      const attached = (forceDetachPolicies: boolean) => async () => {
        new Role("r", { name: "r", assumeRolePolicy: "a", forceDetachPolicies });
        // Attached by name and left behind: the role goes first.
        new RolePolicyAttachment("a", { role: "r", policyArn: "arn:aws:iam::aws:policy/A" }, { retainOnDelete: true });
      };
      await stack.up(attached(false));
      const { diagnostics } = await stack.failingDestroy();
      expect(diagnostics.map(({ message }) => message).join()).toContain("DeleteConflict");
      await stack.up(attached(true));
      await stack.destroy();
    }),
  );

  test(
    "Alibaba Cloud: a role is not deleted while a policy is attached to it, but by force",
    onEngine(async (stack) => {
      const attached = (force: boolean) => async () => {
        new ram.Role("r", { roleName: "r", force });
        const args = { roleName: "r", policyName: "p", policyType: "Custom" };
        new ram.RolePolicyAttachment("a", args, { retainOnDelete: true });
      };
      await stack.up(attached(false));
      const { diagnostics } = await stack.failingDestroy();
      expect(diagnostics.map(({ message }) => message).join()).toContain("DeleteConflict.Role.Policy");
      await stack.up(attached(true));
      await stack.destroy();
    }),
  );

  const identity = { resourceGroupName: "g", resourceName: "i" };
  const credential = (name: string, subject: string, opts?: pulumi.CustomResourceOptions, resourceName = "i") =>
    new FederatedIdentityCredential(
      name,
      { ...identity, resourceName, issuer: "https://a.example", subject, audiences: ["x"] },
      opts,
    );

  test(
    "Azure: credentials of one identity are written one at a time",
    onEngine(async (stack, { cloud }) => {
      meet(cloud, credentialType);
      const together = await fails(stack, async () => {
        credential("a", "a");
        credential("b", "b");
      });
      expect(together).toContain("ConcurrentFederatedIdentityCredentialsWrites");
      expect(cloud.concurrency(credentialType)).toBe(2);
      await stack.up(async () => {
        const first = credential("a", "a");
        credential("b", "b", { dependsOn: first });
        credential("c", "c", {}, "another identity");
      });
      expect(cloud.objects(credentialType)).toHaveLength(3);
    }),
  );

  test(
    "Azure: issuer and subject are unique in one identity, principal, role and scope in one scope",
    onEngine(async (stack) => {
      const twice = await fails(stack, async () => {
        credential("b", "a", { dependsOn: credential("a", "a") });
      });
      expect(twice).toContain("Issuer and subject combination already exists");
      const args = { principalId: "p", roleDefinitionId: "r", scope: "/s" };
      const granted = await fails(stack, async () => {
        new RoleAssignment("b", args, { dependsOn: new RoleAssignment("a", args) });
      });
      expect(granted).toContain("RoleAssignmentExists");
    }),
  );

  test.each([
    ["a pool", () => new WorkloadIdentityPool("x", { project: "p", workloadIdentityPoolId: "deleted" })],
    [
      "a provider",
      () =>
        new WorkloadIdentityPoolProvider("x", {
          project: "p",
          workloadIdentityPoolId: "pool",
          workloadIdentityPoolProviderId: "deleted",
        }),
    ],
    ["a service account", () => new Account("x", { project: "p", accountId: "deleted" })],
  ])("Google Cloud: the id of %s stays taken after its deletion", (_, resource) =>
    onEngine(async (stack) => {
      const program = async () => {
        resource();
      };
      await stack.up(program);
      await stack.destroy();
      expect(await fails(stack, program)).toMatch(/409.*deleted less than 30 days ago/);
    })(),
  );

  test(
    "Google Cloud: a membership is replaced when anything of it changes and may be granted twice",
    onEngine(async (stack) => {
      const member = (name: string, role: string) => new IAMMember(name, { project: "p", role, member: "m" });
      await stack.up(async () => {
        member("a", "roles/viewer");
        member("b", "roles/viewer");
      });
      const preview = await stack.preview(async () => {
        member("a", "roles/editor");
        member("b", "roles/viewer");
      });
      expect(preview.changes).toEqual({ replace: 1 });
    }),
  );

  test(
    "any vendor: a name is taken once",
    onEngine(async (stack) => {
      const twice = await fails(stack, async () => {
        new Role("a", { name: "same", assumeRolePolicy: "a" });
        new Role("b", { name: "same", assumeRolePolicy: "a" });
      });
      expect(twice).toContain('"same" already exists (409)');
    }),
  );
});

describe("the Pulumi CLI", () => {
  test("serves from the built version on", () => {
    expect([cliVersion, "3.246.0", "4.0.0", "3.1000.0"].map(serves)).toEqual([true, true, true, true]);
    expect(["3.244.9", "2.300.0", "", undefined].map(serves)).toEqual([false, false, false, false]);
  });
});
