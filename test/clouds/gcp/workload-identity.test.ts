import * as folder from "@pulumi/gcp/folder";
import * as organizations from "@pulumi/gcp/organizations";
import * as projects from "@pulumi/gcp/projects";
import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { GcpResourceGrant, GcpSubject, GcpWorkloadIdentityArgs } from "../../../src/clouds/gcp/args";
import { GcpWorkloadIdentity } from "../../../src/clouds/gcp/workload-identity";
import { FederationError } from "../../../src/component/validation-error";
import { toAdmitOnly } from "../../../src/testing/matchers";
import type { CloudMocks, MockedResource } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue, settled } from "../../../src/testing/mocks";
import { lateFaults } from "../../support/late-faults";

const pool = "projects/123456789012/locations/global/workloadIdentityPools/prod";
const provider = `${pool}/providers/kubernetes`;
const registered = { workloadIdentityPool: pool, workloadIdentityProvider: provider };
const eks = { url: "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE", gcp: registered };
const green = {
  url: "https://green.example.com",
  gcp: {
    workloadIdentityPool: "projects/123456789012/locations/global/workloadIdentityPools/green",
    workloadIdentityProvider: "projects/123456789012/locations/global/workloadIdentityPools/green/providers/kubernetes",
  },
};
const gke = {
  url: "https://container.googleapis.com/v1/projects/clusters/locations/europe-west1/clusters/blue",
  gcp: { gkeWorkloadPool: "clusters.svc.id.goog", projectNumber: "42" },
};
const gkeGreen = {
  ...gke,
  url: "https://container.googleapis.com/v1/projects/clusters/locations/europe-west1/clusters/green",
};
const email = "orders@data.iam.gserviceaccount.com";

const subject = (serviceAccount: string, issuer: GcpSubject["issuer"] = eks): GcpSubject => ({
  issuer,
  namespace: "shop",
  serviceAccount,
});
const own = (name: string) => `principal://iam.googleapis.com/${pool}/subject/system:serviceaccount:shop:${name}`;

let mocks: CloudMocks;

/** Fault codes of a construction; empty where it succeeds. */
function codes(args: unknown): string[] {
  try {
    new GcpWorkloadIdentity("orders", args as GcpWorkloadIdentityArgs);
    return [];
  } catch (error) {
    if (error instanceof FederationError) return error.issues.map(({ code }) => code).sort();
    throw error;
  }
}

async function grantsOf(args: GcpWorkloadIdentityArgs): Promise<MockedResource[]> {
  mocks = await installCloudMocks();
  await outputValue(new GcpWorkloadIdentity("orders", args).identity);
  await settled();
  return mocks.resources.filter(({ type }) => /iam_?member$/i.test(type));
}

const memberNames = async (args: GcpWorkloadIdentityArgs) => (await grantsOf(args)).map(({ name }) => name).sort();

describe("GcpWorkloadIdentity with direct access", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it.each<[string, object]>([
    ["token", { subjects: [subject("a", gke)], token: { expirationSeconds: 900 } }],
    ["universeDomain", { subjects: [subject("a", gke)], universeDomain: "apis.example.goog" }],
    [
      "accessTokenLifetimeSeconds",
      { subjects: [subject("a", gke)], access: "impersonation", accessTokenLifetimeSeconds: 900 },
    ],
    ["autopilot", { subjects: [subject("a")], autopilot: true }],
    ["projectNumber", { subjects: [subject("a")], projectNumber: "42" }],
    ["projectNumber", { subjects: [subject("a", gke)], access: "impersonation", projectNumber: "42" }],
  ])("refuses %s where pods make nothing of it", (name, args) => {
    expect(codes(args)).toEqual(["argument-without-effect"]);
    const both = { ...args, subjects: [subject("a", gke), subject("a")] };
    expect(codes(both)).toEqual("access" in args && name === "projectNumber" ? ["argument-without-effect"] : []);
  });

  it("grants each role to the ServiceAccount's own principal when the cluster is outside of GKE", async () => {
    const grants = await grantsOf({
      subjects: [subject("a")],
      project: "data",
      roles: ["roles/storage.objectViewer"],
      grants: [
        { kind: "bucket", resource: "invoices", role: "roles/storage.objectAdmin" },
        { kind: "secret", resource: "projects/data/secrets/key", role: "roles/secretmanager.secretAccessor" },
        { kind: "topic", resource: "projects/data/topics/orders", role: "roles/pubsub.publisher" },
        { kind: "folder", resource: "folders/7", role: "roles/browser" },
        { kind: "organization", resource: "8", role: "roles/browser" },
        {
          kind: "project",
          resource: "other",
          role: "roles/viewer",
          condition: { title: "2026", expression: "request.time < timestamp('2027-01-01T00:00:00Z')" },
        },
      ],
    });
    const granted = grants.map(({ type, inputs: { member, ...rest } }) => ({ type, ...rest }));
    expect(granted).toHaveLength(7);
    expect(granted).toEqual(
      expect.arrayContaining([
        { type: "gcp:projects/iAMMember:IAMMember", project: "data", role: "roles/storage.objectViewer" },
        { type: "gcp:storage/bucketIAMMember:BucketIAMMember", bucket: "invoices", role: "roles/storage.objectAdmin" },
        {
          type: "gcp:secretmanager/secretIamMember:SecretIamMember",
          secretId: "projects/data/secrets/key",
          role: "roles/secretmanager.secretAccessor",
        },
        {
          type: "gcp:pubsub/topicIAMMember:TopicIAMMember",
          topic: "projects/data/topics/orders",
          role: "roles/pubsub.publisher",
        },
        { type: "gcp:folder/iAMMember:IAMMember", folder: "folders/7", role: "roles/browser" },
        { type: "gcp:organizations/iAMMember:IAMMember", orgId: "8", role: "roles/browser" },
        {
          type: "gcp:projects/iAMMember:IAMMember",
          project: "other",
          role: "roles/viewer",
          condition: { title: "2026", expression: "request.time < timestamp('2027-01-01T00:00:00Z')" },
        },
      ]),
    );
    expect(new Set(grants.map(({ inputs }) => inputs.member))).toEqual(
      new Set([
        "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/prod/subject/system:serviceaccount:shop:a",
      ]),
    );
    expect(mocks.ofType("gcp:serviceaccount/account:Account")).toEqual([]);
  });

  it.each<[GcpResourceGrant, string, object]>([
    [
      { kind: "subscription", resource: "projects/data/subscriptions/s", role: "roles/pubsub.subscriber" },
      "gcp:pubsub/subscriptionIAMMember:SubscriptionIAMMember",
      { subscription: "projects/data/subscriptions/s" },
    ],
    [
      { kind: "key-ring", resource: "projects/data/locations/eu/keyRings/r", role: "roles/cloudkms.viewer" },
      "gcp:kms/keyRingIAMMember:KeyRingIAMMember",
      { keyRingId: "projects/data/locations/eu/keyRings/r" },
    ],
    [
      {
        kind: "crypto-key",
        resource: "projects/data/locations/eu/keyRings/r/cryptoKeys/k",
        role: "roles/cloudkms.signer",
      },
      "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
      { cryptoKeyId: "projects/data/locations/eu/keyRings/r/cryptoKeys/k" },
    ],
    [
      { kind: "dataset", resource: pulumi.output("projects/data/datasets/d"), role: "roles/bigquery.dataViewer" },
      "gcp:bigquery/datasetIamMember:DatasetIamMember",
      { project: "data", datasetId: "d" },
    ],
    [
      {
        kind: "repository",
        resource: "projects/data/locations/eu/repositories/r",
        role: "roles/artifactregistry.reader",
      },
      "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
      { project: "data", location: "eu", repository: "r" },
    ],
    [
      {
        kind: "service-account",
        resource: `projects/data/serviceAccounts/${email}`,
        role: "roles/iam.serviceAccountTokenCreator",
      },
      "gcp:serviceaccount/iAMMember:IAMMember",
      { serviceAccountId: `projects/data/serviceAccounts/${email}` },
    ],
    [
      {
        kind: "other",
        memberType: "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
        properties: { project: "data", location: "eu", name: pulumi.output("api") },
        role: "roles/run.invoker",
        key: "api",
      },
      "gcp:cloudrunv2/serviceIamMember:ServiceIamMember",
      { project: "data", location: "eu", name: "api" },
    ],
  ])("grants on %j to the principal alone", async (grant, type, place) => {
    const granted = await grantsOf({ subjects: [subject("a")], grants: [grant] });
    expect(granted.map(({ type: made, inputs }) => [made, inputs])).toEqual([
      [type, { ...place, role: grant.role, member: own("a") }],
    ]);
  });

  it("refuses a member type that the SDK lacks", () => {
    const grant = {
      kind: "other",
      memberType: "gcp:kms/nothingIamMember:NothingIamMember",
      properties: { a: "b" },
    } as const;
    const args = { subjects: [subject("a")], grants: [{ ...grant, role: "roles/viewer", key: "a" }] };
    expect(() => new GcpWorkloadIdentity("orders", args)).toThrow("has no such resource");
  });

  it("counts with the condition of the provider: who it keeps out is refused", async () => {
    const withCondition = (attributeCondition: GcpRegistrationInput, attributeMapping?: Record<string, string>) => ({
      ...eks,
      gcp: { ...registered, attributeCondition, ...(attributeMapping === undefined ? {} : { attributeMapping }) },
    });
    const only = (name: string) => `google.subject == "system:serviceaccount:shop:${name}"`;
    expect(codes({ subjects: [subject("a", withCondition(only("a")))] })).toEqual([]);
    expect(codes({ subjects: [subject("a", withCondition(only("b")))] })).toEqual(["trust-under"]);
    const mapping = { "attribute.sub": "assertion.sub" };
    const byAttribute = (name: string) => `attribute.sub == "system:serviceaccount:shop:${name}"`;
    expect(codes({ subjects: [subject("a", withCondition(byAttribute("a"), mapping))] })).toEqual([]);
    expect(codes({ subjects: [subject("a", withCondition(byAttribute("b"), mapping))] })).toEqual(["trust-under"]);
    const late = withCondition(pulumi.output(only("b")));
    const faults = await lateFaults(
      () =>
        new GcpWorkloadIdentity("orders", { subjects: [subject("a", late)], project: "p", roles: ["roles/viewer"] }),
    );
    expect(faults.join()).toContain("trust-under");
  });

  it("names the GKE principal with the number of the cluster's project when the data is in another project", async () => {
    const [grant] = await grantsOf({
      subjects: [subject("a", gke)],
      project: "data",
      roles: ["roles/viewer"],
    });
    expect(grant?.inputs).toMatchObject({
      project: "data",
      member:
        "principal://iam.googleapis.com/projects/42/locations/global/workloadIdentityPools/clusters.svc.id.goog/subject/ns/shop/sa/a",
    });
  });

  it("takes the project number from the workload when the issuer's entry has none", async () => {
    const issuer = { url: gke.url, gcp: { gkeWorkloadPool: "clusters.svc.id.goog" } };
    expect(codes({ subjects: [subject("a", issuer)] })).toEqual(["gcp-project-number-missing"]);
    const { identity } = new GcpWorkloadIdentity("orders", { subjects: [subject("a", issuer)], projectNumber: "42" });
    expect((await outputValue(identity)).members[0]).toContain("/projects/42/");
  });

  it("trusts the pool of each issuer when the subjects are in several clusters", async () => {
    const { identity } = new GcpWorkloadIdentity("orders", { subjects: [subject("a"), subject("a", green)] });
    const { members, principals, proof, serviceAccountEmail } = await outputValue(identity);
    expect(members).toEqual([own("a"), own("a").replace("/prod/", "/green/")]);
    expect(principals).toEqual(members);
    expect(serviceAccountEmail).toBe("");
    expect(proof).toContain("exactly 2 ServiceAccount(s), provided each provider is the only one of its pool");
    expect(proof).toContain("takes no other audience than its issuer's entry says");
  });

  it("grants once when GKE clusters of one project are the same principal", async () => {
    const grants = await grantsOf({
      subjects: [subject("a", gke), subject("a", gkeGreen)],
      project: "data",
      roles: ["roles/viewer"],
    });
    expect(grants).toHaveLength(1);
    const after = await grantsOf({ subjects: [subject("a", gkeGreen)], project: "data", roles: ["roles/viewer"] });
    expect(after.map(({ name }) => name)).toEqual(grants.map(({ name }) => name));
  });

  it("is proved for what others grant when it grants nothing itself", async () => {
    const { identity } = new GcpWorkloadIdentity("orders", { subjects: [subject("a")] });
    expect((await outputValue(identity)).members).toEqual([own("a")]);
    expect(mocks.resources.map(({ type }) => type)).toEqual(["pulumi-workload-identity:index:GcpWorkloadIdentity"]);
  });
});

type GcpRegistrationInput = pulumi.Input<string>;

describe("GcpWorkloadIdentity with impersonation", () => {
  it("grants the service account a role on itself where a grant names none", async () => {
    const grants: GcpResourceGrant[] = [{ kind: "service-account", role: "roles/iam.serviceAccountTokenCreator" }];
    const args: GcpWorkloadIdentityArgs = {
      subjects: [subject("a")],
      access: "impersonation",
      serviceAccountEmail: email,
      grants,
    };
    const members = (await grantsOf(args)).map(({ inputs }) => inputs);
    expect(members).toContainEqual({
      serviceAccountId: `projects/-/serviceAccounts/${email}`,
      role: "roles/iam.serviceAccountTokenCreator",
      member: `serviceAccount:${email}`,
    });
    expect(codes({ subjects: [subject("a")], grants })).toEqual(["gcp-grant-resource-invalid"]);
  });

  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("creates a service account that only the ServiceAccount may become", async () => {
    const grants = await grantsOf({
      access: "impersonation",
      subjects: [subject("a")],
      project: "data",
      roles: ["roles/viewer"],
    });
    const [account] = mocks.ofType("gcp:serviceaccount/account:Account");
    expect(account?.inputs).toEqual({ project: "data" });
    expect(
      grants.sort((a, b) => b.type.localeCompare(a.type)).map(({ type, inputs }) => ({ type, ...inputs })),
    ).toEqual([
      {
        type: "gcp:serviceaccount/iAMMember:IAMMember",
        serviceAccountId: account?.state.name,
        role: "roles/iam.workloadIdentityUser",
        member: own("a"),
      },
      {
        type: "gcp:projects/iAMMember:IAMMember",
        project: "data",
        role: "roles/viewer",
        member: `serviceAccount:${account?.state.email}`,
      },
    ]);
  });

  it("uses an existing service account of any project without looking it up", async () => {
    const grants = await grantsOf({
      access: "impersonation",
      subjects: [subject("a", gke)],
      serviceAccountEmail: email,
    });
    expect(grants.map(({ inputs }) => inputs)).toEqual([
      {
        serviceAccountId: `projects/-/serviceAccounts/${email}`,
        role: "roles/iam.workloadIdentityUser",
        member: "serviceAccount:clusters.svc.id.goog[shop/a]",
      },
    ]);
    expect(mocks.ofType("gcp:serviceaccount/account:Account")).toEqual([]);
  });

  it("needs no project number on GKE", () => {
    const issuer = { url: gke.url, gcp: { gkeWorkloadPool: "clusters.svc.id.goog" } };
    expect(codes({ access: "impersonation", subjects: [subject("a", issuer)] })).toEqual([]);
  });

  it("makes an account id of name and hash when the name is too long for autonaming", async () => {
    new GcpWorkloadIdentity("a-workload-with-a-long-name-gcp", { access: "impersonation", subjects: [subject("a")] });
    await settled();
    const [account] = mocks.ofType("gcp:serviceaccount/account:Account");
    expect(account?.inputs.accountId).toMatch(/^a-workload-with-a-lon-[0-9a-f]{8}$/);
  });

  it("hands the service account out as the member of other grants", async () => {
    const { identity } = new GcpWorkloadIdentity("orders", {
      access: "impersonation",
      subjects: [subject("a")],
      serviceAccountEmail: email,
    });
    expect(await outputValue(identity)).toMatchObject({
      members: [`serviceAccount:${email}`],
      principals: [own("a")],
      serviceAccountEmail: email,
    });
  });
});

describe("the trust of a service account in a program", () => {
  const creator = "roles/iam.serviceAccountTokenCreator";
  const whoIsAdmitted = async (more: () => unknown) => {
    mocks = await installCloudMocks({ issuers: [gke.url] });
    new GcpWorkloadIdentity("orders", { access: "impersonation", subjects: [subject("a", gke)], project: "data" });
    more();
    return toAdmitOnly(await mocks.trust("orders-account"), { ...subject("a"), issuer: gke.url });
  };
  const evil = "serviceAccount:clusters.svc.id.goog[shop/evil]";

  it("admits only the ServiceAccount that the program names", async () => {
    const onAnotherProject = () =>
      new projects.IAMMember("other", { project: "elsewhere", role: creator, member: "allUsers" });
    expect(await whoIsAdmitted(onAnotherProject)).toMatchObject({ pass: true });
    const harmlessPolicy = () => {
      const { policyData } = organizations.getIAMPolicyOutput({
        bindings: [{ role: "roles/viewer", members: ["group:g@example.com"] }],
      });
      return new projects.IAMPolicy("policy", { project: "data", policyData });
    };
    expect(await whoIsAdmitted(harmlessPolicy)).toMatchObject({ pass: true });
  });

  it("is in the project of a domain as in any other", async () => {
    const url = gke.url.replace("/clusters/locations/", "/example.com:shop/locations/");
    const issuer = { url, gcp: { gkeWorkloadPool: "example.com:shop.svc.id.goog" } };
    const verdictWith = async (project: string) => {
      mocks = await installCloudMocks({ issuers: [url] });
      new GcpWorkloadIdentity("orders", {
        access: "impersonation",
        subjects: [subject("a", issuer)],
        project: "example.com:shop",
      });
      new projects.IAMMember("above", { project, role: creator, member: "group:g@example.com" });
      return toAdmitOnly(await mocks.trust("orders-account"), { ...subject("a"), issuer: url });
    };
    expect(await verdictWith("example.com:other")).toMatchObject({ pass: true });
    expect(await verdictWith("example.com:shop")).toMatchObject({ pass: false });
  });

  it.each<[string, () => unknown]>([
    ["its project", () => new projects.IAMMember("above", { project: "data", role: creator, member: evil })],
    [
      "the policy of its project",
      () => {
        const policyData = JSON.stringify({ bindings: [{ role: creator, members: [evil] }] });
        return new projects.IAMPolicy("above", { project: "data", policyData });
      },
    ],
    [
      "the policy of its project that a look-up writes",
      () => {
        const { policyData } = organizations.getIAMPolicyOutput({ bindings: [{ role: creator, members: [evil] }] });
        return new projects.IAMPolicy("above", { project: "data", policyData });
      },
    ],
    [
      "a folder that the program puts its project into",
      () => {
        const department = new organizations.Folder("department", { displayName: "d", parent: "organizations/1" });
        new organizations.Project("data", { projectId: "data", folderId: department.name });
        return new folder.IAMBinding("above", { folder: department.name, role: creator, members: [evil] });
      },
    ],
    [
      "an organization that it may be in",
      () => new organizations.IAMMember("above", { orgId: "1", role: creator, member: "group:g@example.com" }),
    ],
  ])("does not match where somebody may become it through %s", async (_, above) => {
    expect(await whoIsAdmitted(above)).toMatchObject({ pass: false });
  });
});

describe("others that become the identity on purpose", () => {
  const deployer = "serviceAccount:deployer@ci.iam.gserviceaccount.com";
  const github =
    "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/github/subject/repo:a/b:ref:refs/heads/main";
  const members = [deployer, github];
  const impersonation: GcpWorkloadIdentityArgs = { access: "impersonation", subjects: [subject("a", gke)] };
  const policy = (...admitted: string[]) =>
    JSON.stringify({ etag: "x", bindings: [{ role: "roles/iam.serviceAccountTokenCreator", members: admitted }] });
  const evil = "serviceAccount:clusters.svc.id.goog[shop/evil]";

  beforeEach(async () => {
    mocks = await installCloudMocks({ issuers: [gke.url] });
  });

  it("get the role on the service account, and are no alarm where they are named", async () => {
    const { identity } = new GcpWorkloadIdentity("orders", { ...impersonation, others: { members } });
    expect((await outputValue(identity)).proof).toContain("1 ServiceAccount(s) and the 2 other member(s)");
    await settled();
    const granted = mocks.ofType("gcp:serviceaccount/iAMMember:IAMMember").map(({ inputs }) => inputs);
    expect(new Set(granted.map(({ role }) => role))).toEqual(new Set(["roles/iam.workloadIdentityUser"]));
    expect(new Set(granted.map(({ member }) => member))).toEqual(
      new Set(["serviceAccount:clusters.svc.id.goog[shop/a]", deployer, github]),
    );
    const trusts = (await mocks.trusts("gcp")).filter(({ name }) => name === "orders-account");
    const { trust } = trusts.find(({ trust: each }) => "pool" in each && each.pool.endsWith(".svc.id.goog"))!;
    const subjects = [{ ...subject("a"), issuer: gke.url }];
    expect(toAdmitOnly(trust, { subjects, others: { gcp: { members: [deployer] } } })).toMatchObject({ pass: true });
    expect(toAdmitOnly(trust, { subjects })).toMatchObject({ pass: false });
  });

  it("get the same grants with direct access", async () => {
    const grants = await grantsOf({
      subjects: [subject("a")],
      project: "data",
      roles: ["roles/viewer"],
      others: { members },
    });
    expect(new Set(grants.map(({ inputs }) => JSON.stringify(inputs)))).toEqual(
      new Set(
        [own("a"), ...members].map((member) => JSON.stringify({ member, project: "data", role: "roles/viewer" })),
      ),
    );
    const { identity } = new GcpWorkloadIdentity("more", { subjects: [subject("a")], others: { members } });
    expect(await outputValue(identity)).toMatchObject({ members: [own("a"), ...members], principals: [own("a")] });
  });

  it("are named by what they are, so that taking one away is one delete", async () => {
    const args = { subjects: [subject("a")], project: "data", roles: ["roles/viewer"] };
    const before = await memberNames({ ...args, others: { members } });
    const after = await memberNames({ ...args, others: { members: [github] } });
    expect(before).toHaveLength(3);
    expect(before.filter((name) => !after.includes(name))).toHaveLength(1);
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
    expect(after).toEqual(expect.arrayContaining(await memberNames(args)));
  });

  it("are no subjects, as on other clouds: the fault names the member to write", () => {
    const others = {
      subjects: [{ issuer: "https://token.actions.githubusercontent.com", subject: "repo:example/shop" }],
    };
    expect(() => new GcpWorkloadIdentity("more", { subjects: [subject("a")], others: others as object })).toThrow(
      /others\.subjects\[0\].*workloadIdentityPools\/<pool>\/subject\/repo:example\/shop/s,
    );
    expect(() => new GcpWorkloadIdentity("more", { subjects: [subject("a")], others: others as object })).toThrow(
      /gcp-other-subject-unsupported/,
    );
  });

  it("may be outputs", async () => {
    const grants = await grantsOf({ ...impersonation, others: { members: [pulumi.output(deployer)] } });
    expect(grants.map(({ inputs }) => inputs.member)).toContain(deployer);
  });

  const named = (...others: unknown[]) => ({ ...impersonation, others: { members: others } });
  const existing = (serviceAccountPolicy: unknown, others: string[] = []) => ({
    ...impersonation,
    serviceAccountEmail: email,
    serviceAccountPolicy,
    others: { members: others },
  });
  it.each([
    ["everybody", "gcp-other-member-invalid", named("allUsers")],
    ["a member that Google stores in lower case", "gcp-other-member-invalid", named("user:Eve@example.com")],
    ["no member", "gcp-other-member-invalid", named("deployer@example.com")],
    ["a principal that was deleted", "gcp-other-member-invalid", named("deleted:user:a@b.com?uid=1")],
    ["one twice", "gcp-other-member-duplicate", named(deployer, deployer)],
    ["a ServiceAccount of the own pool", "gcp-other-of-own-pool", named(evil)],
    [
      "a principal of the own pool",
      "gcp-other-of-own-pool",
      { subjects: [subject("a")], others: { members: [own("evil")] } },
    ],
    ["somebody that the existing account's policy admits", "trust-over", existing(policy(deployer))],
    ["a ServiceAccount that the existing account's policy admits", "trust-over", existing(policy(evil), [deployer])],
    ["a policy that is none", "gcp-account-policy-invalid", existing("{}]")],
    [
      "a policy of an account that is made here",
      "gcp-service-account-owner-unclear",
      { ...impersonation, serviceAccountPolicy: policy() },
    ],
    ["words that it does not know", "argument-unknown", { ...impersonation, others: { member: deployer } }],
  ])("cannot be %s: %s", (_, code, args) => {
    expect(codes(args)).toEqual([code]);
  });

  it("are proved with the policy that an existing account has", async () => {
    const stored = policy(deployer, "serviceAccount:clusters.svc.id.goog[shop/a]", `serviceAccount:${email}`);
    for (const given of [stored, pulumi.output(stored)]) {
      const args = existing(given, [deployer]) as GcpWorkloadIdentityArgs;
      const both = { ...args, subjects: [subject("a", gke), subject("b")] };
      mocks = await installCloudMocks();
      const { identity } = new GcpWorkloadIdentity("orders", both);
      expect((await outputValue(identity)).proof).toContain("the given allow policy");
    }
  });

  it.each([
    ["gcp-other-of-own-pool", named(pulumi.output(evil))],
    ["gcp-other-member-invalid", named(pulumi.output("allUsers"))],
    ["trust-over", existing(pulumi.output(policy(deployer)))],
    ["gcp-account-policy-invalid", existing(pulumi.output("[]"))],
  ])("are refused on final values with %s", async (code, args) => {
    const faults = await lateFaults(() => new GcpWorkloadIdentity("orders", args as GcpWorkloadIdentityArgs));
    expect(faults.join("\n")).toContain(`[${code}]`);
  });
});

describe("names of grants", () => {
  const roles = { project: "data", roles: ["roles/viewer", "roles/browser"] };

  it.each([
    ["direct access", {}, 2],
    ["impersonation", { access: "impersonation", serviceAccountEmail: email } as const, 1],
  ])("lose exactly one subject's when the first of three is removed with %s", async (_, access, perSubject) => {
    const subjects = [subject("a"), subject("b"), subject("c", green)];
    const before = await memberNames({ subjects, ...roles, ...access });
    const after = await memberNames({ subjects: subjects.slice(1), ...roles, ...access });
    expect(before.filter((name) => !after.includes(name))).toHaveLength(perSubject);
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });

  it("are the same when subjects and roles come in another order", async () => {
    const subjects = [subject("a"), subject("b", green)];
    const forward = await memberNames({ subjects, ...roles });
    const backward = await memberNames({
      subjects: [...subjects].reverse(),
      project: "data",
      roles: [...roles.roles].reverse(),
    });
    expect(backward).toEqual(forward);
  });

  it("come from role and key when the resource is an output", async () => {
    const grant = (key: string) =>
      ({ kind: "bucket", resource: pulumi.output(key), role: "roles/storage.objectViewer", key }) as const;
    const both = await memberNames({ subjects: [subject("a")], grants: [grant("one"), grant("two")] });
    const second = await memberNames({ subjects: [subject("a")], grants: [grant("two")] });
    expect(both).toHaveLength(2);
    expect(both).toContain(second[0]);
  });
});

describe("faults of GcpWorkloadIdentity", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("are reported all at once", () => {
    expect(
      codes({
        subjects: [{ issuer: { url: "http://x" }, namespace: "A", serviceAccount: "*" }],
        access: "both",
        project: "",
        roles: ["viewer"],
        grants: [{ kind: "disk", resource: "", role: "x", condition: { title: "" } }],
        universeDomain: "googleapis",
        projectNumber: "shop-prod",
        token: { path: "../x", expirationSeconds: 10 },
        accessTokenLifetimeSeconds: 1,
      }),
    ).toEqual([
      "gcp-access-invalid",
      "gcp-access-token-lifetime-out-of-range",
      "gcp-grant-condition-invalid",
      "gcp-grant-kind-invalid",
      "gcp-grant-resource-invalid",
      "gcp-project-invalid",
      "gcp-project-number-invalid",
      "gcp-role-invalid",
      "gcp-role-invalid",
      "gcp-universe-domain-invalid",
      "issuer-url-scheme",
      "subject-namespace-invalid",
      "subject-service-account-invalid",
      "token-expiration-out-of-range",
      "token-path-invalid",
    ]);
  });

  const long = { ...subject("a".repeat(60)), namespace: "n".repeat(45) };
  const unnamed = (key?: string) => ({
    ...subject("a", { url: pulumi.output(key ?? ""), gcp: pulumi.output(registered) }),
  });
  const bucket = { kind: "bucket", role: "roles/storage.objectViewer" };
  it.each([
    ["subjects-missing", { subjects: [] }],
    ["subject-duplicate", { subjects: [subject("a"), subject("a")] }],
    ["subject-default-service-account", { subjects: [subject("default")] }],
    ["issuer-not-registered", { subjects: [subject("a", { url: eks.url })] }],
    ["gcp-gke-workload-pool-missing", { subjects: [subject("a", { url: gke.url })], gke: true }],
    ["gcp-gke-mismatch", { subjects: [subject("a")], gke: true }],
    ["gcp-gke-mismatch", { subjects: [subject("a", gke)], gke: false }],
    ["gcp-subject-too-long", { subjects: [long] }],
    ["audience-of-api-server", { subjects: [subject("a", { ...eks, gcp: { ...registered, audience: eks.url } })] }],
    [
      "audience-of-api-server",
      { subjects: [subject("a", { ...eks, gcp: { ...registered, audience: "https://kubernetes.default.svc" } })] },
    ],
    ...[
      `https://iam.googleapis.com/${provider}2`,
      `//iam.googleapis.com/${provider.replace("/prod/", "/other/")}`,
      "https://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/prod/providers/kubernetes",
      "clusters.svc.id.goog",
      "identitynamespace:clusters.svc.id.goog:https://gkehub.googleapis.com/projects/p/locations/global/memberships/m",
    ].map((audience): [string, object] => [
      "gcp-audience-of-other-provider",
      { subjects: [subject("a", { ...eks, gcp: { ...registered, audience } })] },
    ]),
    ["gcp-gke-audience-fixed", { subjects: [subject("a", { ...gke, gcp: { ...gke.gcp, audience: "other" } })] }],
    ["gcp-pool-shared", { subjects: [subject("a"), subject("b", { ...green, gcp: registered })] }],
    ["trust-over", { subjects: [subject("a", gke), subject("b", gkeGreen)] }],
    ["trust-over", { subjects: [subject("a")], project: "data", roles: ["roles/iam.serviceAccountTokenCreator"] }],
    [
      "gcp-pool-name-invalid",
      { subjects: [subject("a", { ...eks, gcp: { ...registered, workloadIdentityPool: "prod" } })] },
    ],
    [
      "gcp-provider-name-invalid",
      {
        subjects: [
          subject("a", { ...eks, gcp: { ...registered, workloadIdentityProvider: `${pool}x/providers/k8s1` } }),
        ],
      },
    ],
    [
      "gcp-gke-workload-pool-invalid",
      { subjects: [subject("a", { ...gke, gcp: { gkeWorkloadPool: "p", projectNumber: "1" } })] },
    ],
    [
      "gcp-gke-issuer-mismatch",
      { subjects: [subject("a", { ...gke, gcp: { gkeWorkloadPool: "test.svc.id.goog", projectNumber: "1" } })] },
    ],
    ["gcp-project-missing", { subjects: [subject("a")], roles: ["roles/viewer"] }],
    ["gcp-grant-duplicate", { subjects: [subject("a")], project: "p", roles: ["roles/viewer", "roles/viewer"] }],
    [
      "gcp-grant-key-missing",
      {
        subjects: [subject("a")],
        grants: [
          { ...bucket, resource: pulumi.output("a") },
          { ...bucket, resource: pulumi.output("b") },
        ],
      },
    ],
    ["subject-key-missing", { subjects: [unnamed(), unnamed()] }],
    ["gcp-impersonation-only", { subjects: [subject("a")], serviceAccountEmail: email }],
    [
      "gcp-service-account-owner-unclear",
      { subjects: [subject("a")], access: "impersonation", serviceAccountEmail: email, accountId: "orders" },
    ],
    [
      "gcp-service-account-email-invalid",
      { subjects: [subject("a")], access: "impersonation", serviceAccountEmail: "orders" },
    ],
    ["gcp-account-id-invalid", { subjects: [subject("a")], access: "impersonation", accountId: "1ab" }],
    ["gcp-display-name-invalid", { subjects: [subject("a")], access: "impersonation", displayName: "x".repeat(101) }],
    ["gcp-webhook-unsupported", { subjects: [subject("a")], wiring: "webhook" }],
    ["gcp-webhook-unsupported", { subjects: [subject("a", gke)], access: "impersonation", wiring: "webhook" }],
  ])("are named %s", (code, args) => {
    expect(codes(args)).toEqual([code]);
  });

  it("take the provider's own name as audience, and an issuer whose keys only its registration knows", () => {
    for (const audience of [`https://iam.googleapis.com/${provider}`, `//iam.googleapis.com/${provider}`, "clusters"]) {
      expect(codes({ subjects: [subject("a", { ...eks, gcp: { ...registered, audience } })] })).toEqual([]);
    }
    const issuer = { url: "https://kubernetes.default.svc.cluster.local", gcp: registered };
    expect(codes({ subjects: [subject("a", issuer)] })).toEqual([]);
    expect(
      codes({ subjects: [subject("a", { ...gke, gcp: { ...gke.gcp, audience: "clusters.svc.id.goog" } })] }),
    ).toEqual([]);
  });

  it("take a subject of exactly 127 bytes, and a longer one on GKE", () => {
    const fits = { ...subject("a".repeat(59)), namespace: "n".repeat(45) };
    expect(codes({ subjects: [fits] })).toEqual([]);
    expect(codes({ subjects: [{ ...long, issuer: gke }] })).toEqual([]);
  });

  const output = (gcp?: object) => pulumi.output({ url: eks.url, ...(gcp === undefined ? {} : { gcp }) });
  it.each([
    ["issuer-not-registered", /ClusterFederation.*\[issuer-not-registered\]/, { subjects: [subject("a", output())] }],
    ["gcp-gke-mismatch", /\[gcp-gke-mismatch\]/, { subjects: [subject("a", output(gke.gcp))] }],
    ["gcp-gke-mismatch on GKE", /\[gcp-gke-mismatch\]/, { subjects: [subject("a", output(registered))], gke: true }],
    [
      "gcp-gke-workload-pool-missing",
      /\[gcp-gke-workload-pool-missing\]/,
      { subjects: [subject("a", output())], gke: true },
    ],
    [
      "gcp-pool-shared",
      /\[gcp-pool-shared\]/,
      { subjects: [subject("a", output(registered)), subject("b", { ...green, gcp: pulumi.output(registered) })] },
    ],
    [
      "gcp-principal-twice",
      /\[gcp-principal-twice\]/,
      {
        subjects: [subject("a", pulumi.output(gke)), { ...subject("a", pulumi.output(gke)), key: "green" }],
        gke: true,
      },
    ],
  ])("are found on final values: %s", async (_, message, args) => {
    const faults = await lateFaults(
      () => new GcpWorkloadIdentity("orders", { ...args, project: "p", roles: ["roles/viewer"] }),
    );
    expect(faults.join("\n")).toMatch(message);
  });

  it("are typed, whatever the arguments are", () => {
    const plain = fc.anything().filter((value) => value !== undefined);
    const anyArgs = fc.record(
      {
        access: plain,
        project: plain,
        roles: plain,
        grants: fc.oneof(
          plain,
          fc.array(fc.record({ kind: plain, resource: plain, role: plain, condition: plain, key: plain })),
        ),
        gke: plain,
        projectNumber: plain,
        accountId: plain,
        displayName: plain,
        serviceAccountEmail: plain,
        accessTokenLifetimeSeconds: plain,
        universeDomain: plain,
        wiring: plain,
        token: plain,
        gcp: plain,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(anyArgs, ({ gcp, ...args }) => {
        const faults = codes({
          subjects: [subject("a", { ...eks, ...(gcp === undefined ? {} : { gcp: gcp as object }) })],
          ...args,
        });
        expect(faults.every((code) => /^[a-z0-9-]+$/.test(code))).toBe(true);
      }),
    );
  });

  it("never turn into a wider trust, whatever the names are", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string(),
        fc.string(),
        fc.string(),
        fc.string(),
        async (namespace, serviceAccount, poolId, role) => {
          const args = {
            subjects: [
              {
                issuer: { url: eks.url, gcp: { ...registered, workloadIdentityPool: poolId } },
                namespace,
                serviceAccount,
              },
            ],
            project: "p",
            roles: [role],
          };
          expect(codes(args).length).toBeGreaterThan(0);
          const args2 = { subjects: [{ issuer: eks, namespace, serviceAccount }] };
          mocks = await installCloudMocks();
          if (codes(args2).length > 0) return;
          const { identity } = new GcpWorkloadIdentity("orders", args2);
          const [member] = (await outputValue(identity)).members;
          expect(member).toBe(
            `principal://iam.googleapis.com/${pool}/subject/system:serviceaccount:${namespace}:${serviceAccount}`,
          );
        },
      ),
    );
  });
});

describe("preview of GcpWorkloadIdentity", () => {
  it("can be previewed when URL and entry are not known yet", async () => {
    mocks = await installCloudMocks({ preview: true });
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    const issuer = { url: unknown, gcp: { workloadIdentityPool: unknown, workloadIdentityProvider: unknown } };
    const args = { project: "p", roles: ["roles/viewer"] };
    expect(codes({ subjects: [subject("a", issuer)], ...args })).toEqual([]);
    expect(codes({ subjects: [subject("a", pulumi.output(issuer))], ...args, gke: true })).toEqual([]);
    expect(codes({ subjects: [subject("a", issuer)], ...args, access: "impersonation" })).toEqual([]);
  });
});

describe("wiring of GcpWorkloadIdentity", () => {
  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  const wiringOf = (args: Omit<GcpWorkloadIdentityArgs, "subjects">, issuer: GcpSubject["issuer"] = eks) =>
    outputValue(
      pulumi.output(new GcpWorkloadIdentity("orders", { subjects: [subject("a", issuer)], ...args }).wiring()),
    );

  it("gives the pod token, file and environment outside of GKE", async () => {
    const { tokens, files, env, nodeSelector, serviceAccountAnnotations } = await wiringOf({ project: "data" });
    expect(tokens).toEqual([
      { audience: `https://iam.googleapis.com/${provider}`, path: "gcp/token", expirationSeconds: 3600 },
    ]);
    expect(env).toEqual({
      GOOGLE_APPLICATION_CREDENTIALS: "/var/run/secrets/workload-identity/gcp/credential-configuration.json",
      GOOGLE_CLOUD_PROJECT: "data",
    });
    expect(files.map(({ path }) => path)).toEqual(["gcp/credential-configuration.json"]);
    expect(JSON.parse(String(files[0]?.content)).audience).toBe(`//iam.googleapis.com/${provider}`);
    expect({ nodeSelector, serviceAccountAnnotations }).toEqual({ nodeSelector: {}, serviceAccountAnnotations: {} });
  });

  it("asks for the audience that the provider was given", async () => {
    const { tokens, files } = await wiringOf({}, { ...eks, gcp: { ...registered, audience: "shared" } });
    expect(tokens[0]?.audience).toBe("shared");
    expect(JSON.parse(String(files[0]?.content)).audience).toBe(`//iam.googleapis.com/${provider}`);
  });

  it("selects nodes with the metadata server and projects nothing on GKE", async () => {
    const { nodeSelector, tokens, files, env, serviceAccountAnnotations } = await wiringOf({ project: "data" }, gke);
    expect(nodeSelector).toEqual({ "iam.gke.io/gke-metadata-server-enabled": "true" });
    expect({ tokens, files, env, serviceAccountAnnotations }).toEqual({
      tokens: [],
      files: [],
      env: {},
      serviceAccountAnnotations: {},
    });
    expect((await wiringOf({ autopilot: true }, gke)).nodeSelector).toEqual({});
  });

  it("annotates the ServiceAccount on GKE when a service account is impersonated", async () => {
    const wiring = await wiringOf({ access: "impersonation", serviceAccountEmail: email }, gke);
    expect(wiring.serviceAccountAnnotations).toEqual({ "iam.gke.io/gcp-service-account": email });
  });

  it("takes GKE from the switch when the entry is an output", async () => {
    const issuer = pulumi.output(gke);
    const args = { subjects: [subject("a", issuer)], gke: true };
    expect(new GcpWorkloadIdentity("orders", args).wiring().tokens).toEqual([]);
  });

  it("writes only annotations when the wiring is left to the webhook", async () => {
    const wiring = await wiringOf({ access: "impersonation", serviceAccountEmail: email, wiring: "webhook" });
    expect({ tokens: wiring.tokens, files: wiring.files, env: wiring.env }).toEqual({ tokens: [], files: [], env: {} });
    expect(wiring.serviceAccountAnnotations).toEqual({
      "cloud.google.com/workload-identity-provider": provider,
      "cloud.google.com/service-account-email": email,
      "cloud.google.com/audience": `https://iam.googleapis.com/${provider}`,
      "cloud.google.com/token-expiration": "3600",
      "cloud.google.com/injection-mode": "direct",
    });
  });

  it("differs per cluster when an identity has subjects of several", async () => {
    const identity = new GcpWorkloadIdentity("orders", { subjects: [subject("a"), subject("a", green)] });
    const audience = async (issuer?: GcpSubject["issuer"]) =>
      (await outputValue(pulumi.output(identity.wiring(issuer)))).tokens[0]?.audience;
    expect(await audience()).toBe(`https://iam.googleapis.com/${provider}`);
    expect(await audience(green)).toBe(`https://iam.googleapis.com/${green.gcp.workloadIdentityProvider}`);
    expect(() => identity.wiring(gke)).toThrow(expect.objectContaining({ code: "issuer-unknown" }));
  });
});
