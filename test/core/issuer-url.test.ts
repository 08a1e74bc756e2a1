import { describe, expect, it } from "vitest";
import { isInClusterIssuer } from "../../src/core/issuer-url";

describe("an issuer that many clusters call their own", () => {
  it.each([
    "https://kubernetes.default",
    "https://kubernetes.default.svc",
    "https://kubernetes.default.svc/",
    "https://kubernetes.default.svc.cluster.local",
    "https://kubernetes.default.svc.corp.example:443",
  ])("is %s", (url) => {
    expect(isInClusterIssuer(url)).toBe(true);
  });

  it.each([
    "https://oidc.eks.eu-west-1.amazonaws.com/id/A",
    "https://kubernetes.defaults.example",
    "https://kubernetes.default-svc.example",
    "https://a.example/https://kubernetes.default.svc",
  ])("is not %s", (url) => {
    expect(isInClusterIssuer(url)).toBe(false);
  });
});
