import { describe, expect, it } from "vitest";
import type { DeployedResource } from "../../../src/clouds/deployed";
import { gcp } from "../../../src/clouds/gcp/cloud";
import { gcpDeployed } from "../../../src/clouds/gcp/deployed";
import { verdictOf } from "../../../src/clouds/proof";

const POOL = "projects/123456789012/locations/global/workloadIdentityPools/shop-prod.svc.id.goog";
const grant = {
  type: "gcp:projects/iAMMember:IAMMember",
  name: "grant",
  id: "grant",
  state: {
    project: "shop-prod",
    role: "roles/storage.objectViewer",
    member: `principal://iam.googleapis.com/${POOL}/subject/ns/shop/sa/orders`,
  },
};
const cluster = (project: string) => ({
  type: "gcp:container/cluster:Cluster",
  name: project,
  id: `projects/${project}/locations/europe-west1/clusters/blue`,
  state: {},
});
const issuersOf = (...args: Parameters<typeof gcpDeployed>) =>
  gcpDeployed(...args).flatMap(({ trust }) => trust.providers.map(({ issuer }) => issuer));

describe("gcpDeployed() of a project's pool for GKE", () => {
  it("takes the clusters that are deployed and those that it is told of, each once and only the project's own", () => {
    const told = [
      "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/blue",
      "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/green",
    ];
    expect(issuersOf([grant, cluster("shop-prod"), cluster("other")], told)).toEqual([told[0], told[1]]);
    expect(issuersOf([grant, cluster("shop-prod")])).toEqual([told[0]]);
  });

  it("passes over a cluster whose id names no project", () => {
    expect(issuersOf([grant, { ...cluster("shop-prod"), id: "cluster-id" }])).toEqual([]);
  });
});

describe("gcpDeployed() of a pool for clusters", () => {
  const own = "projects/123456789012/locations/global/workloadIdentityPools/prod";
  const provider = (state: object) => ({
    type: "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
    name: "blue",
    id: "blue",
    state: { name: `${own}/providers/blue`, oidc: { issuerUri: "https://issuer.example.com" }, ...state },
  });
  const member = `principal://iam.googleapis.com/${own}/subject/system:serviceaccount:shop:orders`;
  const granted = { ...grant, state: { ...grant.state, member } };

  it.each([
    [{ state: "ACTIVE" }, ["https://issuer.example.com"]],
    [{ state: "DELETED" }, []],
    [{ disabled: true }, []],
  ])("takes a provider of %j for what it is", (state, issuers) => {
    expect(issuersOf([granted, provider(state)])).toEqual(issuers);
  });
});

describe("gcpDeployed() of a service account", () => {
  const email = "orders@shop-prod.iam.gserviceaccount.com";
  const issuer = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/blue";
  const member = (name: string) => `principal://iam.googleapis.com/${POOL}/subject/ns/shop/sa/${name}`;
  const creator = "roles/iam.serviceAccountTokenCreator";
  const resource = (type: string, state: object) => ({
    type: `gcp:${type}`,
    name: type,
    id: type,
    state: { ...state },
  });
  const account = resource("serviceaccount/account:Account", { email, uniqueId: "1170", project: "shop-prod" });
  const onAccount = resource("serviceaccount/iAMMember:IAMMember", {
    serviceAccountId: `projects/-/serviceAccounts/${email}`,
    role: "roles/iam.workloadIdentityUser",
    member: member("orders"),
  });
  const onProject = (state: object) =>
    resource("projects/iAMMember:IAMMember", { project: "shop-prod", role: creator, member: member("evil"), ...state });
  const onFolder = (state: object = {}) =>
    resource("folder/iAMMember:IAMMember", { folder: "folders/7", role: creator, member: member("evil"), ...state });
  const onOrganization = (state: object = {}) =>
    resource("organizations/iAMMember:IAMMember", { orgId: "9", role: creator, member: member("evil"), ...state });
  const project = (state: object) =>
    resource("organizations/project:Project", { projectId: "shop-prod", number: "4217", ...state });
  const folder = (name: string, parent: string) =>
    resource("organizations/folder:Folder", { name, folderId: name.slice("folders/".length), parent });
  const policy = (...bindings: object[]) => JSON.stringify({ bindings });

  const trustsOf = (...resources: DeployedResource[]) =>
    gcpDeployed(resources, [issuer]).filter(({ identity }) => identity === email);
  const verdictWith = (...resources: DeployedResource[]) => {
    const [deployed] = trustsOf(...resources);
    const subjects = [{ issuer, namespace: "shop", serviceAccount: "orders" }];
    return verdictOf(gcp, deployed!.trust, { subjects, audience: "shop-prod.svc.id.goog" });
  };

  it.each<[string, DeployedResource[]]>([
    ["its project", [onProject({})]],
    ["its project by a role that creates keys", [onProject({ role: "roles/owner" })]],
    ["its project by a role for ID tokens", [onProject({ role: "roles/iam.serviceAccountOpenIdTokenCreator" })]],
    ["its project by number", [project({}), onProject({ project: "4217" })]],
    ["its project in full", [onProject({ project: "projects/shop-prod" })]],
    ["the project's folder", [project({ folderId: "7" }), onFolder()]],
    ["the project's folder by its number", [project({ folderId: "folders/7" }), onFolder({ folder: "7" })]],
    ["a folder further up", [project({ folderId: "8" }), folder("folders/8", "folders/7"), onFolder()]],
    ["the project's organization", [project({ orgId: "9" }), onOrganization()]],
    [
      "the folder's organization",
      [
        project({ folderId: "7" }),
        folder("folders/7", "organizations/9"),
        onOrganization({ orgId: "organizations/9" }),
      ],
    ],
    [
      "its project to several members",
      [resource("projects/iAMBinding:IAMBinding", { project: "shop-prod", role: creator, members: [member("evil")] })],
    ],
    ...(
      [
        ["serviceaccount", { serviceAccountId: email }],
        ["serviceaccount", { serviceAccountId: "projects/shop-prod/serviceAccounts/1170" }],
        ["projects", { project: "shop-prod" }],
      ] as const
    ).map(([kind, target]): [string, DeployedResource[]] => [
      `the policy of ${Object.values(target)[0]}`,
      [
        account,
        resource(`${kind}/iAMPolicy:IAMPolicy`, {
          ...target,
          policyData: policy({ role: creator, members: [member("evil")] }),
        }),
      ],
    ]),
    [
      "the policy of its organization",
      [
        project({ orgId: "9" }),
        resource("organizations/iAMPolicy:IAMPolicy", {
          orgId: "9",
          policyData: policy({ role: creator, members: [member("evil")] }),
        }),
      ],
    ],
  ])("counts whom %s lets become it", (_, resources) => {
    expect(verdictWith(onAccount, ...resources)).toMatchObject({ verdict: "over" });
  });

  it.each<[string, string, DeployedResource[]]>([
    ["unknown", "a role without a name yet on its project", [onProject({ role: undefined })]],
    ["unknown", "members without a name yet on its project", [onProject({ member: undefined })]],
    [
      "unknown",
      "a role without a name yet on itself",
      [resource("serviceaccount/iAMMember:IAMMember", { ...onAccount.state, role: undefined })],
    ],
    ["equal", "a role without a name yet on another project", [onProject({ role: undefined, project: "other" })]],
    [
      "equal",
      "members without a name yet of a role that lets nobody in",
      [onProject({ role: "roles/viewer", member: undefined })],
    ],
    [
      "equal",
      "members without a name yet on a bucket",
      [resource("storage/bucketIAMMember:BucketIAMMember", { bucket: "b", role: "roles/storage.admin" })],
    ],
  ])("is %s with %s", (verdict, _, resources) => {
    expect(verdictWith(onAccount, ...resources).verdict).toBe(verdict);
  });

  it.each([
    "group:everybody@example.com",
    "domain:example.com",
    "allUsers",
    "allAuthenticatedUsers",
    "serviceAccount:other@shop-prod.iam.gserviceaccount.com",
    "projectOwner:shop-prod",
    "principalSet://iam.googleapis.com/locations/global/workforcePools/staff/*",
  ])("counts %s, on itself and on its folder", (someone) => {
    for (const above of [onProject({ member: someone }), onFolder({ member: someone })]) {
      expect(verdictWith(onAccount, project({ folderId: "7" }), above)).toMatchObject({
        verdict: "over",
        otherWay: expect.stringContaining(someone),
      });
    }
    const onItself = { ...onAccount, state: { ...onAccount.state, role: creator, member: someone } };
    expect(verdictWith(onAccount, onItself)).toMatchObject({ verdict: "over" });
  });

  it.each<[string, DeployedResource[]]>([
    ["another project", [onProject({ project: "other" })]],
    ["another folder", [project({ orgId: "9" }), onFolder()]],
    ["another organization", [project({ orgId: "8" }), onOrganization()]],
    ["its project, with another role", [onProject({ role: "roles/storage.objectViewer" })]],
    [
      "another service account",
      [
        {
          ...onAccount,
          state: {
            ...onAccount.state,
            serviceAccountId: "other@shop-prod.iam.gserviceaccount.com",
            member: "allUsers",
          },
        },
      ],
    ],
    ["its project, to itself", [onProject({ member: `serviceAccount:${email}` })]],
    [
      "itself, to itself",
      [{ ...onAccount, state: { ...onAccount.state, role: creator, member: `serviceAccount:${email}` } }],
    ],
    [
      "itself, to somebody who only looks",
      [{ ...onAccount, state: { ...onAccount.state, role: "roles/iam.serviceAccountViewer", member: "user:a@b.com" } }],
    ],
    ["its project, by taking it away", [{ ...onProject({}), type: "gcp:projects/iamMemberRemove:IamMemberRemove" }]],
  ])("leaves out whom a grant lets in on %s", (_, resources) => {
    expect(verdictWith(onAccount, ...resources)).toEqual({ verdict: "equal" });
  });

  it.each<[string, DeployedResource[], string[]]>([
    ["a folder that may hold it", [onFolder()], ["folders/7", "projects/shop-prod"]],
    ["a folder above one that is known", [project({ folderId: "8" }), onFolder()], ["folders/7", "projects/shop-prod"]],
    ["an organization that may hold it", [onOrganization()], ["organizations/9", "projects/shop-prod"]],
    [
      "a folder that is not known yet",
      [project({ orgId: "9" }), onFolder({ folder: undefined })],
      ["folders/(of folder"],
    ],
    ["a project's number that may be its own", [onProject({ project: "4217" })], ["projects/4217"]],
    ["a group on a folder that may hold it", [onFolder({ member: "group:g@example.com" })], ["folders/7", "group:g"]],
    ["a role of one's own", [onProject({ role: "projects/shop-prod/roles/deployer" })], ["roles/deployer"]],
    [
      "a role that administers",
      [onProject({ role: "roles/iam.serviceAccountAdmin", member: "user:a@b.com" })],
      ["user:a"],
    ],
    [
      "a policy that is no JSON",
      [resource("projects/iAMPolicy:IAMPolicy", { project: "shop-prod", policyData: "{" })],
      ["policyData", "projects/shop-prod"],
    ],
    [
      "a policy that is not known yet",
      [resource("serviceaccount/iAMPolicy:IAMPolicy", { serviceAccountId: email })],
      ["policyData", email],
    ],
    [
      "a policy whose members are no list",
      [
        resource("folder/iAMPolicy:IAMPolicy", {
          folder: "7",
          policyData: policy({ role: creator, members: member("evil") }),
        }),
      ],
      ["policyData", "folders/7"],
    ],
  ])("does not decide about %s, and says so by name", (_, resources, names) => {
    const verdict = verdictWith(onAccount, ...resources);
    expect(verdict).toMatchObject({ verdict: "unknown" });
    for (const name of names) expect(JSON.stringify(verdict)).toContain(name);
  });

  describe("by a custom role of its project", () => {
    const role = "projects/shop-prod/roles/deployer";
    const holding = (...permissions: string[]) =>
      resource("projects/iAMCustomRole:IAMCustomRole", { name: role, permissions });
    const proof = (grant: DeployedResource, ...roles: DeployedResource[]) => verdictWith(onAccount, grant, ...roles);
    const operator = onProject({ role, member: "user:a@b.com" });

    it("lets nobody in who can do nothing with service accounts", () => {
      expect(proof(operator, holding("compute.disks.get", "iam.serviceAccounts.get"))).toEqual({ verdict: "equal" });
      const notYet = { permissions: ["compute.disks.get"] };
      const created = { ...holding(), state: { ...notYet, project: "shop-prod", roleId: "deployer" } };
      expect(proof(operator, created)).toEqual({ verdict: "equal" });
      // Whoever it is granted to is not known yet either.
      expect(proof(onProject({ role, member: undefined }), created)).toEqual({ verdict: "equal" });
    });

    it.each(["getAccessToken", "getOpenIdToken", "signBlob", "signJwt"])("lets in whoever has %s", (permission) => {
      const verdict = proof(operator, holding("compute.disks.get", `iam.serviceAccounts.${permission}`));
      expect(verdict).toMatchObject({ verdict: "over" });
    });

    it.each([
      "iam.serviceAccounts.actAs",
      "iam.serviceAccounts.implicitDelegation",
      "iam.serviceAccounts.setIamPolicy",
      "iam.roles.update",
      "resourcemanager.projects.setIamPolicy",
    ])("does not decide about %s, by which one may come in another way", (permission) => {
      expect(proof(operator, holding(permission))).toMatchObject({
        verdict: "unknown",
        reason: expect.stringContaining(role),
      });
    });

    it("holds what each of several programs says of it, and nothing is known where one says nothing", () => {
      const both = [holding("compute.disks.get"), holding("iam.serviceAccounts.signJwt")];
      expect(proof(operator, ...both)).toMatchObject({ verdict: "over" });
      const unread = { ...holding(), state: { name: role } };
      expect(proof(operator, unread)).toMatchObject({ verdict: "unknown" });
    });
  });

  it("lets nobody in where it is disabled", () => {
    const disabled = { ...account, state: { ...account.state, disabled: true } };
    expect(verdictWith(onAccount, disabled)).toMatchObject({ verdict: "under" });
  });

  it("has a trust where all that is granted is granted above", () => {
    const above = onProject({ role: "roles/iam.workloadIdentityUser", member: member("orders") });
    expect(trustsOf(account, above)).toMatchObject([{ name: account.name, identity: email }]);
    expect(verdictWith(account, above)).toMatchObject({ verdict: "over", findings: expect.arrayContaining(["G13"]) });
    expect(trustsOf(account)).toEqual([]);
  });

  it("is in the project of a domain that its email names", () => {
    const own = "orders@shop.example.com.iam.gserviceaccount.com";
    const named = { ...onAccount, state: { ...onAccount.state, serviceAccountId: own } };
    const deployed = (on: string) =>
      gcpDeployed([named, onProject({ project: on })], [issuer]).find(({ identity }) => identity === own)!.trust
        .bindings;
    expect(deployed("example.com:shop")).toHaveLength(2);
    expect(deployed("shop.example.com")).toHaveLength(1);
  });
});

describe("gcpDeployed() of principals that have roles themselves", () => {
  const issuer = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/blue";
  const verdictWith = (...resources: DeployedResource[]) => {
    const [deployed] = gcpDeployed(resources, [issuer]);
    const subjects = [{ issuer, namespace: "shop", serviceAccount: "orders" }];
    return verdictOf(gcp, deployed!.trust, { subjects, audience: "shop-prod.svc.id.goog" });
  };

  it("is as decided with a condition of the grant as without, which narrows what is granted", () => {
    const condition = { title: "2026", expression: "request.time < timestamp('2027-01-01T00:00:00Z')" };
    expect(verdictWith({ ...grant, state: { ...grant.state, condition } })).toEqual({ verdict: "equal" });
    const evil = grant.state.member.replace("orders", "evil");
    expect(verdictWith(grant, { ...grant, state: { ...grant.state, member: evil, condition } })).toMatchObject({
      verdict: "over",
    });
  });

  it("counts the members of a whole policy", () => {
    const bindings = [{ role: "roles/storage.objectViewer", members: [grant.state.member.replace("orders", "evil")] }];
    const policy = { type: "gcp:storage/bucketIAMPolicy:BucketIAMPolicy", name: "all", id: "b/photos" };
    expect(verdictWith(grant, { ...policy, state: { policyData: JSON.stringify({ bindings }) } })).toMatchObject({
      verdict: "over",
    });
    expect(verdictWith(grant, { ...policy, state: {} })).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("b/photos"),
    });
  });
});
