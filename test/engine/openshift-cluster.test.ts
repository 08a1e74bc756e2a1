import { OpenShiftIdentities } from "pulumi-workload-identity/openshift";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { awsRequest } from "../support/openshift-requests";
import { BUILD_TIMEOUT } from "./support/kube-apiserver";
import type { KubeObject } from "./support/kube-client";
import type { Cluster } from "./support/real-cluster";
import { emptyCluster, onCluster, startCluster } from "./support/real-cluster";

const ISSUER = "https://prod-oidc.s3.eu-central-1.amazonaws.com";
const NAMESPACE = "openshift-ingress-operator";

/** A kind of OpenShift's with the one field of its spec that is used here. */
const definition = (group: string, plural: string, kind: string, field: string): KubeObject => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: "Cluster",
    names: { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: { type: "object", properties: { [field]: { type: "string" }, type: { type: "string" } } },
            },
          },
        },
      },
    ],
  },
});
const credentials = (credentialsMode: string): KubeObject => ({
  apiVersion: "operator.openshift.io/v1",
  kind: "CloudCredential",
  metadata: { name: "cluster" },
  spec: { credentialsMode },
});
const AUTHENTICATION: KubeObject = {
  apiVersion: "config.openshift.io/v1",
  kind: "Authentication",
  metadata: { name: "cluster" },
  spec: { type: "IntegratedOAuth" },
};
const SECRET: KubeObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "cloud-credentials", namespace: NAMESPACE },
};

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster(ISSUER);
  const { client } = cluster.server;
  await client.create(definition("operator.openshift.io", "cloudcredentials", "CloudCredential", "credentialsMode"));
  await client.create(definition("config.openshift.io", "authentications", "Authentication", "serviceAccountIssuer"));
  for (const kind of ["operator.openshift.io/v1/cloudcredentials", "config.openshift.io/v1/authentications"]) {
    while ((await client.send("GET", `/apis/${kind}`)).status !== 200) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}, BUILD_TIMEOUT);
afterAll(() => cluster?.end());
beforeEach(async () => {
  const { client } = cluster.server;
  await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
  await client.apply(credentials("Mint"), "admin");
  await client.create(AUTHENTICATION);
});
afterEach(async () => {
  await emptyCluster(cluster);
  for (const object of [credentials("Mint"), AUTHENTICATION]) await cluster.server.client.delete(object);
});

const program = async () => {
  new OpenShiftIdentities("prod", {
    issuer: { url: ISSUER },
    credentialsRequests: [
      awsRequest({
        name: "openshift-ingress",
        secret: `${NAMESPACE}/cloud-credentials`,
        serviceAccounts: ["ingress-operator"],
        actions: ["route53:ListHostedZones"],
      }),
    ],
    aws: { region: "eu-central-1" },
    kubernetes: { authentication: true },
  });
};

test(
  "a cluster in manual mode gets its Secrets and its issuer, and one in another mode is left to its own operator",
  onCluster(
    () => cluster,
    async (stack) => {
      const { client } = cluster.server;

      const { failure } = await stack.failingUp(program);
      expect(failure.message).toContain("openshift-credentials-mode");
      expect((await client.send("GET", `/api/v1/namespaces/${NAMESPACE}/secrets/cloud-credentials`)).status).toBe(404);

      await client.apply(credentials("Manual"), "admin");
      await stack.up(program);
      const secret = (await client.read(SECRET)) as unknown as { data: Record<string, string>; type: string };
      expect(secret.type).toBe("Opaque");
      expect(Buffer.from(secret.data.credentials ?? "", "base64").toString()).toBe(
        [
          "[default]",
          "sts_regional_endpoints = regional",
          "role_arn = arn:aws:iam::111122223333:role/prod-openshift-ingress-operator-cloud-credentials",
          "web_identity_token_file = /var/run/secrets/openshift/serviceaccount/token",
        ].join("\n"),
      );
      expect((await client.read(AUTHENTICATION)).spec).toEqual({
        type: "IntegratedOAuth",
        serviceAccountIssuer: ISSUER,
      });
      // The mode is read anew every time.
      const { steps } = await stack.preview(program);
      expect(steps.filter(({ op }) => op !== "read")).toEqual([]);
      await stack.destroy();
      expect((await client.read(AUTHENTICATION)).spec).toMatchObject({ serviceAccountIssuer: ISSUER });
    },
  ),
);
