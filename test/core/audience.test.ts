import { describe, expect, it } from "vitest";
import { checkApiServerAudience, checkIssuerAudience } from "../../src/core/audience";

describe("the audience of tokens for a cloud", () => {
  it.each([
    "https://kubernetes.default.svc",
    "https://kubernetes.default.svc.cluster.local",
    "kubernetes.default.svc",
    "kubernetes.default",
    "https://kubernetes.default",
    "https://kubernetes.default:443",
    "https://kubernetes.default.svc.cluster.local/",
    "https://kubernetes.default.svc.corp.example:6443/api",
  ])("is not %s, which API servers take", (audience) => {
    expect(checkApiServerAudience(audience, "audience")).toMatchObject([
      { code: "audience-of-api-server", path: "audience" },
    ]);
  });

  it.each([
    "sts.amazonaws.com",
    "api://AzureADTokenExchange",
    "https://kubernetes.defaults.example",
    "https://kubernetes.default.svcs.example",
    "https://proxy.example/kubernetes.default",
    "x",
  ])("may be %s", (audience) => {
    expect(checkApiServerAudience(audience, "audience")).toEqual([]);
    expect(checkIssuerAudience(audience, "https://a.example", "audience")).toEqual([]);
  });

  it("is not the issuer, which API servers take where nothing else is said", () => {
    expect(checkIssuerAudience("https://a.example", "https://a.example", "audience")).toMatchObject([
      { code: "audience-of-api-server" },
    ]);
  });
});
