import { describe, expect, it } from "vitest";
import { openShiftCloud } from "../../src/clouds/openshift-clouds";
import { checkInstallConfig, installConfigSnippet, installerFiles, planOpenShift } from "../../src/openshift";
import { GATES, request } from "./support/payload";

const ISSUER = "https://prod-oidc.s3.eu-west-1.amazonaws.com";

/** What the identities of a cloud are known by, as a deployment would say it. */
const DEPLOYED: Record<string, { identity: object; place: object }> = {
  aws: { identity: { roleArn: "arn:aws:iam::111122223333:role/prod-openshift-ingress" }, place: {} },
  azure: {
    identity: { clientId: "0b1f6471-1bf0-4dda-aec3-cb9272f09590", tenantId: "9188040d-6c67-4c5b-b112-36a304b66dad" },
    place: {
      subscriptionId: "12345678-1234-1234-1234-123456789012",
      tenantId: "9188040d-6c67-4c5b-b112-36a304b66dad",
      region: "westeurope",
      installationResourceGroupName: "prod",
    },
  },
  gcp: {
    identity: { serviceAccountEmail: "prod-openshift-i-1a2b3@shop-prod.iam.gserviceaccount.com" },
    place: {
      project: "shop-prod",
      workloadIdentityProvider: "projects/123456789/locations/global/workloadIdentityPools/prod/providers/prod",
      universeDomain: "googleapis.com",
    },
  },
};

function filesOf(cloudName: string, text: string): Record<string, string> {
  const { identity, place } = DEPLOYED[cloudName]!;
  const { identities } = planOpenShift(text, { cluster: "prod", cloud: cloudName, featureGates: GATES });
  const known = identities.map((planned) => ({ planned, identity }));
  return installerFiles(openShiftCloud(cloudName), ISSUER, known, place);
}

describe("installerFiles", () => {
  it("writes a Secret for AWS byte for byte as ccoctl does", () => {
    expect(
      filesOf("aws", request("openshift-ingress"))[
        "manifests/openshift-ingress-operator-cloud-credentials-credentials.yaml"
      ],
    ).toBe(
      `apiVersion: v1
stringData:
  credentials: |-
    [default]
    sts_regional_endpoints = regional
    role_arn = arn:aws:iam::111122223333:role/prod-openshift-ingress
    web_identity_token_file = /var/run/secrets/openshift/serviceaccount/token
kind: Secret
metadata:
  name: cloud-credentials
  namespace: openshift-ingress-operator
type: Opaque`,
    );
  });

  it("writes a Secret for Azure byte for byte as ccoctl does, with the token path that the request asks for", () => {
    const text = request("openshift-cluster-api-azure", { tokenPath: "/var/run/secrets/azure/tokens" });
    expect(
      filesOf("azure", text)["manifests/openshift-cluster-api-capz-manager-bootstrap-credentials-credentials.yaml"],
    ).toBe(
      `apiVersion: v1
stringData:
  azure_client_id: 0b1f6471-1bf0-4dda-aec3-cb9272f09590
  azure_tenant_id: 9188040d-6c67-4c5b-b112-36a304b66dad
  azure_region: westeurope
  azure_subscription_id: 12345678-1234-1234-1234-123456789012
  azure_federated_token_file: /var/run/secrets/azure/tokens
kind: Secret
metadata:
  name: capz-manager-bootstrap-credentials
  namespace: openshift-cluster-api
type: Opaque`,
    );
  });

  it.each([
    ["aws", "openshift-ingress"],
    ["gcp", "openshift-ingress-gcp"],
  ])("writes the same Secret on %s wherever a request wants its token, as ccoctl does, and says so", (cloud, name) => {
    const elsewhere = request(name, { tokenPath: "/var/run/secrets/own/token" });
    expect(filesOf(cloud, elsewhere)).toEqual(filesOf(cloud, request(name)));
    const { notes } = planOpenShift(elsewhere, { cluster: "prod", cloud });
    expect(notes).toEqual([expect.stringContaining("/var/run/secrets/own/token")]);
  });

  it("writes a Secret for Google Cloud byte for byte as ccoctl does, white space of its template included", () => {
    const credentials = `{
  \t"type": "external_account",
  \t"audience": "//iam.googleapis.com/projects/123456789/locations/global/workloadIdentityPools/prod/providers/prod",
  \t"subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
  \t"token_url": "https://sts.googleapis.com/v1/token",
  \t"service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/prod-openshift-i-1a2b3@shop-prod.iam.gserviceaccount.com:generateAccessToken",
  \t"credential_source": {
    \t"file": "/var/run/secrets/openshift/serviceaccount/token",
    \t"format": {
      \t\t"type": "text"
    \t}
\t}
}`;
    expect(
      filesOf("gcp", request("openshift-ingress-gcp"))[
        "manifests/openshift-ingress-operator-cloud-credentials-credentials.yaml"
      ],
    ).toBe(
      `apiVersion: v1
data:
  service_account.json: ${Buffer.from(credentials).toString("base64")}
kind: Secret
metadata:
  name: cloud-credentials
  namespace: openshift-ingress-operator
type: Opaque`,
    );
  });

  it("writes the Authentication with the issuer to the letter", () => {
    expect(filesOf("aws", request("openshift-ingress"))["manifests/cluster-authentication-02-config.yaml"]).toBe(
      `apiVersion: config.openshift.io/v1
kind: Authentication
metadata:
  name: cluster
spec:
  serviceAccountIssuer: ${ISSUER}`,
    );
  });

  it.each([
    [
      "aws",
      ["cluster-authentication-02-config.yaml", "openshift-ingress-operator-cloud-credentials-credentials.yaml"],
      "openshift-ingress",
    ],
    [
      "azure",
      [
        "azure-ad-pod-identity-webhook-config.yaml",
        "cluster-authentication-02-config.yaml",
        "openshift-ingress-operator-cloud-credentials-credentials.yaml",
      ],
      "openshift-ingress-azure",
    ],
  ])("writes on %s the files %j and no key", (cloud, names, name) => {
    expect(Object.keys(filesOf(cloud, request(name))).sort()).toEqual(names.map((file) => `manifests/${file}`));
  });

  it("quotes a name that YAML would read as something else", () => {
    const files = filesOf("aws", request("openshift-ingress", { secret: "123" }));
    expect(files["manifests/openshift-ingress-operator-123-credentials.yaml"]).toContain('name: "123"');
  });
});

describe("checkInstallConfig", () => {
  const azure = openShiftCloud("azure");
  const snippet = installConfigSnippet(azure, DEPLOYED.azure!.place);

  it("finds what a file lacks of the snippet", () => {
    expect(snippet).toBe("credentialsMode: Manual\nplatform:\n  azure:\n    resourceGroupName: prod\n");
    expect(checkInstallConfig(`baseDomain: example.com\n${snippet}`, snippet).map(({ result }) => result)).toEqual([
      "ok",
      "ok",
    ]);
    const wrong = checkInstallConfig("credentialsMode: Mint\nplatform: {azure: {region: westeurope}}\n", snippet);
    expect(wrong.map(({ result, fix }) => [result, fix])).toEqual([
      ["error", "write credentialsMode: Manual"],
      ["error", "write platform.azure.resourceGroupName: prod"],
    ]);
  });

  it("asks for manual mode alone where there is no snippet", () => {
    expect(checkInstallConfig("credentialsMode: Manual\n")).toMatchObject([{ result: "ok" }]);
    expect(checkInstallConfig("")).toMatchObject([{ result: "error" }]);
    expect(checkInstallConfig("baseDomain: x\n")).toMatchObject([
      { result: "error", fix: "write credentialsMode: Manual" },
    ]);
  });
});
