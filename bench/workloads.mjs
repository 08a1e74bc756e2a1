import { createRequire } from "node:module";
import { median } from "./report.mjs";

const require = createRequire(import.meta.url);
const COUNT = 1000;
const ROUNDS = 5;

const pulumi = require("@pulumi/pulumi");
const { installCloudMocks, settled } = require("../dist/testing/index.js");
const { FederatedWorkload } = require("../dist/index.js");
const { Role } = require("@pulumi/aws/iam");
const { ServiceAccount } = require("@pulumi/kubernetes/core/v1");

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const arn =
  "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const prefix = url.slice("https://".length);

/** One workload as somebody without the library writes it: the same resources under the same two components. */
function byHand(name) {
  const workload = new pulumi.ComponentResource("bench:index:Workload", name);
  const cloud = new pulumi.ComponentResource("bench:index:Cloud", `${name}-aws`, {}, { parent: workload });
  const role = new Role(
    `${name}-aws-role`,
    {
      forceDetachPolicies: true,
      assumeRolePolicy: pulumi.output(arn).apply((federated) =>
        JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Federated: federated },
              Action: "sts:AssumeRoleWithWebIdentity",
              Condition: {
                StringEquals: {
                  [`${prefix}:aud`]: "sts.amazonaws.com",
                  [`${prefix}:sub`]: `system:serviceaccount:shop:${name}`,
                },
              },
            },
          ],
        }),
      ),
    },
    { parent: cloud },
  );
  const metadata = { name, namespace: "shop", annotations: { "eks.amazonaws.com/role-arn": role.arn } };
  const account = new ServiceAccount(`${name}-service-account`, { metadata }, { parent: workload });
  cloud.registerOutputs({ role: role.arn });
  workload.registerOutputs({ role: role.arn, account: account.metadata.name });
}

function withLibrary(name) {
  new FederatedWorkload(name, {
    issuer: { url, aws: { oidcProviderArn: arn } },
    namespace: "shop",
    serviceAccount: name,
    aws: {},
  });
}

async function time(create, count) {
  await installCloudMocks();
  const start = process.hrtime.bigint();
  for (let i = 0; i < count; i++) create(`workload-${i}`);
  await settled();
  return Number(process.hrtime.bigint() - start) / 1e6;
}

/** A thousand workloads under mocks: what the library adds to the engine's own work. */
export async function run() {
  const ours = [];
  const hand = [];
  const half = [];
  await time(byHand, 50);
  await time(withLibrary, 50);
  for (let round = 0; round < ROUNDS; round++) {
    hand.push(await time(byHand, COUNT));
    ours.push(await time(withLibrary, COUNT));
    half.push(await time(withLibrary, COUNT / 2));
  }
  return [
    {
      what: `${COUNT} workloads / the same resources by hand`,
      value: median(ours) / median(hand),
      unit: "x",
      goal: 1.05,
      detail: `${median(ours).toFixed(0)} ms / ${median(hand).toFixed(0)} ms`,
    },
    { what: `${COUNT} workloads / twice ${COUNT / 2}: linear`, value: median(ours) / (2 * median(half)), unit: "x" },
  ];
}
