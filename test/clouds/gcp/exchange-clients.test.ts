import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Compute, ExternalAccountClient, GoogleAuth } from "google-auth-library";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DeployedResource } from "../../../src/clouds/cloud";
import { gcp } from "../../../src/clouds/gcp/cloud";
import { gcpCredentialConfiguration } from "../../../src/clouds/gcp/credential-configuration";
import { gcpExchange } from "../../../src/clouds/gcp/simulated/exchange";
import { exchangeBench, served } from "../../support/exchange-bench";
import * as world from "./exchange-support";

const { issuer, gkeIssuer, orders, provider, principal, email, everything } = world;
const bench = exchangeBench(gcp, [issuer, gkeIssuer]);
const scopes = ["https://www.googleapis.com/auth/cloud-platform"];

/** Whom the vendor takes the bearer for. */
const whose = (token: string | null | undefined) => bench.context().recall(String(token))?.identity;

beforeEach(() => bench.begin(everything()));

describe("an external account of google-auth-library", () => {
  const folder = mkdtempSync(join(tmpdir(), "google-client-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The file of this library's wiring, with the vendor's hosts replaced by the one that is served. */
  async function accessToken(subject: object, settings: { serviceAccountEmail?: string } = {}) {
    const tokenFile = join(folder, "token");
    const audience = `https://iam.googleapis.com/${provider}`;
    writeFileSync(tokenFile, await bench.issuers.mint({ issuer, ...orders, audience, ...subject }));
    const file = gcpCredentialConfiguration({ provider, tokenFile, ...settings });
    return served(gcpExchange, bench, async (origin) => {
      const local = JSON.parse(file.replace(/https:\/\/(sts|iamcredentials)\.googleapis\.com/g, origin));
      const client = ExternalAccountClient.fromJSON({ ...local, scopes });
      return (await client?.getAccessToken())?.token;
    });
  }

  it("becomes the principal of its ServiceAccount", async () => {
    expect(whose(await accessToken({}))).toBe(principal);
  });

  it("becomes the service account that a binding lets it become", async () => {
    expect(whose(await accessToken({}, { serviceAccountEmail: email }))).toBe(email);
  });

  it("fails with the service's error for a token of another audience", async () => {
    await expect(accessToken({ audience: "sts.example.com" })).rejects.toThrow(
      "Error code invalid_grant: The audience in ID Token [sts.example.com] does not match the expected audience.",
    );
  });

  it("fails with the API's error where no binding lets it become the service account", async () => {
    const billing = accessToken({ serviceAccount: "billing" }, { serviceAccountEmail: email });
    await expect(billing).rejects.toThrow("Permission 'iam.serviceAccounts.getAccessToken' denied on resource");
  });
});

describe("Compute of google-auth-library in a pod on GKE", () => {
  const annotated = world.serviceAccountObject({ "iam.gke.io/gcp-service-account": email });
  afterEach(() => vi.unstubAllEnvs());

  /** Runs on a node whose metadata server knows the pod. */
  async function inPod<T>(resources: DeployedResource[], use: () => Promise<T>): Promise<T> {
    bench.begin(resources);
    const subject = { issuer: gkeIssuer, ...orders };
    const pod = { ...subject, token: (audience: string) => bench.issuers.mint({ ...subject, audience }) };
    const node = { ...bench, context: () => ({ ...bench.context(), pod }) };
    return served(gcpExchange, node, (origin) => {
      // Nothing of the machine that this runs on.
      const nothing = { HOME: "/nonexistent", GOOGLE_APPLICATION_CREDENTIALS: "", GOOGLE_CLOUD_PROJECT: "" };
      // Where the library sees no machine of Google's, it waits for the metadata server three seconds and no longer.
      const google = { CLOUD_RUN_JOB: "job" };
      const environment = { ...nothing, ...google, NO_PROXY: "*", ...gcpExchange.environment(`${origin}/gcp`) };
      for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
      return use();
    });
  }

  it("finds out that it runs on Google Cloud, and in which project", async () => {
    const auth = new GoogleAuth({ scopes });
    const found = await inPod(everything(), async () => [
      (await auth.getClient()).constructor.name,
      await auth.getProjectId(),
      (await auth.getCredentials()).client_email,
    ]);
    expect(found).toEqual(["Compute", "example-project", "example-project.svc.id.goog"]);
  });

  it("becomes the principal of its ServiceAccount, or the service account of the annotation", async () => {
    const token = async () => (await new Compute({ scopes }).getAccessToken()).token;
    expect(whose(await inPod(everything(), token))).toMatch(/\/subject\/ns\/shop\/sa\/orders$/);
    expect(whose(await inPod([...everything(), annotated], token))).toBe(email);
  });

  it("gets identity tokens of the service account", async () => {
    const token = await inPod([...everything(), annotated], () =>
      new Compute().fetchIdToken("https://run.example.com"),
    );
    expect(JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())).toMatchObject({ email });
  });

  it("fails with the metadata server's error where no binding lets it become the service account", async () => {
    const token = inPod([annotated], () => new Compute({ scopes }).getAccessToken());
    await expect(token).rejects.toMatchObject({
      status: 403,
      response: { data: expect.stringContaining("missing IAM policy binding on the target IAM service account") },
    });
  });
});
