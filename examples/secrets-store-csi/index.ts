import { ResourceGroup } from "@pulumi/azure-native/resources";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { SecretsStoreMount } from "pulumi-workload-identity/secrets-store";

const config = new pulumi.Config();
const location = config.require("location");

const { name: resourceGroupName } = new ResourceGroup("shop", { location });

/** The identity of `shop/orders`, its right to read one secret, and the class that says where it is. */
const secrets = new SecretsStoreMount("orders", {
  issuer: { url: config.require("issuerUrl") },
  namespace: "shop",
  serviceAccount: "orders",
  kubernetes: { createNamespace: true },
  azure: { resourceGroupName, location },
  mounts: [
    {
      name: "vault",
      mountPath: "/mnt/secrets",
      azure: { vaultId: config.require("vaultId"), objects: [{ name: "db" }] },
    },
  ],
});

const labels = { app: "orders" };
new Deployment(
  "orders",
  {
    metadata: { namespace: "shop" },
    spec: {
      selector: { matchLabels: labels },
      template: secrets.podTemplate({
        metadata: { labels },
        spec: {
          containers: [
            {
              name: "app",
              image: "busybox:1.37",
              command: ["sh", "-c", "while true; do wc -c /mnt/secrets/db; sleep 60; done"],
            },
          ],
        },
      }),
    },
  },
  { dependsOn: [secrets] },
);

export const audiences = secrets.audiences;
