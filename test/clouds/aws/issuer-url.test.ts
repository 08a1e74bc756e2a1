import { describe, expect, it } from "vitest";
import { checkAwsIssuerUrl } from "../../../src/clouds/aws/limits";

const codes = (url: string) => checkAwsIssuerUrl(url, "url").map(({ code }) => code);

describe("an issuer for AWS", () => {
  it.each([
    "https://0123456789ABCDEF.gr7.eu-west-1.eks.amazonaws.com",
    "https://0123456789ABCDEF.gr7.cn-north-1.eks.amazonaws.com.cn/",
    "https://oidc-eks.eu-west-1.api.aws/id/0123456789ABCDEF",
    "https://0123456789ABCDEF.eks-cluster.eu-west-1.api.aws",
    "https://0123456789ABCDEF.eks-cluster.cn-north-1.api.amazonwebservices.com.cn",
  ])("is never %s, which is an address of an EKS cluster and not its issuer", (url) => {
    expect(codes(url)).toEqual(["issuer-not-public"]);
  });

  it.each([
    "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF",
    "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/0123456789ABCDEF",
  ])("may be %s", (url) => {
    expect(codes(url)).toEqual([]);
  });
});
