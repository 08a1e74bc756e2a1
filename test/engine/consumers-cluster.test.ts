import type * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload } from "pulumi-workload-identity";
import { AsoCredential, CapzIdentity } from "pulumi-workload-identity/clouds/azure";
import { SecretsStoreMount } from "pulumi-workload-identity/secrets-store";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { defineConsumers } from "./support/definitions";
import { BUILD_TIMEOUT } from "./support/kube-apiserver";
import type { KubeObject, StoredObject } from "./support/kube-client";
import type { Cluster } from "./support/real-cluster";
import { emptyCluster, onCluster, startCluster } from "./support/real-cluster";
import type { Report } from "./support/stack";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const SUBSCRIPTION = "00000000-1111-2222-3333-444444444444";
const VAULT = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.KeyVault/vaults/shop-prod`;
const DB = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop/db-AbC123";
const DRIVER: KubeObject = {
  apiVersion: "storage.k8s.io/v1",
  kind: "CSIDriver",
  metadata: { name: "secrets-store.csi.k8s.io" },
};

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(ISSUER);
  await defineConsumers(cluster.server.client);
}, BUILD_TIMEOUT);
afterAll(() => cluster?.end());
beforeEach(async () => {
  const { client } = cluster.server;
  for (const name of ["shop", "capi"]) await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  const tokenRequests = [{ audience: "vault", expirationSeconds: 900 }];
  const spec = { podInfoOnMount: true, attachRequired: false, volumeLifecycleModes: ["Ephemeral"], tokenRequests };
  await client.apply({ ...DRIVER, spec }, "helm");
});
afterEach(async () => {
  await emptyCluster(cluster);
  await cluster.server.client.delete(DRIVER);
});

const names = { issuer: { url: ISSUER }, namespace: "shop", serviceAccount: "orders" };
const identities = { aws: {}, azure: { resourceGroupName: "shop" } };
const asWorkload = async () => void new FederatedWorkload("orders", { ...names, ...identities });
const mounting =
  (patch: boolean, clusters = ["default"], objects = ["db"], transforms: pulumi.ResourceTransform[] = []) =>
  async () => {
    const reports = new SecretsStoreMount("reports", {
      ...names,
      serviceAccount: "reports",
      aws: {},
      issuer: { ...names.issuer, aws: { oidcProviderArn: PROVIDER } },
      mounts: [{ name: "aws", mountPath: "/mnt/aws", aws: { objects: [{ arn: DB, file: "db" }] } }],
    });
    const csiDriver = { patch, moreAudiences: reports.audiences };
    new SecretsStoreMount("orders", {
      ...names,
      ...identities,
      mounts: [
        {
          name: "azure",
          mountPath: "/mnt/azure",
          azure: { vaultId: VAULT, objects: objects.map((name) => ({ name })) },
          syncedSecrets: [{ name: "db", files: { password: "db" }, labels: { app: "orders" } }],
        },
      ],
      csiDriver,
    });
    new CapzIdentity(
      "capz",
      {
        issuer: names.issuer,
        key: "management",
        subscriptionId: SUBSCRIPTION,
        resourceGroupName: "capi",
        clusterIdentity: { namespace: "capi", name: "cluster-identity", allowedNamespaces: clusters },
        asoSecrets: [{ namespace: "capi", name: "aks" }],
      },
      { transforms },
    );
    new AsoCredential("aso", {
      issuer: names.issuer,
      key: "management",
      subscriptionId: SUBSCRIPTION,
      resourceGroupName: "shop",
      secrets: [{ namespace: "shop" }],
    });
  };
/** A program's own transform that lets the clusters of every namespace use the identity. */
const everyNamespace: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type.endsWith(":AzureClusterIdentity")
    ? { props: { ...props, spec: { ...props.spec, allowedNamespaces: {} } }, opts }
    : undefined;
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER.slice("https://".length)}`;

/** The driver is read anew every time. */
const stepsOf = ({ steps }: Report) => steps.filter(({ op }) => op !== "read");
/** The providers of the classes that are there. */
async function providersOf(): Promise<string[]> {
  const path = "/apis/secrets-store.csi.x-k8s.io/v1/namespaces/shop/secretproviderclasses";
  const { items } = await cluster.server.client.call<{ items: StoredObject[] }>("GET", path);
  return items.map(({ spec }) => (spec as { provider: string }).provider).sort();
}

test(
  "a workload comes to mount secrets and keeps its identities, and the driver keeps what it has and gets what both need",
  onCluster(
    () => cluster,
    async (stack) => {
      const { client } = cluster.server;
      await stack.up(asWorkload);

      const { failure } = await stack.failingUp(mounting(false));
      expect(failure.message).toContain("csi-driver-audience-missing");
      expect(failure.message).toContain("csi-driver-not-republished");
      expect(await providersOf()).not.toContain("azure");

      const up = await stack.up(mounting(true));
      expect(stepsOf(up).filter(({ op }) => !["create", "update"].includes(op))).toEqual([]);
      expect(
        stepsOf(up)
          .filter(({ type }) => type === "aws:iam/role:Role")
          .map(({ name }) => name),
      ).not.toContain("orders-aws-role");
      expect((await client.read(DRIVER)).spec).toMatchObject({
        podInfoOnMount: true,
        volumeLifecycleModes: ["Ephemeral"],
        requiresRepublish: true,
        tokenRequests: [
          { audience: "vault", expirationSeconds: 900 },
          { audience: "api://AzureADTokenExchange" },
          { audience: "sts.amazonaws.com" },
        ],
      });
      expect(await providersOf()).toEqual(["aws", "azure"]);
      expect(stepsOf(await stack.preview(mounting(true)))).toEqual([]);
      expect(stepsOf(await stack.preview(mounting(false))).filter(({ op }) => op !== "delete")).toEqual([]);

      const identity: KubeObject = {
        apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1",
        kind: "AzureClusterIdentity",
        metadata: { name: "cluster-identity", namespace: "capi" },
      };
      const before = await client.read(identity);
      const changed = await stack.up(mounting(true, ["default", "team-a"], ["db", "api"]));
      expect(
        stepsOf(changed)
          .map(({ op, name }) => `${op} ${name}`)
          .sort(),
      ).toEqual([
        expect.stringMatching(/^create orders-azure-key-vault-secrets-user-/),
        "update capz-cluster-identity",
        "update orders-class-azure",
      ]);
      const after = await client.read(identity);
      expect(after.metadata.uid).toBe(before.metadata.uid);
      expect(after.spec).toMatchObject({
        type: "WorkloadIdentity",
        allowedNamespaces: { list: ["default", "team-a"] },
      });

      const opened = await stack.failingPreview(mounting(true, ["default", "team-a"], ["db", "api"], [everyNamespace]));
      expect(opened.failure.message).toContain("capz-cluster-identity-changed");

      const secret = (name: string, namespace: string) =>
        client.read({ apiVersion: "v1", kind: "Secret", metadata: { name, namespace } });
      for (const { data } of [await secret("aks", "capi"), await secret("aso-credential", "shop")]) {
        expect(Object.keys(data as object).sort()).toEqual([
          "AUTH_MODE",
          "AZURE_CLIENT_ID",
          "AZURE_SUBSCRIPTION_ID",
          "AZURE_TENANT_ID",
        ]);
      }

      await stack.destroy();
      expect(await providersOf()).toEqual([]);
      expect((await client.read(DRIVER)).spec).toMatchObject({ requiresRepublish: true });
    },
  ),
);
