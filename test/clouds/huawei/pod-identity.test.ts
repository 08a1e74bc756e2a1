import { beforeEach, expect, it } from "vitest";
import type { HuaweiPodIdentityAssociationArgs } from "../../../src/clouds/huawei/args";
import { HuaweiPodIdentityAssociation } from "../../../src/clouds/huawei/pod-identity";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import { faultCodes } from "../../support/fault-codes";

const args = { clusterId: "0a1b2c3d", namespace: "shop", serviceAccount: "orders", agencyName: "orders" };
const codes = (changes: object) =>
  faultCodes(
    () => new HuaweiPodIdentityAssociation("orders", { ...args, ...changes } as HuaweiPodIdentityAssociationArgs),
  );

let mocks: CloudMocks;

beforeEach(async () => {
  mocks = await installCloudMocks();
});

it("a pod identity association gives a ServiceAccount an agency, with no registration at all", async () => {
  const association = new HuaweiPodIdentityAssociation("orders", { ...args, tags: { team: "shop" } });
  const id = await outputValue(association.associationId);
  const resources = mocks.resources.filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/huawei:"));
  expect(resources.map(({ type, id: own }) => [type, own])).toEqual([
    ["pulumi-nodejs:dynamic/huawei:PodIdentityAssociation", id],
  ]);
  expect(resources[0]?.inputs).toMatchObject({ ...args, tags: { team: "shop" } });
});

it("a pod identity association with faulty arguments is refused with all of them", () => {
  expect(codes({ namespace: "*", serviceAccount: "default", agencyName: "a b" })).toEqual([
    "huawei-agency-name-invalid",
    "subject-default-service-account",
    "subject-namespace-invalid",
  ]);
  expect(codes({ clusterId: undefined, tags: [] })).toEqual(["shape-invalid", "shape-invalid"]);
  expect(codes({ serviceAccount: "default", allowDefaultServiceAccount: true })).toEqual([]);
});
