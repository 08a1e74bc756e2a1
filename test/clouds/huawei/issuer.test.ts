import { expect, it } from "vitest";
import { cceIssuer } from "../../../src/clouds/huawei/issuer";

const jwks = '{"keys":[]}';

it("cceIssuer gives two clusters with one issuer client ids of their own", () => {
  const [blue, green] = ["blue", "green"].map((clusterId) => cceIssuer({ clusterId, jwks }));
  expect(blue).toEqual({ url: "https://kubernetes.default.svc.cluster.local", jwks, clientId: "cce-blue" });
  expect(green?.url).toBe(blue?.url);
  expect(green?.clientId).not.toBe(blue?.clientId);
});

it("cceIssuer takes the issuer that a cluster was given, byte for byte", () => {
  expect(cceIssuer({ clusterId: "blue", jwks, issuer: "https://oidc.example.com/blue/" }).url).toBe(
    "https://oidc.example.com/blue/",
  );
});
