import { beforeEach, describe, expect, it } from "vitest";
import type { AzureWorkloadIdentityArgs } from "../../../src/clouds/azure";
import { AZURE_DEFAULT_AUDIENCE, AzureWorkloadIdentity } from "../../../src/clouds/azure";
import type { AzureTrust } from "../../../src/clouds/azure/trust";
import { FederationError } from "../../../src/component/validation-error";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import type { Intent } from "../../../src/verifier";
import { prove } from "../../../src/verifier";

const url = "https://westeurope.oic.prod-aks.azure.com/tenant/cluster/";
const GITHUB = "https://token.actions.githubusercontent.com";
const MAIN = "repo:example/shop:ref:refs/heads/main";
const SUB = "system:serviceaccount:shop:orders";
const audience = AZURE_DEFAULT_AUDIENCE;
const subject = { namespace: "shop", serviceAccount: "orders" };
const existingIdentity = {
  resourceGroupName: "identities",
  name: "orders",
  clientId: "11111111-1111-1111-1111-111111111111",
  tenantId: "33333333-3333-3333-3333-333333333333",
};
type Others = AzureWorkloadIdentityArgs["others"];

let mocks: CloudMocks;
beforeEach(async () => {
  mocks = await installCloudMocks();
});

const create = (args: Partial<AzureWorkloadIdentityArgs>) =>
  new AzureWorkloadIdentity("orders", {
    resourceGroupName: "rg",
    subjects: [{ issuer: { url }, ...subject }],
    ...args,
  });
const intent = (others?: Others): Intent => ({
  subjects: [{ issuer: url, ...subject }],
  audience,
  ...(others === undefined ? {} : { others: { azure: others } }),
});

/** Path and code of every fault of a construction; empty where it succeeds. */
function faults(args: Partial<AzureWorkloadIdentityArgs>): string[] {
  try {
    create(args);
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code, path }) => `${path} ${code}`);
    throw error;
  }
}

describe("others of a managed identity", () => {
  const others = {
    credentials: [
      { issuer: GITHUB, subject: MAIN },
      {
        issuer: "https://gitlab.com",
        subject: "project_path:shop/orders:ref_type:branch:ref:main",
        audience: "api://ci",
      },
    ],
  };

  it("get a credential each, byte for byte, and the whole is proved", async () => {
    const { identity } = create({ others });
    const { federatedIdentityCredentials, proof } = await outputValue(identity);
    expect(JSON.parse(federatedIdentityCredentials)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ issuer: GITHUB, subject: MAIN, audiences: [audience] }),
        expect.objectContaining({ issuer: "https://gitlab.com", audiences: ["api://ci"] }),
        expect.objectContaining({ issuer: url, subject: SUB, audiences: [audience] }),
      ]),
    );
    expect(proof).toContain("exactly 1 ServiceAccount(s) and 2 other(s)");
    const trust = await mocks.trust("azure");
    expect(prove(trust, intent(others))).toEqual({ verdict: "equal" });
    expect(prove(trust, intent()).verdict).toBe("over");
    expect(prove(trust, intent({ credentials: others.credentials.slice(0, 1) })).verdict).toBe("over");
  });

  it("have names of their own that other subjects do not change", async () => {
    const names = async (args: Partial<AzureWorkloadIdentityArgs>) => {
      mocks = await installCloudMocks();
      create(args);
      await mocks.trusts();
      return mocks.ofType("azure-native:managedidentity:FederatedIdentityCredential").map(({ state }) => state.name);
    };
    const alone = await names({ others: { credentials: [others.credentials[0]!] } });
    const together = await names({ others });
    expect(together).toEqual(expect.arrayContaining(alone));
    for (const name of together) expect(name).toMatch(/^[a-zA-Z0-9][a-zA-Z0-9-_]{2,119}$/);
    expect(new Set(together).size).toBe(3);
  });

  it.each<[string, Others, string]>([
    [
      "an issuer that Azure cannot reach",
      { credentials: [{ issuer: "https://ci.internal", subject: "a" }] },
      "issuer issuer-not-public",
    ],
    [
      "an issuer without a scheme",
      { credentials: [{ issuer: "gitlab.com", subject: "a" }] },
      "issuer issuer-url-scheme",
    ],
    [
      "a pattern",
      { credentials: [{ issuer: GITHUB, subject: "repo:example/*" }] },
      "subject azure-other-subject-invalid",
    ],
    ["no subject", { credentials: [{ issuer: GITHUB, subject: "" }] }, "subject azure-other-subject-invalid"],
    [
      "the issuer for an audience",
      { credentials: [{ issuer: GITHUB, subject: "a", audience: GITHUB }] },
      "audience audience-of-api-server",
    ],
  ])("are refused with %s", (_, asked, fault) => {
    expect(faults({ others: asked })).toEqual([`others.credentials[0].${fault}`]);
  });

  it("are refused where one is named twice, is an intended ServiceAccount, or is one too many", () => {
    const twice = [
      { issuer: GITHUB, subject: MAIN },
      { issuer: GITHUB, subject: MAIN, audience: "api://other" },
    ];
    expect(faults({ others: { credentials: twice } })).toEqual([
      "others.credentials[1].subject azure-credential-repeated",
    ]);
    expect(faults({ others: { credentials: [{ issuer: url, subject: SUB }] } })).toEqual([
      "subject azure-credential-repeated",
    ]);
    const many = Array.from({ length: 20 }, (_, i) => ({ issuer: GITHUB, subject: `repo:${i}` }));
    expect(faults({ others: { credentials: many } })).toContain("subjects azure-too-many-credentials");
    expect(faults({ others: { credential: [] } as never })).toEqual(["others.credential argument-unknown"]);
  });
});

describe("an identity that exists, with the credentials that it has", () => {
  const stored = (...credentials: object[]) => ({
    ...existingIdentity,
    federatedIdentityCredentials: JSON.stringify(credentials),
  });
  const ci = { id: "…/ci-main", name: "ci-main", issuer: GITHUB, subject: MAIN, audiences: [audience] };
  const base = { resourceGroupName: undefined as never };

  it("is proved whole", async () => {
    const { proof } = await outputValue(create({ ...base, existingIdentity: stored() }).identity);
    expect(proof).toContain("the identity's 1 federated identity credential(s)");
  });

  it("is refused where somebody comes in by them whom nobody names, in either form of the vendor", () => {
    const { name, ...properties } = ci;
    for (const credential of [ci, { name, properties }]) {
      expect(faults({ ...base, existingIdentity: stored(credential) })).toEqual(["subjects trust-over"]);
    }
  });

  it("gets no second credential for another that it has already", async () => {
    const others = { credentials: [{ issuer: GITHUB, subject: MAIN }] };
    const { federatedIdentityCredentials } = await outputValue(
      create({ ...base, existingIdentity: stored(ci), others }).identity,
    );
    expect(JSON.parse(federatedIdentityCredentials)).toHaveLength(1);
    await mocks.trusts();
    expect(mocks.ofType("azure-native:managedidentity:FederatedIdentityCredential")).toHaveLength(1);
  });

  it("is refused where they are no list of credentials", () => {
    for (const text of ["", "{}", '[{"name":"a"}]']) {
      const identity = { ...existingIdentity, federatedIdentityCredentials: text };
      expect(faults({ ...base, existingIdentity: identity })).toEqual([
        "existingIdentity.federatedIdentityCredentials azure-trust-invalid",
      ]);
    }
  });
});

describe("the others of an intent on Azure", () => {
  const trust = (...more: Partial<AzureTrust["federatedIdentityCredentials"][number]>[]): AzureTrust => ({
    cloud: "azure",
    federatedIdentityCredentials: [{ issuer: url, subject: SUB }, ...more].map((credential, i) => ({
      name: `credential-${i}`,
      audiences: [audience],
      issuer: "",
      ...credential,
    })),
  });
  const github = { issuer: GITHUB, subject: MAIN };

  it.each<[string, AzureTrust, Others, string]>([
    ["with the audience of the intent", trust(github), { credentials: [github] }, "equal"],
    [
      "with another audience",
      trust({ ...github, audiences: ["api://ci"] }),
      { credentials: [{ ...github, audience: "api://ci" }] },
      "equal",
    ],
    [
      "whose audience is another one in the trust",
      trust({ ...github, audiences: ["api://ci"] }),
      { credentials: [github] },
      "over",
    ],
    [
      "whose audience is not the trust's",
      trust(github),
      { credentials: [{ ...github, audience: "api://ci" }] },
      "over",
    ],
    ["who is missing", trust(), { credentials: [github] }, "under"],
    ["who has another subject", trust(github), { credentials: [{ ...github, subject: `${MAIN}s` }] }, "over"],
    [
      "who is a pattern in the trust",
      trust({ issuer: GITHUB, claimsMatchingExpression: `claims['sub'] matches '${MAIN}*'` }),
      { credentials: [github] },
      "over",
    ],
  ])("%s", (_, document, others, verdict) => {
    expect(prove(document, intent(others)).verdict).toBe(verdict);
  });

  it("are proved with capital letters too, on an identity of any age", () => {
    const production = { issuer: GITHUB, subject: "repo:Example/Shop:environment:Production" };
    expect(prove(trust(production), intent({ credentials: [production] }))).toEqual({ verdict: "equal" });
    const otherwise = { ...production, subject: production.subject.toLowerCase() };
    expect(prove(trust(production), intent({ credentials: [otherwise] })).verdict).toBe("over");
  });

  it("may be all that an intent names", () => {
    const [, ci] = trust(github).federatedIdentityCredentials;
    const only = { cloud: "azure" as const, federatedIdentityCredentials: [ci!] };
    const named = { subjects: [], audience, others: { azure: { credentials: [github] } } };
    expect(prove(only, named)).toEqual({ verdict: "equal" });
    expect(prove(trust(github), named)).toMatchObject({ verdict: "over", token: { iss: url } });
    expect(() => prove(only, { ...named, others: { azure: {} } })).toThrow();
  });

  it("are in no finding; those that nobody names are", () => {
    const attacked = trust(github, { issuer: "https://attacker.example", subject: "a" });
    expect(prove(attacked, intent({ credentials: [github] }))).toMatchObject({
      verdict: "over",
      token: { iss: "https://attacker.example" },
      findings: expect.arrayContaining(["Z5", "Z7"]),
    });
    const narrow = trust(github);
    expect(
      prove(narrow, {
        ...intent({ credentials: [github] }),
        subjects: [{ issuer: url, namespace: "shop", serviceAccount: "cart" }],
      }),
    ).toMatchObject({
      verdict: "over",
      findings: ["Z5"],
    });
    const missing = trust(github).federatedIdentityCredentials.slice(1);
    expect(
      prove({ cloud: "azure", federatedIdentityCredentials: missing }, intent({ credentials: [github] })),
    ).toMatchObject({ verdict: "under", findings: [] });
  });
});
