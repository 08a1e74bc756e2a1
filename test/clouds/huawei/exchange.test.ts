import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GlobalCredentials } from "@huaweicloud/huaweicloud-sdk-core";
import { IamClient, KeystoneListAuthDomainsRequest } from "@huaweicloud/huaweicloud-sdk-iam/v3/public-api";
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { huawei } from "../../../src/clouds/huawei/cloud";
import { huaweiExchange } from "../../../src/clouds/huawei/simulated/exchange";
import { renderHuaweiRules, renderHuaweiTrustPolicy } from "../../../src/clouds/huawei/trust";
import type { SandboxTokenRequest } from "../../../src/sandbox/issuer";
import { exchangeBench, served, simulated } from "../../support/exchange-bench";
import { unpublishedIssuers } from "../../support/issuer-keys";

const ISSUER = "https://issuer.example.com/prod";
const CLIENT_ID = "prod-cluster";
const URN = "iam::0a1b2c3d4e5f60718293a4b5c6d7e8f9:oidcProvider:prod";
const AGENCY = "iam::0a1b2c3d4e5f60718293a4b5c6d7e8f9:agency:orders";
const ORDERS = { namespace: "shop", serviceAccount: "orders" };

const bench = exchangeBench(huawei, [ISSUER]);
/** Other keys under the same URL. */
const forged = unpublishedIssuers(bench.now, () => true, "stranger");
let signingKey: string;

const resource = (kind: string, inputs: Record<string, unknown>) =>
  simulated(huawei, `pulumi-nodejs:dynamic/huawei:${kind}`, inputs);
const identityProvider = (inputs: Record<string, unknown> = {}) =>
  resource("IdentityProvider", { name: "prod", issuer: ISSUER, clientId: CLIENT_ID, signingKey, ...inputs });
const rules = () =>
  renderHuaweiRules([ORDERS], "orders-group").map((rule) => resource("ConversionRule", { mappingId: "prod", rule }));
const trustPolicy = renderHuaweiTrustPolicy([{ issuer: ISSUER, providerUrn: URN, subjects: [ORDERS] }], CLIENT_ID);
const agency = () => [
  resource("OidcProvider", { name: "prod", url: ISSUER, clientIds: [CLIENT_ID] }),
  resource("TrustAgency", { name: "orders", trustPolicy }),
];

beforeAll(async () => {
  signingKey = JSON.stringify((await bench.issuers.get(ISSUER)).jwks);
});
beforeEach(() => bench.begin([identityProvider(), ...rules(), ...agency()]));

function mint(changes: Partial<SandboxTokenRequest> = {}, issuers = bench.issuers): Promise<string> {
  return issuers.mint({ issuer: ISSUER, ...ORDERS, audience: CLIENT_ID, ...changes });
}

async function ask(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const init = body === undefined ? { headers } : { method: "POST", body: JSON.stringify(body), headers };
  const response = await huaweiExchange.handle(new Request(`https://iam.example.com${path}`, init), bench.context());
  if (response === undefined) throw new Error("no such endpoint");
  return response;
}

const seen = async (response: Response) => {
  const { error_code: code } = (await response.json()) as { error_code?: string };
  return code === undefined ? { status: response.status } : { status: response.status, code };
};

describe("a token of the old IAM", () => {
  const exchange = (jwt: unknown, scope?: object, idp = "prod") =>
    ask(
      "/v3.0/OS-AUTH/id-token/tokens",
      { auth: { id_token: { id: jwt }, ...(scope && { scope }) } },
      { "X-Idp-Id": idp },
    );

  it("is given to the ServiceAccount of a rule, for a day, with its user and groups", async () => {
    const response = await exchange(await mint(), { project: { id: "p1" } });
    expect(response.status).toBe(201);
    expect(response.headers.get("X-Subject-Token")).toMatch(/^FAKE-huawei-iam-token/);
    const { token } = (await response.json()) as { token: Record<string, unknown> };
    expect(Date.parse(String(token.expires_at)) - Date.parse(String(token.issued_at))).toBe(86_400_000);
    expect(token).toMatchObject({
      project: { id: "p1" },
      user: {
        name: "shop.orders",
        "OS-FEDERATION": { groups: [{ name: "orders-group" }], identity_provider: { id: "prod" } },
      },
    });
    expect(bench.log.at(-1)).toMatchObject({
      allowed: true,
      target: "prod",
      subject: "system:serviceaccount:shop:orders",
    });
  });

  it.each<[string, Partial<SandboxTokenRequest>]>([
    ["another ServiceAccount", { serviceAccount: "cart" }],
    ["another namespace", { namespace: "test" }],
    ["another audience", { audience: "https://kubernetes.default.svc" }],
    ["a token of yesterday", { issuedAt: 1_600_000_000 }],
    ["a token of tomorrow", { issuedAt: 4_000_000_000 }],
    ["another issuer", { issuer: "https://other.example.com" }],
  ])("is refused to %s", async (_what, changes) => {
    expect(await seen(await exchange(await mint(changes)))).toEqual({ status: 401, code: "IAM.0001" });
    expect(bench.log.at(-1)).toMatchObject({ allowed: false, code: "IAM.0001" });
  });

  it("is refused where the key is another cluster's, or one that the identity provider does not store", async () => {
    expect(await seen(await exchange(await mint({}, forged)))).toEqual({ status: 401, code: "IAM.0001" });
    bench.begin([identityProvider({ signingKey: JSON.stringify((await forged.get(ISSUER)).jwks) }), ...rules()]);
    expect(await seen(await exchange(await mint()))).toEqual({ status: 401, code: "IAM.0001" });
    expect(bench.log.at(-1)!.trace.at(-1)).toMatchObject({ step: "key", passed: false });
  });

  it("is refused for an identity provider that does not exist or is off, and for a body that IAM cannot read", async () => {
    expect(await seen(await exchange(await mint(), undefined, "dev"))).toEqual({ status: 404, code: "IAM.0004" });
    expect(await seen(await exchange(42))).toEqual({ status: 400, code: "IAM.0011" });
    expect(await seen(await exchange(await mint(), {}))).toEqual({ status: 400, code: "IAM.0011" });
    bench.begin([identityProvider({ enabled: false }), ...rules()]);
    expect(await seen(await exchange(await mint()))).toEqual({ status: 401, code: "IAM.0001" });
  });

  it("buys temporary keys, as long as it is valid", async () => {
    const token = (await exchange(await mint())).headers.get("X-Subject-Token")!;
    const buy = (seconds?: unknown, xAuthToken = token) =>
      ask(
        "/v3.0/OS-CREDENTIAL/securitytokens",
        {
          auth: { identity: { methods: ["token"], token: seconds === undefined ? {} : { duration_seconds: seconds } } },
        },
        { "X-Auth-Token": xAuthToken },
      );
    const response = await buy(3600);
    expect(response.status).toBe(201);
    const { credential } = (await response.json()) as { credential: Record<string, string> };
    expect(Object.keys(credential).sort()).toEqual(["access", "expires_at", "secret", "securitytoken"]);
    expect(await seen(await buy(3600, "stolen"))).toEqual({ status: 401, code: "IAM.0001" });
    for (const seconds of [899, 86_401, "long"]) {
      expect(await seen(await buy(seconds))).toEqual({ status: 400, code: "IAM.0011" });
    }
    bench.ahead = 86_401;
    expect(await seen(await buy(3600))).toEqual({ status: 401, code: "IAM.0001" });
  });
});

describe("the vendor's client for Node", () => {
  const tokenFile = async (jwt: string) => {
    const folder = mkdtempSync(join(tmpdir(), "huawei-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "token");
    writeFileSync(file, jwt);
    // The client writes an id of its own below the home.
    vi.stubEnv("HOME", folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    return file;
  };
  const client = (origin: string, file: string) =>
    IamClient.newBuilder()
      .withCredential(
        new GlobalCredentials({ domainId: "d1" }).withIamEndpoint(origin).withIdpId("prod").withIdTokenFile(file),
      )
      .withEndpoint(origin)
      .build();

  it("gets keys for the token in its file and signs its calls with them", async () => {
    const file = await tokenFile(await mint());
    await served(huaweiExchange, bench, async (origin) => {
      const { domains } = await client(origin, file).keystoneListAuthDomains(new KeystoneListAuthDomainsRequest());
      expect(domains).toEqual([expect.objectContaining({ name: "sandbox" })]);
    });
    expect(bench.log.map(({ call, allowed }) => [call, allowed])).toEqual([
      ["POST /v3/OS-FEDERATION/identity_providers/{id}/protocols/oidc/auth", true],
      ["POST /v3.0/OS-CREDENTIAL/securitytokens", true],
      ["GET /v3/auth/domains", true],
    ]);
  });

  it("is told that the ServiceAccount has no rule", async () => {
    const file = await tokenFile(await mint({ serviceAccount: "cart" }));
    await served(huaweiExchange, bench, async (origin) => {
      await expect(client(origin, file).keystoneListAuthDomains(new KeystoneListAuthDomainsRequest())).rejects.toThrow(
        /ID token/,
      );
    });
    expect(bench.log.at(-1)).toMatchObject({ allowed: false, code: "IAM.0001" });
  });
});

describe("a session of a trust agency", () => {
  const assume = async (changes: Record<string, unknown> = {}) =>
    ask("/v5/agencies/assume-with-oidc", {
      provider_urn: URN,
      agency_urn: AGENCY,
      agency_session_name: "shop.orders",
      id_token: await mint(),
      ...changes,
    });

  it("is given to the ServiceAccount of the trust policy, for an hour", async () => {
    const response = await assume();
    expect(response.status).toBe(200);
    const body = (await response.json()) as { credentials: Record<string, string> };
    expect(body).toMatchObject({
      assumed_agency: { urn: "sts::0a1b2c3d4e5f60718293a4b5c6d7e8f9:assumed-agency:orders/shop.orders" },
      subject_from_id_token: "system:serviceaccount:shop:orders",
      audience: CLIENT_ID,
      provider: URN,
    });
    expect(Date.parse(body.credentials.expiration!) / 1000 - bench.now()).toBeGreaterThan(3500);
    const { access_key_id: access, security_token: token } = body.credentials;
    const signed = { Authorization: `SDK-HMAC-SHA256 Access=${access}, SignedHeaders=host, Signature=0` };
    expect((await ask("/v3/auth/domains", undefined, { ...signed, "X-Security-Token": token! })).status).toBe(200);
    expect(await seen(await ask("/v3/auth/domains", undefined, signed))).toEqual({ status: 401, code: "IAM.0001" });
  });

  it.each<[string, Partial<SandboxTokenRequest>, number]>([
    ["another ServiceAccount", { serviceAccount: "cart" }, 403],
    ["another namespace", { namespace: "test" }, 403],
    ["another audience", { audience: "https://kubernetes.default.svc" }, 401],
    ["an expired token", { issuedAt: 1_600_000_000 }, 401],
    ["another issuer", { issuer: "https://other.example.com" }, 401],
  ])("is refused to %s", async (_what, changes, status) => {
    expect(await seen(await assume({ id_token: await mint(changes) }))).toMatchObject({ status });
    expect(bench.log.at(-1)!.allowed).toBe(false);
  });

  it("is refused to another cluster's key, for what is not deployed, and for parameters that STS does not take", async () => {
    const refusal = async (changes: Record<string, unknown>) => seen(await assume(changes));
    expect(await refusal({ id_token: await mint({}, forged) })).toEqual({ status: 401, code: "STS5.0401" });
    expect(await refusal({ agency_urn: `${AGENCY}-2` })).toEqual({ status: 404, code: "STS5.1106" });
    expect(await refusal({ provider_urn: `${URN}-2` })).toEqual({ status: 404, code: "STS5.0404" });
    expect(await refusal({ agency_session_name: "" })).toEqual({ status: 400, code: "STS5.0400" });
    for (const seconds of [899, 3601, "3600"]) {
      expect(await refusal({ duration_seconds: seconds })).toEqual({ status: 400, code: "STS5.0400" });
    }
  });
});

it("leaves other calls to others", async () => {
  const other = new Request("https://iam.example.com/v3/groups", { method: "POST", body: "{}" });
  expect(await huaweiExchange.handle(other, bench.context())).toBeUndefined();
  expect(await huaweiExchange.handle(new Request("https://iam.example.com/"), bench.context())).toBeUndefined();
});
