import { expect, it } from "vitest";
import { huaweiResourceType } from "../../src/clouds/huawei/resource-types";
import type { ProviderSettings } from "../../src/clouds/simulated/provider-settings";
import { knownProviders } from "../../src/clouds/simulated/provider-settings";
import { simulations } from "../../src/clouds/simulations";
import { kubernetesResources } from "../../src/kubernetes/simulated";
import { difference } from "../../src/sandbox/provider/difference";
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

it("a group of Huawei Cloud stays with the resource of its owner that took it over, and is refused to another owner", async () => {
  const type = huaweiResourceType("Group");
  const cloud = new SimulatedCloud(resources);
  const group = { account: "default", type, inputs: { name: "orders", owner: "shop/prod" } };
  const { id } = await cloud.create({ ...group, name: "first" });
  await cloud.create({ ...group, name: "second" });
  await cloud.delete({ ...group, name: "first", id });
  expect(cloud.only(type).id).toBe(id);
  await expect(
    cloud.create({ ...group, name: "third", inputs: { name: "orders", owner: "shop/dev" } }),
  ).rejects.toThrow("409");
  await cloud.delete({ ...group, name: "second", id });
  expect(cloud.objects()).toEqual([]);
});

it("a ServiceAccount stays when its patch goes, without what the patch wrote, whoever made it", async () => {
  const cloud = new SimulatedCloud(resources);
  const type = "kubernetes:core/v1:ServiceAccount";
  const metadata = { name: "orders", namespace: "shop", annotations: { team: "a" } };
  const account = { account: "default", name: "account", inputs: { metadata } };
  const made = await cloud.create({ ...account, type });
  await cloud.update({ ...account, type: `${type}Patch`, id: made.id });
  await cloud.delete({ ...account, type: `${type}Patch`, id: made.id });
  expect(cloud.objects()).toEqual([
    expect.objectContaining({ type, id: made.id, inputs: { metadata: { name: "orders", namespace: "shop" } } }),
  ]);
  expect(cloud.only(type).state.metadata).not.toHaveProperty("annotations");
  await cloud.delete({ ...account, type, id: made.id });
  expect(cloud.objects()).toEqual([]);
});

it("two patches of one ServiceAccount go one by one, and a ServiceAccount that is deployed beside its patch stays what it is", async () => {
  const cloud = new SimulatedCloud(resources);
  const type = "kubernetes:core/v1:ServiceAccount";
  const written = (name: string) => ({ metadata: { name: "orders", namespace: "shop", annotations: { [name]: "a" } } });
  const patch = (name: string) => ({ account: "default", type: `${type}Patch`, name, inputs: written(name) });
  const { id } = await cloud.create({ ...patch("own"), type });
  await cloud.create(patch("first"));
  await cloud.create(patch("second"));
  for (const name of ["first", "second"]) await cloud.delete({ ...patch(name), id });
  expect(cloud.objects()).toEqual([expect.objectContaining({ type, inputs: written("own") })]);
});

it("a namespace takes what is in it with it", async () => {
  const cloud = new SimulatedCloud(resources);
  const request = (kind: string, metadata: object) => {
    return { account: "default", type: `kubernetes:core/v1:${kind}`, name: kind, inputs: { metadata } };
  };
  const namespace = request("Namespace", { name: "shop" });
  const { id } = await cloud.create(namespace);
  await cloud.create(request("ServiceAccount", { name: "orders", namespace: "shop" }));
  await cloud.create(request("ServiceAccount", { name: "orders", namespace: "other" }));
  await cloud.delete({ ...namespace, id });
  expect(cloud.objects().map((object) => object.id)).toEqual(["other/orders"]);
});

it("a location of Azure is the same by its name and by its display name", () => {
  const identity = resourceType("azure-native:managedidentity:UserAssignedIdentity")!;
  const changed = (location: string) => difference(identity, { location: "West Europe" }, { location }, []).changed;
  expect(changed("westeurope")).toEqual([]);
  expect(changed("northeurope")).toEqual(["location"]);
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

const CHINA = { region: "cn-north-1" };
const TENANT = { tenantId: "t", subscriptionId: "s" };

it.each([
  ["aws:index/getCallerIdentity:getCallerIdentity", {}, CHINA, { arn: "arn:aws-cn:iam::111122223333:user/simulated" }],
  ["aws:index/getPartition:getPartition", {}, CHINA, { partition: "aws-cn", reverseDnsPrefix: "cn.com.amazonaws" }],
  ["aws:index/getRegion:getRegion", {}, CHINA, { region: "cn-north-1", name: "cn-north-1", id: "cn-north-1" }],
  ["aws:index/getRegion:getRegion", { region: "eu-west-1" }, CHINA, { region: "eu-west-1" }],
  ["aws:iam/getRole:getRole", { name: "legacy" }, {}, { arn: "arn:aws:iam::111122223333:role/legacy" }],
  [
    "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider",
    { arn: "arn:aws:iam::111122223333:oidc-provider/issuer.example/a" },
    {},
    { url: "issuer.example/a", arn: "arn:aws:iam::111122223333:oidc-provider/issuer.example/a" },
  ],
  ["azure-native:authorization:getClientConfig", {}, TENANT, TENANT],
  ["azuread:index/getClientConfig:getClientConfig", {}, { tenantId: "t" }, { tenantId: "t" }],
  [
    "azure-native:managedidentity:getUserAssignedIdentity",
    { resourceGroupName: "g", resourceName: "legacy" },
    TENANT,
    { tenantId: "t", clientId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  ],
  ["gcp:organizations/getProject:getProject", {}, { project: "shop-prod" }, { projectId: "shop-prod" }],
  ["gcp:organizations/getClientConfig:getClientConfig", {}, { project: "shop-prod" }, { project: "shop-prod" }],
  [
    "gcp:serviceaccount/getAccount:getAccount",
    { accountId: "legacy@shop-prod.iam.gserviceaccount.com", project: "shop-prod" },
    {},
    { email: "legacy@shop-prod.iam.gserviceaccount.com" },
  ],
  ["alicloud:index/getAccount:getAccount", {}, {}, { id: "1234567890123456" }],
  ["alicloud:index/getCallerIdentity:getCallerIdentity", {}, {}, { accountId: "1234567890123456" }],
  ["alicloud:index/getRegions:getRegions", { current: true }, { region: "cn-beijing" }, { ids: ["cn-beijing"] }],
])("the look-up %s of %j answers by the settings %j of its provider", (token, args, settings, expected) => {
  expect(new SimulatedCloud(resources).invoke(token, args, settings)).toMatchObject(expected);
});

it.each([
  ["aws:eks/getCluster:getCluster", "aws:eks/cluster:Cluster", { name: "prod" }, {}],
  [
    "azure-native:containerservice:getManagedCluster",
    "azure-native:containerservice:ManagedCluster",
    { resourceGroupName: "g", resourceName: "prod" },
    { oidcIssuerProfile: { enabled: true }, location: "northeurope" },
  ],
])(
  "%s answers with the cluster that is deployed, else as another program would have made it",
  async (token, type, called, more) => {
    const cloud = new SimulatedCloud(resources);
    const issuerOf = (cluster: Record<string, unknown>) =>
      JSON.stringify(cluster.identities ?? cluster.oidcIssuerProfile);
    expect(issuerOf(cloud.invoke(token, called))).toContain("https://");
    const { state } = await cloud.create({ account: "default", type, name: "it", inputs: { ...called, ...more } });
    expect(issuerOf(cloud.invoke(token, called))).toBe(issuerOf(state));
  },
);

it("a policy document of AWS has the JSON that Pulumi's provider writes", () => {
  const issuer = "oidc.example/a";
  const { json } = new SimulatedCloud(resources).invoke("aws:iam/getPolicyDocument:getPolicyDocument", {
    sourcePolicyDocuments: ['{"Statement":{"Sid":"old","Effect":"Deny"}}', '{"Statement":[{"Sid":"kept"}]}'],
    overridePolicyDocuments: ['{"Statement":[{"Sid":"old","Effect":"Allow"}]}'],
    statements: [
      {
        actions: ["sts:AssumeRoleWithWebIdentity"],
        principals: [{ type: "Federated", identifiers: ["arn:a"] }],
        conditions: [
          { test: "StringEquals", variable: `${issuer}:sub`, values: ["system:serviceaccount:shop:orders"] },
          { test: "StringEquals", variable: `${issuer}:aud`, values: ["a", "b"] },
        ],
      },
      {
        effect: "Deny",
        actions: ["s3:*"],
        resources: ["arn:&{aws:username}"],
        principals: [{ type: "*", identifiers: ["*"] }],
      },
    ],
  });
  const StringEquals = { [`${issuer}:sub`]: "system:serviceaccount:shop:orders", [`${issuer}:aud`]: ["a", "b"] };
  expect(JSON.parse(String(json))).toEqual({
    Version: "2012-10-17",
    Statement: [
      { Sid: "kept" },
      {
        Effect: "Allow",
        Action: "sts:AssumeRoleWithWebIdentity",
        Principal: { Federated: "arn:a" },
        Condition: { StringEquals },
      },
      { Effect: "Deny", Action: "s3:*", Resource: expect.stringMatching(/^arn:\$\{aws:username\}$/), Principal: "*" },
      { Sid: "old", Effect: "Allow" },
    ],
  });
});

it("the look-ups of an account and of a project fit the resources beside them", () => {
  const cloud = new SimulatedCloud(resources);
  const { accountId } = cloud.invoke("aws:index/getCallerIdentity:getCallerIdentity", {});
  expect(made(ROLE, { name: "orders" }).state.arn).toContain(`::${accountId}:role/`);
  const projectId = "shop-prod";
  const { number } = cloud.invoke("gcp:organizations/getProject:getProject", { projectId });
  const inputs = { project: projectId, workloadIdentityPoolId: "p" };
  const pool = made("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", inputs);
  expect(pool.state.name).toContain(`projects/${number}/`);
});

it("a managed identity lies where its resource group does, unless it says otherwise", async () => {
  const cloud = new SimulatedCloud(resources);
  const at = { account: "default", name: "it" };
  const group = { resourceGroupName: "shop", location: "North Europe" };
  await cloud.create({ ...at, type: "azure-native:resources:ResourceGroup", inputs: group });
  const locationWith = async (inputs: object) =>
    (
      await cloud.create({
        ...at,
        type: "azure-native:managedidentity:UserAssignedIdentity",
        inputs: { resourceGroupName: "shop", ...inputs },
      })
    ).state.location;
  expect(await locationWith({ resourceName: "a" })).toBe("northeurope");
  expect(await locationWith({ resourceName: "b", location: "West US 2" })).toBe("westus2");
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
