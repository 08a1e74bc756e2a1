import { beforeEach, describe, expect, it } from "vitest";
import { gcp } from "../../../src/clouds/gcp/cloud";
import { gcpExchange } from "../../../src/clouds/gcp/simulated/exchange";
import { gcpPrincipal } from "../../../src/clouds/gcp/trust";
import type { SandboxTokenRequest } from "../../../src/sandbox/issuer";
import { exchangeBench, simulated } from "../../support/exchange-bench";
import { unpublishedIssuers } from "../../support/issuer-keys";
import type { VendorCall } from "../../support/vendor-call";
import { callVendor } from "../../support/vendor-call";
import * as world from "./exchange-support";

const { issuer, gkeIssuer, orders, pool, provider, principal, email, everything } = world;
const audience = `https://iam.googleapis.com/${provider}`;
const bench = exchangeBench(gcp, [issuer, gkeIssuer, "https://other.example.com"]);
const call = (url: string, init?: VendorCall) => callVendor(gcpExchange, bench, url, init);
const mint = (changes: Partial<SandboxTokenRequest> = {}) =>
  bench.issuers.mint({ issuer, ...orders, audience, ...changes });

beforeEach(() => bench.begin(everything()));

const exchange = async (token: string | Promise<string>, changes: Record<string, string> = {}) =>
  call("https://sts.googleapis.com/v1/token", {
    form: {
      grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
      audience: `//iam.googleapis.com/${provider}`,
      scope: "https://www.googleapis.com/auth/cloud-platform",
      requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      subject_token: await token,
      ...changes,
    },
  });
const federatedToken = async (changes: Partial<SandboxTokenRequest> = {}) =>
  String((await exchange(mint(changes))).body.access_token);

describe("the Security Token Service", () => {
  it("makes a principal of a token that the provider takes, whatever is granted to it", async () => {
    const { status, body } = await exchange(mint({ serviceAccount: "billing" }));
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^FAKE-gcp-federated-token/),
      issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
      token_type: "Bearer",
      expires_in: expect.closeTo(3600, -3),
    });
    expect(bench.log).toEqual([expect.objectContaining({ allowed: true, target: `//iam.googleapis.com/${provider}` })]);
  });

  it("takes JSON with the fields of the REST reference", async () => {
    const { status } = await call("https://sts.googleapis.com/v1/token", {
      json: {
        grantType: "urn:ietf:params:oauth:grant-type:token-exchange",
        audience: `//iam.googleapis.com/${provider}`,
        scope: "https://www.googleapis.com/auth/cloud-platform",
        requestedTokenType: "urn:ietf:params:oauth:token-type:access_token",
        subjectTokenType: "urn:ietf:params:oauth:token-type:jwt",
        subjectToken: await mint(),
      },
    });
    expect(status).toBe(200);
  });

  it("gives nothing out for longer than the token lives", async () => {
    expect((await exchange(mint({ expirationSeconds: 900 }))).body.expires_in).toBeLessThanOrEqual(900);
  });

  it("says which principal a token stands for", async () => {
    const answer = await call("https://sts.googleapis.com/v1/introspect", { form: { token: await federatedToken() } });
    expect(answer.body).toMatchObject({ active: true, username: principal });
    const unknown = await call("https://sts.googleapis.com/v1/introspect", { form: { token: "nonsense" } });
    expect(unknown.body).toEqual({ active: false });
  });

  it.each([
    ["another issuer", { issuer: "https://other.example.com" }, "invalid_grant", "The issuer in ID Token"],
    [
      "another audience",
      { audience: "sts.example.com" },
      "invalid_grant",
      "The audience in ID Token [sts.example.com]",
    ],
    ["an expired token", { issuedAt: 1_767_225_600 }, "invalid_grant", "issued at 1767225600 is stale to sign-in"],
    ["a token to come", { issuedAt: 4_102_444_800 }, "invalid_grant", "issued at 4102444800 is stale to sign-in"],
    ["a token for two days", { expirationSeconds: 48 * 3600 }, "invalid_grant", "is stale to sign-in"],
    ["a subject of 128 bytes", { serviceAccount: "o".repeat(101) }, "invalid_request", "exceeds the 127 bytes limit"],
  ])("refuses %s", async (_, changes, error, text) => {
    const { status, body } = await exchange(mint(changes));
    expect([status, body.error]).toEqual([400, error]);
    expect(body.error_description).toContain(text);
    expect(bench.log).toEqual([expect.objectContaining({ allowed: false, code: error })]);
    expect(bench.log[0]?.trace.some(({ passed }) => passed === false)).toBe(true);
  });

  it("refuses a token that another key signed in the issuer's name", async () => {
    const stranger = unpublishedIssuers(bench.now, () => true, "stranger");
    const { body } = await exchange(stranger.mint({ issuer, ...orders, audience }));
    expect(body).toEqual({ error: "invalid_grant", error_description: "Unable to verify the ID Token signature." });
  });

  it("refuses text that is no token", async () => {
    const { body } = await exchange("nonsense");
    expect(body).toEqual({ error: "invalid_grant", error_description: "Unable to parse the ID Token." });
  });

  it.each([
    ["a provider that is not there", `//iam.googleapis.com/${pool}/providers/other`, "invalid_target"],
    ["a pool that is not there", `//iam.googleapis.com/${provider.replace("prod", "dev")}`, "invalid_target"],
    ["a pool", `//iam.googleapis.com/${pool}`, "invalid_request"],
    ["the provider without its slashes", provider, "invalid_request"],
    ["a GKE cluster of another project", `identitynamespace:other.svc.id.goog:${gkeIssuer}`, "invalid_target"],
  ])("refuses the name of %s", async (_, target, error) => {
    expect((await exchange(mint(), { audience: target })).body.error).toBe(error);
  });

  it.each([
    ["grant_type", "client_credentials", "unsupported_grant_type"],
    ["requested_token_type", "urn:ietf:params:oauth:token-type:id_token", "invalid_request"],
    ["subject_token_type", "urn:ietf:params:oauth:token-type:saml2", "invalid_request"],
    ["scope", "", "invalid_request"],
  ])("refuses the %s %j", async (name, value, error) => {
    const { status, body } = await exchange(mint(), { [name]: value });
    expect([status, body.error]).toEqual([400, error]);
  });

  it("refuses what the condition of the provider does not hold for", async () => {
    bench.begin([world.providerResource({ attributeCondition: "assertion.sub.endsWith(':orders')" })]);
    expect((await exchange(mint())).status).toBe(200);
    expect((await exchange(mint({ serviceAccount: "billing" }))).body).toEqual({
      error: "unauthorized_client",
      error_description: "The given credential is rejected by the attribute condition.",
    });
  });

  it("refuses where the mapping gives no subject", async () => {
    bench.begin([world.providerResource({ attributeMapping: { "google.subject": "assertion.email" } })]);
    expect((await exchange(mint())).body).toEqual({
      error: "unauthorized_client",
      error_description: "Could not obtain a value for google.subject from the given credential.",
    });
  });

  it("takes tokens by the uploaded keys only, where there are some", async () => {
    const uploaded = (jwks: object) => ({ oidc: { issuerUri: issuer, jwksJson: JSON.stringify(jwks) } });
    bench.begin([world.providerResource(uploaded((await bench.issuers.get(issuer)).jwks))]);
    expect((await exchange(mint())).status).toBe(200);
    bench.begin([world.providerResource(uploaded((await bench.issuers.get(gkeIssuer)).jwks))]);
    expect((await exchange(mint())).body.error_description).toBe("Error connecting to the given credential's issuer.");
  });

  it("refuses a disabled provider", async () => {
    bench.begin([world.providerResource({ disabled: true })]);
    expect((await exchange(mint())).body.error).toBe("invalid_target");
  });
});

describe("IAM Credentials", () => {
  const url = (method: string) =>
    `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:${method}`;
  const generate = (bearer: string, json: object = {}, method = "generateAccessToken") =>
    call(url(method), { bearer, json: { scope: ["https://www.googleapis.com/auth/cloud-platform"], ...json } });

  it("gives the service account's token to a principal that a binding names", async () => {
    const { status, body } = await generate(await federatedToken(), { lifetime: "600s" });
    expect(status).toBe(200);
    expect(body.accessToken).toMatch(/^FAKE-gcp-access-token/);
    expect(Date.parse(String(body.expireTime)) / 1000).toBeCloseTo(bench.now() + 600, -2);
    const info = await call(`https://oauth2.googleapis.com/tokeninfo?access_token=${body.accessToken}`);
    expect(info.body.email).toBe(email);
    expect(info.body.scope).toBe("https://www.googleapis.com/auth/cloud-platform");
    expect(Number(info.body.expires_in)).toBeLessThanOrEqual(600);
  });

  it("denies every other principal, in the words of the API", async () => {
    const { status, body } = await generate(await federatedToken({ serviceAccount: "billing" }));
    expect(status).toBe(403);
    expect(body).toEqual({
      error: {
        code: 403,
        message: "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
        status: "PERMISSION_DENIED",
        details: [
          {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            reason: "IAM_PERMISSION_DENIED",
            domain: "iam.googleapis.com",
            metadata: { permission: "iam.serviceAccounts.getAccessToken" },
          },
        ],
      },
    });
    expect(bench.log.at(-1)).toMatchObject({ allowed: false, code: "PERMISSION_DENIED", target: email });
  });

  it.each([
    ["another role", () => world.grant(principal, "roles/iam.serviceAccountViewer")],
    ["the principal of another pool", () => world.grant(principal.replace("/prod/", "/dev/"))],
  ])("denies where the binding is of %s", async (_, binding) => {
    const bearer = await federatedToken();
    bench.resources = [world.providerResource(), binding()];
    expect((await generate(bearer)).status).toBe(403);
  });

  it("lets in whom its project or folder lets become it, each for what the role holds", async () => {
    const above = (name: string, role: string, folder?: string) =>
      simulated(gcp, `gcp:${folder === undefined ? "projects" : "folder"}/iAMBinding:IAMBinding`, {
        ...(folder === undefined ? { project: "example-project" } : { folder }),
        role,
        members: [gcpPrincipal(pool, { namespace: "shop", serviceAccount: name })],
      });
    bench.begin([
      ...everything(),
      simulated(gcp, "gcp:organizations/project:Project", { projectId: "example-project", folderId: "7" }),
      above("tokens", "roles/iam.serviceAccountTokenCreator"),
      above("ids", "roles/iam.serviceAccountOpenIdTokenCreator"),
      above("owner", "roles/owner"),
      above("inherited", "roles/iam.workloadIdentityUser", "folders/7"),
      above("elsewhere", "roles/iam.workloadIdentityUser", "folders/8"),
    ]);
    const statuses = async (serviceAccount: string) => {
      const bearer = await federatedToken({ serviceAccount });
      const both = [await generate(bearer), await generate(bearer, { audience: "a" }, "generateIdToken")];
      return both.map(({ status }) => status);
    };
    expect(await statuses("tokens")).toEqual([200, 200]);
    expect(await statuses("ids")).toEqual([403, 200]);
    expect(await statuses("owner")).toEqual([403, 403]);
    expect(await statuses("inherited")).toEqual([200, 200]);
    expect(await statuses("elsewhere")).toEqual([403, 403]);
  });

  it("denies a service account that the binding is not on", async () => {
    const { body } = await call(url("generateAccessToken").replace(email, email.replace("orders", "billing")), {
      bearer: await federatedToken(),
      json: {},
    });
    expect(body.error).toMatchObject({ status: "PERMISSION_DENIED" });
  });

  it("denies the same token once the binding is gone", async () => {
    const bearer = await federatedToken();
    expect((await generate(bearer)).status).toBe(200);
    bench.resources = [world.providerResource()];
    expect((await generate(bearer)).status).toBe(403);
  });

  it("lets in by the attributes of the provider that the token came through", async () => {
    const mapping = (attribute: string) => ({
      attributeMapping: { "google.subject": "assertion.sub", "attribute.team": attribute },
    });
    const member = `principalSet://iam.googleapis.com/${pool}/attribute.team/shop`;
    bench.begin([world.providerResource(mapping("assertion['kubernetes.io'].namespace")), world.grant(member)]);
    expect((await generate(await federatedToken())).status).toBe(200);
    bench.begin([world.providerResource(mapping("'nobody'")), world.grant(member)]);
    expect((await generate(await federatedToken())).status).toBe(403);
  });

  it.each([
    ["0s", "larger then zero"],
    ["3601s", "constraints/iam.allowServiceAccountCredentialLifetimeExtension"],
    ["soon", "lifetime"],
  ])("refuses the lifetime %s", async (lifetime, text) => {
    const { status, body } = await generate(await federatedToken(), { lifetime });
    expect([status, body.error]).toEqual([
      400,
      expect.objectContaining({ status: "INVALID_ARGUMENT", message: expect.stringContaining(text) }),
    ]);
  });

  it("knows no bearer that was not handed out, and none that has expired", async () => {
    expect((await generate("ya29.nonsense")).body.error).toMatchObject({ code: 401, status: "UNAUTHENTICATED" });
    const bearer = await federatedToken({ expirationSeconds: 900 });
    bench.ahead = 901;
    expect((await generate(bearer)).status).toBe(401);
  });

  it("makes ID tokens that can be read but say that they are fakes", async () => {
    const { body } = await generate(
      await federatedToken(),
      { audience: "https://a", includeEmail: true },
      "generateIdToken",
    );
    const [, claims, signature] = String(body.token)
      .split(".")
      .map((part) => Buffer.from(part, "base64url").toString());
    expect(JSON.parse(claims ?? "")).toMatchObject({ aud: "https://a", email, iss: "https://accounts.google.com" });
    expect(signature).toMatch(/^FAKE/);
    const denied = await generate(await federatedToken({ namespace: "dev" }), { audience: "a" }, "generateIdToken");
    expect(denied.body.error).toMatchObject({ message: expect.stringContaining("iam.serviceAccounts.getOpenIdToken") });
  });

  it("lets no service account become another", async () => {
    const { body } = await generate(await federatedToken());
    expect((await generate(String(body.accessToken))).status).toBe(403);
  });
});

describe("the metadata server of GKE", () => {
  const root = "http://metadata.google.internal/computeMetadata/v1";
  const headers = { "Metadata-Flavor": "Google" };
  const podOf = (changes: object = {}) => {
    const subject = { issuer: gkeIssuer, ...orders, ...changes };
    return { ...subject, token: (audience: string) => bench.issuers.mint({ ...subject, audience }) };
  };
  const get = (path: string, pod = podOf()) => call(`${root}/${path}`, { headers, pod });
  const annotated = world.serviceAccountObject({ "iam.gke.io/gcp-service-account": email });

  it("answers as the pool where the ServiceAccount has no annotation, with a token of its principal", async () => {
    expect((await get("instance/service-accounts/default/email")).text).toBe("example-project.svc.id.goog");
    const { status, body, headers } = await get("instance/service-accounts/default/token");
    expect([status, body.token_type, headers.get("metadata-flavor")]).toEqual([200, "Bearer", "Google"]);
    expect(bench.context().recall(String(body.access_token))?.identity).toBe(
      "principal://iam.googleapis.com/example-project.svc.id.goog/subject/ns/shop/sa/orders",
    );
  });

  it("answers as the service account of the annotation", async () => {
    bench.begin([...everything(), annotated]);
    expect((await get("instance/service-accounts/default/email")).text).toBe(email);
    const { body } = await get(`instance/service-accounts/${email}/token`);
    expect(bench.context().recall(String(body.access_token))?.identity).toBe(email);
    expect(body.expires_in).toBeLessThanOrEqual(3600);
    const identity = await get("instance/service-accounts/default/identity?audience=https://a&format=full");
    expect(JSON.parse(Buffer.from(identity.text.split(".")[1] ?? "", "base64url").toString())).toMatchObject({ email });
  });

  it("takes the annotation of a patch as well", async () => {
    bench.begin([...everything(), { ...annotated, type: "kubernetes:core/v1:ServiceAccountPatch" }]);
    expect((await get("instance/service-accounts/default/email")).text).toBe(email);
  });

  it("denies the token where no binding lets the ServiceAccount in", async () => {
    bench.begin([world.grant(principal), annotated]);
    const { status, text } = await get("instance/service-accounts/default/token");
    expect(status).toBe(403);
    expect(text).toMatch(/^Unable to generate access token; IAM returned 403 Forbidden: Permission 'iam\.serviceAcc/);
    expect(text).toContain("missing IAM policy binding");
  });

  it("does not take the annotation of a namesake in another namespace", async () => {
    bench.begin([...everything(), annotated]);
    const pod = podOf({ namespace: "dev" });
    expect((await get("instance/service-accounts/default/email", pod)).text).toBe("example-project.svc.id.goog");
  });

  it("lets in the same ServiceAccount of every cluster of the project", async () => {
    bench.begin([...everything(), annotated]);
    const pod = podOf({ issuer: gkeIssuer.replace(/a$/, "b") });
    await bench.issuers.get(pod.issuer);
    expect((await get("instance/service-accounts/default/token", pod)).status).toBe(200);
  });

  it("has identity tokens for annotated ServiceAccounts and an audience only", async () => {
    const plain = await get("instance/service-accounts/default/identity?audience=a");
    expect([plain.status, plain.text]).toEqual([404, expect.stringContaining("(shop/orders) is not annotated")]);
    expect((await get("instance/service-accounts/default/identity")).status).toBe(400);
  });

  it.each([
    ["project/project-id", "example-project"],
    ["project/numeric-project-id", "123456789012"],
    ["instance/attributes/cluster-name", "a"],
    ["instance/attributes/cluster-location", "europe-west3"],
    ["universe/universe-domain", "googleapis.com"],
    ["instance/service-accounts/default/aliases", "default\n"],
    ["instance/service-accounts/", "default/\nexample-project.svc.id.goog/\n"],
    ["instance", "attributes/\nservice-accounts/\n"],
  ])("has %s", async (path, text) => {
    expect((await get(path)).text).toBe(text);
  });

  it("lists a folder with all that is below, tokens aside", async () => {
    const { body } = await get("instance/service-accounts/default/?recursive=true");
    expect(body).toEqual({
      aliases: ["default"],
      email: "example-project.svc.id.goog",
      scopes: expect.arrayContaining(["https://www.googleapis.com/auth/cloud-platform"]),
    });
    expect((await get("project/?recursive=true")).body).toEqual({
      numericProjectId: "123456789012",
      projectId: "example-project",
    });
  });

  it("has no other entry", async () => {
    expect((await get("instance/hostname/x")).status).toBe(404);
    expect((await get("instance/constructor")).status).toBe(404);
  });

  it("answers nobody who does not know what it is", async () => {
    const { status } = await call(`${root}/project/project-id`, { pod: podOf() });
    expect(status).toBe(403);
  });

  it("is how clients find out that they are on Google Cloud", async () => {
    const { status, headers: answered } = await call("http://169.254.169.254/", { headers, pod: podOf() });
    expect([status, answered.get("metadata-flavor")]).toEqual([200, "Google"]);
  });

  it.each([
    ["a pod of another cluster", { ...podOf(), issuer }],
    ["nobody in particular", undefined],
  ])("is not there for %s", async (_, pod) => {
    const asked = call(`${root}/project/project-id`, { headers, ...(pod === undefined ? {} : { pod }) });
    await expect(asked).rejects.toThrow("no endpoint");
  });
});

describe("the hosts of Google Cloud", () => {
  const answers = (host: string) => gcpExchange.hosts.some((known) => known.test(host));

  it.each([
    "sts.googleapis.com",
    "sts.europe-west3.rep.googleapis.com",
    "iamcredentials.googleapis.com",
    "sts.apis-s3ns.fr",
    "metadata.google.internal",
    "169.254.169.254",
  ])("include %s", (host) => expect(answers(host)).toBe(true));

  it.each(["storage.googleapis.com", "xsts.googleapis.com", "sts.googleapis.com.example.com"])(
    "do not include %s",
    (host) => expect(answers(host)).toBe(false),
  );
});
