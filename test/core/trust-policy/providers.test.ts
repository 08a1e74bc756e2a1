import { describe, expect, it } from "vitest";
import { alicloud } from "../../../src/clouds/alicloud/cloud";
import { aws } from "../../../src/clouds/aws/cloud";
import { huawei } from "../../../src/clouds/huawei/cloud";
import { prove } from "../../../src/verifier";

const providers = (key: string, names: readonly string[], issuers: readonly string[]) =>
  names.map((name, i) => ({ [key]: name, issuer: issuers[i]!, clientIds: ["aud"] }));
const [BLUE, GREEN] = ["https://a.example.com/blue", "https://a.example.com/green"] as const;
const policy = (Version: string) => ({ Version, Statement: [] });
const awsTrust = (names: readonly string[], issuers: readonly string[]) => () =>
  aws.parse({ cloud: "aws", assumeRolePolicy: policy("2012-10-17"), oidcProviders: providers("arn", names, issuers) });
const arn = (account: string, path: string, partition = "aws") =>
  `arn:${partition}:iam::${account}:oidc-provider/a.example.com/${path}`;

describe("the providers beside a trust policy", () => {
  it("are of one account, because the role is in one", () => {
    const [mine, other] = ["111122223333", "444455556666"] as const;
    expect(awsTrust([arn(mine, "blue"), arn(other, "green")], [BLUE, GREEN])).toThrow(/oidcProviders\[1\].*account/);
    expect(awsTrust([arn(mine, "blue"), arn(mine, "green", "aws-cn")], [BLUE, GREEN])).toThrow(/account/);
    expect(awsTrust([arn(mine, "blue"), arn(mine, "green")], [BLUE, GREEN])).not.toThrow();
    const ram = ["acs:ram::1:oidc-provider/blue", "acs:ram::2:oidc-provider/green"];
    const ramTrust = {
      cloud: "alicloud",
      assumeRolePolicy: policy("1"),
      oidcProviders: providers("arn", ram, [BLUE, GREEN]),
    };
    expect(() => alicloud.parse(ramTrust)).toThrow(/account/);
    const urns = ["iam::a:oidcProvider:blue", "iam::b:oidcProvider:green"];
    const agency = {
      cloud: "huawei",
      trustPolicy: policy("5.0"),
      oidcProviders: providers("urn", urns, [BLUE, GREEN]),
    };
    expect(() => huawei.parse(agency)).toThrow(/account/);
  });

  it("may be of another account where the role says its own, and then stand for nobody", () => {
    const [mine, other] = ["111122223333", "444455556666"] as const;
    const statement = {
      Effect: "Allow",
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { "a.example.com/blue:sub": "system:serviceaccount:shop:orders" } },
    };
    const proved = (named: string, account: string) =>
      prove(
        {
          cloud: "aws",
          assumeRolePolicy: {
            Version: "2012-10-17",
            Statement: [{ ...statement, Principal: { Federated: arn(named, "blue") } }],
          },
          oidcProviders: [
            { arn: arn(mine, "blue"), issuer: BLUE, clientIds: ["aud"] },
            { arn: arn(other, "blue"), issuer: BLUE, clientIds: ["other"] },
          ],
          roleArn: `arn:aws:iam::${account}:role/orders`,
        },
        { subjects: [{ issuer: BLUE, namespace: "shop", serviceAccount: "orders" }], audience: "aud" },
      );
    expect(proved(mine, mine)).toEqual({ verdict: "equal" });
    expect(proved(other, mine)).toMatchObject({ verdict: "under", findings: expect.arrayContaining(["A24"]) });
    expect(proved(other, other)).toMatchObject({ verdict: "over", token: { aud: ["other"] } });
  });

  it("have the issuer that their name says", () => {
    expect(awsTrust([arn("111122223333", "blue")], [GREEN])).toThrow(/provider of "https:\/\/a\.example\.com\/blue"/);
    expect(awsTrust([arn("111122223333", "blue")], [`${BLUE}/`])).not.toThrow();
    expect(awsTrust([arn("111122223333", "blue")], ["a.example.com/blue"])).not.toThrow();
  });
});
