import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { fromHttp, fromTokenFile } from "@aws-sdk/credential-providers";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { aws } from "../../../src/clouds/aws/cloud";
import { awsExchange } from "../../../src/clouds/aws/simulated/exchange";
import { renderAwsTrust } from "../../../src/clouds/aws/trust";
import type { SandboxTokenRequest } from "../../../src/sandbox/issuer";
import { exchangeBench, served, simulated } from "../../support/exchange-bench";
import { unpublishedIssuers } from "../../support/issuer-keys";
import { AUDIENCE, arnOf, ISSUER, OTHER_ISSUER, statement } from "./good-trust";

const UNREGISTERED = "https://oidc.example.com/unregistered";
const KEYLESS = "https://oidc.example.com/keyless";
const ROLE_ARN = "arn:aws:iam::111122223333:role/team/orders";
const POD_AUDIENCE = "pods.eks.amazonaws.com";

const provider = (url: string, clientIdLists = [AUDIENCE]) =>
  simulated(aws, "aws:iam/openIdConnectProvider:OpenIdConnectProvider", { url, clientIdLists });
const role = (assumeRolePolicy: unknown, inputs: Record<string, unknown> = {}) =>
  simulated(aws, "aws:iam/role:Role", { name: "orders", path: "/team/", assumeRolePolicy, ...inputs });
const ROLE_ID = String(role("{}").state.uniqueId);
const policyOf = (...statements: unknown[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

const GOOD_POLICY = JSON.stringify(
  renderAwsTrust(
    [
      {
        issuer: ISSUER,
        oidcProviderArn: arnOf(ISSUER),
        subjects: [{ namespace: "shop", serviceAccount: "orders" }],
      },
    ],
    AUDIENCE,
  ),
);

const bench = exchangeBench(aws, [ISSUER, OTHER_ISSUER, UNREGISTERED]);
/** Other keys under the same URLs. */
const forged = unpublishedIssuers(bench.now, () => true, "stranger");

beforeEach(() => bench.begin([provider(ISSUER), provider(OTHER_ISSUER), provider(KEYLESS), role(GOOD_POLICY)]));

function mint(changes: Partial<SandboxTokenRequest> = {}, issuers = bench.issuers): Promise<string> {
  return issuers.mint({ issuer: ISSUER, namespace: "shop", serviceAccount: "orders", audience: AUDIENCE, ...changes });
}

async function call(parameters: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const body = new URLSearchParams({ Version: "2011-06-15", ...parameters });
  const request = new Request("https://sts.eu-west-1.amazonaws.com/", { method: "POST", body, headers });
  const response = await awsExchange.handle(request, bench.context());
  if (response === undefined) throw new Error("no such endpoint");
  return response;
}

async function assume(changes: Record<string, string> = {}): Promise<Response> {
  const jwt = changes.WebIdentityToken ?? (await mint());
  return call({
    Action: "AssumeRoleWithWebIdentity",
    RoleArn: ROLE_ARN,
    RoleSessionName: "app1",
    WebIdentityToken: jwt,
    ...changes,
  });
}

const textOf = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

async function refusal(response: Response) {
  const xml = await response.text();
  return { status: response.status, code: textOf(xml, "Code"), message: textOf(xml, "Message") };
}

describe("AssumeRoleWithWebIdentity", () => {
  it("opens a session of the role for the trusted ServiceAccount", async () => {
    const response = await assume();
    const xml = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/xml");
    expect(xml).toMatch(
      /^<AssumeRoleWithWebIdentityResponse xmlns="https:\/\/sts.amazonaws.com\/doc\/2011-06-15\/"><AssumeRoleWithWebIdentityResult>/,
    );
    expect(textOf(xml, "AccessKeyId")).toMatch(/^FAKE-aws-access-key/);
    expect(textOf(xml, "SecretAccessKey")).toMatch(/^FAKE-aws-secret-key/);
    expect(textOf(xml, "SessionToken")).toMatch(/^FAKE-aws-session-token/);
    expect(textOf(xml, "SubjectFromWebIdentityToken")).toBe("system:serviceaccount:shop:orders");
    expect(textOf(xml, "Arn")).toBe("arn:aws:sts::111122223333:assumed-role/orders/app1");
    expect(textOf(xml, "AssumedRoleId")).toBe(`${ROLE_ID}:app1`);
    expect(textOf(xml, "Audience")).toBe(AUDIENCE);
    expect(textOf(xml, "Provider")).toBe(arnOf(ISSUER));
    expect(Date.parse(textOf(xml, "Expiration") ?? "") / 1000 - bench.now()).toBeGreaterThan(3590);
  });

  it("answers the same to the parameters of a URL", async () => {
    const parameters = new URLSearchParams({
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: ROLE_ARN,
      RoleSessionName: "app1",
      WebIdentityToken: await mint(),
    });
    const response = await awsExchange.handle(new Request(`https://sts.amazonaws.com/?${parameters}`), bench.context());
    expect(response?.status).toBe(200);
  });

  it("ends the session after the seconds that were asked for", async () => {
    bench.resources = [provider(ISSUER), role(GOOD_POLICY, { maxSessionDuration: 7200 })];
    const xml = await (await assume({ DurationSeconds: "7200" })).text();
    expect(Date.parse(textOf(xml, "Expiration") ?? "") / 1000 - bench.now()).toBeGreaterThan(7190);
  });

  it("takes a provider's URL without its scheme, as IAM answers it", async () => {
    const known = provider(ISSUER);
    known.state.url = ISSUER.replace("https://", "");
    bench.resources = [known, role(GOOD_POLICY)];
    expect((await assume()).status).toBe(200);
  });

  it("tells the log how it decided", async () => {
    await assume();
    await assume({ WebIdentityToken: await mint({ serviceAccount: "cart" }) });
    const [allowed, refused] = bench.log;
    expect(allowed).toMatchObject({
      call: "AssumeRoleWithWebIdentity",
      target: ROLE_ARN,
      subject: "system:serviceaccount:shop:orders",
      allowed: true,
    });
    expect(allowed?.trace.every(({ passed }) => passed === true)).toBe(true);
    expect(refused).toMatchObject({ subject: "system:serviceaccount:shop:cart", allowed: false, code: "AccessDenied" });
    expect(refused?.trace.find(({ passed }) => passed === false)?.detail).toContain("system:serviceaccount:shop:cart");
  });

  it.each<[string, () => Promise<string>, { status: number; code: string; message: string | RegExp }]>([
    [
      "is no JWT",
      async () => "not-a-token",
      { status: 400, code: "InvalidIdentityToken", message: /^The ID Token provided is not a valid JWT\./ },
    ],
    [
      "comes from an issuer that the account has no provider for",
      () => mint({ issuer: UNREGISTERED }),
      {
        status: 400,
        code: "InvalidIdentityToken",
        message: `No OpenIDConnect provider found in your account for ${UNREGISTERED}`,
      },
    ],
    [
      "comes from an issuer without keys",
      () => mint({ issuer: KEYLESS }, forged),
      { status: 400, code: "InvalidIdentityToken", message: /^Couldn't retrieve verification key/ },
    ],
    [
      "is signed with a foreign key",
      () => mint({}, forged),
      { status: 400, code: "InvalidIdentityToken", message: /^Couldn't retrieve verification key/ },
    ],
    [
      "has expired",
      () => mint({ issuedAt: 1_700_000_000 }),
      {
        status: 400,
        code: "ExpiredTokenException",
        message: /^Token expired: current date\/time \d+ must be before the expiration date\/time 1700003600$/,
      },
    ],
    [
      "is not valid yet",
      () => mint({ issuedAt: Math.floor(bench.now()) + 600 }),
      { status: 400, code: "InvalidIdentityToken", message: "The ID Token provided is not valid yet" },
    ],
    [
      "has another audience",
      () => mint({ audience: "vault" }),
      { status: 400, code: "InvalidIdentityToken", message: "Incorrect token audience" },
    ],
    [
      "is of another ServiceAccount",
      () => mint({ serviceAccount: "cart" }),
      { status: 403, code: "AccessDenied", message: "Not authorized to perform sts:AssumeRoleWithWebIdentity" },
    ],
    [
      "is of another namespace",
      () => mint({ namespace: "test" }),
      { status: 403, code: "AccessDenied", message: "Not authorized to perform sts:AssumeRoleWithWebIdentity" },
    ],
    [
      "is of another cluster",
      () => mint({ issuer: OTHER_ISSUER }),
      { status: 403, code: "AccessDenied", message: "Not authorized to perform sts:AssumeRoleWithWebIdentity" },
    ],
  ])("refuses a token that %s", async (_, token, { status, code, message }) => {
    const refused = await refusal(await assume({ WebIdentityToken: await token() }));
    expect(refused).toMatchObject({ status, code });
    expect(refused.message).toMatch(message);
    expect(bench.log).toHaveLength(1);
    expect(bench.log[0]).toMatchObject({ allowed: false, code });
  });

  it.each([
    ["a role that does not exist", "arn:aws:iam::111122223333:role/nobody", "AccessDenied"],
    ["a role of an account without the provider", "arn:aws:iam::444455556666:role/orders", "InvalidIdentityToken"],
    ["a role of another partition", "arn:aws-cn:iam::111122223333:role/orders", "InvalidIdentityToken"],
  ])("refuses %s", async (_, RoleArn, code) => {
    expect(await refusal(await assume({ RoleArn }))).toMatchObject({ code });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      "a session shorter than 900 seconds",
      { DurationSeconds: "899" },
      /'899' at 'durationSeconds'.* than or equal to 900$/,
    ],
    ["a duration that is no number", { DurationSeconds: "soon" }, /'soon' at 'durationSeconds'/],
    ["a session longer than a role can allow", { DurationSeconds: "43201" }, /less than or equal to 43200$/],
    [
      "a session longer than this role allows",
      { DurationSeconds: "3601" },
      /exceeds the MaxSessionDuration set for this role/,
    ],
    ["a session name with a space", { RoleSessionName: "a b" }, /at 'roleSessionName'.* pattern: \[\\w\+=,\.@-\]\*$/],
    ["a session name of one character", { RoleSessionName: "a" }, /length greater than or equal to 2$/],
    ["a role without an account", { RoleArn: "arn:aws:iam:::role/orders" }, /^arn:aws:iam:::role\/orders is invalid$/],
    ["a token of three characters", { WebIdentityToken: "abc" }, /^1 .*Value at 'webIdentityToken'.* to 4$/],
  ])("refuses %s", async (_, changes, message) => {
    const refused = await refusal(await assume(changes));
    expect(refused).toMatchObject({ status: 400, code: "ValidationError" });
    expect(refused.message).toMatch(message);
  });

  it("names every parameter that is missing", async () => {
    const refused = await refusal(await call({ Action: "AssumeRoleWithWebIdentity" }));
    expect(refused.code).toBe("ValidationError");
    expect(refused.message).toMatch(
      /^3 validation errors detected: .*'roleArn'.*; .*'roleSessionName'.*; .*'webIdentityToken'/,
    );
  });

  it("escapes what a token says", async () => {
    const issuer = "https://oidc.example.com/<&>";
    const text = await (await assume({ WebIdentityToken: await mint({ issuer }) })).text();
    expect(text).toContain("https://oidc.example.com/&lt;&amp;&gt;</Message>");
  });

  it("refuses what it cannot decide", async () => {
    const condition = { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } };
    bench.resources = [provider(ISSUER), role(policyOf(statement({ Condition: condition })))];
    expect(await refusal(await assume())).toMatchObject({ code: "AccessDenied" });
    expect(bench.log[0]?.trace.at(-1)).toMatchObject({ step: "decision", detail: "unknown" });
  });

  it("refuses a token for Pod Identity though the role trusts that service", async () => {
    const service = {
      Effect: "Allow",
      Principal: { Service: POD_AUDIENCE },
      Action: ["sts:AssumeRole", "sts:TagSession"],
    };
    bench.resources = [provider(ISSUER, [POD_AUDIENCE]), role(policyOf(service))];
    const WebIdentityToken = await mint({ audience: POD_AUDIENCE });
    expect(await refusal(await assume({ WebIdentityToken }))).toMatchObject({ code: "AccessDenied" });
  });

  it("refuses the same client once its grant is gone", async () => {
    expect((await assume()).status).toBe(200);
    bench.resources = [provider(ISSUER), role(policyOf(statement()))];
    expect(await refusal(await assume())).toMatchObject({ code: "AccessDenied" });
  });

  it("names an operation that it does not know", async () => {
    expect(await refusal(await call({ Action: "GetSessionToken" }))).toEqual({
      status: 400,
      code: "InvalidAction",
      message: "Could not find operation GetSessionToken for version 2011-06-15",
    });
  });

  it.each([
    "https://sts.amazonaws.com/?Action=AssumeRoleWithOIDC&Version=2015-04-01",
    "https://sts.amazonaws.com/",
    "https://sts.amazonaws.com/v1/token",
  ])("leaves %s to others", async (url) => {
    expect(await awsExchange.handle(new Request(url), bench.context())).toBeUndefined();
  });
});

describe("GetCallerIdentity", () => {
  const signedBy = (key: string | undefined, token: string | undefined) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/eu-west-1/sts/aws4_request, SignedHeaders=host, Signature=00`,
    ...(token === undefined ? {} : { "x-amz-security-token": token }),
  });
  const keysOf = async () => {
    const xml = await (await assume()).text();
    return { key: textOf(xml, "AccessKeyId"), token: textOf(xml, "SessionToken") };
  };
  const whoAmI = (headers: Record<string, string>) => call({ Action: "GetCallerIdentity" }, headers);

  it("tells whose the keys are", async () => {
    const { key, token } = await keysOf();
    const xml = await (await whoAmI(signedBy(key, token))).text();
    expect(textOf(xml, "Arn")).toBe("arn:aws:sts::111122223333:assumed-role/orders/app1");
    expect(textOf(xml, "UserId")).toBe(`${ROLE_ID}:app1`);
    expect(textOf(xml, "Account")).toBe("111122223333");
  });

  it("refuses a request without a signature", async () => {
    expect(await refusal(await whoAmI({}))).toMatchObject({ status: 403, code: "MissingAuthenticationToken" });
  });

  it("refuses keys that it did not hand out", async () => {
    expect(await refusal(await whoAmI(signedBy("AKIAIOSFODNN7EXAMPLE", undefined)))).toMatchObject({
      status: 403,
      code: "InvalidClientTokenId",
    });
  });

  it.each([undefined, "another"])("refuses its keys with the session token %s", async (token) => {
    const { key } = await keysOf();
    expect(await refusal(await whoAmI(signedBy(key, token)))).toMatchObject({ code: "InvalidClientTokenId" });
  });

  it("refuses the keys of a session that has ended", async () => {
    const { key, token } = await keysOf();
    bench.ahead = 3601;
    expect(await refusal(await whoAmI(signedBy(key, token)))).toMatchObject({ status: 403, code: "ExpiredToken" });
  });

  it("refuses the keys of a role that is gone", async () => {
    const { key, token } = await keysOf();
    bench.resources = [provider(ISSUER)];
    expect(await refusal(await whoAmI(signedBy(key, token)))).toMatchObject({ code: "InvalidClientTokenId" });
  });
});

describe("the EKS Pod Identity Agent", () => {
  const CLUSTER_ARN = "arn:aws:eks:eu-west-1:111122223333:cluster/prod";
  const cluster = {
    type: "aws:eks/cluster:Cluster",
    name: "prod",
    id: "prod",
    state: { name: "prod", arn: CLUSTER_ARN, identities: [{ oidcs: [{ issuer: ISSUER }] }] },
  };
  const association = (changes: Record<string, unknown> = {}) =>
    simulated(aws, "aws:eks/podIdentityAssociation:PodIdentityAssociation", {
      clusterName: "prod",
      namespace: "shop",
      serviceAccount: "orders",
      roleArn: ROLE_ARN,
      ...changes,
    });
  const tagged = (namespace: string) =>
    policyOf({
      Effect: "Allow",
      Principal: { Service: POD_AUDIENCE },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: { StringEquals: { "aws:RequestTag/kubernetes-namespace": namespace } },
    });

  const TARGET_ARN = "arn:aws:iam::444455556666:role/reports";
  /** A role of another account that takes roles of the cluster's account on this condition. */
  const target = (Condition: object) => {
    const principal = { Principal: { AWS: "arn:aws:iam::111122223333:root" }, Condition };
    const made = role(policyOf({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], ...principal }));
    return { ...made, name: "reports", state: { ...made.state, name: "reports", arn: TARGET_ARN } };
  };

  beforeEach(() => {
    bench.resources = [cluster, association(), role(tagged("shop"))];
  });

  const podToken = (changes: Partial<SandboxTokenRequest> = {}, issuers = bench.issuers) =>
    mint({ audience: POD_AUDIENCE, ...changes }, issuers);

  async function ask(token: string): Promise<Response> {
    const request = new Request("http://169.254.170.23/v1/credentials", { headers: { authorization: token } });
    const response = await awsExchange.handle(request, bench.context());
    if (response === undefined) throw new Error("no such endpoint");
    return response;
  }

  it("hands out a session of the associated role", async () => {
    const response = await ask(await podToken({ pod: { name: "orders-1", uid: "u" } }));
    expect(response.status).toBe(200);
    const body = (await response.json()) as Record<string, string>;
    expect(Object.keys(body).sort()).toEqual(["AccessKeyId", "AccountId", "Expiration", "SecretAccessKey", "Token"]);
    expect(body.AccountId).toBe("111122223333");
    expect(bench.log[0]).toMatchObject({ call: "GET /v1/credentials", target: ROLE_ARN, allowed: true });
    expect(bench.context().recall(body.AccessKeyId ?? "")?.identity).toMatch(
      /assumed-role\/orders\/eks-prod-orders-1-/,
    );
  });

  it("hands out a session of the target role, which knows the source role and the association", async () => {
    const trusted = {
      ArnEquals: { "aws:PrincipalArn": ROLE_ARN },
      StringEquals: { "sts:ExternalId": "eu-west-1/111122223333/prod/shop/orders" },
    };
    bench.resources = [cluster, association({ targetRoleArn: TARGET_ARN }), role(tagged("shop")), target(trusted)];
    const response = await ask(await podToken({ pod: { name: "orders-1", uid: "u" } }));
    expect(response.status).toBe(200);
    const body = (await response.json()) as Record<string, string>;
    expect(body.AccountId).toBe("444455556666");
    expect(bench.log[0]).toMatchObject({ target: TARGET_ARN, allowed: true });
    expect(bench.context().recall(body.AccessKeyId ?? "")?.identity).toMatch(
      /^arn:aws:sts::444455556666:assumed-role\/reports\/eks-prod-orders-1-/,
    );
  });

  it("hands out a session without tags where the role trusts the cluster", async () => {
    const trusted = {
      ArnEquals: { "aws:SourceArn": CLUSTER_ARN },
      StringEquals: { "aws:SourceAccount": "111122223333" },
    };
    const service = {
      Effect: "Allow",
      Principal: { Service: POD_AUDIENCE },
      Action: "sts:AssumeRole",
      Condition: trusted,
    };
    bench.resources = [cluster, association({ disableSessionTags: true }), role(policyOf(service))];
    expect((await ask(await podToken())).status).toBe(200);
  });

  it.each<[string, () => Promise<string>, number, string | RegExp]>([
    ["an empty token", async () => "", 400, "Service account token cannot be empty\n"],
    ["what is no token", async () => "hello", 400, /cannot be parsed/],
    ["an expired token", () => podToken({ issuedAt: 1_700_000_000 }), 400, /token is expired/],
    ["a token that is not valid yet", () => podToken({ issuedAt: 9_000_000_000 }), 400, /token is not valid yet/],
    ["a foreign key", () => podToken({}, forged), 400, /\(InvalidTokenException\)/],
    ["an unknown issuer", () => podToken({ issuer: KEYLESS }, forged), 400, /\(InvalidTokenException\)/],
    ["another cluster", () => podToken({ issuer: OTHER_ISSUER }), 400, /\(InvalidTokenException\)/],
    ["another audience", () => mint(), 400, /\(InvalidTokenException\)/],
    [
      "a ServiceAccount without association",
      () => podToken({ serviceAccount: "cart" }),
      404,
      /\(ResourceNotFoundException\)/,
    ],
  ])("refuses %s", async (_, token, status, text) => {
    const response = await ask(await token());
    expect(response.status).toBe(status);
    expect(await response.text()).toMatch(text);
    expect(bench.log[0]?.allowed).toBe(false);
  });

  it.each<[string, () => void]>([
    [
      "does not let the service in for this namespace",
      () => (bench.resources = [cluster, association(), role(tagged("test"))]),
    ],
    [
      "trusts only the issuer",
      () => (bench.resources = [cluster, association(), provider(ISSUER, [POD_AUDIENCE]), role(GOOD_POLICY)]),
    ],
    ["does not exist", () => (bench.resources = [cluster, association()])],
    [
      "leads to a target role that does not exist",
      () => (bench.resources = [cluster, association({ targetRoleArn: TARGET_ARN }), role(tagged("shop"))]),
    ],
    [
      "leads to a target role for another association",
      () =>
        (bench.resources = [
          cluster,
          association({ targetRoleArn: TARGET_ARN }),
          role(tagged("shop")),
          target({ StringEquals: { "sts:ExternalId": "eu-west-1/111122223333/prod/shop/cart" } }),
        ]),
    ],
    [
      "asks for tags of an association without",
      () => (bench.resources = [cluster, association({ disableSessionTags: true }), role(tagged("shop"))]),
    ],
  ])("refuses where the associated role %s", async (_, change) => {
    change();
    const response = await ask(await podToken());
    expect(response.status).toBe(400);
    expect(await response.text()).toMatch(/^\[[\w-]+\]: \(AccessDeniedException\): .*, fault: client\n$/);
    expect(bench.log[0]).toMatchObject({ allowed: false, code: "AccessDeniedException" });
  });
});

describe("the AWS SDK for JavaScript", () => {
  function fileWith(token: string): string {
    const folder = mkdtempSync(join(tmpdir(), "exchange-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, "token"), token);
    return join(folder, "token");
  }
  const clientOf = (endpoint: string) => new STSClient({ endpoint, region: "eu-west-1" });

  it("gets credentials by a token file and the endpoint of the environment, and is recognised by them", async () => {
    const webIdentityTokenFile = fileWith(await mint());
    await served(awsExchange, bench, async (origin) => {
      for (const [name, value] of Object.entries(awsExchange.environment(origin))) vi.stubEnv(name, value);
      onTestFinished(() => void vi.unstubAllEnvs());
      const credentials = await fromTokenFile({
        roleArn: ROLE_ARN,
        webIdentityTokenFile,
        clientConfig: { region: "eu-west-1" },
      })();
      expect(credentials).toMatchObject({ accessKeyId: /^FAKE/, sessionToken: /^FAKE/ });
      const client = new STSClient({ region: "eu-west-1", credentials });
      expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
        Account: "111122223333",
        Arn: expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/orders\//),
      });
    });
  });

  it("reads every part of the answer", async () => {
    const input = { RoleArn: ROLE_ARN, RoleSessionName: "app1", WebIdentityToken: await mint(), DurationSeconds: 900 };
    await served(awsExchange, bench, async (origin) => {
      expect(await clientOf(origin).send(new AssumeRoleWithWebIdentityCommand(input))).toMatchObject({
        Audience: AUDIENCE,
        Provider: arnOf(ISSUER),
        SubjectFromWebIdentityToken: "system:serviceaccount:shop:orders",
        AssumedRoleUser: { AssumedRoleId: `${ROLE_ID}:app1` },
        Credentials: { Expiration: expect.any(Date) },
      });
    });
  });

  it.each<[string, string, () => Promise<string>]>([
    ["AccessDenied", "a neighbour", () => mint({ serviceAccount: "cart" })],
    ["InvalidIdentityTokenException", "another audience", () => mint({ audience: "vault" })],
    ["InvalidIdentityTokenException", "an unregistered issuer", () => mint({ issuer: UNREGISTERED })],
    ["ExpiredTokenException", "an expired token", () => mint({ issuedAt: 1_700_000_000 })],
  ])("throws %s for %s", async (name, _, token) => {
    const input = { RoleArn: ROLE_ARN, RoleSessionName: "app1", WebIdentityToken: await token() };
    await served(awsExchange, bench, async (origin) => {
      const answer = clientOf(origin).send(new AssumeRoleWithWebIdentityCommand(input));
      await expect(answer).rejects.toMatchObject({ name });
    });
  });

  it("throws InvalidClientTokenId with foreign keys", async () => {
    await served(awsExchange, bench, async (endpoint) => {
      const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "none" };
      const client = new STSClient({ endpoint, region: "eu-west-1", credentials });
      await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
        name: "InvalidClientTokenId",
      });
    });
  });

  it("gets no container credentials without an association", async () => {
    const awsContainerAuthorizationTokenFile = fileWith(await mint({ audience: POD_AUDIENCE }));
    bench.resources.push({
      type: "aws:eks/cluster:Cluster",
      name: "prod",
      id: "prod",
      state: { name: "prod", identities: [{ oidcs: [{ issuer: ISSUER }] }] },
    });
    await served(awsExchange, bench, async (origin) => {
      const awsContainerCredentialsFullUri = `${origin}/v1/credentials`;
      const get = fromHttp({ awsContainerCredentialsFullUri, awsContainerAuthorizationTokenFile, maxRetries: 0 });
      await expect(get()).rejects.toThrow("404");
    });
  });
});

it.each([
  ["sts.amazonaws.com", true],
  ["sts.eu-west-1.amazonaws.com", true],
  ["sts-fips.us-gov-west-1.amazonaws.com", true],
  ["sts.cn-north-1.amazonaws.com.cn", true],
  ["169.254.170.23", true],
  ["s3.eu-west-1.amazonaws.com", false],
  ["sts.amazonaws.com.example.org", false],
])("%s is a host of AWS's token services: %s", (host, expected) => {
  expect(awsExchange.hosts.some((known) => known.test(host))).toBe(expected);
});
