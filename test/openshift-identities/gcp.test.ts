import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import { gcp } from "../../src/clouds/gcp/cloud";
import { verdictOf } from "../../src/clouds/proof";
import type { OpenShiftIdentitiesArgs } from "../../src/openshift";
import { OpenShiftIdentities } from "../../src/openshift";
import type { CloudMocks } from "../../src/testing/mocks";
import { installCloudMocks, outputValue } from "../../src/testing/mocks";
import { faultCodes } from "../support/fault-codes";
import { credentialsRequest } from "../support/openshift-requests";

const issuer = {
  url: "https://storage.googleapis.com/prod-oidc",
  jwks: '{"keys":[{"kty":"RSA","alg":"RS256","use":"sig","kid":"a","n":"bW9kdWx1cw","e":"AQAB"}]}',
};
const disk = credentialsRequest(
  {
    name: "openshift-gcp-pd-csi-driver-operator",
    secret: "openshift-cluster-csi-drivers/gcp-pd-cloud-credentials",
    serviceAccounts: ["gcp-pd-csi-driver-operator", "gcp-pd-csi-driver-controller-sa"],
  },
  {
    kind: "GCPProviderSpec",
    predefinedRoles: ["roles/compute.storageAdmin"],
    permissions: ["compute.instances.get", "compute.instances.get"],
    skipServiceCheck: true,
  },
);
const ingress = credentialsRequest(
  {
    name: "openshift-ingress-gcp",
    secret: "openshift-ingress-operator/cloud-credentials",
    serviceAccounts: ["ingress-operator"],
  },
  { kind: "GCPProviderSpec", permissions: ["dns.changes.create"] },
);

const POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const PROVIDER = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";
const ACCOUNT = "gcp:serviceaccount/account:Account";
const MEMBER = "gcp:serviceaccount/iAMMember:IAMMember";
const GRANT = "gcp:projects/iAMMember:IAMMember";
const ROLE = "gcp:projects/iAMCustomRole:IAMCustomRole";

let mocks: CloudMocks;
const args = (more: object = {}, own: Partial<OpenShiftIdentitiesArgs> = {}): OpenShiftIdentitiesArgs => ({
  issuer,
  credentialsRequests: [disk, ingress],
  gcp: { project: "shop-prod", ...more },
  ...own,
});
const create = (more: object = {}, own: Partial<OpenShiftIdentitiesArgs> = {}) =>
  new OpenShiftIdentities("prod", args(more, own));
const codes = (more: object, own: Partial<OpenShiftIdentitiesArgs> = {}) => faultCodes(() => create(more, own));
const inputs = (type: string) => mocks.ofType(type).map((each) => each.inputs);

/** Waits for all resources of a program, also those that no output waits for. */
async function deploy(more: object = {}, own: Partial<OpenShiftIdentitiesArgs> = {}): Promise<OpenShiftIdentities> {
  const created = create(more, own);
  await outputValue(created.identities);
  await pulumi.runtime.disconnect();
  return created;
}

describe("OpenShiftIdentities on Google Cloud", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("gives each operator a service account with its roles, and a member for each of its ServiceAccounts", async () => {
    const { identities } = await deploy();
    const [known] = await outputValue(identities);
    const [account] = inputs(ACCOUNT);
    expect(account).toMatchObject({
      accountId: expect.stringMatching(/^prod-openshift-g-[0-9a-f]{5}$/),
      displayName: "prod-openshift-gcp-pd-csi-driver-operator",
      project: "shop-prod",
    });
    const email = `${account?.accountId}@shop-prod.iam.gserviceaccount.com`;
    expect(known).toMatchObject({
      identity: { serviceAccountEmail: email },
      consoleValues: {
        SERVICE_ACCOUNT_EMAIL: email,
        AUDIENCE: expect.stringMatching(/^\/\/iam\.googleapis\.com\/projects\/\d+\//),
      },
    });
    expect(inputs(ROLE)[0]).toMatchObject({
      roleId: "prod.openshift_gcp_pd_csi_driver_operator",
      permissions: ["compute.instances.get"],
      title: "prod-openshift-gcp-pd-csi-driver-operator",
    });
    const granted = inputs(GRANT).filter(({ member }) => member === `serviceAccount:${email}`);
    expect(granted.map(({ role, project }) => [role, project]).sort()).toEqual([
      ["projects/shop-prod/roles/prod.openshift_gcp_pd_csi_driver_operator", "shop-prod"],
      ["roles/compute.storageAdmin", "shop-prod"],
    ]);
    const pool = known?.consoleValues.POOL_ID;
    const members = inputs(MEMBER).map(({ member }) => String(member).split("/subject/"));
    expect(members.map(([, subject]) => subject).sort()).toEqual([
      "system:serviceaccount:openshift-cluster-csi-drivers:gcp-pd-csi-driver-controller-sa",
      "system:serviceaccount:openshift-cluster-csi-drivers:gcp-pd-csi-driver-operator",
      "system:serviceaccount:openshift-ingress-operator:ingress-operator",
    ]);
    expect(members.every(([at]) => at?.endsWith(`/workloadIdentityPools/${pool}`))).toBe(true);
  });

  it("is proved whole by what its custom roles hold, and leaves an account open only to who may act as all of them", async () => {
    const verdicts = () =>
      gcp.deployed(mocks.resources).map(({ trust }) => {
        const entering = trust.bindings.flatMap(({ members }) =>
          members.join().split("system:serviceaccount:").slice(1),
        );
        const subjects = entering.map((member) => {
          const [namespace = "", serviceAccount = ""] = member.split(":");
          return { issuer: issuer.url, namespace, serviceAccount };
        });
        return verdictOf(gcp, trust, { subjects, audience: "openshift", jwks: JSON.parse(issuer.jwks) }).verdict;
      });
    await deploy();
    expect(verdicts()).toEqual(["equal", "equal"]);
    mocks = await installCloudMocks();
    const machines = credentialsRequest(
      { name: "openshift-machine-api-gcp", secret: "openshift-machine-api/gcp", serviceAccounts: ["machines"] },
      { kind: "GCPProviderSpec", permissions: ["compute.instances.create", "iam.serviceAccounts.actAs"] },
    );
    await deploy({}, { credentialsRequests: [disk, ingress, machines] });
    expect(verdicts()).toEqual(["unknown", "unknown", "equal"]);
  });

  it("keeps operators and the pods of users in pools of their own, each for its audience", async () => {
    const { issuer: handedOn } = await deploy();
    const [operators, workloads] = ["prod-gcp-pool", "prod-gcp-workloads-pool"].map((name) =>
      mocks.ofType(POOL).find((pool) => pool.name === name),
    );
    expect(operators?.inputs.workloadIdentityPoolId).not.toBe(workloads?.inputs.workloadIdentityPoolId);
    const audiences = mocks.ofType(PROVIDER).map(({ name, inputs: { oidc } }) => [name, oidc]);
    expect(Object.fromEntries(audiences)).toMatchObject({
      "prod-gcp-provider": { allowedAudiences: ["openshift"], jwksJson: issuer.jwks, issuerUri: issuer.url },
      "prod-gcp-workloads-provider": { jwksJson: issuer.jwks, issuerUri: issuer.url },
    });
    expect(Object.fromEntries(audiences)["prod-gcp-workloads-provider"]).not.toHaveProperty("allowedAudiences");
    const { gcp } = (await outputValue(handedOn)) as { gcp: { workloadIdentityPool: string } };
    expect(gcp.workloadIdentityPool).toMatch(new RegExp(`/${workloads?.inputs.workloadIdentityPoolId}$`));
  });

  it("has ccoctl's names, its one pool and the project's roles where they are asked for", async () => {
    const { report } = await deploy({}, { naming: "ccoctl" });
    expect(inputs(POOL)).toMatchObject([{ workloadIdentityPoolId: "prod" }]);
    expect(inputs(PROVIDER)).toMatchObject([{ workloadIdentityPoolProviderId: "prod" }]);
    expect(inputs(ROLE).map(({ roleId, title }) => [roleId, title])).toContainEqual([
      "shopprod_openshiftingressgcp",
      "shop-prod-openshift-ingress-gcp",
    ]);
    await outputValue(report);
  });

  it("has roles of the cluster's own beside ccoctl's names where they are not shared", async () => {
    await deploy({ sharedRoles: false }, { naming: "ccoctl" });
    expect(inputs(ROLE).map(({ roleId }) => roleId)).toContain("prod.openshift_ingress_gcp");
  });

  it("writes credentials byte for byte as ccoctl does, for the universe that is asked for", async () => {
    const path = "manifests/openshift-ingress-operator-cloud-credentials-credentials.yaml";
    const credentials = async (more: object) => {
      const text = (await outputValue(create(more).installerFiles))[path] ?? "";
      expect(text).toMatch(/^apiVersion: v1\ndata:\n {2}service_account\.json: \S+\nkind: Secret\n/);
      return Buffer.from(/service_account\.json: (\S+)/.exec(text)?.[1] ?? "", "base64").toString();
    };
    const text = await credentials({});
    expect(text).toContain('{\n  \t"type": "external_account",\n  \t"audience": "//iam.googleapis.com/projects/');
    expect(JSON.parse(text)).toEqual({
      type: "external_account",
      audience: expect.stringMatching(
        /^\/\/iam\.googleapis\.com\/projects\/\d+\/locations\/global\/workloadIdentityPools\//,
      ),
      subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
      token_url: "https://sts.googleapis.com/v1/token",
      service_account_impersonation_url: expect.stringMatching(
        /^https:\/\/iamcredentials\.googleapis\.com\/v1\/projects\/-\/serviceAccounts\/prod-openshift-i-[0-9a-f]{5}@shop-prod\.iam\.gserviceaccount\.com:generateAccessToken$/,
      ),
      credential_source: { file: "/var/run/secrets/openshift/serviceaccount/token", format: { type: "text" } },
    });
    mocks = await installCloudMocks();
    expect(JSON.parse(await credentials({ universeDomain: "apis-berlin.example.com" }))).toMatchObject({
      universe_domain: "apis-berlin.example.com",
      token_url: "https://sts.apis-berlin.example.com/v1/token",
    });
  });

  it("binds what a request is granted to a condition", async () => {
    const condition = { title: "zone", expression: 'resource.name.startsWith("projects/shop-prod")' };
    await deploy({ conditions: { "openshift-ingress-gcp": condition } });
    expect(inputs(GRANT).map(({ role, condition: given }) => [role, given])).toEqual(
      expect.arrayContaining([
        ["projects/shop-prod/roles/prod.openshift_ingress_gcp", condition],
        ["roles/compute.storageAdmin", undefined],
      ]),
    );
  });

  it("uses a pool that is there, and fetches keys that are published", async () => {
    const pool = "projects/123456789012/locations/global/workloadIdentityPools/made-before";
    const existingPool = {
      workloadIdentityPool: pool,
      workloadIdentityProvider: `${pool}/providers/prod`,
      audience: "openshift",
    };
    await deploy({ existingPool, workloadPool: false });
    expect(inputs(POOL)).toEqual([]);
    expect(inputs(MEMBER).every(({ member }) => String(member).includes("/made-before/subject/"))).toBe(true);
    mocks = await installCloudMocks();
    await deploy({ uploadJwks: false });
    expect(inputs(PROVIDER).every(({ oidc }) => (oidc as { jwksJson?: string }).jwksJson === undefined)).toBe(true);
  });

  it.each<[string, object, string[], Partial<OpenShiftIdentitiesArgs>?]>([
    ["no project", { project: undefined }, ["gcp-project-missing"]],
    [
      "a condition on a request that is not there",
      { conditions: { a: { title: "a", expression: "true" } } },
      ["openshift-request-unknown"],
    ],
    [
      "a pool for another audience",
      { existingPool: { workloadIdentityPool: "p", workloadIdentityProvider: "q" } },
      ["gcp-audience-invalid"],
    ],
    [
      "a universe that is none, once for all requests",
      { universeDomain: "https://x" },
      ["gcp-universe-domain-invalid"],
    ],
    [
      "keys to upload that are not there, once for both pools",
      { uploadJwks: true },
      ["argument-without-effect"],
      { issuer: { url: issuer.url } },
    ],
    ["a pool id beside a pool", { poolId: "prod", existingPool: pulumi.output({}) }, ["argument-without-effect"]],
    ["an id that no pool has", { poolId: "gcp-prod" }, ["gcp-pool-id-invalid"]],
  ])("refuses %s", (_, more, expected, own = {}) => {
    expect(codes(more, own)).toEqual(expected);
  });

  it("refuses a subject that Google does not take, and a permission with a wildcard", () => {
    const long = credentialsRequest(
      { name: "a", secret: `${"n".repeat(60)}/b`, serviceAccounts: ["s".repeat(60)] },
      { kind: "GCPProviderSpec", permissions: ["dns.changes.create"] },
    );
    expect(codes({}, { credentialsRequests: [long] })).toEqual(["gcp-subject-too-long"]);
    const wild = credentialsRequest(
      { name: "a", secret: "a/b", serviceAccounts: ["c"] },
      { kind: "GCPProviderSpec", permissions: ["dns.*"] },
    );
    expect(codes({}, { credentialsRequests: [wild] })).toEqual(["gcp-permission-invalid"]);
    const permissions = Array.from({ length: 3001 }, (_, index) => `compute.disks.get${index}`);
    const many = credentialsRequest(
      { name: "a", secret: "a/b", serviceAccounts: ["c"] },
      { kind: "GCPProviderSpec", permissions },
    );
    expect(codes({}, { credentialsRequests: [many] })).toEqual(["gcp-request-too-long"]);
  });
});
