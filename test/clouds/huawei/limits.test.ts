import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { HuaweiRegistrationArgs, HuaweiWorkloadArgs } from "../../../src/clouds/huawei/args";
import { huaweiGrantWarnings } from "../../../src/clouds/huawei/grants";
import { checkHuaweiIssuer, checkHuaweiRegistration, checkHuaweiWorkload } from "../../../src/clouds/huawei/limits";
import { JWKS } from "./support/samples";

const workload = (args: object) =>
  checkHuaweiWorkload(args as HuaweiWorkloadArgs).map(({ code, path }) => [code, path]);
const registration = (args: object) =>
  checkHuaweiRegistration(args as HuaweiRegistrationArgs).map(({ code, path }) => [code, path]);
const agency = { mechanism: "trust-agency" };
const role = { role: "OBS ReadOnlyAccess", scope: "domain" };
const policy = { policy: '{"Version":"1.1","Statement":[]}', scope: "domain" };

describe("checkHuaweiWorkload", () => {
  it.each<[object, string, string]>([
    [{ groupName: " orders" }, "huawei-group-name-invalid", "groupName"],
    [{ groupName: "a", existingGroup: { name: "b" } }, "huawei-group-owner-unclear", "groupName"],
    [{ existingGroup: { name: "" } }, "huawei-group-name-invalid", "existingGroup.name"],
    [{ existingGroup: { name: "a" }, roles: [role] }, "huawei-group-id-missing", "existingGroup.id"],
    [{ agencyName: "orders" }, "huawei-mechanism-mismatch", "agencyName"],
    [{ maxSessionDuration: 3600 }, "huawei-mechanism-mismatch", "maxSessionDuration"],
    [{ ...agency, roles: [role] }, "huawei-mechanism-mismatch", "roles"],
    [{ ...agency, agencyName: "or ders" }, "huawei-agency-name-invalid", "agencyName"],
    [{ ...agency, maxSessionDuration: 60 }, "huawei-session-duration-out-of-range", "maxSessionDuration"],
    [{ ...agency, agencyPolicies: ["a", "a"] }, "huawei-grant-duplicate", "agencyPolicies[1]"],
    [{ ...agency, agencyPolicies: [..."abcdefghijklmnopqrstu"] }, "huawei-too-many-grants", "agencyPolicies"],
    [
      { ...agency, agencyPolicies: ["a"], agencyPoliciesByKey: { b: "a" } },
      "huawei-grant-duplicate",
      "agencyPoliciesByKey.b",
    ],
    [{ agencyPoliciesByKey: { b: "a" } }, "huawei-mechanism-mismatch", "agencyPoliciesByKey"],
    [{ existingGroup: { name: "a" }, description: "Orders" }, "argument-without-effect", "description"],
    [
      {
        roles: [
          { ...role, key: "a" },
          { ...role, key: "b" },
        ],
      },
      "huawei-grant-duplicate",
      "roles[1]",
    ],
    [{ owner: "shop prod" }, "huawei-owner-invalid", "owner"],
    [{ description: "50 % of orders" }, "huawei-description-invalid", "description"],
    [{ roles: [{ ...role, role: " " }] }, "huawei-grant-invalid", "roles[0].role"],
    [{ roles: [role, role] }, "huawei-grant-duplicate", "roles[1]"],
    [{ roles: [{ ...role, scope: "project" }] }, "huawei-role-scope-incomplete", "roles[0].scopeId"],
    [{ roles: [{ ...role, scope: "world" }] }, "shape-invalid", "roles[0].scope"],
    [{ customPolicies: { "a/b": policy } }, "huawei-policy-name-invalid", "customPolicies.a/b"],
    [
      { customPolicies: { a: { ...policy, policy: "{}" } } },
      "huawei-policy-document-invalid",
      "customPolicies.a.policy",
    ],
    [{ projectId: "p", projectName: "d" }, "huawei-scope-ambiguous", "projectName"],
    [{ projectId: "" }, "huawei-scope-invalid", "projectId"],
    [{ ...agency, sessionName: "shop/orders" }, "huawei-session-name-invalid", "sessionName"],
    [{ sessionName: "orders" }, "huawei-mechanism-mismatch", "sessionName"],
    [{ iamEndpoint: "iam.example.com" }, "huawei-endpoint-invalid", "iamEndpoint"],
    [{ connection: { cceEndpoint: "cce" } }, "huawei-endpoint-invalid", "connection.cceEndpoint"],
    [{ connection: { region: 1 } }, "shape-invalid", "connection.region"],
    [{ wiring: "webhook" }, "huawei-webhook-missing", "wiring"],
    [{ token: { path: "../token" } }, "token-path-invalid", "token.path"],
    [{ token: { expirationSeconds: 60 } }, "token-expiration-out-of-range", "token.expirationSeconds"],
    [{ mechanism: "saml" }, "shape-invalid", "mechanism"],
  ])("finds the one fault of %j", (args, code, path) => {
    expect(workload(args)).toEqual([[code, path]]);
  });

  it("takes a project and the account at once: regional clients read one, global ones the other", () => {
    expect(workload({ projectId: "p", domainId: "d" })).toEqual([]);
  });

  it("finds all faults at once", () => {
    expect(workload({ groupName: "", wiring: "webhook", agencyName: "a", projectId: "" })).toHaveLength(4);
  });

  it("leaves what is known later to the second look", () => {
    const later = pulumi.output("later");
    const project = { role: "Tenant Administrator", scope: "project", scopeId: later };
    expect(workload({ existingGroup: { name: later, id: later }, roles: [project], projectId: later })).toEqual([]);
    expect(workload({ customPolicies: { a: { ...policy, policy: later } }, iamEndpoint: later })).toEqual([]);
  });
});

describe("checkHuaweiRegistration", () => {
  it.each<[object, string, string]>([
    [{ clientId: "1234567" }, "huawei-client-id-number", "clientId"],
    [{ clientId: "abc" }, "huawei-client-id-invalid", "clientId"],
    [{ clientId: "https://kubernetes.default.svc" }, "audience-of-api-server", "clientId"],
    [{ providerName: "prod cluster" }, "huawei-identity-provider-id-invalid", "providerName"],
    [{ ...agency, providerName: "prod cluster" }, "huawei-oidc-provider-name-invalid", "providerName"],
    [{ thumbprints: ["a"] }, "huawei-mechanism-mismatch", "thumbprints"],
  ])("finds the one fault of %j", (args, code, path) => {
    expect(registration(args)).toEqual([[code, path]]);
  });
});

describe("checkHuaweiIssuer", () => {
  const codes = (mechanism: object, issuer: object) => checkHuaweiIssuer(mechanism, issuer).map(({ code }) => code);
  const cce = "https://kubernetes.default.svc.cluster.local";

  it("asks for the keys on the old IAM, which stores them, and takes any issuer there", () => {
    expect(codes({}, { url: cce })).toEqual(["huawei-jwks-missing"]);
    expect(codes({}, { url: cce, jwks: JSON.stringify(JWKS) })).toEqual([]);
    expect(codes({}, { url: cce, jwks: '{"keys":[{"kty":"RSA","kid":"a","n":"b","e":"AQAB","d":"c"}]}' })).toEqual([
      "jwks-private-key",
    ]);
  });

  it("asks for an issuer that IAM can reach on IAM v5, which fetches the keys", () => {
    expect(codes(agency, { url: cce })).toEqual(["issuer-not-public"]);
    expect(codes(agency, { url: "https://issuer.example.com" })).toEqual([]);
  });
});

describe("huaweiGrantWarnings", () => {
  const many = (count: number, scope: "project" | "domain" | "enterprise-project") =>
    Array.from({ length: count }, (_, index) => ({ role: `role-${index}`, scope, scopeId: "p" }));
  const policies = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`p${index}`, { ...policy, scope: "domain" as const }]),
    );

  it.each<[string, Parameters<typeof huaweiGrantWarnings>[0], string[]]>([
    ["as many as every group has", { roles: [...many(200, "project"), ...many(500, "enterprise-project")] }, []],
    [
      "policies of its own beside roles on projects",
      { roles: many(150, "domain"), customPolicies: policies(51) },
      ["roles: 201 roles and policies of a user group on projects, where 200 are possible by default"],
    ],
    [
      "roles on enterprise projects",
      { roles: many(501, "enterprise-project") },
      ["roles: 501 roles and policies of a user group on enterprise projects, where 500 are possible by default"],
    ],
  ])("tells what a group can have only with a raised quota, and refuses none: %s", (_, args, expected) => {
    expect(checkHuaweiWorkload(args)).toEqual([]);
    expect(huaweiGrantWarnings(args)).toEqual(expected.map((each) => expect.stringContaining(each)));
  });
});
