import { describe, expect, it } from "vitest";
import { gcpDefaultAudience } from "../../../src/clouds/gcp/audience";
import { gcp } from "../../../src/clouds/gcp/cloud";
import { parseGcpTrust } from "../../../src/clouds/gcp/document";
import {
  GCP_ATTRIBUTE_MAPPING,
  gcpLegacyMember,
  gcpManagedPrincipal,
  gcpPrincipal,
} from "../../../src/clouds/gcp/trust";
import { verdictOf } from "../../../src/clouds/proof";
import { binding, cluster, issuer, managedPool, managedTrust, pool, provider, trust } from "./support";

const names = { namespace: "shop", serviceAccount: "orders" };

describe("members of a binding", () => {
  it("name a ServiceAccount the way Google documents it", () => {
    expect(gcpPrincipal(pool, names)).toBe(
      "principal://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/prod/subject/system:serviceaccount:shop:orders",
    );
    expect(gcpManagedPrincipal({ workloadPool: managedPool, projectNumber: "123" }, names)).toBe(
      "principal://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/shop.svc.id.goog/subject/ns/shop/sa/orders",
    );
    expect(gcpLegacyMember(managedPool, names)).toBe("serviceAccount:shop.svc.id.goog[shop/orders]");
  });

  it("are proved with the mapping and the audience that go with them", () => {
    const providers = [provider({ attributeMapping: { ...GCP_ATTRIBUTE_MAPPING }, allowedAudiences: undefined })];
    const document = trust({ providers, bindings: [binding([gcpPrincipal(pool, names)])] });
    const audience = gcpDefaultAudience(`${pool}/providers/cluster`);
    expect(audience).toBe(`https://iam.googleapis.com/${pool}/providers/cluster`);
    expect(verdictOf(gcp, document, { subjects: [{ issuer, ...names }], audience })).toEqual({ verdict: "equal" });
  });

  it.each([
    gcpManagedPrincipal({ workloadPool: managedPool, projectNumber: "123" }, names),
    gcpLegacyMember(managedPool, names),
  ])("are proved in the pool of GKE: %s", (member) => {
    const document = managedTrust({ bindings: [binding([member])] });
    const intent = { subjects: [{ issuer: cluster, ...names }], audience: managedPool };
    expect(verdictOf(gcp, document, intent)).toEqual({ verdict: "equal" });
  });
});

it("refuses a provider that maps more attributes than Google stores", () => {
  const attributeMapping = Object.fromEntries(
    Array.from({ length: 61 }, (_, i) => [`attribute.a${i}`, "assertion.sub"]),
  );
  const trust = { cloud: "gcp", pool: "p", providers: [{ name: "n", issuer: "i", attributeMapping }], bindings: [] };
  expect(() => parseGcpTrust(trust)).toThrow("[gcp-too-many-mappings]");
});
