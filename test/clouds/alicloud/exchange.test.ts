import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Credential, { OIDCRoleArnCredentialsProvider } from "@alicloud/credentials";
import { doRequest } from "@alicloud/credentials/dist/src/providers/http";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { alicloud } from "../../../src/clouds/alicloud/cloud";
import { alicloudExchange } from "../../../src/clouds/alicloud/simulated/exchange";
import { renderAlicloudTrust } from "../../../src/clouds/alicloud/trust";
import type { SandboxTokenRequest } from "../../../src/sandbox/issuer";
import { exchangeBench, served, simulated } from "../../support/exchange-bench";
import { unpublishedIssuers } from "../../support/issuer-keys";
import { ARN, AUDIENCE, ISSUER, OTHER_ARN, OTHER_ISSUER } from "./good-trust";

const KEYLESS = "https://oidc.example.com/keyless";
const KEYLESS_ARN = "acs:ram::1234567890123456:oidc-provider/keyless";
const ROLE_ARN = "acs:ram::1234567890123456:role/orders";

const provider = (arn: string, issuerUrl: string, inputs: Record<string, unknown> = {}) =>
  simulated(alicloud, "alicloud:ims/oidcProvider:OidcProvider", {
    oidcProviderName: arn.split("/")[1],
    issuerUrl,
    clientIds: [AUDIENCE],
    ...inputs,
  });
const role = (assumeRolePolicyDocument: string, inputs: Record<string, unknown> = {}) =>
  simulated(alicloud, "alicloud:ram/role:Role", { roleName: "orders", assumeRolePolicyDocument, ...inputs });
const ROLE_ID = String(role("{}").state.roleId);
const policyFor = (serviceAccount: string) =>
  JSON.stringify(
    renderAlicloudTrust(
      [{ issuer: ISSUER, oidcProviderArn: ARN, subjects: [{ namespace: "shop", serviceAccount }] }],
      AUDIENCE,
    ),
  );

const bench = exchangeBench(alicloud, [ISSUER, OTHER_ISSUER]);
/** Other keys under the same URLs. */
const forged = unpublishedIssuers(bench.now, () => true, "stranger");

beforeEach(() =>
  bench.begin([
    provider(ARN, ISSUER),
    provider(OTHER_ARN, OTHER_ISSUER),
    provider(KEYLESS_ARN, KEYLESS),
    role(policyFor("orders")),
  ]),
);

function mint(changes: Partial<SandboxTokenRequest> = {}, issuers = bench.issuers): Promise<string> {
  return issuers.mint({ issuer: ISSUER, namespace: "shop", serviceAccount: "orders", audience: AUDIENCE, ...changes });
}

async function ask(request: Request): Promise<Response> {
  const response = await alicloudExchange.handle(request, bench.context());
  if (response === undefined) throw new Error("no such endpoint");
  return response;
}

async function assume(changes: Record<string, string> = {}, query: Record<string, string> = {}): Promise<Response> {
  const action = { Version: "2015-04-01", Action: "AssumeRoleWithOIDC", Format: "JSON", ...query };
  const body = new URLSearchParams({
    OIDCProviderArn: ARN,
    OIDCToken: changes.OIDCToken ?? (await mint()),
    RoleArn: ROLE_ARN,
    RoleSessionName: "app1",
    ...changes,
  });
  return ask(new Request(`https://sts.aliyuncs.com/?${new URLSearchParams(action)}`, { method: "POST", body }));
}

interface Answer {
  RequestId: string;
  Credentials: Record<string, string>;
  AssumedRoleUser: Record<string, string>;
  OIDCTokenInfo: Record<string, string>;
}
const answerOf = async (response: Response) => (await response.json()) as Answer;
const faultOf = async (response: Response) => ({
  status: response.status,
  ...((await response.json()) as { Code: string; Message: string; HostId: string; RequestId: string }),
});

describe("AssumeRoleWithOIDC", () => {
  it("takes tokens by the provider that ACK registered for its cluster, with ACK's audience alone", async () => {
    const arn = "acs:ram::1234567890123456:oidc-provider/ack-rrsa-c1";
    const subjects = [{ namespace: "shop", serviceAccount: "orders" }];
    const trust = renderAlicloudTrust([{ issuer: ISSUER, oidcProviderArn: arn, subjects }], AUDIENCE);
    const rrsaMetadata = {
      enabled: true,
      ramOidcProviderArn: arn,
      rrsaOidcIssuerUrl: `${ISSUER},https://kubernetes.default.svc`,
    };
    const cluster = {
      type: "alicloud:cs/managedKubernetes:ManagedKubernetes",
      name: "c",
      id: "c1",
      state: { rrsaMetadata },
    };
    bench.begin([cluster, role(JSON.stringify(trust))]);
    expect((await assume({ OIDCProviderArn: arn })).status).toBe(200);
    const foreign = await mint({ audience: "sts.example.com" });
    expect((await assume({ OIDCProviderArn: arn, OIDCToken: foreign })).status).toBe(401);
  });

  it("opens a session of the role for the trusted ServiceAccount", async () => {
    const response = await assume();
    expect(response.status).toBe(200);
    const { RequestId, Credentials, AssumedRoleUser, OIDCTokenInfo } = await answerOf(response);
    expect(RequestId).toMatch(/^[0-9A-F-]{36}$/);
    expect(Credentials).toEqual({
      AccessKeyId: expect.stringMatching(/^FAKE-alicloud-access-key/),
      AccessKeySecret: expect.stringMatching(/^FAKE-alicloud-access-key-secret/),
      SecurityToken: expect.stringMatching(/^FAKE-alicloud-security-token/),
      Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    expect(AssumedRoleUser).toEqual({ AssumedRoleId: `${ROLE_ID}:app1`, Arn: `${ROLE_ARN}/app1` });
    expect(OIDCTokenInfo).toMatchObject({
      Subject: "system:serviceaccount:shop:orders",
      Issuer: ISSUER,
      ClientIds: AUDIENCE,
      VerificationInfo: "Success",
    });
  });

  it("lets the session end after the seconds that were asked for", async () => {
    const { Credentials } = await answerOf(await assume({ DurationSeconds: "900" }));
    const left = Date.parse(Credentials.Expiration ?? "") / 1000 - bench.now();
    expect(left).toBeGreaterThan(890);
    expect(left).toBeLessThanOrEqual(900);
  });

  it("answers in XML unless JSON is asked for", async () => {
    const response = await assume({}, { Format: "XML" });
    expect(response.headers.get("content-type")).toMatch(/^text\/xml/);
    expect(await response.text()).toMatch(
      /^<\?xml version='1.0' encoding='UTF-8'\?><AssumeRoleWithOIDCResponse><RequestId>.*<\/RequestId><OIDCTokenInfo><Subject>/,
    );
    const refused = await assume({ OIDCToken: await mint({ serviceAccount: "cart" }) }, { Format: "" });
    expect(await refused.text()).toMatch(
      /<Error><RequestId>.*<\/RequestId><HostId>sts.aliyuncs.com<\/HostId><Code>AuthenticationFail.NoPermission<\/Code><Message>/,
    );
  });

  it("takes action and version from headers too, and answers JSON to who accepts it", async () => {
    const body = new URLSearchParams({
      OIDCProviderArn: ARN,
      OIDCToken: await mint(),
      RoleArn: ROLE_ARN,
      RoleSessionName: "app1",
    });
    const headers = {
      "x-acs-action": "AssumeRoleWithOIDC",
      "x-acs-version": "2015-04-01",
      accept: "application/json",
    };
    const response = await ask(new Request("https://sts.cn-hangzhou.aliyuncs.com/", { method: "POST", body, headers }));
    expect((await answerOf(response)).Credentials.AccessKeyId).toMatch(/^FAKE/);
  });

  it("tells the log how it decided", async () => {
    await assume();
    await assume({ OIDCToken: await mint({ serviceAccount: "cart" }) });
    const [allowed, refused] = bench.log;
    expect(allowed).toMatchObject({ call: "AssumeRoleWithOIDC", target: ROLE_ARN, allowed: true });
    expect(allowed?.trace.every(({ passed }) => passed === true)).toBe(true);
    expect(refused).toMatchObject({ subject: "system:serviceaccount:shop:cart", allowed: false });
    expect(refused?.trace.find(({ passed }) => passed === false)?.detail).toContain("system:serviceaccount:shop:cart");
  });

  it.each<[string, () => Promise<Record<string, string>>, { status: number; Code: string; Message: string }]>([
    [
      "a token that is none",
      async () => ({ OIDCToken: "not-a-token" }),
      { status: 401, Code: "AuthenticationFail.OIDCToken.Invalid", Message: "The OIDC Token is invalid." },
    ],
    [
      "a foreign key",
      async () => ({ OIDCToken: await mint({}, forged) }),
      { status: 401, Code: "AuthenticationFail.OIDCToken.Invalid", Message: "The OIDC Token is invalid." },
    ],
    [
      "a token that is not valid yet",
      async () => ({ OIDCToken: await mint({ issuedAt: Math.floor(bench.now()) + 600 }) }),
      { status: 401, Code: "AuthenticationFail.OIDCToken.Invalid", Message: "The OIDC Token is invalid." },
    ],
    [
      "an expired token",
      async () => ({ OIDCToken: await mint({ issuedAt: 1_700_000_000 }) }),
      { status: 401, Code: "AuthenticationFail.OIDCToken.Expired", Message: "This JsonWebToken is expired." },
    ],
    [
      "a token of another issuer than the provider's",
      async () => ({ OIDCToken: await mint({ issuer: OTHER_ISSUER }) }),
      {
        status: 401,
        Code: "AuthenticationFail.OIDCToken.IssuerNotMatch",
        Message: "The issuer in the OIDC Token doesn't match the OIDC Provider registered.",
      },
    ],
    [
      "a token of an issuer without keys",
      async () => ({ OIDCProviderArn: KEYLESS_ARN, OIDCToken: await mint({ issuer: KEYLESS }, forged) }),
      {
        status: 401,
        Code: "AuthenticationFail.OIDCToken.IssuerConfigurationBroken",
        Message: `Get public keys from OIDC Provider failed, the issuer is ${KEYLESS}.`,
      },
    ],
    [
      "another audience",
      async () => ({ OIDCToken: await mint({ audience: "vault" }) }),
      { status: 401, Code: "AuthenticationFail.OIDCToken.AudienceNotMatch", Message: "Invalid audience." },
    ],
    [
      "another ServiceAccount",
      async () => ({ OIDCToken: await mint({ serviceAccount: "cart" }) }),
      { status: 403, Code: "AuthenticationFail.NoPermission", Message: "There is no permission" },
    ],
    [
      "another namespace",
      async () => ({ OIDCToken: await mint({ namespace: "test" }) }),
      { status: 403, Code: "AuthenticationFail.NoPermission", Message: "There is no permission" },
    ],
    [
      "another cluster",
      async () => ({ OIDCProviderArn: OTHER_ARN, OIDCToken: await mint({ issuer: OTHER_ISSUER }) }),
      { status: 403, Code: "AuthenticationFail.NoPermission", Message: "There is no permission" },
    ],
    [
      "a provider that is not registered",
      async () => ({ OIDCProviderArn: "acs:ram::1234567890123456:oidc-provider/other" }),
      { status: 403, Code: "AuthenticationFail.NoPermission", Message: "No such OIDC Provider registered." },
    ],
    [
      "what is no provider",
      async () => ({ OIDCProviderArn: "ack" }),
      { status: 403, Code: "AuthenticationFail.NoPermission", Message: "Parameter OIDCProviderArn is not valid" },
    ],
    [
      "a role that does not exist",
      async () => ({ RoleArn: "acs:ram::1234567890123456:role/nobody" }),
      {
        status: 404,
        Code: "EntityNotExist.Role",
        Message: "The role not exists: acs:ram::1234567890123456:role/nobody. ",
      },
    ],
    [
      "what is no role",
      async () => ({ RoleArn: "orders" }),
      { status: 400, Code: "InvalidParameter.RoleArn", Message: "The parameter RoleArn is wrongly formed." },
    ],
    [
      "a session name with a space",
      async () => ({ RoleSessionName: "a b" }),
      {
        status: 400,
        Code: "InvalidParameter.RoleSessionName",
        Message: "The parameter RoleSessionName is wrongly formed.",
      },
    ],
    [
      "no session name",
      async () => ({ RoleSessionName: "" }),
      { status: 400, Code: "MissingRoleSessionName", Message: "RoleSessionName is mandatory for this action." },
    ],
    [
      "no role",
      async () => ({ RoleArn: "" }),
      { status: 400, Code: "MissingParameter.RoleArn", Message: "Parameter RoleArn is required." },
    ],
    [
      "no provider",
      async () => ({ OIDCProviderArn: "" }),
      { status: 400, Code: "MissingParameter.OIDCProviderArn", Message: "Parameter OIDCProviderArn is required." },
    ],
    [
      "no token",
      async () => ({ OIDCToken: "" }),
      { status: 400, Code: "MissingParameter.OIDCToken", Message: "Parameter OIDCToken is required." },
    ],
    [
      "a token of more than 20,000 characters",
      async () => ({ OIDCToken: "x".repeat(20_001) }),
      { status: 401, Code: "AuthenticationFail.OIDCToken.Invalid", Message: "The OIDC Token is invalid." },
    ],
    [
      "a session shorter than 900 seconds",
      async () => ({ DurationSeconds: "899" }),
      { status: 400, Code: "InvalidParameter.DurationSeconds", Message: "The DurationSeconds is invalid." },
    ],
    [
      "a session longer than the role allows",
      async () => ({ DurationSeconds: "3601" }),
      { status: 400, Code: "InvalidParameter.DurationSeconds", Message: "The DurationSeconds is invalid." },
    ],
  ])("refuses %s", async (_, changes, fault) => {
    expect(await faultOf(await assume(await changes()))).toMatchObject({ ...fault, HostId: "sts.aliyuncs.com" });
    expect(bench.log).toHaveLength(1);
    expect(bench.log[0]).toMatchObject({ allowed: false, code: fault.Code });
    expect(bench.log[0]?.trace.some(({ passed }) => passed !== true)).toBe(true);
  });

  it("refuses a token that was issued before the provider's limit though it has not expired", async () => {
    const OIDCToken = await mint({ issuedAt: Math.floor(bench.now()) - 2 * 3600, expirationSeconds: 4 * 3600 });
    expect((await assume({ OIDCToken })).status).toBe(200);
    bench.resources[0] = provider(ARN, ISSUER, { issuanceLimitTime: 1 });
    expect(await faultOf(await assume({ OIDCToken }))).toMatchObject({ Code: "AuthenticationFail.OIDCToken.Invalid" });
    expect(bench.log.at(-1)?.trace.at(-1)).toMatchObject({ step: "issuance time", passed: false });
  });

  it("refuses what it cannot decide", async () => {
    const policy = JSON.parse(policyFor("orders")) as { Statement: { Condition: Record<string, unknown> }[] };
    policy.Statement[0]!.Condition.IpAddress = { "acs:SourceIp": "10.0.0.0/8" };
    bench.resources[3] = role(JSON.stringify(policy));
    expect(await faultOf(await assume())).toMatchObject({ Code: "AuthenticationFail.NoPermission" });
    expect(bench.log[0]?.trace.at(-1)).toMatchObject({ step: "decision", detail: "unknown" });
  });

  it("refuses the same client once its grant is gone", async () => {
    expect((await assume()).status).toBe(200);
    bench.resources[3] = role(policyFor("cart"));
    expect(await faultOf(await assume())).toMatchObject({ Code: "AuthenticationFail.NoPermission" });
  });

  it("names an operation that it does not know", async () => {
    expect(await faultOf(await assume({}, { Action: "AssumeRole" }))).toMatchObject({
      status: 400,
      Code: "InvalidParameter",
      Message: 'The specified parameter "Action or Version" is not valid.',
    });
  });

  it.each([
    "https://sts.aliyuncs.com/?Action=AssumeRoleWithWebIdentity&Version=2011-06-15",
    "https://sts.aliyuncs.com/",
    "https://sts.aliyuncs.com/v1/token",
  ])("leaves %s to others", async (url) => {
    expect(await alicloudExchange.handle(new Request(url), bench.context())).toBeUndefined();
  });
});

describe("GetCallerIdentity", () => {
  const keys = async () => (await answerOf(await assume())).Credentials;
  const whoAmI = (parameters: Record<string, string>, headers: Record<string, string> = {}) => {
    const query = new URLSearchParams({
      Version: "2015-04-01",
      Action: "GetCallerIdentity",
      Format: "JSON",
      ...parameters,
    });
    return ask(new Request(`https://sts.aliyuncs.com/?${query}`, { headers }));
  };

  it.each(["parameters", "headers"])("tells whose the keys are that signed by %s", async (way) => {
    const { AccessKeyId = "", SecurityToken = "" } = await keys();
    const headers = {
      authorization: `ACS3-HMAC-SHA256 Credential=${AccessKeyId},SignedHeaders=host,Signature=00`,
      "x-acs-security-token": SecurityToken,
    };
    const response = await (way === "headers" ? whoAmI({}, headers) : whoAmI({ AccessKeyId, SecurityToken }));
    expect(await response.json()).toEqual({
      RequestId: expect.any(String),
      IdentityType: "AssumedRoleUser",
      AccountId: "1234567890123456",
      PrincipalId: `${ROLE_ID}:app1`,
      Arn: "acs:ram::1234567890123456:assumed-role/orders/app1",
      RoleId: ROLE_ID,
    });
  });

  it.each<[string, (given: Record<string, string>) => Record<string, string>, number, string]>([
    ["a request without a signature", () => ({}), 400, "MissingAccessKeyId"],
    ["foreign keys", () => ({ AccessKeyId: "LTAI-other" }), 404, "InvalidAccessKeyId.NotFound"],
    ["its keys without their token", ({ AccessKeyId = "" }) => ({ AccessKeyId }), 400, "MissingSecurityToken"],
    [
      "its keys with another token",
      ({ AccessKeyId = "" }) => ({ AccessKeyId, SecurityToken: "other" }),
      400,
      "InvalidSecurityToken.MismatchWithAccessKey",
    ],
  ])("refuses %s", async (_, parameters, status, Code) => {
    expect(await faultOf(await whoAmI(parameters(await keys())))).toMatchObject({ status, Code });
  });

  it("refuses the keys of a session that has ended", async () => {
    const { AccessKeyId = "", SecurityToken = "" } = await keys();
    bench.ahead = 3601;
    const refused = await faultOf(await whoAmI({ AccessKeyId, SecurityToken }));
    expect(refused).toMatchObject({ status: 400, Code: "InvalidSecurityToken.Expired" });
  });

  it("refuses the keys of a role that is gone", async () => {
    const { AccessKeyId = "", SecurityToken = "" } = await keys();
    bench.resources = [provider(ARN, ISSUER)];
    const refused = await faultOf(await whoAmI({ AccessKeyId, SecurityToken }));
    expect(refused).toMatchObject({ Code: "InvalidAccessKeyId.NotFound" });
  });
});

describe("@alicloud/credentials", () => {
  /** The vendor's client; it speaks TLS only, so its own HTTP call is told to do without. */
  async function clientOf(origin: string, token: string): Promise<Credential> {
    const folder = mkdtempSync(join(tmpdir(), "exchange-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "token"), token);
    const client = OIDCRoleArnCredentialsProvider.builder()
      .withRoleArn(ROLE_ARN)
      .withOIDCProviderArn(ARN)
      .withOIDCTokenFilePath(join(folder, "token"))
      .withStsEndpoint(new URL(origin).host)
      .build();
    Object.assign(client, {
      doRequest: (request: Parameters<typeof doRequest>[0]) =>
        doRequest(Object.assign(request, { protocol: new URL(origin).protocol.slice(0, -1) })),
    });
    return new Credential(null, client);
  }

  it("gets credentials for the trusted ServiceAccount", async () => {
    await served(alicloudExchange, bench, async (origin) => {
      const client = await clientOf(origin, await mint());
      expect(await client.getCredential()).toMatchObject({
        accessKeyId: expect.stringMatching(/^FAKE-alicloud-access-key/),
        accessKeySecret: expect.stringMatching(/^FAKE-alicloud-access-key-secret/),
        securityToken: expect.stringMatching(/^FAKE-alicloud-security-token/),
      });
      expect(bench.log[0]).toMatchObject({ allowed: true, subject: "system:serviceaccount:shop:orders" });
    });
  });

  it.each<[string, Partial<SandboxTokenRequest>]>([
    ["AuthenticationFail.NoPermission", { serviceAccount: "cart" }],
    ["AuthenticationFail.OIDCToken.AudienceNotMatch", { audience: "vault" }],
    ["AuthenticationFail.OIDCToken.IssuerNotMatch", { issuer: OTHER_ISSUER }],
    ["AuthenticationFail.OIDCToken.Expired", { issuedAt: 1_700_000_000 }],
  ])("throws %s for a token of %o", async (code, changes) => {
    await served(alicloudExchange, bench, async (origin) => {
      const client = await clientOf(origin, await mint(changes));
      await expect(client.getCredential()).rejects.toThrow(`"Code":"${code}"`);
    });
  });

  it("has no setting of the environment for its endpoint", () => {
    expect(alicloudExchange.environment("http://127.0.0.1:1/alicloud")).toEqual({
      ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true",
    });
  });
});

it.each([
  ["sts.aliyuncs.com", true],
  ["sts.cn-hangzhou.aliyuncs.com", true],
  ["sts-vpc.cn-hangzhou.aliyuncs.com", true],
  ["ecs.aliyuncs.com", false],
  ["sts.aliyuncs.com.example.org", false],
])("%s is a host of Alibaba Cloud's token service: %s", (host, expected) => {
  expect(alicloudExchange.hosts.some((known) => known.test(host))).toBe(expected);
});
