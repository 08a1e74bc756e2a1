import { describe, expect, it } from "vitest";
import { AZURE_DEFAULT_AUDIENCE } from "../../../src/clouds/azure/audience";
import { azure } from "../../../src/clouds/azure/cloud";
import type { AzureFederatedIdentityCredential, AzureTrust } from "../../../src/clouds/azure/trust";
import { renderAzureTrust } from "../../../src/clouds/azure/trust";
import { verdictOf } from "../../../src/clouds/proof";

const GITHUB = "https://token.actions.githubusercontent.com";
const orders = {
  issuer: "https://eastus.oic.prod-aks.azure.com/tenant/cluster/",
  namespace: "shop",
  serviceAccount: "orders",
};
const audience = AZURE_DEFAULT_AUDIENCE;
const intent = { subjects: [orders], audience };

/** The intended credential and others beside it. */
function trustWith(...others: Partial<AzureFederatedIdentityCredential>[]): AzureTrust {
  const added = others.map((other, i) => ({ name: `other-${i}`, issuer: GITHUB, audiences: [audience], ...other }));
  return { cloud: "azure", federatedIdentityCredentials: [...renderAzureTrust([orders], audience), ...added] };
}

const expressing = (claimsMatchingExpression: string) => ({ claimsMatchingExpression });

describe("a credential for an issuer that the intent does not name", () => {
  it.each<[string, Partial<AzureFederatedIdentityCredential>, Record<string, string>]>([
    [
      "an exact subject",
      { subject: "repo:example/shop:ref:refs/heads/main" },
      { sub: "repo:example/shop:ref:refs/heads/main" },
    ],
    ["a pattern of subjects", expressing("claims['sub'] matches 'repo:example/*'"), { sub: "repo:example/" }],
    [
      "another claim alone",
      expressing("claims['job_workflow_ref'] eq 'example/ci/deploy.yml@v1'"),
      { job_workflow_ref: "example/ci/deploy.yml@v1" },
    ],
    [
      "a subject and a pattern of another claim",
      expressing("claims['sub'] eq 'repo:example/shop' and claims['job_workflow_ref'] matches 'example/?/*'"),
      { sub: "repo:example/shop", job_workflow_ref: "example/a/" },
    ],
    [
      "two patterns of one claim, of which one holds the other",
      expressing("claims['job_workflow_ref'] matches '*' and claims['job_workflow_ref'] matches 'example/*'"),
      { job_workflow_ref: "example/" },
    ],
  ])("is found and has a counterexample that is let in, by %s", (_, credential, claims) => {
    const trust = trustWith(credential);
    const verdict = verdictOf(azure, trust, intent);
    expect(verdict).toMatchObject({
      verdict: "over",
      token: { iss: GITHUB, aud: [audience], ...claims },
      findings: expect.arrayContaining(["Z5", "Z7"]),
    });
    if (verdict.verdict !== "over") throw new Error("no counterexample");
    expect(azure.evaluate(trust, verdict.token).decision).toBe("allow");
  });

  it.each([
    ["a claim that cannot have two values", "claims['environment'] eq 'a' and claims['environment'] eq 'b'"],
    ["a claim that every token has", "claims['aud'] eq 'api://other'"],
  ])("is not decided where it asks for %s", (_, expression) => {
    expect(verdictOf(azure, trustWith(expressing(expression)), intent).verdict).toBe("unknown");
  });

  it("is found where two credentials ask for different values of one claim", () => {
    const trust = trustWith(
      expressing("claims['job_workflow_ref'] eq 'example/a'"),
      expressing("claims['job_workflow_ref'] eq 'example/b'"),
    );
    const verdict = verdictOf(azure, trust, intent);
    if (verdict.verdict !== "over") throw new Error(`seen ${verdict.verdict}`);
    expect(azure.evaluate(trust, verdict.token).decision).toBe("allow");
  });

  it("leaves no doubt whether a CI issuer that Microsoft documents can have an expression", () => {
    const doubtsAbout = (issuer: string) =>
      azure.admits(trustWith({ issuer, ...expressing("claims['sub'] eq 'a'") })).doubts;
    for (const issuer of [GITHUB, "https://gitlab.com", "https://app.terraform.io"]) {
      expect(doubtsAbout(issuer)).toEqual([]);
    }
    expect(doubtsAbout(orders.issuer)).toEqual([expect.stringContaining("not documented for Kubernetes issuers")]);
  });

  it("refuses a token of the issuer that carries another value of the claim", () => {
    const trust = trustWith(expressing("claims['job_workflow_ref'] eq 'example/a'"));
    const token = { iss: GITHUB, sub: "repo:example/shop", aud: audience };
    expect(azure.evaluate(trust, { ...token, job_workflow_ref: "example/b" }).decision).toBe("deny");
    expect(azure.evaluate(trust, token).decision).toBe("unknown");
  });
});
