import { join } from "node:path";
import { goProgramsDirectory, pinnedVersion } from "./go-build";
import type { ApiServer } from "./kube-apiserver";
import { kubeconfig } from "./kube-apiserver";
import { KubeClient } from "./kube-client";
import { freePorts } from "./ports";

/** Puts Microsoft's own pod mutation in front of an API server, as its installation manifest does; it ends with the server. */
export async function installAzureWebhook(server: ApiServer, tenantId: string): Promise<void> {
  const module = "github.com/Azure/azure-workload-identity";
  const version = pinnedVersion("azure-webhook", module);
  const programs = await goProgramsDirectory({ folder: "azure-webhook", version, programs: { "azure-webhook": "." } });
  const [port] = await freePorts(1);
  const url = `https://127.0.0.1:${port}`;
  const { certificate } = server.authority;
  const { cert, key } = server.authority.credentialsFor("127.0.0.1");
  const args = [
    `-listen=127.0.0.1:${port}`,
    `-cert=${server.file("azure-webhook.crt", cert)}`,
    `-key=${server.file("azure-webhook.key", key)}`,
    `-kubeconfig=${server.file("azure-webhook.json", kubeconfig({ test: server }))}`,
  ];
  const client = new KubeClient(url, certificate, "");
  const serves = async () => (await client.send("GET", "/")).status > 0;
  await server.start(join(programs, "azure-webhook"), args, { AZURE_TENANT_ID: tenantId }, serves);
  await server.client.create({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "MutatingWebhookConfiguration",
    metadata: { name: "azure-wi-webhook-mutating-webhook-configuration" },
    webhooks: [
      {
        name: "mutation.azure-workload-identity.io",
        admissionReviewVersions: ["v1", "v1beta1"],
        clientConfig: { url: `${url}/mutate-v1-pod`, caBundle: Buffer.from(certificate).toString("base64") },
        failurePolicy: "Fail",
        matchPolicy: "Equivalent",
        objectSelector: { matchLabels: { "azure.workload.identity/use": "true" } },
        reinvocationPolicy: "IfNeeded",
        rules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["pods"] }],
        sideEffects: "None",
      },
    ],
  });
}
