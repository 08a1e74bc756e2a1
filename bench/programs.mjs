import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const pulumi = require("@pulumi/pulumi");
const { FederatedWorkload } = require("../dist/index.js");
const { Role, RolePolicyAttachment } = require("@pulumi/aws/iam");
const { ServiceAccount } = require("@pulumi/kubernetes/core/v1");

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const arn =
  "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const policyArn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
const prefix = url.slice("https://".length);

/** One workload as somebody without the library writes it: the same resources, under no component. */
export function byHand(name) {
  createByHand(name, {}, {});
}

/** The same under two components, as many resources as the library's: what is left is the library's own work. */
export function underComponents(name) {
  const workload = new pulumi.ComponentResource("bench:index:Workload", name);
  const cloud = new pulumi.ComponentResource("bench:index:Cloud", `${name}-aws`, {}, { parent: workload });
  const { role, account } = createByHand(name, { parent: cloud }, { parent: workload });
  cloud.registerOutputs({ role: role.arn });
  workload.registerOutputs({ role: role.arn, account: account.metadata.name });
}

function createByHand(name, roleOptions, accountOptions) {
  const roleArgs = {
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
  };
  const role = new Role(`${name}-aws-role`, roleArgs, roleOptions);
  new RolePolicyAttachment(`${name}-aws-policy`, { role: role.name, policyArn }, roleOptions);
  const metadata = { name, namespace: "shop", annotations: { "eks.amazonaws.com/role-arn": role.arn } };
  return { role, account: new ServiceAccount(`${name}-service-account`, { metadata }, accountOptions) };
}

/** As a user of the library writes it. */
export function withLibrary(name) {
  new FederatedWorkload(name, {
    issuer: { url, aws: { oidcProviderArn: arn } },
    namespace: "shop",
    serviceAccount: name,
    aws: { policyArns: [policyArn] },
  });
}
