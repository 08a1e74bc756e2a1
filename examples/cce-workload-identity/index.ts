import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload } from "pulumi-workload-identity";
import { cceIssuer, HuaweiClusterJwksResource } from "pulumi-workload-identity/clouds/huawei";

const config = new pulumi.Config();
const clusterId = config.require("clusterId");

/** The cluster's public keys, read from its own address with a signed call when this is deployed and at every refresh. */
const { jwks } = new HuaweiClusterJwksResource("shop", { clusterId });
const { clientId, ...issuer } = cceIssuer({ clusterId, jwks });

/** The identity provider with the cluster's keys, the user group, its role, and the rule that puts shop/orders into it. */
const orders = new FederatedWorkload("orders", {
  issuer,
  namespace: "shop",
  serviceAccount: "orders",
  kubernetes: { createNamespace: true, automountServiceAccountToken: false },
  registrations: { huawei: { clientId } },
  huawei: {
    roles: [{ role: "IAM ReadOnlyAccess", scope: "domain" }],
    domainId: config.require("domainId"),
  },
});

/** Huawei's SDK for Node reads none of the variables by itself. */
const app = `
const { GlobalCredentials } = require("@huaweicloud/huaweicloud-sdk-core");
const { IamClient, KeystoneListAuthDomainsRequest } = require("@huaweicloud/huaweicloud-sdk-iam/v3/public-api");
const { HUAWEICLOUD_SDK_IDP_ID, HUAWEICLOUD_SDK_ID_TOKEN_FILE, HUAWEICLOUD_SDK_DOMAIN_ID } = process.env;
const credentials = new GlobalCredentials({ domainId: HUAWEICLOUD_SDK_DOMAIN_ID })
  .withIdpId(HUAWEICLOUD_SDK_IDP_ID)
  .withIdTokenFile(HUAWEICLOUD_SDK_ID_TOKEN_FILE);
const iam = IamClient.newBuilder().withCredential(credentials).withEndpoint("https://iam.myhuaweicloud.com").build();
const show = () => iam.keystoneListAuthDomains(new KeystoneListAuthDomainsRequest()).then(console.log, console.error);
show();
setInterval(show, 60000);
`;

const labels = { app: "orders" };
new Deployment(
  "orders",
  {
    metadata: { namespace: "shop" },
    spec: {
      selector: { matchLabels: labels },
      template: orders.podTemplate({
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "app",
              image: "node:22-slim",
              workingDir: "/tmp",
              command: [
                "sh",
                "-c",
                'npm install --no-audit @huaweicloud/huaweicloud-sdk-core @huaweicloud/huaweicloud-sdk-iam uuid@9 && node -e "$APP"',
              ],
              env: [{ name: "APP", value: app }],
            },
          ],
        },
      }),
    },
  },
  { dependsOn: [orders] },
);

export const groupName = orders.huawei?.groupName;
export const proof = orders.huawei?.proof;
