import { describe, expect, it } from "vitest";
import type { AzureRuntime } from "../../../../src/clouds/azure/resources";
import { azureOperations, azureRuntime } from "../../../../src/clouds/azure/resources";
import { azureCredential } from "../../../../src/clouds/azure/resources/credential";

const ACCOUNT =
  "/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/shopissuer";
const page = { content: '{"keys":[]}', contentType: "application/json", cacheControl: "public, max-age=60" };
const inputs = {
  blobId: `${ACCOUNT}/blobServices/default/containers/oidc/blobs/blue/openid/v1/jwks`,
  url: "https://shopissuer.blob.core.windows.net/oidc/blue/openid/v1/jwks",
  ...page,
};

/** Azure as far as one account goes: signatures for one blob, and blobs behind them. */
function azure(blobs = new Map<string, typeof page>(), failures: Response[] = []) {
  const requests: { url: URL; method: string; headers: Headers; body: string }[] = [];
  const pauses: number[] = [];
  const runtime: AzureRuntime = {
    config: () => undefined,
    env: () => undefined,
    now: () => new Date("2026-11-27T08:00:00Z"),
    sleep: async (milliseconds) => void pauses.push(milliseconds),
    credential: (authorityHost) => ({
      getToken: async (scope) => ({ token: `${authorityHost} ${scope}` }),
    }),
    async fetch(input, init = {}) {
      const url = new URL(String(input));
      const { method = "GET", body } = init;
      const headers = new Headers(init.headers);
      requests.push({ url, method, headers, body: String(body ?? "") });
      const failure = failures.shift();
      if (failure !== undefined) return failure;
      if (url.pathname.endsWith("/ListServiceSas")) {
        const { canonicalizedResource, signedPermission } = JSON.parse(String(body));
        return Response.json({
          serviceSasToken: `${new URLSearchParams({ for: canonicalizedResource, sp: signedPermission })}`,
        });
      }
      const at = `${url.origin}${url.pathname}`;
      const signed = `/blob/${url.hostname.split(".")[0]}${url.pathname}`;
      const permission = method === "PUT" ? "w" : "r";
      if (url.searchParams.get("for") !== signed || url.searchParams.get("sp") !== permission) {
        return new Response("<Error><Code>AuthenticationFailed</Code></Error>", { status: 403 });
      }
      if (method === "PUT") {
        const stored = (name: string) => headers.get(name) ?? "";
        blobs.set(at, {
          content: String(body),
          contentType: stored("x-ms-blob-content-type"),
          cacheControl: stored("x-ms-blob-cache-control"),
        });
        return new Response(null, { status: 201 });
      }
      const found = blobs.get(at);
      if (found === undefined) return new Response("", { status: 404 });
      return new Response(found.content, {
        headers: { "content-type": found.contentType, "cache-control": found.cacheControl },
      });
    },
  };
  return { operations: azureOperations("BlobContent", undefined, runtime), blobs, requests, pauses };
}

describe("the content of a blob", () => {
  it("is written over in one call, with a signature for that blob alone", async () => {
    const { operations, blobs, requests } = azure();
    const { id, outs } = await operations.create(inputs);
    expect(id).toBe(inputs.blobId);
    expect(blobs.get(inputs.url)).toEqual(page);
    const keys = '{"keys":[1]}';
    await operations.update(id, outs as object as Record<string, unknown>, { ...inputs, content: keys });
    expect(blobs.get(inputs.url)).toEqual({ ...page, content: keys });
    expect(requests.map(({ method, url }) => `${method} ${url.hostname}`)).toEqual([
      "POST management.azure.com",
      "PUT shopissuer.blob.core.windows.net",
      "POST management.azure.com",
      "PUT shopissuer.blob.core.windows.net",
    ]);
    expect(requests[0]!.headers.get("authorization")).toBe(
      "Bearer https://login.microsoftonline.com https://management.azure.com/.default",
    );
    expect(JSON.parse(requests[0]!.body)).toMatchObject({
      signedExpiry: "2026-11-27T08:10:00.000Z",
      signedResource: "b",
    });
    expect(requests[1]!.headers.get("x-ms-blob-type")).toBe("BlockBlob");
  });

  it.each([
    ["core.usgovcloudapi.net", "management.usgovcloudapi.net", "login.microsoftonline.us"],
    ["core.chinacloudapi.cn", "management.chinacloudapi.cn", "login.chinacloudapi.cn"],
  ])("is written in the cloud that its address is in: %s", async (domain, management, login) => {
    const { operations, requests } = azure();
    await operations.create({ ...inputs, url: inputs.url.replace("core.windows.net", domain) });
    expect(requests[0]!.url.host).toBe(management);
    expect(requests[0]!.headers.get("authorization")).toContain(`https://${login} `);
  });

  it("keeps no signature and no token in state", async () => {
    const { operations } = azure();
    const { outs } = await operations.create({ ...inputs, __provider: "text" });
    expect(outs).toEqual(inputs);
  });

  it("shows what somebody else wrote, and that the blob is gone", async () => {
    const { operations, blobs } = azure();
    await operations.create(inputs);
    blobs.set(inputs.url, { ...page, content: "{}" });
    const { props } = await operations.read(inputs.blobId, inputs);
    expect(await operations.diff(inputs.blobId, props as Record<string, unknown>, inputs)).toMatchObject({
      changes: true,
      replaces: [],
    });
    blobs.clear();
    expect(await operations.read(inputs.blobId, inputs)).toEqual({ id: "", props: {} });
  });

  it("is gone with the account or the group that somebody deleted, and cannot be written then", async () => {
    const gone = () => new Response('{"error":{"code":"ResourceGroupNotFound"}}', { status: 404 });
    expect(await azure(new Map(), [gone()]).operations.read(inputs.blobId, inputs)).toEqual({ id: "", props: {} });
    await expect(azure(new Map(), [gone()]).operations.create(inputs)).rejects.toMatchObject({
      code: "azure-blob-refused",
      message: expect.stringContaining("404 ResourceGroupNotFound"),
    });
  });

  it("changes in place, and moves with its blob", async () => {
    const { operations } = azure();
    const diff = (more: object) => operations.diff(inputs.blobId, inputs, { ...inputs, ...more });
    expect(await diff({})).toMatchObject({ changes: false });
    expect(await diff({ content: "{}" })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ cacheControl: "no-store" })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff({ url: `${inputs.url}2` })).toMatchObject({ changes: true, replaces: ["url"] });
  });

  it("leaves the blob to azure-native when it goes", async () => {
    const { operations, blobs, requests } = azure(new Map([[inputs.url, page]]));
    await operations.delete(inputs.blobId, inputs);
    expect(blobs.size).toBe(1);
    expect(requests).toEqual([]);
  });

  it("is tried again where Azure is busy, and told where Azure refuses, without the signature", async () => {
    const busy = azure(new Map(), [new Response("", { status: 503 }), new Response("", { status: 429 })]);
    await busy.operations.create(inputs);
    expect(busy.blobs.size).toBe(1);
    expect(busy.pauses).toEqual([500, 1000]);
    const forbidden = new Response('{"error":{"code":"AuthorizationFailed"}}', { status: 403 });
    await expect(azure(new Map(), [forbidden]).operations.create(inputs)).rejects.toMatchObject({
      code: "azure-blob-refused",
      message: expect.stringMatching(/403 AuthorizationFailed.*listServiceSas\/action/),
    });
    const signed = Response.json({ serviceSasToken: "sig=secret" });
    const refused = azure(new Map(), [signed, new Response("<Code>AuthorizationFailure</Code>", { status: 403 })]);
    const error = await refused.operations.create(inputs).catch((thrown: Error) => thrown);
    expect(String(error)).toContain("AuthorizationFailure");
    expect(String(error)).not.toContain("secret");
  });

  it("is refused at preview for what is no blob of Azure, and not for what is known later", async () => {
    const { operations } = azure();
    const codes = async (more: object) =>
      (await operations.check({}, { ...inputs, ...more })).failures.map(({ property }) => property);
    expect(await codes({})).toEqual([]);
    expect(await codes({ url: "https://example.com/x" })).toEqual(["blobId"]);
    expect(await codes({ blobId: ACCOUNT })).toEqual(["blobId"]);
    expect(await codes({ blobId: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" })).toEqual([]);
  });

  it("has a name that every later version of this library knows", () => {
    expect(() => azureOperations("Nothing")).toThrow(expect.objectContaining({ code: "azure-resource-unknown" }));
  });
});

describe("the credential that writes it", () => {
  const HOST = "https://login.microsoftonline.com";
  const identity = {
    "azure-native:tenantId": "55555555-6666-7777-8888-999999999999",
    "azure-native:clientId": "orders",
  };
  const chosen = (settings: Record<string, string>, variables: Record<string, string> = {}) =>
    azureCredential({ config: (name) => settings[name], env: (name) => variables[name] }, HOST, fetch).constructor.name;

  it.each([
    ["ClientSecretCredential", { ...identity, "azure-native:clientSecret": "x" }],
    ["ClientCertificateCredential", { ...identity, "azure-native:clientCertificatePath": "sp.pem" }],
    ["ClientAssertionCredential", { ...identity, "azure-native:useOidc": "true", "azure-native:oidcToken": "x" }],
    ["ManagedIdentityCredential", { "azure-native:useMsi": "true" }],
    ["DefaultAzureCredential", { "azure-native:useDefaultAzureCredential": "true" }],
    ["AzureCliCredential", {}],
  ])("is a %s for the settings that azure-native takes for it", (name, settings) => {
    expect(chosen(settings)).toBe(name);
  });

  it("comes from the variables where the configuration says nothing, and says what is missing", () => {
    const secret = { ARM_CLIENT_SECRET: "x", ARM_CLIENT_ID: "orders" };
    expect(chosen({}, { ...secret, ARM_TENANT_ID: "t" })).toBe("ClientSecretCredential");
    expect(() => chosen({}, secret)).toThrow(
      expect.objectContaining({ code: "azure-credentials-missing", message: expect.stringContaining("ARM_TENANT_ID") }),
    );
  });

  it.each([
    ["azure-native's names", "ARM_OIDC_REQUEST_TOKEN", "ARM_OIDC_REQUEST_URL"],
    ["those of GitHub Actions", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_URL"],
  ])("asks for a token at the address that variables name, by %s", async (_, token, url) => {
    const asked: string[] = [];
    const variables: Record<string, string> = {
      ...{ ARM_USE_OIDC: "true", ARM_TENANT_ID: identity["azure-native:tenantId"], ARM_CLIENT_ID: "orders" },
      ...{ ARM_OIDC_AUDIENCE: "api://ours", [token]: "kept back", [url]: "https://ci.example.com/token?v=2" },
    };
    const refuses = async (at: string | URL | Request) => {
      asked.push(String(at));
      return new Response("kept back", { status: 403 });
    };
    const sources = { config: () => undefined, env: (name: string) => variables[name] };
    const credential = azureCredential(sources, HOST, refuses) as object as { getAssertion(): Promise<string> };
    const error = await credential.getAssertion().catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: "azure-credentials-refused", message: expect.stringContaining("403") });
    expect(String(error)).not.toContain("kept back");
    expect(asked).toEqual(["https://ci.example.com/token?v=2&audience=api%3A%2F%2Fours"]);
  });

  it("is read from the stack's configuration before the process", () => {
    const runtime = azureRuntime((key) => (key === "azure-native:useMsi" ? "true" : undefined));
    expect(runtime.credential(HOST).constructor.name).toBe("ManagedIdentityCredential");
  });
});
