import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { AzureWorkloadIdentity } from "../../../src/clouds/azure";
import type { AzureSubject, AzureWorkloadIdentityArgs } from "../../../src/clouds/azure/args";
import { AZURE_SIMULATED_TENANT } from "../../../src/clouds/azure/simulated/resources";
import { FederationError } from "../../../src/component/validation-error";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import { prove } from "../../../src/verifier";
import { lateFaults } from "../../support/late-faults";

const url = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/";
const GITHUB = "https://token.actions.githubusercontent.com";
const audience = "api://AzureADTokenExchange";
const OTHER_TENANT = "44444444-4444-4444-4444-444444444444";
const scope = "/subscriptions/00000000-1111-2222-3333-444444444444";
const existing = {
  clientId: "11111111-1111-1111-1111-111111111111",
  objectId: "22222222-2222-2222-2222-222222222222",
  tenantId: "33333333-3333-3333-3333-333333333333",
};
const principalId = "55555555-5555-5555-5555-555555555555";
const exactType = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential";
const flexibleType =
  "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential";
const assignmentType = "azure-native:authorization:RoleAssignment";

let mocks: CloudMocks;
beforeEach(async () => {
  mocks = await installCloudMocks();
});

const subject = (serviceAccount: string, issuerUrl: pulumi.Input<string> = url): AzureSubject => ({
  issuer: { url: issuerUrl },
  namespace: "shop",
  serviceAccount,
});

const create = (args: Partial<AzureWorkloadIdentityArgs>, name = "orders") =>
  new AzureWorkloadIdentity(name, { subjects: [subject("a")], ...args });

/** Path and code of every fault of a construction; empty where it succeeds. */
function faults(args: object, name?: string): string[] {
  try {
    create(args, name);
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code, path }) => `${path} ${code}`);
    throw error;
  }
}

describe("a new application", () => {
  it("comes with its service principal, a credential for each subject and roles for the principal", async () => {
    const workload = create({
      subjects: [subject("b"), subject("a")],
      application: { displayName: "orders-prod", description: "reads orders" },
      credentialDescription: "pods of shop",
      roleAssignments: [{ role: "Reader", scope }],
    });
    const identity = await outputValue(workload.identity);
    const env = await outputValue(pulumi.output(workload.wiring().env));
    await pulumi.runtime.disconnect();
    const byType = Object.fromEntries(mocks.resources.map(({ type, inputs, state }) => [type, { inputs, state }]));
    const application = byType["azuread:index/applicationRegistration:ApplicationRegistration"];
    const principal = byType["azuread:index/servicePrincipal:ServicePrincipal"];
    expect(application?.inputs).toEqual({
      displayName: "orders-prod",
      description: "reads orders",
      signInAudience: "AzureADMyOrg",
    });
    expect(principal?.inputs).toEqual({ clientId: application?.state.clientId });
    expect(mocks.ofType(exactType).map(({ name, inputs }) => [name, inputs])).toEqual(
      ["a", "b"].map((account) => [
        expect.stringMatching(new RegExp(`^orders-credential-.*shop_${account}$`)),
        {
          applicationId: `/applications/${application?.state.objectId}`,
          displayName: expect.stringMatching(new RegExp(`shop_${account}$`)),
          issuer: url,
          subject: `system:serviceaccount:shop:${account}`,
          audiences: [audience],
          description: "pods of shop",
        },
      ]),
    );
    expect(mocks.ofType(assignmentType)[0]?.inputs).toMatchObject({
      principalId: principal?.state.objectId,
      principalType: "ServicePrincipal",
    });
    expect(identity).toMatchObject({
      name: "orders-prod",
      resourceGroupName: "",
      clientId: application?.state.clientId,
      applicationObjectId: application?.state.objectId,
      principalId: principal?.state.objectId,
      tenantId: AZURE_SIMULATED_TENANT,
    });
    expect(identity.proof).toMatch(/^proved: the identity's 2 .* exactly 2 ServiceAccount/);
    expect(env).toMatchObject({ AZURE_CLIENT_ID: identity.clientId, AZURE_TENANT_ID: AZURE_SIMULATED_TENANT });
  });

  it("signs in to another tenant where it is for several, with the principal that it has there", async () => {
    const workload = create({
      application: { multiTenant: true, principalId },
      tenantId: OTHER_TENANT,
      roleAssignments: [{ role: "Reader", scope }],
    });
    const identity = await outputValue(workload.identity);
    const env = await outputValue(pulumi.output(workload.wiring().env));
    const annotations = await outputValue(pulumi.output(workload.wiring().serviceAccountAnnotations));
    await pulumi.runtime.disconnect();
    expect(identity).toMatchObject({ tenantId: OTHER_TENANT, principalId });
    expect(env.AZURE_TENANT_ID).toBe(OTHER_TENANT);
    expect(annotations["azure.workload.identity/tenant-id"]).toBe(OTHER_TENANT);
    expect(mocks.ofType(assignmentType)[0]?.inputs.principalId).toBe(principalId);
    expect(
      mocks.ofType("azuread:index/applicationRegistration:ApplicationRegistration")[0]?.inputs.signInAudience,
    ).toBe("AzureADMultipleOrgs");
  });

  it("is refused for another tenant where it is for its own alone", async () => {
    const late = await lateFaults(() => create({ application: {}, tenantId: OTHER_TENANT }));
    expect(late.join()).toContain("azure-tenant-mismatch");
    expect(mocks.ofType(exactType)).toEqual([]);
    mocks = await installCloudMocks();
    expect(await lateFaults(() => create({ application: {}, tenantId: AZURE_SIMULATED_TENANT }))).toEqual([]);
  });

  it("keeps its other credentials when a subject goes", async () => {
    const credentials = async (names: string[]) => {
      mocks = await installCloudMocks();
      await outputValue(create({ application: {}, subjects: names.map((each) => subject(each)) }).identity);
      await pulumi.runtime.disconnect();
      return mocks.ofType(exactType);
    };
    const three = await credentials(["a", "b", "c"]);
    expect(await credentials(["b", "c"])).toEqual(three.slice(1));
  });

  it.each<[string, object, string[]]>([
    [
      "a managed identity too",
      { existingIdentity: { resourceGroupName: "rg", name: "orders", clientId: principalId, tenantId: OTHER_TENANT } },
      ["existingIdentity azure-identity-ambiguous"],
    ],
    ["an existing one too", { existingApplication: existing }, ["existingApplication azure-identity-ambiguous"]],
    [
      "what only managed identities have",
      { resourceGroupName: "rg", name: "orders", location: "westeurope", tags: { a: "b" } },
      ["resourceGroupName", "name", "location", "tags"].map((key) => `${key} azure-identity-owner-unclear`),
    ],
    [
      "a credential to take over",
      { importCredentials: [`${existing.objectId}/federatedIdentityCredential/${principalId}`] },
      ["importCredentials[0] azure-credential-id-invalid"],
    ],
    [
      "roles in another tenant, whose principal is not known",
      {
        application: { multiTenant: true },
        tenantId: OTHER_TENANT,
        roleAssignments: [{ role: "Reader", scope }],
      },
      ["application.principalId azure-principal-id-missing"],
    ],
    [
      "a principal that it does not need",
      { application: { principalId } },
      ["application.principalId azure-principal-id-invalid"],
    ],
    [
      "a display name that is empty",
      { application: { displayName: "" } },
      ["application.displayName azure-display-name-invalid"],
    ],
    ["a description that is empty", { credentialDescription: "" }, ["credentialDescription azure-description-invalid"]],
    ["a mistyped argument", { application: { displayname: "a" } }, ["application.displayname argument-unknown"]],
    ["a text instead of an object", { application: "orders" }, ["application shape-invalid"]],
  ])("is refused beside %s", (_, args, expected) => {
    expect(faults({ application: {}, ...args })).toEqual(expected);
  });

  it("has room for twenty credentials", () => {
    const subjects = Array.from({ length: 21 }, (_, i) => subject(`a${i}`));
    expect(faults({ application: {}, subjects })).toEqual(["subjects azure-too-many-credentials"]);
    expect(faults({ application: {}, subjects: subjects.slice(1) })).toEqual([]);
  });

  it("has no description on a managed identity, where nothing keeps one", () => {
    expect(faults({ resourceGroupName: "rg", credentialDescription: "a" })).toEqual([
      "credentialDescription argument-without-effect",
    ]);
  });
});

describe("an application that exists", () => {
  it("gets credentials and roles, and nothing else", async () => {
    const workload = create({
      existingApplication: { ...existing, principalId },
      credentialName: "orders",
      roleAssignments: [{ role: "Reader", scope }],
    });
    const identity = await outputValue(workload.identity);
    await pulumi.runtime.disconnect();
    expect(mocks.resources.map(({ type }) => type).sort()).toEqual([
      assignmentType,
      exactType,
      "pulumi-workload-identity:index:AzureWorkloadIdentity",
    ]);
    expect(mocks.ofType(exactType)[0]?.inputs).toMatchObject({
      applicationId: `/applications/${existing.objectId}`,
      displayName: "orders",
    });
    expect(identity).toMatchObject({ clientId: existing.clientId, tenantId: existing.tenantId, principalId });
    expect(identity.proof).toMatch(/that this program adds .* were not looked at$/);
  });

  it.each<[string, object, string]>([
    ["no object id", { objectId: undefined }, "objectId azure-object-id-invalid"],
    [
      "its resource id for the object id",
      { objectId: `/applications/${existing.objectId}` },
      "objectId azure-object-id-invalid",
    ],
    ["the client id for the object id", { objectId: existing.clientId }, "objectId azure-object-id-invalid"],
    ["a name for the client id", { clientId: "orders" }, "clientId azure-client-id-invalid"],
    ["a domain for the tenant", { tenantId: "contoso.com" }, "tenantId azure-tenant-id-invalid"],
    [
      "its own object id for the principal's",
      { principalId: existing.objectId },
      "principalId azure-principal-id-invalid",
    ],
    ["its client id for the principal's", { principalId: existing.clientId }, "principalId azure-principal-id-invalid"],
  ])("is refused with %s", (_, changes, fault) => {
    expect(faults({ existingApplication: { ...existing, ...changes } })).toEqual([`existingApplication.${fault}`]);
  });

  it("is refused where an id turns out to be another one", async () => {
    const wrong = [
      { objectId: pulumi.output(`/applications/${existing.objectId}`) },
      { objectId: pulumi.output(existing.clientId) },
      { clientId: pulumi.output("orders") },
    ];
    for (const changes of wrong) {
      mocks = await installCloudMocks();
      const late = await lateFaults(() => create({ existingApplication: { ...existing, ...changes } }));
      expect(late.join()).toMatch(/azure-(object|client)-id-invalid/);
      expect(mocks.ofType(exactType)).toEqual([]);
    }
    mocks = await installCloudMocks();
    const right = {
      ...existing,
      objectId: pulumi.output(existing.objectId),
      principalId: pulumi.output("66666666-6666-6666-6666-666666666666"),
    };
    expect(await lateFaults(() => create({ existingApplication: right }))).toEqual([]);
  });

  it.each<[string, Partial<AzureWorkloadIdentityArgs>, string]>([
    ["a name", { existingApplication: { ...existing, principalId: pulumi.output("orders") } }, "existingApplication"],
    [
      "the application's own object id",
      { existingApplication: { ...existing, principalId: pulumi.output(existing.objectId) } },
      "existingApplication",
    ],
    [
      "a name in another tenant",
      { application: { multiTenant: true, principalId: pulumi.output("orders") }, tenantId: OTHER_TENANT },
      "application",
    ],
  ])("is refused where the principal's id turns out to be %s", async (_, args, of) => {
    const late = await lateFaults(() => create(args));
    expect(late.join()).toMatch(new RegExp(`${of}.principalId: .*azure-principal-id-invalid`));
  });

  it("is refused where the tenant turns out to be no GUID", async () => {
    const late = await lateFaults(() =>
      create({ application: { multiTenant: true }, tenantId: pulumi.output("contoso.com") }),
    );
    expect(late.join()).toContain("azure-tenant-id-invalid");
  });

  it("is refused for another tenant unless it is said to be for several", () => {
    const args = { tenantId: OTHER_TENANT };
    expect(faults({ ...args, existingApplication: existing })).toEqual([
      "existingApplication.tenantId azure-tenant-mismatch",
    ]);
    expect(faults({ ...args, existingApplication: { ...existing, multiTenant: true } })).toEqual([]);
  });

  it("is refused with roles whose principal is not known", () => {
    const roleAssignments = [{ role: "Reader", scope }];
    expect(faults({ existingApplication: existing, roleAssignments })).toEqual([
      "existingApplication.principalId azure-principal-id-missing",
    ]);
  });

  const stored = (...credentials: object[]) => ({
    ...existing,
    federatedIdentityCredentials: JSON.stringify(credentials),
  });
  const ci = {
    id: principalId,
    name: "ci-main",
    issuer: GITHUB,
    subject: "repo:example/shop:ref:refs/heads/main",
    audiences: [audience],
  };

  it("is proved whole with what it has, in the form that Graph lists it", () => {
    const both = { ...ci, claimsMatchingExpression: null };
    expect(faults({ existingApplication: stored(both) })).toEqual(["subjects trust-over"]);
    const others = { credentials: [{ issuer: GITHUB, subject: ci.subject }] };
    expect(faults({ existingApplication: stored(both), others })).toEqual([]);
    expect(faults({ existingApplication: stored({ name: "a" }) })).toEqual([
      "existingApplication.federatedIdentityCredentials azure-trust-invalid",
    ]);
  });

  it("has no room beside twenty that it has", () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ ...ci, name: `ci-${i}`, subject: `repo:example/shop:${i}` }));
    const others = { credentials: many.map(({ issuer, subject: sub }) => ({ issuer, subject: sub })) };
    expect(faults({ existingApplication: stored(...many), others })).toContain("subjects azure-too-many-credentials");
  });

  it("hands a credential over under the name that its list says", async () => {
    const own = { ...ci, name: "by-hand", issuer: url, subject: "system:serviceaccount:shop:a" };
    const id = `${existing.objectId}/federatedIdentityCredential/${principalId}`;
    const args = { existingApplication: stored(own), importCredentials: [id] };
    expect(faults({ ...args, credentialName: "by-hand" })).toEqual([]);
    expect(faults(args)).toContain("importCredentials[0] azure-credential-import-unused");
    expect(faults({ ...args, existingApplication: existing, credentialName: "by-hand" })).toEqual([
      "importCredentials[0] azure-credential-id-invalid",
    ]);
    expect(() => create({ ...args, importCredentials: ["by-hand"] })).toThrow(
      "expected <objectId>/federatedIdentityCredential/<id>",
    );
    const elsewhere = id.replace(existing.objectId, existing.tenantId);
    expect(faults({ ...args, credentialName: "by-hand", importCredentials: [elsewhere] })).toEqual([
      "importCredentials[0] azure-credential-id-invalid",
    ]);
  });

  it("is shared by workloads of a program as far as its credentials are apart and there is room", () => {
    const of = (names: string[]) => ({ existingApplication: existing, subjects: names.map((each) => subject(each)) });
    expect(faults(of(["a", "b"]), "one")).toEqual([]);
    expect(faults(of(["c"]), "two")).toEqual([]);
    expect(faults(of(["b"]), "three")).toEqual(["subjects azure-credential-repeated"]);
    const many = Array.from({ length: 18 }, (_, i) => `d${i}`);
    expect(faults(of(many), "four")).toEqual(["subjects azure-too-many-credentials"]);
  });
});

describe("an expression for another on an application", () => {
  const others = {
    credentials: [{ issuer: GITHUB, claimsMatchingExpression: "claims['sub'] matches 'repo:example/shop:*'" }],
  };

  it("is a flexible credential, and proved", async () => {
    const { identity } = create({ application: {}, others });
    expect((await outputValue(identity)).proof).toContain("1 other(s)");
    const trust = await mocks.trust("azure");
    expect(mocks.ofType(flexibleType)[0]?.inputs).toMatchObject({ ...others.credentials[0], audience });
    const intent = { subjects: [{ issuer: url, namespace: "shop", serviceAccount: "a" }], audience };
    expect(prove(trust, { ...intent, others: { azure: others } })).toEqual({ verdict: "equal" });
    expect(prove(trust, intent)).toMatchObject({ verdict: "over", token: { iss: GITHUB } });
    const narrower = {
      credentials: [
        { ...others.credentials[0]!, claimsMatchingExpression: "claims['sub'] matches 'repo:example/shop:ref:*'" },
      ],
    };
    expect(prove(trust, { ...intent, others: { azure: narrower } })).toMatchObject({ verdict: "over" });
    const wider = {
      credentials: [{ ...others.credentials[0]!, claimsMatchingExpression: "claims['sub'] matches 'repo:example/*'" }],
    };
    expect(prove(trust, { ...intent, others: { azure: wider } })).toMatchObject({ verdict: "under" });
  });

  it.each<[string, object, string]>([
    [
      "of a cluster",
      { issuer: url, claimsMatchingExpression: "claims['sub'] matches 'system:serviceaccount:shop:*'" },
      "claimsMatchingExpression azure-expression-unsupported",
    ],
    [
      "of an issuer that only sounds like one",
      {
        issuer: "https://gitlab.com.evil.example",
        claimsMatchingExpression: "claims['sub'] matches 'project_path:a/b:*'",
      },
      "claimsMatchingExpression azure-expression-unsupported",
    ],
    [
      "that is none",
      { issuer: GITHUB, claimsMatchingExpression: "sub like 'repo:example/*'" },
      "claimsMatchingExpression azure-expression-unsupported",
    ],
    [
      "of every owner",
      { issuer: GITHUB, claimsMatchingExpression: "claims['sub'] matches 'repo:*'" },
      "claimsMatchingExpression azure-expression-unsupported",
    ],
    [
      "of owners who are called alike",
      { issuer: GITHUB, claimsMatchingExpression: "claims['sub'] matches 'repo:example*/shop:*'" },
      "claimsMatchingExpression azure-expression-unsupported",
    ],
    [
      "about another claim",
      {
        issuer: GITHUB,
        claimsMatchingExpression: "claims['sub'] matches 'repo:example/shop:*' and claims['job_workflow_ref'] eq 'a'",
      },
      "claimsMatchingExpression azure-expression-unsupported",
    ],
    [
      "beside a subject",
      { issuer: GITHUB, subject: "a", claimsMatchingExpression: "claims['sub'] matches 'repo:example/shop:*'" },
      "subject azure-other-subject-invalid",
    ],
  ])("is refused %s", (_, other, fault) => {
    expect(faults({ application: {}, others: { credentials: [other] } })).toEqual([`others.credentials[0].${fault}`]);
  });

  it("is refused twice", () => {
    const twice = [...others.credentials, { ...others.credentials[0]!, audience: "api://ci" }];
    expect(faults({ application: {}, others: { credentials: twice } })).toEqual([
      "others.credentials[1].claimsMatchingExpression azure-credential-repeated",
    ]);
  });

  it("is refused on a managed identity", () => {
    expect(faults({ resourceGroupName: "rg", others })).toEqual([
      "others.credentials[0].claimsMatchingExpression azure-expression-unsupported",
    ]);
  });
});
