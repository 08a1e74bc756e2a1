import { describe, expect, it } from "vitest";
import { checkAnyIssuerUrl, isInClusterIssuer } from "../../src/core/issuer-url";
import { unreachableIssuer } from "../../src/core/public-issuer";

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

describe("a list of issuers", () => {
  it.each([
    "https://oidc.example.com/c1,https://kubernetes.default.svc",
    "https://oidc.example.com, https://kubernetes.default.svc",
  ])("is not taken for one: %s", (url) => {
    expect(checkAnyIssuerUrl(url, "url")).toHaveLength(1);
    expect(unreachableIssuer(url)).toContain("list of issuers");
  });
});

describe("an issuer whose keys nobody can fetch over the internet", () => {
  it.each([
    "https://127.0.0.0x1",
    "https://0x7f.1",
    "https://a..example.com",
    "https://kubernetes.default",
    "https://a.example.com/a b",
    "https://a@b.example.com",
    "https://bücher.example.com",
    "https://a.example.com/bü",
    "https://a.example.com\n",
  ])("is %s", (url) => {
    expect(unreachableIssuer(url)).toBeDefined();
  });

  it.each(["https://a-1.example.com", "https://1.example.com:8443/a,b", "https://kubernetes.example.com"])(
    "is not %s",
    (url) => {
      expect(unreachableIssuer(url)).toBeUndefined();
    },
  );
});
