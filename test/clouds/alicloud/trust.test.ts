import { describe, expect, it } from "vitest";
import { alicloud } from "../../../src/clouds/alicloud/cloud";
import { renderAlicloudTrust } from "../../../src/clouds/alicloud/trust";
import { verdictOf } from "../../../src/clouds/proof";
import { ARN, AUDIENCE, INTENT, ISSUER, OTHER_ARN, OTHER_ISSUER, sub, trust } from "./good-trust";

const orders = { namespace: "shop", serviceAccount: "orders" };
const cart = { namespace: "shop", serviceAccount: "cart" };

describe("renderAlicloudTrust", () => {
  it("writes what ack-ram-tool writes, byte for byte", () => {
    const document = renderAlicloudTrust([{ issuer: ISSUER, oidcProviderArn: ARN, subjects: [orders] }], AUDIENCE);
    expect(JSON.stringify(document)).toBe(
      `{"Statement":[{"Action":"sts:AssumeRole","Condition":{"StringEquals":{"oidc:aud":"sts.aliyuncs.com","oidc:iss":"${ISSUER}","oidc:sub":"system:serviceaccount:shop:orders"}},"Effect":"Allow","Principal":{"Federated":["${ARN}"]}}],"Version":"1"}`,
    );
  });

  it("sorts subjects and counts each once", () => {
    const document = renderAlicloudTrust(
      [{ issuer: ISSUER, oidcProviderArn: ARN, subjects: [orders, cart, orders] }],
      AUDIENCE,
    );
    expect(document.Statement[0]?.Condition?.StringEquals?.["oidc:sub"]).toEqual([
      sub("shop:cart"),
      sub("shop:orders"),
    ]);
  });

  it("is proved for several subjects of several clusters", () => {
    const document = renderAlicloudTrust(
      [
        { issuer: ISSUER, oidcProviderArn: ARN, subjects: [orders, cart] },
        { issuer: OTHER_ISSUER, oidcProviderArn: OTHER_ARN, subjects: [orders] },
      ],
      AUDIENCE,
    );
    const stored = { ...trust([]), assumeRolePolicy: document };
    const subjects = [
      { issuer: ISSUER, ...orders },
      { issuer: ISSUER, ...cart },
      { issuer: OTHER_ISSUER, ...orders },
    ];
    expect(verdictOf(alicloud, stored, { ...INTENT, subjects })).toEqual({ verdict: "equal" });
  });
});
