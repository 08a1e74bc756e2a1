import { describe, expect, it } from "vitest";
import { AZURE_WEBHOOK_MOUNT_PATHS } from "../../../src/clouds/azure/limits";
import { azureProjectedWiring, azureWebhookWiring } from "../../../src/clouds/azure/wiring";
import { emptyWiring } from "../../../src/core/wiring";

const settings = { clientId: "client", tenantId: "tenant", audience: "api://AzureADTokenExchange" };
const annotations = {
  "azure.workload.identity/client-id": "client",
  "azure.workload.identity/tenant-id": "tenant",
};

describe("azureProjectedWiring", () => {
  it("carries token and environment itself and stays out of the webhook's sight", () => {
    expect(azureProjectedWiring(settings)).toEqual({
      ...emptyWiring(),
      rivals: expect.any(Array),
      serviceAccountAnnotations: annotations,
      env: {
        AZURE_CLIENT_ID: "client",
        AZURE_TENANT_ID: "tenant",
        AZURE_FEDERATED_TOKEN_FILE: "/var/run/secrets/workload-identity/azure/token",
        AZURE_AUTHORITY_HOST: "https://login.microsoftonline.com/",
      },
      tokens: [{ audience: "api://AzureADTokenExchange", path: "azure/token", expirationSeconds: 3600 }],
    });
  });

  it.each([
    ["public", "https://login.microsoftonline.com/"],
    ["usgovernment", "https://login.microsoftonline.us/"],
    ["china", "https://login.chinacloudapi.cn/"],
  ] as const)("signs in at the host of environment %s", (environment, host) => {
    expect(azureProjectedWiring({ ...settings, environment }).env.AZURE_AUTHORITY_HOST).toBe(host);
  });

  it("points the environment at the token where path and mount are chosen", () => {
    const { env, tokens } = azureProjectedWiring({
      ...settings,
      mountPath: "/tokens",
      tokenPath: "entra",
      expirationSeconds: 900,
    });
    expect(env.AZURE_FEDERATED_TOKEN_FILE).toBe("/tokens/entra");
    expect(tokens).toEqual([{ audience: "api://AzureADTokenExchange", path: "entra", expirationSeconds: 900 }]);
  });

  it("uses none of the webhook's mount paths", () => {
    const file = azureProjectedWiring(settings).env.AZURE_FEDERATED_TOKEN_FILE;
    expect(AZURE_WEBHOOK_MOUNT_PATHS.filter((path) => file?.startsWith(path))).toEqual([]);
  });
});

describe("azureWebhookWiring", () => {
  it("writes only what the webhook reads", () => {
    expect(azureWebhookWiring({ ...settings, expirationSeconds: 7200 })).toEqual({
      ...emptyWiring(),
      rivals: expect.any(Array),
      serviceAccountAnnotations: {
        ...annotations,
        "azure.workload.identity/service-account-token-expiration": "7200",
      },
      podLabels: { "azure.workload.identity/use": "true" },
      skipContainers: [{ annotation: "azure.workload.identity/skip-containers", separator: ";" }],
      podSettings: [
        expect.objectContaining({
          annotation: "azure.workload.identity/service-account-token-expiration",
          expected: { min: 3600, max: 86_400 },
        }),
        expect.objectContaining({ annotation: "azure.workload.identity/inject-proxy-sidecar", expected: ["true"] }),
        expect.objectContaining({ annotation: "azure.workload.identity/proxy-sidecar-port" }),
      ],
    });
  });
});
