import { Cluster } from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { FederatedWorkload } from "../../../src";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";

const BLUE = "arn:aws:eks:eu-west-1:111122223333:cluster/blue";
const NAMES = { namespace: "shop", serviceAccount: "orders" };
const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";

describe("scratch", () => {
  it("x", async () => {
    const mocks = await installCloudMocks();
    const orders = new FederatedWorkload("orders", {
      issuer: { url },
      ...NAMES,
      aws: { podIdentity: { clusterArn: BLUE } },
    });
    const cart = new FederatedWorkload("cart", {
      namespace: "shop",
      serviceAccount: "cart",
      aws: { podIdentity: { clusterArn: BLUE, targetRoleArn: "arn:aws:iam::444455556666:role/x" }, webIdentity: false },
    });
    console.log(await outputValue(orders.aws!), await outputValue(cart.aws!), await outputValue(cart.wiring));
    console.log(
      JSON.stringify(
        mocks.resources.map(({ type, name, inputs }) => [type, name, inputs]),
        null,
        1,
      ),
    );
  });
});
