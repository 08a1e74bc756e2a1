import { describe, expect, it } from "vitest";
import { AZURE_DEFAULT_AUDIENCE } from "../../../src/clouds/azure/audience";
import { azure } from "../../../src/clouds/azure/cloud";
import type { AzureFederatedIdentityCredential, AzureTrust } from "../../../src/clouds/azure/trust";
import { renderAzureTrust } from "../../../src/clouds/azure/trust";
import { verdictOf } from "../../../src/clouds/proof";
import type { Intent } from "../../../src/core/trust-intent";

const issuer = "https://eastus.oic.prod-aks.azure.com/tenant/cluster/";
const other = "https://eastus.oic.prod-aks.azure.com/tenant/dev/";
const orders = { issuer, namespace: "shop", serviceAccount: "orders" };
const inCluster = "https://kubernetes.default.svc.cluster.local";
const audience = AZURE_DEFAULT_AUDIENCE;
const intent: Intent = { subjects: [orders], audience };
const good = renderAzureTrust([orders], audience)[0]!;

function trust(...credentials: Partial<AzureFederatedIdentityCredential>[]): AzureTrust {
  return {
    cloud: "azure",
    federatedIdentityCredentials: credentials.map((changes, i) => ({ ...good, name: `credential-${i}`, ...changes })),
  };
}

const many = Array.from({ length: 21 }, (_, i) => ({ ...orders, serviceAccount: `orders-${i}` }));

interface Mutant {
  row: string;
  trust: AzureTrust;
  intent?: Intent;
  verdict: "over" | "under";
  sub?: string;
  iss?: string;
  aud?: string;
}

const mutants: Record<string, Mutant> = {
  "an issuer without the slash at its end refuses the cluster": {
    row: "Z1",
    trust: trust({ issuer: issuer.slice(0, -1) }),
    verdict: "under",
  },
  "a subject in other capitals refuses the workload": {
    row: "Z2",
    trust: { ...trust({ subject: "system:serviceaccount:Shop:orders" }), createdAt: "2024-08-15T00:00:00Z" },
    verdict: "under",
  },
  "a wildcard in a subject is literal": {
    row: "Z3",
    trust: trust({ subject: "system:serviceaccount:shop:*" }),
    verdict: "under",
  },
  "an expression with a wildcard admits the namespace": {
    row: "Z4",
    trust: trust({
      subject: undefined,
      claimsMatchingExpression: "claims['sub'] matches 'system:serviceaccount:shop:*'",
    }),
    verdict: "over",
    sub: "system:serviceaccount:shop:a",
  },
  "a second credential with an issuer of somebody else's": {
    row: "Z5",
    trust: trust({}, { issuer: "https://attacker.example" }),
    verdict: "over",
    iss: "https://attacker.example",
  },
  "the audience of the API server instead of the declared one": {
    row: "Z6",
    trust: trust({ audiences: ["https://kubernetes.default.svc"] }),
    verdict: "over",
    aud: "https://kubernetes.default.svc",
  },
  "the audience of the API server next to the declared one": {
    row: "Z6",
    trust: trust({ audiences: [audience, "https://kubernetes.default.svc"] }),
    verdict: "over",
    aud: "https://kubernetes.default.svc",
  },
  "a cluster of another environment on the same identity": {
    row: "Z7",
    trust: trust({}, { issuer: other }),
    verdict: "over",
    iss: other,
  },
  "a 21st credential has no room": {
    row: "Z8",
    trust: { cloud: "azure", federatedIdentityCredentials: renderAzureTrust(many, audience) },
    intent: { subjects: many, audience },
    verdict: "under",
    sub: "system:serviceaccount:shop:orders-9",
  },
  "a second credential with the same issuer and subject is refused, so its audience is": {
    row: "Z8",
    trust: trust({}, { audiences: ["api://second"] }),
    intent: { subjects: [orders], audience: [audience, "api://second"] },
    verdict: "under",
    aud: "api://second",
  },
  "the ServiceAccount of every pod that names none": {
    row: "K2",
    trust: trust({}, { subject: "system:serviceaccount:shop:default" }),
    verdict: "over",
    sub: "system:serviceaccount:shop:default",
  },
  "an issuer that lost its slash in the intent too": {
    row: "Z9",
    trust: trust({ issuer: issuer.slice(0, -1) }),
    intent: { subjects: [{ ...orders, issuer: issuer.slice(0, -1) }], audience },
    verdict: "under",
    iss: issuer.slice(0, -1),
  },
  "an issuer of a private network": {
    row: "Z9",
    trust: trust({ issuer: "https://oidc.shop.internal" }),
    intent: { subjects: [{ ...orders, issuer: "https://oidc.shop.internal" }], audience },
    verdict: "under",
    iss: "https://oidc.shop.internal",
  },
  "an issuer that many clusters call their own": {
    row: "K3",
    trust: trust({ issuer: inCluster }),
    intent: { subjects: [{ ...orders, issuer: inCluster }], audience },
    verdict: "under",
    iss: inCluster,
  },
};

describe("the catalogue of federated identity credentials", () => {
  it("finds nothing in the credentials of exactly the intended ServiceAccounts", () => {
    expect(verdictOf(azure, trust({}), intent)).toEqual({ verdict: "equal" });
    expect(azure.findings(trust({}), intent)).toEqual([]);
  });

  it.each(Object.entries(mutants))("%s", (_, mutant) => {
    const verdict = verdictOf(azure, mutant.trust, mutant.intent ?? intent);
    expect(verdict).toMatchObject({
      verdict: mutant.verdict,
      token: {
        iss: mutant.iss ?? issuer,
        sub: mutant.sub ?? "system:serviceaccount:shop:orders",
        aud: [mutant.aud ?? audience],
      },
      findings: expect.arrayContaining([mutant.row]),
    });
    if (!("token" in verdict)) throw new Error("no counterexample");
    expect(azure.evaluate(mutant.trust, verdict.token).decision).toBe(verdict.verdict === "over" ? "allow" : "deny");
  });

  it("accounts for every row", () => {
    const rows = new Set(Object.values(mutants).map(({ row }) => row));
    expect([...rows].sort()).toEqual(["K2", "K3", "Z1", "Z2", "Z3", "Z4", "Z5", "Z6", "Z7", "Z8", "Z9"]);
  });

  it("refuses the cluster of an issuer that differs by a slash or a capital letter", () => {
    for (const near of [issuer.slice(0, -1), issuer.replace("cluster", "Cluster")]) {
      const verdict = verdictOf(azure, trust({ issuer: near }), intent);
      expect(verdict).toMatchObject({ findings: expect.arrayContaining(["Z1"]) });
      expect(azure.evaluate(trust({ issuer: near }), { iss: issuer, sub: good.subject!, aud: audience }).decision).toBe(
        "deny",
      );
    }
  });

  it.each([inCluster, issuer.slice(0, -1), "https://10.0.0.1", "https://oidc.shop.internal"])(
    "does not prove a trust with a credential that is dead today beside the intended one: %s",
    (dead) => {
      expect(verdictOf(azure, trust({}, { issuer: dead }), intent)).toMatchObject({
        verdict: "unknown",
        reason: expect.stringContaining("credential-1"),
      });
    },
  );

  it("never proves a document with a credential that cannot be stored now and is not intended", () => {
    const evil = trust(
      ...many.slice(0, 20).map((subject) => ({ subject: `system:serviceaccount:shop:${subject.serviceAccount}` })),
      {
        issuer: "https://attacker.example",
      },
    );
    expect(verdictOf(azure, evil, { subjects: many.slice(0, 20), audience }).verdict).not.toBe("equal");
  });

  it.each([
    [
      "two audiences",
      trust({ audiences: [audience, "api://second"] }),
      { subjects: [orders], audience: [audience, "api://second"] },
      "2 audiences",
    ],
    [
      "an expression about another claim",
      trust({ subject: undefined, claimsMatchingExpression: "claims['aud'] eq 'x'" }),
      intent,
      "claims['aud']",
    ],
    [
      "an expression with another operator",
      trust({ subject: undefined, claimsMatchingExpression: "claims['sub'] startsWith 'x'" }),
      intent,
      "does not parse",
    ],
  ])("does not decide about %s", (_, document, wanted, construct) => {
    expect(verdictOf(azure, document, wanted)).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining(construct),
    });
  });

  it.each([
    ["with quotes", "claims['sub'] matches 'system:serviceaccount:shop:*'"],
    ["without quotes", "claims['sub'] matches system:serviceaccount:shop:*"],
  ])("does not prove an intended namespace from an expression %s, which Entra may refuse", (_, expression) => {
    const namespaces = [{ issuer, namespace: "shop" }];
    const document = trust({ subject: undefined, claimsMatchingExpression: expression });
    expect(verdictOf(azure, document, { subjects: [], namespaces, audience })).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("not documented for Kubernetes issuers"),
    });
  });
});
