import { describe, expect, it } from "vitest";
import { gcpCredentialConfiguration } from "../../../src/clouds/gcp/credential-configuration";
import { gkeIssuer, gkeIssuerUrl } from "../../../src/clouds/gcp/issuer";
import { gcpUploadedJwks } from "../../../src/clouds/gcp/jwks";

const settings = {
  provider: "projects/123456789012/locations/global/workloadIdentityPools/prod/providers/kubernetes",
  tokenFile: "/var/run/service-account/token",
};
const serviceAccountEmail = "orders@data.iam.gserviceaccount.com";

/** What `gcloud iam workload-identity-pools create-cred-config` writes, key by key. */
const DIRECT = `{
  "type": "external_account",
  "universe_domain": "googleapis.com",
  "audience": "//iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/prod/providers/kubernetes",
  "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
  "token_url": "https://sts.googleapis.com/v1/token",
  "token_info_url": "https://sts.googleapis.com/v1/introspect",
  "credential_source": {
    "file": "/var/run/service-account/token",
    "format": {
      "type": "text"
    }
  }
}`;
const IMPERSONATION = `${DIRECT.slice(0, -2)},
  "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/orders@data.iam.gserviceaccount.com:generateAccessToken",
  "service_account_impersonation": {
    "token_lifetime_seconds": 3600
  }
}`;

describe("gcpCredentialConfiguration", () => {
  it("writes the documented file without impersonation when access is direct", () => {
    expect(gcpCredentialConfiguration(settings)).toBe(DIRECT);
  });

  it("writes the documented file with impersonation when there is a service account", () => {
    expect(gcpCredentialConfiguration({ ...settings, serviceAccountEmail })).toBe(IMPERSONATION);
  });

  it("moves the hosts and not the audience to another universe", () => {
    const file = JSON.parse(
      gcpCredentialConfiguration({
        ...settings,
        serviceAccountEmail,
        universeDomain: "apis.example.goog",
        accessTokenLifetimeSeconds: 900,
      }),
    );
    expect(file).toMatchObject({
      universe_domain: "apis.example.goog",
      audience: `//iam.googleapis.com/${settings.provider}`,
      token_url: "https://sts.apis.example.goog/v1/token",
      token_info_url: "https://sts.apis.example.goog/v1/introspect",
      service_account_impersonation: { token_lifetime_seconds: 900 },
    });
    expect(file.service_account_impersonation_url).toMatch(/^https:\/\/iamcredentials\.apis\.example\.goog\//);
  });
});

describe("gkeIssuer", () => {
  const id = "projects/clusters/locations/europe-west1/clusters/blue";
  const workloadPool = "clusters.svc.id.goog";

  it("reads the issuer from the cluster's id, or from its parts", () => {
    const expected = { url: `https://container.googleapis.com/v1/${id}`, gcp: { gkeWorkloadPool: workloadPool } };
    expect(gkeIssuer({ id, workloadPool })).toEqual(expected);
    expect(gkeIssuer({ project: "clusters", location: "europe-west1", name: "blue", workloadPool })).toEqual(expected);
    expect(gkeIssuer({ id, workloadPool, projectNumber: "42" }).gcp.projectNumber).toBe("42");
  });

  it("refuses a selfLink and a cluster without a workload pool", () => {
    const selfLink = `https://container.googleapis.com/v1/${id}`;
    expect(() => gkeIssuerUrl(selfLink)).toThrow(expect.objectContaining({ code: "gke-cluster-id-invalid" }));
    expect(() => gkeIssuer({ name: "blue", workloadPool })).toThrow(
      expect.objectContaining({ code: "gke-cluster-id-invalid" }),
    );
    const without = { id, workloadPool: undefined as unknown as string };
    expect(() => gkeIssuer(without)).toThrow(expect.objectContaining({ code: "gke-workload-pool-missing" }));
  });
});

describe("gcpUploadedJwks", () => {
  const ec = { kty: "EC", crv: "P-256", x: "f83O", y: "x_FE", kid: "2" };
  const upload = (keys: unknown) => gcpUploadedJwks(JSON.stringify({ keys }), "jwks");

  it("keeps only the fields that Google takes", () => {
    expect(upload([{ ...ec, x5t: "abc", ext: true }])).toEqual({
      jwksJson: '{"keys":[{"kty":"EC","kid":"2","x":"f83O","y":"x_FE","crv":"P-256"}]}',
    });
  });

  it.each([
    ["jwks-invalid", "not JSON"],
    ["jwks-invalid", "null"],
    ["jwks-empty", '{"keys":[]}'],
    ["jwks-invalid", '{"keys":[1]}'],
    ["gcp-jwks-key-type", '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"a"}]}'],
    ["jwks-invalid", '{"keys":[{"kty":"RSA","e":"AQAB"}]}'],
    ["jwks-private-key", '{"keys":[{"kty":"RSA","n":"a","e":"AQAB","d":"b"}]}'],
    ["jwks-private-key", '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}'],
  ])("refuses with %s: %s", (code, text) => {
    expect(gcpUploadedJwks(text, "jwks")).toEqual({ issues: [expect.objectContaining({ code })] });
  });

  it("never quotes the private part in the fault", () => {
    const result = upload([{ ...ec, d: "top-secret" }]);
    expect(JSON.stringify(result)).not.toContain("top-secret");
  });
});
