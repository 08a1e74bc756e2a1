import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { HuaweiIssuerRegistrationArgs } from "../../../src/clouds/huawei/args";
import { HuaweiIssuerRegistration } from "../../../src/clouds/huawei/registration";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import { faultCodes } from "../../support/fault-codes";
import { lateFaults } from "../../support/late-faults";
import { JWKS, OTHER_JWKS } from "./support/samples";

const url = "https://kubernetes.default.svc.cluster.local";
const jwks = JSON.stringify(JWKS);
const TYPE = "pulumi-nodejs:dynamic/huawei:";

let mocks: CloudMocks;

beforeEach(async () => {
  mocks = await installCloudMocks();
});

const entryOf = (args: HuaweiIssuerRegistrationArgs) =>
  outputValue(new HuaweiIssuerRegistration("prod", args).registration);
const inputsOf = (kind: string) => mocks.ofType(TYPE + kind)[0]?.inputs;
const codes = (args: object) =>
  faultCodes(() => new HuaweiIssuerRegistration("prod", args as HuaweiIssuerRegistrationArgs));
const late = (args: HuaweiIssuerRegistrationArgs) => lateFaults(() => void new HuaweiIssuerRegistration("prod", args));

describe("a registration with the old IAM", () => {
  it("is an identity provider with the keys, and an audience that no other cluster has", async () => {
    const entry = await entryOf({ url, jwks, description: "prod" });
    const name = String(entry.identityProviderId);
    expect(name).toMatch(/^prod-identity-provider-[0-9a-f]{8}$/);
    expect(entry).toMatchObject({ clientId: name, mappingId: name });
    expect(inputsOf("IdentityProvider")).toMatchObject({
      name,
      issuer: url,
      clientId: name,
      owner: "project/stack",
      description: "prod",
    });
  });

  it("stores the same text in whatever order the cluster lists its keys", async () => {
    await entryOf({ url, jwks });
    const stored = inputsOf("IdentityProvider")?.signingKey;
    mocks = await installCloudMocks();
    await entryOf({ url, jwks: JSON.stringify({ keys: [...JWKS.keys].reverse() }) });
    expect(inputsOf("IdentityProvider")?.signingKey).toBe(stored);
    expect(JSON.parse(String(stored)).keys).toHaveLength(2);
  });

  it("takes name and client id where they are given, and outputs", async () => {
    const args = { url: pulumi.output(url), jwks: pulumi.output(jwks), clientId: pulumi.output("cce-blue") };
    expect(await entryOf({ ...args, providerName: "blue" })).toMatchObject({
      identityProviderId: "blue",
      clientId: "cce-blue",
    });
  });

  it("is refused at once without keys, with private ones, and with an audience of every pod", () => {
    expect(codes({ url })).toEqual(["huawei-jwks-missing"]);
    expect(codes({ url, jwks: "{}" })).toEqual(["jwks-invalid"]);
    expect(codes({ url: "http://a", jwks, clientId: url })).toEqual(expect.arrayContaining(["audience-of-api-server"]));
  });

  it("is refused on final values that are known later", async () => {
    expect((await late({ url, jwks: pulumi.output('{"keys":[]}') })).join()).toContain("jwks-empty");
    expect((await late({ url, jwks, clientId: pulumi.output("12345") })).join()).toContain("huawei-client-id-number");
  });

  it("may hold the keys of one issuer twice: two clusters have one issuer", async () => {
    await entryOf({ url, jwks });
    await outputValue(new HuaweiIssuerRegistration("dev", { url, jwks: JSON.stringify(OTHER_JWKS) }).registration);
    const providers = mocks.ofType(`${TYPE}IdentityProvider`).map(({ inputs }) => inputs.clientId);
    expect(new Set(providers).size).toBe(2);
  });
});

describe("a registration with IAM v5", () => {
  const own = "https://issuer.example.com/prod";

  it("is an OIDC provider with one audience", async () => {
    const entry = await entryOf({ url: own, mechanism: "trust-agency", thumbprints: ["a1"] });
    const name = String(inputsOf("OidcProvider")?.name);
    expect(name).toMatch(/^prod-oidc-provider-[0-9a-f]{8}$/);
    expect(entry).toEqual({
      oidcProviderUrn: `iam::0a1b2c3d4e5f60718293a4b5c6d7e8f9:oidcProvider:${name}`,
      clientId: "sts.myhuaweicloud.com",
    });
    expect(inputsOf("OidcProvider")).toMatchObject({
      url: own,
      clientIds: ["sts.myhuaweicloud.com"],
      thumbprints: ["a1"],
    });
  });

  it("is refused for an issuer that IAM cannot reach, now or on final values", async () => {
    expect(codes({ url, mechanism: "trust-agency" })).toEqual(["issuer-not-public"]);
    const faults = await late({ url: pulumi.output(url), mechanism: "trust-agency" });
    expect(faults.join()).toContain("issuer-not-public");
  });
});
