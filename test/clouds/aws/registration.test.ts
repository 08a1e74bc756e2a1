import { beforeEach, describe, expect, it } from "vitest";
import type { AwsIssuerRegistrationArgs } from "../../../src/clouds/aws/args";
import { AwsIssuerRegistration } from "../../../src/clouds/aws/registration";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../../src/testing/mocks";
import { faultCodes } from "../../support/fault-codes";

const url = "https://issuer.example.com";
let mocks: CloudMocks;
const codes = (args: Partial<AwsIssuerRegistrationArgs>) =>
  faultCodes(() => new AwsIssuerRegistration("prod", { url, ...args }));

describe("AwsIssuerRegistration", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("registers the audience of the tokens first, and the client ids of others after it", async () => {
    await outputValue(new AwsIssuerRegistration("prod", { url, moreAudiences: ["openshift", "vault"] }).registration);
    const [provider] = mocks.ofType("aws:iam/openIdConnectProvider:OpenIdConnectProvider");
    expect(provider?.inputs.clientIdLists).toEqual(["sts.amazonaws.com", "openshift", "vault"]);
  });

  it.each<[string, string[]]>([
    ["aws-audience-invalid", ["vault", "vault"]],
    ["aws-audience-invalid", ["sts.amazonaws.com"]],
    ["aws-audience-invalid", ["*"]],
    ["aws-audience-invalid", Array.from({ length: 100 }, (_, index) => `client-${index}`)],
    ["audience-of-api-server", [url]],
  ])("refuses further client ids with %s", (code, moreAudiences) => {
    expect(codes({ moreAudiences })).toEqual([code]);
  });

  it("takes a hundred client ids, as IAM does", () => {
    expect(codes({ moreAudiences: Array.from({ length: 99 }, (_, index) => `client-${index}`) })).toEqual([]);
  });
});
