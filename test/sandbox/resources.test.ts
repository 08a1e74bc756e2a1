import { expect, it } from "vitest";
import type { ProviderSettings } from "../../src/clouds/simulated/provider-settings";
import { knownProviders } from "../../src/clouds/simulated/provider-settings";
import { simulations } from "../../src/clouds/simulations";
import { kubernetesResources } from "../../src/kubernetes/simulated";
import { asCompared, changes } from "../../src/sandbox/provider/inputs";
import { echoUnknownTypes, resourceType } from "../../src/sandbox/provider/resource-types";
import { SimulatedCloud } from "../../src/sandbox/provider/simulated-cloud";

const resources = Object.assign({}, kubernetesResources, ...simulations.map((each) => each.resources));
const made = (type: string, inputs: object, settings: ProviderSettings = {}, name = "it") =>
  resources[type]({ name, inputs }, { suffix: (of: string) => `of-${of}`, settings });

const ROLE = "aws:iam/role:Role";
const CLUSTER = "aws:eks/cluster:Cluster";

it.each([
  ["eu-west-1", "arn:aws:iam::", "https://oidc.eks.eu-west-1.amazonaws.com/id/"],
  ["cn-north-1", "arn:aws-cn:iam::", "https://oidc.eks.cn-north-1.amazonaws.com.cn/id/"],
  ["us-gov-west-1", "arn:aws-us-gov:iam::", "https://oidc.eks.us-gov-west-1.amazonaws.com/id/"],
  ["eusc-de-east-1", "arn:aws-eusc:iam::", "https://oidc.eks.eusc-de-east-1.amazonaws.eu/id/"],
])("AWS in %s has ARNs and issuers of its partition", (region, arn, issuer) => {
  const issuerOf = ({ state }: { state: { identities: { oidcs: { issuer: string }[] }[] } }) =>
    state.identities[0]?.oidcs[0]?.issuer;
  expect(made(ROLE, { name: "orders" }, { region }).state.arn).toContain(arn);
  expect(issuerOf(made(CLUSTER, { name: "prod" }, { region }))).toContain(issuer);
  expect(issuerOf(made(CLUSTER, { name: "prod", region }, { region: "us-east-1" }))).toContain(issuer);
});

it("the ARN of an AWS policy has its path, and the association of a target role has the external id that its trust asks for", () => {
  const policy = made("aws:iam/policy:Policy", { name: "orders", path: "/team/", policy: "{}" });
  expect([policy.id, policy.state.arn]).toEqual(Array(2).fill("arn:aws:iam::111122223333:policy/team/orders"));
  const association = { clusterName: "prod", namespace: "shop", serviceAccount: "orders", roleArn: "r" };
  const type = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
  expect(made(type, association).state).not.toHaveProperty("externalId");
  const { state } = made(type, { ...association, targetRoleArn: "t" });
  expect(state.externalId).toBe("eu-west-1/111122223333/prod/shop/orders");
  expect(state.associationArn).toBe(
    `arn:aws:eks:eu-west-1:111122223333:podidentityassociation/prod/${state.associationId}`,
  );
});

it.each([
  ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", { role: "orders", policyArn: "arn:aws:iam::aws:policy/A" }],
  ["aws:iam/role:Role", { name: "orders" }],
  ["azure-native:authorization:RoleAssignment", { scope: "/s", principalId: "p", roleDefinitionId: "r" }],
  ["gcp:projects/iAMMember:IAMMember", { project: "p", role: "r", member: "m" }],
  ["alicloud:ram/rolePolicyAttachment:RolePolicyAttachment", { policyName: "a", policyType: "System", roleName: "r" }],
  ["alicloud:cs/managedKubernetes:ManagedKubernetes", { name: "prod" }],
  ["pulumi-nodejs:dynamic/huawei:Group", { name: "orders" }],
  ["kubernetes:core/v1:ServiceAccount", { metadata: { name: "orders", namespace: "shop" } }],
])("%s has an id of what it is, whatever its logical name", (type, inputs) => {
  const actual = Object.keys(resources).find(
    (each) => each === type || (type.endsWith(":Group") && /:Group$/.test(each)),
  );
  expect(made(actual!, inputs, {}, "one")).toEqual(made(actual!, inputs, {}, "two"));
});

it("every project of Google Cloud has a number of its own, which its pools are named by", () => {
  const poolOf = (project: string) =>
    made("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", { workloadIdentityPoolId: "p" }, { project }).state.name;
  const names = ["example-project", "shop-prod", "shop-dev"].map(poolOf);
  for (const name of names) expect(name).toMatch(/^projects\/\d{12}\/locations\/global\/workloadIdentityPools\/p$/);
  expect(new Set(names).size).toBe(3);
});

it("a service account of a domain's project has an email that Google would give it", () => {
  const inputs = { accountId: "orders", project: "example.com:shop" };
  const { state } = made("gcp:serviceaccount/account:Account", inputs, {});
  expect(state.email).toBe("orders@shop.example.com.iam.gserviceaccount.com");
});

it("a detached policy is gone even where a second resource stands for it, as at the vendor", async () => {
  const cloud = new SimulatedCloud(resources);
  const attach = {
    account: "default",
    type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    inputs: { role: "orders", policyArn: "arn:aws:iam::aws:policy/A" },
  };
  const first = await cloud.create({ ...attach, name: "policy-1" });
  await cloud.create({ ...attach, name: "policy-2" });
  await cloud.delete({ ...attach, name: "policy-1", id: first.id });
  expect(cloud.objects(attach.type)).toEqual([]);
});

it("a location of Azure is the same by its name and by its display name", () => {
  const { sameInputs } = resourceType("azure-native:managedidentity:UserAssignedIdentity")!;
  const compared = (location: string) => asCompared({ location }, sameInputs);
  expect(changes(compared("West Europe"), compared("westeurope"))).toEqual([]);
  expect(changes(compared("West Europe"), compared("northeurope"))).toEqual(["location"]);
  const cluster = { resourceGroupName: "g", location: "West Europe", oidcIssuerProfile: { enabled: true } };
  const { state } = made("azure-native:containerservice:ManagedCluster", cluster);
  expect(state).toMatchObject({
    location: "westeurope",
    oidcIssuerProfile: { issuerURL: expect.stringMatching(/^https:\/\/westeurope\.oic\./) },
  });
});

it.each([
  ["usgovvirginia", "https://usgovvirginia.oic.prod-aks.azure.us/"],
  ["China North 3", "https://chinanorth3.oic.prod-aks.azure.cn/"],
  ["usdodcentral", "https://usdodcentral.oic.prod-aks.azure.us/"],
])("a cluster of AKS in %s has an issuer of its cloud", (location, issuer) => {
  const cluster = { resourceGroupName: "g", location, oidcIssuerProfile: { enabled: true } };
  const { state } = made("azure-native:containerservice:ManagedCluster", cluster);
  expect(state.oidcIssuerProfile.issuerURL.startsWith(issuer)).toBe(true);
});

it("look-ups of who deploys and of a project answer as the resources beside them", () => {
  const lookup = (token: string, args: object = {}) =>
    Object.assign({}, ...simulations.map(({ lookups }) => lookups))[token](args);
  const { accountId } = lookup("aws:index/getCallerIdentity:getCallerIdentity");
  expect(made(ROLE, { name: "orders" }).state.arn).toContain(`::${accountId}:role/`);
  const projectId = "shop-prod";
  const { number } = lookup("gcp:organizations/getProject:getProject", { projectId });
  const pool = made("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", {
    project: projectId,
    workloadIdentityPoolId: "p",
  });
  expect(pool.state.name).toContain(`projects/${number}/`);
});

it("a role assignment of Azure is replaced for its principal and its scope, and refuses another role in place", async () => {
  const type = "azure-native:authorization:RoleAssignment";
  expect(resourceType(type)?.replacedBy).toEqual(["roleAssignmentName", "principalId", "scope"]);
  const cloud = new SimulatedCloud(resources);
  const inputs = { roleAssignmentName: "n", scope: "/s", principalId: "p", roleDefinitionId: "r" };
  const request = { account: "default", type, name: "grant" };
  const { id } = await cloud.create({ ...request, inputs });
  await cloud.update({ ...request, id, inputs: { ...inputs, description: "why" } });
  const update = cloud.update({ ...request, id, inputs: { ...inputs, roleDefinitionId: "other" } });
  await expect(update).rejects.toThrow("RoleAssignmentUpdateNotPermitted");
});

it("a resource under mocks has the settings of its own provider, else of the configuration", () => {
  const providers = knownProviders();
  providers.note({ type: "pulumi:providers:aws", name: "china", inputs: { region: "cn-north-1" } });
  const settings = (provider?: string) =>
    providers.settingsOf({ type: ROLE, provider }, { "aws:region": "eu-west-1", "gcp:region": "europe-west1" });
  expect(settings()).toEqual({ region: "eu-west-1" });
  expect(settings("urn:pulumi:s::p::pulumi:providers:aws::china::china-id")).toEqual({ region: "cn-north-1" });
  expect(settings("urn:pulumi:s::p::my:Component$pulumi:providers:aws::china::id")).toEqual({ region: "cn-north-1" });
  expect(settings("urn:pulumi:s::p::pulumi:providers:aws::default::id")).toEqual({ region: "eu-west-1" });
});

it("a resource of Azure that nobody has written down has an id that a role can be assigned on, and a name", async () => {
  const warnings: string[] = [];
  const cloud = new SimulatedCloud(
    {},
    [],
    echoUnknownTypes((text) => warnings.push(text)),
  );
  const request = { account: "default", type: "azure-native:keyvault:Vault", name: "keys" };
  const { id, state } = await cloud.create({ ...request, inputs: { resourceGroupName: "shop" } });
  expect(id).toMatch(
    /^\/subscriptions\/[^/]+\/resourceGroups\/shop\/providers\/Microsoft\.Keyvault\/vaults\/keys-\w+$/,
  );
  expect(id.endsWith(`/${state.name}`)).toBe(true);
  const other = await cloud.create({ ...request, type: "random:index/randomId:RandomId", inputs: { byteLength: 2 } });
  expect(other).toMatchObject({ id: expect.stringMatching(/^keys-\w+$/), state: { byteLength: 2 } });
  expect(warnings).toHaveLength(2);
});
