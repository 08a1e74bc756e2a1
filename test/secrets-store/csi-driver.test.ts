import { describe, expect, it } from "vitest";
import type { CsiDriverSpec, SecretsStoreToken } from "../../src/secrets-store";
import { checkCsiDriver, mergedCsiDriver } from "../../src/secrets-store";

const AWS: SecretsStoreToken = { audience: "sts.amazonaws.com", getsItself: false };
const AZURE: SecretsStoreToken = { audience: "api://AzureADTokenExchange", getsItself: false };
const GCP: SecretsStoreToken = { audience: "shop-prod.svc.id.goog", getsItself: true };
const requests = (...audiences: string[]) => audiences.map((audience) => ({ audience }));
const codes = (spec: CsiDriverSpec, tokens: SecretsStoreToken[]) =>
  checkCsiDriver(spec, tokens).map(({ code }) => code);

describe("the driver of a cluster", () => {
  it.each<[string, CsiDriverSpec, SecretsStoreToken[]]>([
    ["requests the one audience", { tokenRequests: requests(AWS.audience), requiresRepublish: true }, [AWS]],
    [
      "requests more, in any order",
      { tokenRequests: requests("x", AZURE.audience, "", AWS.audience), requiresRepublish: true },
      [AWS, AZURE],
    ],
    ["requests none, and the provider gets a token by itself", {}, [GCP]],
    [
      "requests all, that of a provider that would get one by itself too",
      { tokenRequests: requests(AWS.audience, GCP.audience), requiresRepublish: true },
      [AWS, GCP],
    ],
  ])("is good where it %s", (_, spec, tokens) => {
    expect(codes(spec, tokens)).toEqual([]);
  });

  it.each<[string, CsiDriverSpec, SecretsStoreToken[], string[]]>([
    ["requests none", {}, [AWS], ["csi-driver-audience-missing", "csi-driver-not-republished"]],
    [
      "requests that of another cloud",
      { tokenRequests: requests(AZURE.audience), requiresRepublish: true },
      [AWS],
      ["csi-driver-audience-missing"],
    ],
    [
      "requests one that begins the same",
      { tokenRequests: requests("sts.amazonaws.com.cn"), requiresRepublish: true },
      [AWS],
      ["csi-driver-audience-missing"],
    ],
    [
      "requests one in capital letters",
      { tokenRequests: requests("API://AzureADTokenExchange"), requiresRepublish: true },
      [AZURE],
      ["csi-driver-audience-missing"],
    ],
    [
      "requests that of others, so that the provider gets none by itself",
      { tokenRequests: requests(AWS.audience), requiresRepublish: true },
      [GCP],
      ["csi-driver-audience-missing"],
    ],
    ["renews nothing", { tokenRequests: requests(AWS.audience) }, [AWS], ["csi-driver-not-republished"]],
    [
      "says that it renews nothing",
      { tokenRequests: requests(AWS.audience), requiresRepublish: false },
      [AWS],
      ["csi-driver-not-republished"],
    ],
  ])("is refused where it %s", (_, spec, tokens, expected) => {
    expect(codes(spec, tokens)).toEqual(expected);
  });

  it("keeps what it has, in its order and with its lifetimes, and gets what it lacks at the end, once", () => {
    const present = [{ audience: "vault", expirationSeconds: 900 }, ...requests(AZURE.audience)];
    const merged = mergedCsiDriver({ tokenRequests: present }, [AWS, AWS, AZURE]);
    expect(merged).toEqual({ tokenRequests: [...present, ...requests(AWS.audience)], requiresRepublish: true });
    expect(mergedCsiDriver(merged, [AZURE, AWS])).toEqual(merged);
    expect(codes(merged, [AWS, AZURE])).toEqual([]);
  });

  it("gets no audience of a provider that needs none while nobody else does", () => {
    expect(mergedCsiDriver({}, [GCP])).toEqual({ tokenRequests: [], requiresRepublish: true });
    expect(mergedCsiDriver({}, [GCP, AWS]).tokenRequests).toEqual(requests(GCP.audience, AWS.audience));
  });
});
