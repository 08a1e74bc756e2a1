import { FederatedWorkload } from "pulumi-workload-identity";

/** Roles that the program does not own, and the issuer that stands behind its subjects. */
export const AWS_ROLE = "arn:aws:iam::111122223333:role/legacy";
export const RAM_ROLE = "acs:ram::1234567890123456:role/legacy";
const url = "https://issuer.example.com/prod";
export const issuer = {
  url,
  aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/issuer.example.com/prod" },
  alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/prod" },
};

/** A workload on roles that others own and trust further callers by: `others` are the ServiceAccounts of other stacks. */
export async function managedStatement({
  name = "orders",
  more = [],
  others = [],
}: {
  name?: string;
  more?: string[];
  others?: string[];
}) {
  const subjects = others.map((other) => ({ issuer: url, subject: `system:serviceaccount:shop:${other}` }));
  const orders = new FederatedWorkload(name, {
    issuer,
    namespace: "shop",
    serviceAccount: name,
    subjects: more.map((serviceAccount) => ({ issuer, namespace: "shop", serviceAccount })),
    kubernetes: { serviceAccount: "external" },
    aws: {
      externalRoleArn: AWS_ROLE,
      manageStatement: true,
      others: {
        subjects,
        principals: [{ principal: "arn:aws:iam::111122223333:root" }, { principal: "lambda.amazonaws.com" }],
      },
    },
    alicloud: {
      externalRoleArn: RAM_ROLE,
      manageStatement: true,
      others: {
        subjects,
        principals: [{ principal: "acs:ram::1234567890123456:root" }, { principal: "fc.aliyuncs.com" }],
      },
    },
  });
  return { aws: orders.aws?.proof, alicloud: orders.alicloud?.proof, roleArn: orders.aws?.roleArn };
}
