import { describe, expect, it } from "vitest";
import { aksIssuer } from "../../../src/clouds/azure/issuer";
import { WorkloadIdentityError } from "../../../src/core/errors";

const issuerURL = "https://eastus.oic.prod-aks.azure.com/99999999-8888-7777-6666-555555555555/11111111/";

describe("aksIssuer", () => {
  it("returns the issuer byte for byte, with its slash at the end", () => {
    expect(aksIssuer({ oidcIssuerProfile: { enabled: true, issuerURL } })).toEqual({ url: issuerURL });
    expect(aksIssuer({ oidcIssuerProfile: { issuerURL } })).toEqual({ url: issuerURL });
  });

  it("reads the field as Arc and the command line spell it", () => {
    expect(aksIssuer({ oidcIssuerProfile: { enabled: true, issuerUrl: issuerURL } })).toEqual({ url: issuerURL });
  });

  it.each([
    ["there is no profile", {}],
    ["the issuer is disabled", { oidcIssuerProfile: { enabled: false, issuerURL } }],
    ["there is no URL", { oidcIssuerProfile: { enabled: true } }],
    ["the URL is empty", { oidcIssuerProfile: { enabled: true, issuerURL: "" } }],
  ])("fails with aks-issuer-off when %s", (_, cluster) => {
    const read = () => aksIssuer(cluster);
    expect(read).toThrow(WorkloadIdentityError);
    expect(read).toThrow(expect.objectContaining({ code: "aks-issuer-off" }));
  });
});
