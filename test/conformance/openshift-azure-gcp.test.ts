/** The vendors' clients in pods of OpenShift's operators on Azure and Google Cloud, which read what the component writes into their Secrets. */

import * as pulumi from "@pulumi/pulumi";
import { ServiceAccountIssuer } from "pulumi-workload-identity/issuer";
import { OpenShiftIdentities } from "pulumi-workload-identity/openshift";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { newKeyPair } from "../../src/issuer/key-pair";
import { KeyPhase, timeText } from "../../src/issuer/rotation";
import type { Sandbox } from "../../src/sandbox";
import { startSandbox } from "../../src/sandbox";
import { outputValue, settled } from "../../src/testing/mocks";
import { credentialsRequest } from "../support/openshift-requests";
import type { Client } from "./support/clients";
import { nodeClient, pythonClient } from "./support/clients";
import { inPod } from "./support/sandbox";

const NAMESPACE = "openshift-ingress-operator";
const MOUNT = "/var/run/secrets/openshift/serviceaccount";

let sandbox: Sandbox;
let issuer = "";
/** The Secret of the operator on each cloud, as the API server reads it. */
const secrets: Record<string, { data?: Record<string, string>; stringData?: Record<string, string> }> = {};

beforeAll(async () => {
  const { publicKey, privateKey } = newKeyPair("RS256");
  sandbox = await startSandbox({ signingKeys: [privateKey] });
  await pulumi.runtime.setMocks(sandbox.mocks(), "conformance", "test", false);
  const hosted = new ServiceAccountIssuer("prod", {
    keys: [{ publicKey, phase: KeyPhase.Active, since: timeText(Date.now()) }],
    azureBlob: { resourceGroupName: "issuers" },
  });
  const requests = {
    AzureProviderSpec: ["Microsoft.Network/dnsZones/read"],
    GCPProviderSpec: ["dns.changes.create"],
  };
  const credentialsRequests = Object.entries(requests).map(([kind, permissions]) =>
    credentialsRequest(
      { name: "openshift-ingress", secret: `${NAMESPACE}/cloud-credentials`, serviceAccounts: ["ingress-operator"] },
      { kind, permissions },
    ),
  );
  const common = { issuer: hosted.issuer, credentialsRequests };
  const azure = {
    subscriptionId: "00000000-1111-2222-3333-444444444444",
    tenantId: "55555555-6666-7777-8888-999999999999",
    region: "westeurope",
  };
  const installs = {
    azure: new OpenShiftIdentities("blue", { ...common, azure }),
    gcp: new OpenShiftIdentities("green", { ...common, gcp: { project: "shop-prod" } }),
  };
  await settled();
  issuer = (await outputValue(hosted.issuer)).url;
  for (const [cloud, { installerFiles }] of Object.entries(installs)) {
    const files = await outputValue(installerFiles);
    secrets[cloud] = parse(files[`manifests/${NAMESPACE}-cloud-credentials-credentials.yaml`] ?? "");
  }
});
afterAll(() => sandbox.close());

const clients: [string, string, Client][] = [
  ["azure", "@azure/identity", nodeClient("azure", "workload-identity")],
  ["azure", "azure-identity", pythonClient("entra", "workload-identity")],
  ["gcp", "google-auth-library", nodeClient("gcp", "token")],
  ["gcp", "google-auth", pythonClient("gcp", "token")],
];

/** What the operator makes of its Secret: variables on Azure, a file on Google Cloud. */
function readSecret(cloud: string): {
  env: Record<string, string>;
  files: { key: string; path: string; content: string }[];
} {
  const { data = {}, stringData = {} } = secrets[cloud] ?? {};
  if (cloud === "gcp") {
    const content = Buffer.from(data["service_account.json"] ?? "", "base64").toString();
    return {
      // Operators know the project from the cluster; the library would ask for it.
      env: { GOOGLE_APPLICATION_CREDENTIALS: `${MOUNT}/credentials`, GOOGLE_CLOUD_PROJECT: "shop-prod" },
      files: [{ key: "credentials", path: "credentials", content }],
    };
  }
  return {
    env: {
      AZURE_CLIENT_ID: stringData.azure_client_id ?? "",
      AZURE_TENANT_ID: stringData.azure_tenant_id ?? "",
      AZURE_FEDERATED_TOKEN_FILE: stringData.azure_federated_token_file ?? "",
    },
    files: [],
  };
}

/** A pod with its token for an audience, and with what the operator's Secret says. */
function asPod(cloud: string, client: Client, serviceAccount: string, audience: string) {
  const wiring = {
    serviceAccountAnnotations: {},
    excludedAnnotations: [],
    namespaceLabels: {},
    podLabels: {},
    podAnnotations: {},
    nodeSelector: {},
    ...readSecret(cloud),
    defaults: [],
    tokens: [{ audience, path: "token", expirationSeconds: 3600 }],
    skipContainers: [],
    podSettings: [],
    rivals: [],
  };
  return inPod(sandbox, { issuer, namespace: NAMESPACE, serviceAccount, wiring, mountPath: MOUNT }, client);
}

describe.each(clients)("an operator on %s with %s", (cloud, _, client) => {
  it("becomes its identity with the token that OpenShift mounts and the Secret that it reads", async () => {
    expect(await asPod(cloud, client, "ingress-operator", "openshift")).toMatchObject({ ok: true });
  });

  it.each([
    ["another ServiceAccount", "default", "openshift"],
    ["a token for the audience of users' workloads", "ingress-operator", "api://AzureADTokenExchange"],
  ])("is no one else: %s is refused with the same Secret", async (_, serviceAccount, audience) => {
    expect(await asPod(cloud, client, serviceAccount, audience)).toMatchObject({ ok: false });
  });
});
