import * as pulumi from "@pulumi/pulumi";
import type { ClusterIssuer, FederatedWorkloadArgs } from "pulumi-workload-identity";
import { ClusterFederation } from "pulumi-workload-identity";
import { describe, expect, test } from "vitest";
import { fourClouds, issuerUrl } from "./programs/four-clouds";
import { onClouds } from "./support/on-clouds";
import type { SimulatedCloud } from "./support/simulated-cloud";
import type { Report } from "./support/stack";
import { TYPE } from "./support/types";

const existing = (cloud: SimulatedCloud) =>
  cloud
    .objects()
    .map(({ type, id }) => `${type} ${id}`)
    .sort();

/** Steps on what vendors keep; each stack has Pulumi's own providers and references besides. */
const ofClouds = ({ steps }: Report) => steps.filter(({ type }) => !type.startsWith("pulumi:"));

const WORKLOAD = "pulumi-workload-identity:index:FederatedWorkload";

const alicloud = { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] };
const federation = (more: object = {}) =>
  new ClusterFederation("prod", {
    issuer: { url: issuerUrl },
    aws: {},
    gcp: { project: "shop-prod" },
    alicloud,
    ...more,
  });
/** The workload, on an issuer that is registered elsewhere. */
const orders = (issuer: pulumi.Output<unknown>) =>
  fourClouds({ issuer: issuer as unknown as ClusterIssuer, registrations: {} } as Partial<FederatedWorkloadArgs>);

describe("a workload that another stack takes over", () => {
  test(
    "keeps everything on every cloud and its ServiceAccount, while its registrations stay where they are",
    onClouds(async (stack, engine) => {
      const { cloud } = engine;
      await stack.up(async () => {
        await fourClouds();
      });
      const withCluster = (workload: boolean) => async () => {
        const { issuer } = federation(workload ? { movedFrom: { workload: "orders" } } : {});
        if (workload) await orders(issuer);
        return { issuer };
      };
      await stack.up(withCluster(true));
      const before = existing(cloud);

      const shop = await engine.stack("shop");
      await stack.moveTo(shop, WORKLOAD);
      const taken = async () => {
        await orders(new pulumi.StackReference("organization/engine-test/test").getOutput("issuer"));
      };
      for (const [each, program] of [
        [stack, withCluster(false)],
        [shop, taken],
      ] as const) {
        expect(ofClouds(await each.preview(program))).toEqual([]);
        expect(ofClouds(await each.up(program))).toEqual([]);
        expect((await each.preview(program)).changes).toEqual({});
      }
      expect(existing(cloud)).toEqual(before);

      await shop.destroy();
      expect(cloud.objects(TYPE.awsRole)).toEqual([]);
      for (const type of [TYPE.awsIssuer, TYPE.gcpPool, TYPE.alicloudIssuer]) cloud.only(type);
    }),
  );

  test(
    "takes the registrations along that it made itself",
    onClouds(async (stack, engine) => {
      const { cloud } = engine;
      const program = async () => {
        await fourClouds({ gcp: { access: "impersonation", project: "shop-prod", roles: ["roles/viewer"] } });
      };
      await stack.up(program);
      const before = existing(cloud);
      const shop = await engine.stack("shop");
      await stack.moveTo(shop, WORKLOAD);
      expect(ofClouds(await stack.up(async () => {}))).toEqual([]);
      expect(ofClouds(await shop.up(program))).toEqual([]);
      expect(existing(cloud)).toEqual(before);
    }),
  );
});
