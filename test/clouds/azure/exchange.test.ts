import { beforeEach, describe, expect, it } from "vitest";
import { AZURE_DEFAULT_AUDIENCE } from "../../../src/clouds/azure/audience";
import { azure } from "../../../src/clouds/azure/cloud";
import { azureExchange } from "../../../src/clouds/azure/simulated/exchange";
import { AZURE_SIMULATED_TENANT } from "../../../src/clouds/azure/simulated/resources";
import { azureSimulation } from "../../../src/clouds/azure/simulation";
import { subjectClaim } from "../../../src/core/subject";
import type { SandboxTokenRequest } from "../../../src/sandbox/issuer";
import { exchangeBench, simulated } from "../../support/exchange-bench";
import { unpublishedIssuers } from "../../support/issuer-keys";
import { callVendor } from "../../support/vendor-call";

const issuer = "https://westeurope.oic.prod-aks.azure.com/t/c/";
const orders = { issuer, namespace: "shop", serviceAccount: "orders", audience: AZURE_DEFAULT_AUDIENCE };
const login = "https://login.microsoftonline.com";
const tokenUrl = `${login}/${AZURE_SIMULATED_TENANT}/oauth2/v2.0/token`;

const identity = (resourceName: string, resourceGroupName = "rg") =>
  simulated(azure, "azure-native:managedidentity:UserAssignedIdentity", { resourceGroupName, resourceName });
const credential = (resourceName: string, changes: object = {}) =>
  simulated(azure, "azure-native:managedidentity:FederatedIdentityCredential", {
    resourceGroupName: "rg",
    resourceName,
    issuer,
    subject: subjectClaim(orders),
    audiences: [AZURE_DEFAULT_AUDIENCE],
    ...changes,
  });
const clientIdOf = ({ state }: { state: Record<string, unknown> }) => String(state.clientId);

const own = identity("orders");
const bench = exchangeBench(azure, [issuer, issuer.slice(0, -1), "https://other.example.com"]);
const call = (url: string) => callVendor(azureExchange, bench, url);

beforeEach(() => bench.begin([own, credential("orders")]));

function exchange(assertion: string, changes: Record<string, string> = {}, url = tokenUrl) {
  const form = {
    client_id: clientIdOf(own),
    scope: "https://management.azure.com/.default",
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    ...changes,
  };
  return callVendor(azureExchange, bench, url, { form });
}

const exchangeOf = async (changes: Partial<SandboxTokenRequest>) =>
  exchange(await bench.issuers.mint({ ...orders, ...changes }));

describe("Entra", () => {
  it("gives the identity's token, which calls itself a fake, to the ServiceAccount of a credential", async () => {
    const { status, body } = await exchangeOf({});
    expect(status).toBe(200);
    expect(body).toEqual({
      token_type: "Bearer",
      expires_in: 86399,
      ext_expires_in: 86399,
      access_token: expect.stringMatching(/^FAKE-azure-access-token/),
    });
    expect(bench.context().recall(String(body.access_token))).toEqual({
      identity: own.id,
      subject: "system:serviceaccount:shop:orders",
      expires: expect.closeTo(bench.now() + 86399, -2),
    });
    expect(bench.log).toEqual([
      expect.objectContaining({ target: clientIdOf(own), subject: "system:serviceaccount:shop:orders", allowed: true }),
    ]);
  });

  it.each([
    ["another issuer", { issuer: "https://other.example.com" }, 700211, "issuer 'https://other.example.com'"],
    ["an issuer without its slash", { issuer: issuer.slice(0, -1) }, 700211, `issuer '${issuer.slice(0, -1)}'`],
    ["another ServiceAccount", { serviceAccount: "billing" }, 700213, "subject 'system:serviceaccount:shop:billing'"],
    ["another namespace", { namespace: "dev" }, 700213, "subject 'system:serviceaccount:dev:orders'"],
    ["a subject in capitals", { serviceAccount: "Orders" }, 7002138, "not with case-sensitive comparison"],
    ["another audience", { audience: "https://sts.example.com" }, 700212, "audience 'https://sts.example.com'"],
    ["further audiences, undocumented as they are", { audience: [AZURE_DEFAULT_AUDIENCE, "a"] }, 700212, ", a'"],
    [
      "an expired token",
      { issuedAt: 1_767_225_600 },
      700024,
      "valid from 2026-01-01T00:00:00.0000000Z, expiry time of assertion 2026-01-01T01:00:00.0000000Z",
    ],
    [
      "a token that is not valid yet",
      { issuedAt: 4_102_444_800 },
      700024,
      "assertion valid from 2100-01-01T00:00:00.0000000Z",
    ],
  ])("refuses %s", async (_, changes, code, text) => {
    const { status, body } = await exchangeOf(changes);
    expect([status, body.error, body.error_codes]).toEqual([401, "invalid_client", [code]]);
    expect(body.error_description).toContain(`AADSTS${code}: `);
    expect(body.error_description).toContain(text);
    expect(bench.log).toEqual([expect.objectContaining({ allowed: false, code: `AADSTS${code}` })]);
    expect(bench.log[0]?.trace.some(({ passed }) => passed !== true)).toBe(true);
  });

  it("refuses a token that another key signed in the issuer's name", async () => {
    const stranger = unpublishedIssuers(bench.now, () => true, "stranger");
    const { status, body } = await exchange(await stranger.mint(orders));
    expect([status, body.error_codes]).toEqual([401, [7000272]]);
    expect(body.error_description).toContain((await stranger.get(issuer)).keyId);
  });

  it.each([
    ["text that is no token", "nonsense", 400, "invalid_request", 50027],
    ["no assertion", undefined, 401, "invalid_client", 7000216],
  ])("refuses %s", async (_, assertion, status, error, code) => {
    const answer = await exchange(assertion ?? "", assertion === undefined ? { client_assertion_type: "" } : {});
    expect([answer.status, answer.body.error, answer.body.error_codes]).toEqual([status, error, [code]]);
  });

  it.each([
    ["another grant", { grant_type: "password" }, "unsupported_grant_type", 70003],
    ["no scope", { scope: "" }, "invalid_request", 900144],
    ["a scope of single permissions", { scope: "User.Read" }, "invalid_scope", 1002012],
    ["a client it does not know", { client_id: AZURE_SIMULATED_TENANT }, "unauthorized_client", 700016],
  ])("refuses %s", async (_, changes, error, code) => {
    const { status, body } = await exchange(await bench.issuers.mint(orders), changes);
    expect([status, body.error, body.error_codes]).toEqual([400, error, [code]]);
  });

  it("refuses a tenant it does not know", async () => {
    const url = tokenUrl.replace(AZURE_SIMULATED_TENANT, "00000000-0000-0000-0000-000000000000");
    const { status, body } = await exchange(await bench.issuers.mint(orders), {}, url);
    expect([status, body.error, body.error_codes]).toEqual([400, "invalid_request", [90002]]);
  });

  it("finds no client of another tenant", async () => {
    const tenantId = "00000000-0000-0000-0000-000000000001";
    const elsewhere = identity("elsewhere");
    bench.begin([own, credential("orders"), { ...elsewhere, state: { ...elsewhere.state, tenantId } }]);
    const url = tokenUrl.replace(AZURE_SIMULATED_TENANT, tenantId);
    const { body } = await exchange(await bench.issuers.mint(orders), {}, url);
    expect(body.error_codes).toEqual([700016]);
  });

  it("refuses an identity without credentials", async () => {
    bench.resources = [own];
    const { body } = await exchangeOf({});
    expect([body.error, body.error_codes]).toEqual(["invalid_client", [70025]]);
    expect(body.error_description).toContain(`The client '${clientIdOf(own)}'(orders)`);
  });

  it("refuses a flexible credential that does not fit without naming a claim", async () => {
    const expression = { value: "claims['sub'] eq 'system:serviceaccount:shop:billing'", languageVersion: 1 };
    bench.resources = [own, credential("orders", { subject: undefined, claimsMatchingExpression: expression })];
    expect((await exchangeOf({})).body.error_codes).toEqual([70021]);
  });

  it("refuses the same token once the credential is gone", async () => {
    const assertion = await bench.issuers.mint(orders);
    expect((await exchange(assertion)).status).toBe(200);
    bench.resources = [own, credential("orders", { subject: "system:serviceaccount:shop:billing" })];
    expect((await exchange(assertion)).body.error_codes).toEqual([700213]);
  });

  it("tells identities of one name in two resource groups apart", async () => {
    const twin = identity("orders", "other-rg");
    bench.resources = [own, twin, credential("orders")];
    const { body } = await exchange(await bench.issuers.mint(orders), { client_id: clientIdOf(twin) });
    expect(body.error_codes).toEqual([70025]);
  });

  it("finds client and tenant whatever their capitals", async () => {
    const url = tokenUrl.replace(AZURE_SIMULATED_TENANT, AZURE_SIMULATED_TENANT.toUpperCase());
    const changes = { client_id: clientIdOf(own).toUpperCase() };
    expect((await exchange(await bench.issuers.mint(orders), changes, url)).status).toBe(200);
  });

  it("stamps a refusal the way its clients print it", async () => {
    const { body, headers } = await exchange("nonsense");
    expect(body.error_description).toBe(
      `AADSTS50027: JWT token is invalid or malformed. Trace ID: ${body.trace_id} Correlation ID: ${body.correlation_id} Timestamp: ${body.timestamp}`,
    );
    expect(body).toMatchObject({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
      error_uri: `${login}/error?code=50027`,
    });
    expect(headers.get("x-ms-request-id")).toBe(body.trace_id);
  });
});

describe("Entra's discovery", () => {
  const instance = (host: string) =>
    call(
      `${login}/common/discovery/instance?api-version=1.1&authorization_endpoint=https://${host}/t/oauth2/v2.0/authorize`,
    );

  it.each(["login.microsoftonline.com", "login.chinacloudapi.cn", "127.0.0.1:4321"])("knows %s", async (host) => {
    const { body } = await instance(host);
    expect(body.tenant_discovery_endpoint).toBe(`https://${host}/t/v2.0/.well-known/openid-configuration`);
    expect(body.metadata).toContainEqual(expect.objectContaining({ preferred_network: "login.microsoftonline.com" }));
  });

  it("knows no other host", async () => {
    const { status, body } = await instance("login.example.com");
    expect([status, body.error]).toEqual([400, "invalid_instance"]);
  });

  it("names the endpoints under the address that was asked", async () => {
    const { body } = await call(`${login}/${AZURE_SIMULATED_TENANT}/v2.0/.well-known/openid-configuration`);
    expect(body.token_endpoint).toBe(tokenUrl);
  });

  it("knows no other tenant", async () => {
    const { status, body } = await call(`${login}/contoso/v2.0/.well-known/openid-configuration`);
    expect([status, body.error, body.error_codes]).toEqual([400, "invalid_tenant", [90002]]);
  });
});

describe("the hosts of Entra", () => {
  const answers = (host: string) => azureSimulation.exchange?.hosts.some((known) => known.test(host));

  it.each([
    "login.microsoftonline.com",
    "login.microsoftonline.us",
    "login.chinacloudapi.cn",
    "login.windows.net",
    "westeurope.login.microsoft.com",
  ])("include %s", (host) => expect(answers(host)).toBe(true));

  it.each(["management.azure.com", "evil-login.microsoftonline.com", "login.microsoftonline.com.example.com"])(
    "do not include %s",
    (host) => expect(answers(host)).toBe(false),
  );
});
