import { readFileSync } from "node:fs";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import * as pulumi from "@pulumi/pulumi";
import { FederatedWorkload, WiringForm } from "pulumi-workload-identity";
import { GcpAccess } from "pulumi-workload-identity/clouds/gcp";
import { describe, expect, it } from "vitest";
import type { DeployedResource } from "../../src/clouds/cloud";
import { clouds } from "../../src/clouds/registry";
import { startSandbox } from "../../src/sandbox";
import { planOfDeployed } from "../../src/sandbox/pod-plan";
import { settled } from "../../src/testing";

const ORDERS = { namespace: "shop", serviceAccount: "orders" };
const EKS = "https://oidc.eks.eu-central-1.amazonaws.com/id/1";
const ACK = "https://oidc-ack-cn-beijing.oss-cn-beijing.aliyuncs.com/c1";

interface Given {
  annotations?: Record<string, string>;
  labels?: Record<string, string>;
  podAnnotations?: Record<string, string>;
  namespaceLabels?: Record<string, string>;
  env?: { name: string; value: string }[];
  namespace?: string;
  resources?: DeployedResource[];
  issuer?: string;
}

const kubernetes = (kind: string, state: object): DeployedResource => ({
  type: `kubernetes:${kind}`,
  name: "it",
  id: "it",
  state: state as Record<string, unknown>,
});

/** What the webhooks make of a pod of `shop/orders`. */
function plan(given: Given) {
  const { namespace = "shop" } = given;
  const deployed = [
    kubernetes("core/v1:Namespace", { metadata: { name: namespace, labels: given.namespaceLabels } }),
    kubernetes("core/v1:ServiceAccount", { metadata: { name: "orders", namespace, annotations: given.annotations } }),
    kubernetes("apps/v1:Deployment", {
      metadata: { name: "orders", namespace },
      spec: {
        template: {
          metadata: { labels: given.labels, annotations: given.podAnnotations },
          spec: { serviceAccountName: "orders", containers: [{ name: "app", env: given.env }] },
        },
      },
    }),
    ...(given.resources ?? []),
  ];
  const { env, tokens, files, notes } = planOfDeployed(deployed, { ...ORDERS, namespace }, given.issuer);
  return { env, tokens, files, notes };
}

const NOTHING = { env: {}, tokens: [], files: [], notes: [] };
const noted = (note: string) => ({ ...NOTHING, notes: [expect.stringContaining(note)] });

describe("the EKS webhook", () => {
  const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/orders" };
  const path = "/var/run/secrets/eks.amazonaws.com/serviceaccount/token";
  const EKS_ARN = "arn:aws:eks:eu-central-1:111122223333";
  const association: DeployedResource[] = [
    {
      type: "aws:eks/cluster:Cluster",
      name: "eks",
      id: "eks",
      state: { name: "eks", arn: `${EKS_ARN}:cluster/eks`, identities: [{ oidcs: [{ issuer: EKS }] }] },
    },
    {
      type: "aws:eks/podIdentityAssociation:PodIdentityAssociation",
      name: "a",
      id: "a",
      state: { clusterName: "eks", associationArn: `${EKS_ARN}:podidentityassociation/eks/a`, ...ORDERS },
    },
  ];

  it("injects the role of the annotation, with a token of a day and the region of the cluster", () => {
    expect(plan({ annotations, issuer: EKS })).toEqual({
      ...NOTHING,
      env: {
        AWS_ROLE_ARN: annotations["eks.amazonaws.com/role-arn"],
        AWS_WEB_IDENTITY_TOKEN_FILE: path,
        AWS_STS_REGIONAL_ENDPOINTS: "regional",
        AWS_REGION: "eu-central-1",
        AWS_DEFAULT_REGION: "eu-central-1",
      },
      tokens: [{ path, audience: "sts.amazonaws.com", expirationSeconds: 86_400 }],
    });
  });

  it("takes audience and lifetime of the annotations, the pod's first, and never less than ten minutes", () => {
    const more = { ...annotations, "eks.amazonaws.com/audience": "a", "eks.amazonaws.com/token-expiration": "7200" };
    expect(plan({ annotations: more }).tokens).toEqual([{ path, audience: "a", expirationSeconds: 7200 }]);
    const podAnnotations = { "eks.amazonaws.com/token-expiration": "60" };
    expect(plan({ annotations: more, podAnnotations }).tokens[0]?.expirationSeconds).toBe(600);
  });

  it("keeps what the container sets itself", () => {
    const env = [{ name: "AWS_REGION", value: "us-east-1" }];
    const seen = plan({ annotations, env, issuer: EKS }).env;
    expect([seen.AWS_REGION, seen.AWS_DEFAULT_REGION]).toEqual(["us-east-1", undefined]);
  });

  it("prefers an association of the pod's cluster to the annotation", () => {
    const { env, tokens } = plan({ annotations, resources: association, issuer: EKS });
    expect(env).toMatchObject({ AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials" });
    expect(env).not.toHaveProperty("AWS_ROLE_ARN");
    expect(tokens).toMatchObject([{ audience: "pods.eks.amazonaws.com" }]);
    expect(plan({ resources: association, issuer: "https://other.example" })).toEqual(NOTHING);
  });

  it("leaves out skipped containers, and says so where the pod opts out and has nothing of its own", () => {
    expect(plan({ annotations, podAnnotations: { "eks.amazonaws.com/skip-containers": "x, app" } })).toEqual(NOTHING);
    const labels = { "eks.amazonaws.com/skip-pod-identity-webhook": "true" };
    expect(plan({ annotations, labels })).toEqual(noted("skip-pod-identity-webhook"));
    const env = [{ name: "AWS_WEB_IDENTITY_TOKEN_FILE", value: "/own" }];
    expect(plan({ annotations, labels, env }).notes).toEqual([]);
  });
});

describe("Azure's webhook", () => {
  const labels = { "azure.workload.identity/use": "true" };
  const annotations = { "azure.workload.identity/client-id": "c", "azure.workload.identity/tenant-id": "t" };
  const path = "/var/run/secrets/azure/wi/token/azure-identity-token";

  it("injects the identity of the annotations into pods with its label", () => {
    expect(plan({ annotations, labels })).toEqual({
      ...NOTHING,
      env: {
        AZURE_CLIENT_ID: "c",
        AZURE_TENANT_ID: "t",
        AZURE_FEDERATED_TOKEN_FILE: path,
        AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com/",
      },
      tokens: [{ path, audience: "api://AzureADTokenExchange", expirationSeconds: 3600 }],
    });
  });

  it.each([
    ["https://usgovvirginia.oic.prod-aks.azure.us/t/1/", "https://login.microsoftonline.us/"],
    ["https://chinanorth3.oic.prod-aks.azure.cn/t/1/", "https://login.chinacloudapi.cn/"],
  ])("signs in where the cluster of %s does", (issuer, host) => {
    expect(plan({ annotations, labels, issuer }).env.AZURE_AUTHORITY_HOST).toBe(host);
  });

  it.each([
    ["without the label", { annotations }, 'azure.workload.identity/use: "true"'],
    ["in kube-system", { annotations, labels, namespace: "kube-system" }, "kube-system"],
    [
      "that asks for a token of ten minutes",
      { annotations, labels, podAnnotations: { "azure.workload.identity/service-account-token-expiration": "600" } },
      "rejects the pod",
    ],
  ])("injects nothing into a pod %s, and says so", (_, given, note) => {
    expect(plan(given)).toEqual(noted(note));
  });

  it("leaves out skipped containers", () => {
    const podAnnotations = { "azure.workload.identity/skip-containers": "other;app" };
    expect(plan({ annotations, labels, podAnnotations })).toEqual(NOTHING);
  });
});

describe("Google's federation webhook", () => {
  const provider = "projects/1/locations/global/workloadIdentityPools/p/providers/k";
  const annotations = {
    "cloud.google.com/workload-identity-provider": provider,
    "cloud.google.com/service-account-email": "orders@shop.iam.gserviceaccount.com",
    "cloud.google.com/injection-mode": "direct",
  };

  it("injects a token and the file that exchanges it", () => {
    const { env, tokens, files, notes } = plan({ annotations });
    const path = "/var/run/secrets/sts.googleapis.com/serviceaccount/token";
    expect(tokens).toEqual([{ path, audience: "sts.googleapis.com", expirationSeconds: 86_400 }]);
    expect(env).toMatchObject({ GOOGLE_APPLICATION_CREDENTIALS: files[0]?.path, CLOUDSDK_CORE_PROJECT: "shop" });
    expect(JSON.parse(String(files[0]?.content))).toMatchObject({
      audience: `//iam.googleapis.com/${provider}`,
      credential_source: { file: path },
    });
    expect(notes).toEqual([]);
  });

  it("overrides credentials that the container sets itself, as a leftover of keys would be", () => {
    const env = [{ name: "GOOGLE_APPLICATION_CREDENTIALS", value: "/keys.json" }];
    expect(plan({ annotations, env }).env.GOOGLE_APPLICATION_CREDENTIALS).toMatch(/federation\.json$/);
  });

  it("injects nothing with half of its annotations or through gcloud, and says so", () => {
    const { "cloud.google.com/service-account-email": _, ...half } = annotations;
    expect(plan({ annotations: half })).toEqual(noted("needs both"));
    expect(plan({ annotations: { ...annotations, "cloud.google.com/injection-mode": "gcloud" } })).toEqual(
      noted("gcloud"),
    );
  });
});

describe("ACK's webhook", () => {
  const annotations = { "pod-identity.alibabacloud.com/role-name": "orders" };
  const on = { "pod-identity.alibabacloud.com/injection": "on" };
  const provider = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1";
  const rrsaMetadata = { enabled: true, ramOidcProviderArn: provider, rrsaOidcIssuerUrl: ACK };
  const type = "alicloud:cs/managedKubernetes:ManagedKubernetes";
  const resources = [{ type, name: "ack", id: "c1", state: { rrsaMetadata } }];
  const path = "/var/run/secrets/ack.alibabacloud.com/rrsa-tokens/token";

  it.each([
    ["the pod", { labels: on }],
    ["its namespace", { namespaceLabels: on }],
  ])("injects the role where %s has its label, by the provider of the pod's cluster", (_, labelled) => {
    expect(plan({ annotations, resources, issuer: ACK, ...labelled })).toEqual({
      ...NOTHING,
      env: {
        ALIBABA_CLOUD_ROLE_ARN: "acs:ram::1234567890123456:role/orders",
        ALIBABA_CLOUD_OIDC_PROVIDER_ARN: provider,
        ALIBABA_CLOUD_OIDC_TOKEN_FILE: path,
      },
      tokens: [{ path, audience: "sts.aliyuncs.com", expirationSeconds: 3600 }],
    });
  });

  it("keeps a role that the container sets itself, unless it is told to override it", () => {
    const env = [{ name: "ALIBABA_CLOUD_ROLE_ARN", value: "own" }];
    const given = { annotations, labels: on, resources, issuer: ACK, env };
    expect(plan(given).env.ALIBABA_CLOUD_ROLE_ARN).toBe("own");
    const podAnnotations = { "pod-identity.alibabacloud.com/override-env": "true" };
    expect(plan({ ...given, podAnnotations }).env.ALIBABA_CLOUD_ROLE_ARN).toMatch(/role\/orders$/);
  });

  it("injects nothing without the label or for a name that is none, and says so", () => {
    expect(plan({ annotations, resources, issuer: ACK })).toEqual(noted('injection: "on"'));
    const arn = { "pod-identity.alibabacloud.com/role-name": "acs:ram::1:role/orders" };
    expect(plan({ annotations: arn, labels: on, resources, issuer: ACK })).toEqual(noted("is no role's name"));
  });

  it("says that it knows no provider of another cluster", () => {
    const { env, notes } = plan({ annotations, labels: on, resources, issuer: EKS });
    expect(env).toEqual({});
    expect(notes).toEqual([expect.stringContaining("no RAM OIDC provider of the pod's cluster")]);
  });
});

it("a workload that leaves its wiring to the webhooks gets tokens that its trusts take, on every cloud that has one", async () => {
  const sandbox = await startSandbox();
  await settled();
  await pulumi.runtime.setMocks(sandbox.mocks(), "project", "stack", false);
  const webhook = { wiring: WiringForm.Webhook };
  const workload = new FederatedWorkload("orders", {
    ...ORDERS,
    issuer: { url: EKS },
    registrations: { alicloud: { fingerprints: ["902ef2deeb3c5b13ea4c3d5193629309e231ae55"] } },
    aws: webhook,
    azure: { resourceGroupName: "shop", ...webhook },
    gcp: { project: "shop-prod", access: GcpAccess.Impersonation, ...webhook },
    alicloud: webhook,
  });
  const template = workload.podTemplate({ metadata: {}, spec: { containers: [{ name: "app", image: "app:1" }] } });
  new Deployment("orders", { metadata: { namespace: "shop" }, spec: { selector: {}, template } });
  await settled();
  const { environment, notes, close } = await sandbox.pod(ORDERS);
  expect(notes).toEqual([]);
  const configuration = JSON.parse(readFileSync(environment.GOOGLE_APPLICATION_CREDENTIALS!, "utf8"));
  const files = {
    aws: environment.AWS_WEB_IDENTITY_TOKEN_FILE,
    azure: environment.AZURE_FEDERATED_TOKEN_FILE,
    gcp: configuration.credential_source.file,
    alicloud: environment.ALIBABA_CLOUD_OIDC_TOKEN_FILE,
  };
  for (const [name, file] of Object.entries(files)) {
    const token = JSON.parse(Buffer.from(readFileSync(file, "utf8").split(".")[1]!, "base64url").toString());
    const cloud = clouds.find((each) => each.name === name)!;
    const decisions = sandbox.state.trusts(name).map(({ trust }) => cloud.evaluate(trust, token).decision);
    expect([name, decisions]).toEqual([name, ["allow"]]);
  }
  await close();
  await sandbox.close();
});
