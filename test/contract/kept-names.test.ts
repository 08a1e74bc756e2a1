import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { ClusterIssuer, FederatedWorkloadArgs } from "../../src";
import { ClusterFederation, FederatedWorkload } from "../../src";
import { changed } from "../support/kept";
import { jwks, registered, url } from "../support/registered-issuer";

const subscription = "/subscriptions/00000000-0000-0000-0000-000000000000";
const clouds = {
  aws: { policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
  azure: { resourceGroupName: "shop", roleAssignments: [{ role: "Reader", scope: subscription }] },
  gcp: { project: "shop-prod", roles: ["roles/viewer"] },
  alicloud: { systemPolicies: ["ReadOnlyAccess"] },
  huawei: { roles: [{ role: "OBS ReadOnlyAccess", scope: "domain" }] },
} satisfies Partial<FederatedWorkloadArgs>;
const registrations = { alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] } };

const NOTHING = { created: [], deleted: [] };
const workload = (args: Partial<FederatedWorkloadArgs>) => () => {
  new FederatedWorkload("orders", { issuer: registered, namespace: "shop", serviceAccount: "orders", ...args });
};
const arn = "arn:aws:iam::111122223333:policy/queue";
const keyed = <T extends object>(key: string | undefined, grant: T) => (key === undefined ? grant : { ...grant, key });
const later = <T>(value: T) => pulumi.output(value);

describe("what the program wrote down and has as an output now", () => {
  it.each<[string, pulumi.Input<ClusterIssuer>, pulumi.Input<ClusterIssuer>]>([
    ["an URL", { url, jwks }, { url: later(url), jwks }],
    ["an issuer that is registered elsewhere", registered, later(registered)],
  ])("is kept: %s", async (_, written, output) => {
    const at = "aws" in (written as object) ? {} : { registrations };
    const with_ = (given: pulumi.Input<ClusterIssuer>) => workload({ ...clouds, ...at, issuer: given });
    expect(await changed(with_(written), with_(output))).toEqual(NOTHING);
    expect(await changed(with_(output), with_(written))).toEqual(NOTHING);
  });

  it("is made anew where the URL is another one", async () => {
    const on = (issuer: pulumi.Input<ClusterIssuer>) => workload({ issuer, azure: { resourceGroupName: "shop" } });
    const { created, deleted } = await changed(on({ url }), on(later({ url: `${url}/2` })));
    expect(created).toEqual(["FederatedIdentityCredential orders-azure-credential-shop_orders"]);
    expect(deleted).toHaveLength(1);
  });

  it("is kept where a ClusterFederation takes the registrations over and has the URL as an output", async () => {
    const { aws, gcp } = { aws: {}, gcp: { project: "shop-prod" } };
    const moved = () => {
      const cluster = new ClusterFederation("prod", {
        issuer: { url: later(url) },
        ...{ aws, gcp, movedFrom: { workload: "orders" } },
      });
      workload({ issuer: cluster.issuer, aws, gcp: clouds.gcp })();
    };
    expect(await changed(workload({ issuer: { url }, aws, gcp: clouds.gcp }), moved)).toEqual(NOTHING);
  });

  it.each<[string, (text: (value: string) => pulumi.Input<string>) => Partial<FederatedWorkloadArgs>]>([
    ["policyArns", (text) => ({ aws: { policyArns: [text("arn:aws:iam::111122223333:policy/queue")] } })],
    ["systemPolicies", (text) => ({ alicloud: { systemPolicies: [text("ReadOnlyAccess")] } })],
    ["customPolicies", (text) => ({ alicloud: { customPolicies: [text("queue")] } })],
    ["agencyPolicies", (text) => ({ huawei: { mechanism: "trust-agency", agencyPolicies: [text("queue")] } })],
    [
      "roles on Huawei Cloud",
      (text) => ({ huawei: { roles: [{ role: "OBS ReadOnlyAccess", scope: "project", scopeId: text("p") }] } }),
    ],
    [
      "roleAssignments",
      (text) => ({
        azure: { resourceGroupName: "shop", roleAssignments: [{ role: "Reader", scope: text(subscription) }] },
      }),
    ],
    [
      "grants",
      (text) => ({
        gcp: {
          grants: [
            { kind: "topic", resource: text("projects/shop-prod/topics/orders"), role: "roles/pubsub.publisher" },
          ],
        },
      }),
    ],
  ])("is kept: %s", async (_, grant) => {
    const written = workload(grant((value) => value));
    expect(await changed(written, workload(grant(later)))).toEqual(NOTHING);
    const other = await changed(written, workload(grant((value) => later(value.replace(/.$/, "1")))));
    expect([other.created.length, other.deleted.length]).toEqual([1, 1]);
    // What nobody may read stands in no name.
    const secret = await changed(written, workload(grant(pulumi.secret)));
    expect([secret.created.length, secret.deleted.length]).toEqual([1, 1]);
  });

  it("is kept by the first of two that turn out to be the same, which are a fault", async () => {
    const id = "projects/shop-prod/topics/orders";
    const topic = (resource: pulumi.Input<string>, key?: string) =>
      keyed(key, { kind: "topic" as const, resource, role: "roles/pubsub.publisher" });
    const written = workload({ gcp: { grants: [topic(id)] } });
    const twins = workload({ gcp: { grants: [topic(later(id), "a"), topic(later(id), "b")] } });
    expect(await changed(written, twins)).toEqual({ created: [expect.any(String)], deleted: [] });
  });

  it("is kept where it gets a key in the same update", async () => {
    const [queue, audit] = ["queue", "audit"].map((name) => `arn:aws:iam::111122223333:policy/${name}`) as [
      string,
      string,
    ];
    const list = workload({ aws: { policyArns: [queue, audit] } });
    const keyed = workload({ aws: { policyArnsByKey: { audit: later(audit), queue: later(queue) } } });
    expect(await changed(list, keyed)).toEqual(NOTHING);
  });
});

describe("a grant that is written down", () => {
  it.each<[string, (key: string | undefined) => Partial<FederatedWorkloadArgs>]>([
    ["policies", (key) => ({ aws: key === undefined ? { policyArns: [arn] } : { policyArnsByKey: { [key]: arn } } })],
    [
      "systemPolicies",
      (key) => ({
        alicloud: key === undefined ? { systemPolicies: ["Reader"] } : { systemPoliciesByKey: { [key]: "Reader" } },
      }),
    ],
    [
      "roles on Huawei Cloud",
      (key) => ({ huawei: { roles: [keyed(key, { role: "OBS", scope: "project", scopeId: "p" })] } }),
    ],
    [
      "roleAssignments",
      (key) => ({
        azure: { resourceGroupName: "shop", roleAssignments: [keyed(key, { role: "Reader", scope: subscription })] },
      }),
    ],
    [
      "grants",
      (key) => ({ gcp: { grants: [keyed(key, { kind: "bucket", resource: "orders", role: "roles/viewer" })] } }),
    ],
  ])("is kept whatever its key is: %s", async (_, grant) => {
    for (const [before, after] of [
      [undefined, "a"],
      ["a", "b"],
      ["b", undefined],
    ] as const) {
      expect(await changed(workload(grant(before)), workload(grant(after)))).toEqual(NOTHING);
    }
  });

  it("is kept where it was an output of that key", async () => {
    const program = (text: pulumi.Input<string>) => workload({ aws: { policyArnsByKey: { a: text } } });
    expect(await changed(program(later(arn)), program(arn))).toEqual(NOTHING);
    expect(await changed(program(arn), program(later(arn)))).toEqual(NOTHING);
  });
});

describe("a role on the project", () => {
  it("is kept between roles and grants", async () => {
    const roles = workload({ gcp: { project: "shop-prod", roles: ["roles/viewer"] } });
    const grants = (on: string, own: { project?: string } = { project: "shop-prod" }) =>
      workload({ gcp: { ...own, grants: [{ kind: "project", resource: on, role: "roles/viewer" }] } });
    expect(await changed(roles, grants("shop-prod"))).toEqual(NOTHING);
    expect(await changed(grants("shop-prod"), roles)).toEqual(NOTHING);
    expect(await changed(roles, grants("shop-prod", {}))).toEqual(NOTHING);
    expect(await changed(grants("shop-prod", {}), roles)).toEqual(NOTHING);
    expect((await changed(roles, grants("shop-test"))).created).toHaveLength(1);
  });
});
