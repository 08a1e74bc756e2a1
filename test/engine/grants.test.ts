import * as pulumi from "@pulumi/pulumi";
import type { FederatedWorkloadArgs } from "pulumi-workload-identity";
import { FederatedWorkload } from "pulumi-workload-identity";
import type { AzureWorkloadArgs } from "pulumi-workload-identity/clouds/azure";
import type { GcpWorkloadArgs } from "pulumi-workload-identity/clouds/gcp";
import { describe, expect, test } from "vitest";
import { fourClouds, issuerUrl } from "./programs/four-clouds";
import { onClouds } from "./support/on-clouds";
import type { SimulatedCloud } from "./support/simulated-cloud";
import type { Report } from "./support/stack";
import { TYPE } from "./support/types";

const stepsOf = ({ steps }: Report) => steps.map(({ op, type, name }) => `${op} ${type} ${name}`).sort();
const ARN = "arn:aws:iam::111122223333:policy/";

/** Which policies the roles have, in the clouds themselves. */
const attached = (cloud: SimulatedCloud) => ({
  aws: cloud
    .objects(TYPE.awsAttachment)
    .map(({ id }) => id.replace(/^.*\//, ""))
    .sort(),
  alicloud: cloud
    .objects(TYPE.alicloudAttachment)
    .map(({ inputs }) => inputs.policyName)
    .sort(),
  gcp: cloud
    .objects(TYPE.gcpProjectMember)
    .map(({ inputs }) => inputs.member as string)
    .filter((member) => member.startsWith("group:"))
    .sort(),
});
const group = (name: string) => `group:${name}@example.com`;

/** A name that comes out of another resource, as a program has them. */
const later = (text: string) => pulumi.output(Promise.resolve(text));

/** A workload with policies as a list of outputs, or by the keys `key-<policy>`. */
const granted = (policies: readonly string[], form: "listed" | "keyed") => async () => {
  const keyed = <T>(value: (policy: string) => T) =>
    Object.fromEntries(policies.map((each) => [`key-${each}`, value(each)]));
  const gcp = { project: "shop-prod", roles: ["roles/viewer"] };
  const grants: Pick<FederatedWorkloadArgs, "aws" | "alicloud" | "gcp"> =
    form === "keyed"
      ? {
          aws: { policyArns: [`${ARN}plain`], policyArnsByKey: keyed((policy) => later(`${ARN}${policy}`)) },
          alicloud: { customPoliciesByKey: keyed(later) },
          gcp: { ...gcp, others: { membersByKey: keyed((policy) => later(group(policy))) } },
        }
      : {
          aws: { policyArns: [`${ARN}plain`, ...policies.map((policy) => later(`${ARN}${policy}`))] },
          alicloud: { customPolicies: policies.map(later) },
          gcp: { ...gcp, others: { members: policies.map((policy) => later(group(policy))) } },
        };
  await fourClouds(grants);
};

describe("policies that are outputs", () => {
  test(
    "go one by one where they have keys: of three, the first is one delete on each cloud and the others stay attached",
    onClouds(async (stack, { cloud }) => {
      await stack.up(granted(["a", "b", "c"], "keyed"));
      expect(stepsOf(await stack.up(granted(["b", "c"], "keyed")))).toEqual([
        `delete ${TYPE.alicloudAttachment} orders-alicloud-custom-policy-key-a`,
        `delete ${TYPE.awsAttachment} orders-aws-policy-key-a`,
        expect.stringMatching(`^delete ${TYPE.gcpProjectMember} orders-gcp-other-project-viewer-`),
      ]);
      expect(attached(cloud)).toEqual({
        aws: ["b", "c", "plain"],
        alicloud: ["b", "c"],
        gcp: [group("b"), group("c")],
      });

      // As the recipe for another owner tells.
      const attachments = await stack.resources(TYPE.awsAttachment);
      const former = attachments.find(({ urn }) => urn.endsWith("::orders-aws-policy-key-b"))!.urn;
      const renamed = async () => {
        const policyArnsByKey = { jobs: later(`${ARN}b`), "key-c": later(`${ARN}c`) };
        const aws = { policyArns: [`${ARN}plain`], policyArnsByKey };
        const alicloud = { customPoliciesByKey: { "key-b": later("b"), "key-c": later("c") } };
        const membersByKey = { "key-b": later(group("b")), "key-c": later(group("c")) };
        const gcp = { project: "shop-prod", roles: ["roles/viewer"], others: { membersByKey } };
        pulumi.runtime.registerResourceTransform(({ name, props, opts }) =>
          name === "orders-aws-policy-jobs"
            ? { props, opts: pulumi.mergeOptions(opts, { aliases: [former] }) }
            : undefined,
        );
        await fourClouds({ aws, alicloud, gcp });
      };
      expect((await stack.up(renamed)).changes).toEqual({});
      expect(attached(cloud).aws).toEqual(["b", "c", "plain"]);
    }),
  );

  test(
    "get keys without being attached anew, after a warning that prints them, and then go one by one",
    onClouds(async (stack, { cloud }) => {
      const { diagnostics } = await stack.up(granted(["a", "b", "c"], "listed"));
      const warnings = diagnostics.filter(({ severity }) => severity === "warning");
      expect(warnings.map(({ name, message }) => `${name}: ${message}`).sort()).toEqual([
        expect.stringMatching(/^orders-alicloud: .*customPoliciesByKey: \{ name1: <customPolicies\[0\]>,/s),
        expect.stringMatching(
          /^orders-aws: .*policyArnsByKey: \{ name1: <policyArns\[1\]>, name2: <policyArns\[2\]>, name3:/s,
        ),
        expect.stringMatching(/^orders-gcp: .*others\.membersByKey: \{ name1: <others\.members\[0\]>,/s),
      ]);
      const before = cloud.calls.filter(({ operation }) => operation !== "read").length;
      expect((await stack.up(granted(["a", "b", "c"], "keyed"))).changes).toEqual({});
      expect(cloud.calls.filter(({ operation }) => operation !== "read")).toHaveLength(before);
      await stack.up(granted(["b", "c"], "keyed"));
      expect(attached(cloud)).toEqual({
        aws: ["b", "c", "plain"],
        alicloud: ["b", "c"],
        gcp: [group("b"), group("c")],
      });
    }),
  );

  test(
    "detach one another in a list, as the vendors' providers do: what the warning is for",
    onClouds(async (stack, { cloud }) => {
      await stack.up(granted(["a", "b", "c"], "listed"));
      await stack.up(granted(["b", "c"], "listed"));
      expect(attached(cloud).aws).not.toEqual(["b", "c", "plain"]);
      expect(attached(cloud).alicloud).not.toEqual(["b", "c"]);
      expect(attached(cloud).gcp).not.toEqual([group("b"), group("c")]);
    }),
  );

  test(
    "are refused before anything is attached where two turn out to be the same",
    onClouds(async (stack, { cloud }) => {
      const twice = async () => {
        const policyArnsByKey = { one: later(`${ARN}a`), other: later(`${ARN}a`) };
        await fourClouds({ aws: { policyArnsByKey } });
      };
      const { diagnostics } = await stack.failingPreview(twice);
      expect(diagnostics.map(({ message }) => message).join()).toContain("[aws-policy-duplicate]");
      expect(cloud.objects(TYPE.awsAttachment)).toEqual([]);
    }),
  );
});

const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";
const GUID = "00000000-0000-0000-0000-00000000000";

describe("grants on outputs", () => {
  const bucket = (resource: pulumi.Input<string>, key: string) =>
    ({ kind: "bucket", resource, role: "roles/storage.objectViewer", key }) as const;
  const reader = (scope: pulumi.Input<string>, key: string) => ({ role: "Reader", scope, key });

  test.each<[string, Partial<FederatedWorkloadArgs>]>([
    ["gcp-grant-duplicate", { gcp: { grants: [bucket(later("orders"), "a"), bucket("orders", "b")] } }],
    [
      "azure-role-assignment-duplicate",
      {
        azure: {
          resourceGroupName: "shop",
          roleAssignments: [reader(later(subscription), "a"), reader(later(subscription), "b")],
        },
      },
    ],
  ])("are refused with %s where two turn out to be on the same", (code, grants) =>
    onClouds(async (stack) => {
      // Google's members are not known in a preview that makes the pool.
      const { diagnostics } = await stack.failingUp(async () => {
        await fourClouds(grants);
      });
      expect(diagnostics.map(({ message }) => message).join()).toContain(`[${code}]`);
    })(),
  );
});

describe("a grant that gets a key", () => {
  test(
    "stays what it is: a plain policy, a bucket and a scope that are outputs",
    onClouds(async (stack) => {
      const program = (key?: string) => async () => {
        const named = key === undefined ? {} : { key };
        const arn = `${ARN}plain`;
        new FederatedWorkload("orders", {
          issuer: { url: issuerUrl },
          namespace: "shop",
          serviceAccount: "orders",
          aws: key === undefined ? { policyArns: [arn] } : { policyArnsByKey: { [key]: arn } },
          azure: {
            resourceGroupName: "shop",
            roleAssignments: [{ role: "Reader", scope: later(subscription), ...named }],
          },
          gcp: {
            grants: [{ kind: "bucket", resource: later("orders"), role: "roles/storage.objectViewer", ...named }],
          },
        });
      };
      await stack.up(program());
      expect((await stack.up(program("main"))).changes).toEqual({});
      expect((await stack.preview(program("main"))).changes).toEqual({});
    }),
  );
});

describe("grants that were outputs", () => {
  const role = (id: number) => `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${GUID}${id}`;
  const program =
    (text: (value: string) => pulumi.Input<string>, roleId = 1, azure: Partial<AzureWorkloadArgs> = {}) =>
    () =>
      fourClouds({
        aws: { policyArns: ["a", "b"].map((policy) => text(`${ARN}${policy}`)) },
        azure: {
          resourceGroupName: "shop",
          roleAssignments: [
            { role: "Reader", scope: text(subscription) },
            { role: later(role(roleId)), scope: subscription, key: "custom" },
          ],
          ...azure,
        },
        gcp: {
          project: "shop-prod",
          grants: [{ kind: "bucket", resource: text("orders"), role: "roles/storage.objectViewer" }],
        },
        alicloud: { customPolicies: ["a", "b"].map(text) },
      });
  const plain = (value: string) => value;

  test(
    "stay where the program writes them down, and go to another role or identity with the new one first",
    onClouds(async (stack, { cloud }) => {
      await stack.up(program(later));
      expect(stepsOf(await stack.up(program(plain, 2)))).toEqual(
        ["create-replacement", "delete-replaced", "replace"].map(
          (op) => `${op} azure-native:authorization:RoleAssignment orders-azure-role-custom`,
        ),
      );
      const before = cloud.calls.length;
      await stack.up(program(plain, 2, { name: "renamed" }));
      const ofAzure = cloud.calls.slice(before).filter(({ type }) => type.startsWith("azure"));
      const order = ofAzure.map(({ operation, type }) => `${operation} ${type.split(":").pop()}`);
      expect(order.slice(0, 4).sort()).toEqual([
        "create FederatedIdentityCredential",
        "create RoleAssignment",
        "create RoleAssignment",
        "create UserAssignedIdentity",
      ]);
    }),
  );
});

describe("what means the same, said in another way", () => {
  const scope = (group: string) => `${subscription}/resourceGroups/${group}`;
  const assigned = (text: pulumi.Input<string>) => async () => {
    const roleAssignments = [{ role: "Reader", scope: text }];
    const azure = { resourceGroupName: "shop", roleAssignments };
    new FederatedWorkload("orders", { issuer: { url: issuerUrl }, namespace: "shop", serviceAccount: "orders", azure });
  };

  test(
    "leaves a role assignment where it is: its scope in another letter case, also one that was an output",
    onClouds(async (stack, { cloud }) => {
      const type = "azure-native:authorization:RoleAssignment";
      await stack.up(assigned(later(scope("shop"))));
      const { id } = cloud.only(type);
      for (const text of [scope("Shop"), scope("SHOP"), scope("shop")]) {
        expect((await stack.up(assigned(text))).changes).toEqual({});
      }
      expect(cloud.only(type).id).toBe(id);
    }),
  );

  test(
    "is not what another scope says, which is refused while it is written down in the place of an output",
    onClouds(async (stack) => {
      await stack.up(assigned(later(scope("shop"))));
      const { diagnostics } = await stack.failingPreview(assigned(scope("other")));
      expect(diagnostics.map(({ message }) => message).join("\n")).toContain("azure-role-assignment-moved");
      await stack.up(assigned(scope("shop")));
      expect((await stack.up(assigned(scope("other")))).changes).toEqual({ create: 1, delete: 1 });
    }),
  );

  test(
    "leaves a Google project's role where it is: among roles, or among grants with the project as an output",
    onClouds(async (stack, { cloud }) => {
      const gke = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/blue";
      const entry = { gkeWorkloadPool: "shop-prod.svc.id.goog", projectNumber: "123456789012" };
      const program = (gcp: GcpWorkloadArgs) => async () => {
        const issuer = { url: gke, gcp: entry };
        new FederatedWorkload("orders", { issuer, namespace: "shop", serviceAccount: "orders", gcp });
      };
      const role = "roles/viewer";
      const given = (resource: pulumi.Input<string>): GcpWorkloadArgs => ({
        grants: [{ kind: "project", resource, role, key: "shop" }],
      });
      const made = () => cloud.objects(TYPE.gcpProjectMember).map(({ inputs }) => inputs.project);
      await stack.up(program({ project: "shop-prod", roles: [role] }));
      for (const gcp of [
        { project: "shop-prod", ...given(later("shop-prod")) },
        { project: later("shop-prod"), ...given("shop-prod") },
      ]) {
        expect((await stack.up(program(gcp))).changes).toEqual({});
        expect(made()).toEqual(["shop-prod"]);
      }
    }),
  );
});
