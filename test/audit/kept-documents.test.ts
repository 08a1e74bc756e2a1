import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";

/** Documents as people keep them: cut out of others, joined, older, encrypted, or of something else. */

const HOST = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const ROLE = "arn:aws:iam::111122223333:role/orders";
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${HOST}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { [`${HOST}:aud`]: "sts.amazonaws.com", [`${HOST}:sub`]: "system:serviceaccount:shop:orders" },
      },
    },
  ],
});
const role = (name: string) => ({ arn: ROLE.replace("orders", name), name, assume_role_policy: POLICY });
const change = (name: string, actions: string[], more: object) => ({
  address: `module.shop["eu"].aws_iam_role.${name}`,
  mode: "managed",
  type: "aws_iam_role",
  name,
  change: { actions, ...more },
});

const auditOf = (value: unknown, source = "kept.json") =>
  audit([{ source, text: typeof value === "string" ? value : JSON.stringify(value) }]);
const unreadOf = (value: unknown, source?: string) => auditOf(value, source).unread.map(({ what, why }) => [what, why]);
const rolesOf = (value: unknown) => auditOf(value).identities.map(({ identity }) => identity.split("/").at(-1));

describe("a plan of which only the changes are kept", () => {
  it("is read for what is there after it, whatever leads there", () => {
    const resource_changes = [
      change("made", ["create"], { after: role("made") }),
      change("kept", ["no-op"], { after: role("kept") }),
      change("replaced", ["delete", "create"], { after: role("replaced") }),
      change("gone", ["delete"], { before: role("gone"), after: null }),
      change("forgotten", ["forget"], { before: role("forgotten"), after: null }),
    ];
    expect(rolesOf({ resource_changes })).toEqual(["made", "kept", "replaced"]);
    expect(auditOf({ resource_changes }).unread).toEqual([]);
  });

  it("says which of its resources have no values, and which values are not known yet", () => {
    const resource_changes = [
      change("cut", ["no-op"], {}),
      change("later", ["create"], { after: { name: "later" }, after_unknown: { arn: true, assume_role_policy: true } }),
      { address: "aws_vpc.main", type: "aws_vpc", change: { actions: ["create"] } },
    ];
    expect(unreadOf({ resource_changes }).slice(0, 2)).toEqual([
      ['aws_iam_role module.shop["eu"].aws_iam_role.cut', "its values are not in the document"],
      [
        'aws_iam_role module.shop["eu"].aws_iam_role.later',
        "arn, assumeRolePolicy is a secret, or known only after deployment",
      ],
    ]);
  });

  it("says what is not known within a block", () => {
    const address = "google_iam_workload_identity_pool_provider.prod";
    const type = "google_iam_workload_identity_pool_provider";
    const after = { attribute_mapping: { "google.subject": "assertion.sub" }, oidc: [{ allowed_audiences: null }] };
    const after_unknown = { name: true, oidc: [{ issuer_uri: true }] };
    const resource_changes = [{ address, type, change: { actions: ["create"], after, after_unknown } }];
    expect(unreadOf({ resource_changes })).toEqual([
      [`${type} ${address}`, "name, oidc[0].issuerUri is a secret, or known only after deployment"],
    ]);
  });

  it("has Kubernetes objects too", () => {
    const type = "kubernetes_service_account";
    const after = { metadata: [{ name: "orders", namespace: "shop" }] };
    const resource_changes = [{ address: `${type}.x`, type, change: { actions: ["create"], after } }];
    expect(auditOf({ resource_changes }).subjects).toMatchObject([{ namespace: "shop", serviceAccount: "orders" }]);
  });
});

it.each([
  [
    "a plan",
    {
      planned_values: { root_module: { resources: [{ type: "aws_iam_role", address: "a", values: role("orders") }] } },
    },
  ],
  [
    "a state that was shown",
    { values: { root_module: { resources: [{ type: "aws_iam_role", address: "a", values: role("orders") }] } } },
  ],
  [
    "the file of a state",
    { version: 4, resources: [{ type: "aws_iam_role", name: "a", instances: [{ attributes: role("orders") }] }] },
  ],
])("%s of Terraform is known without the version that a tool has cut off", (_, value) => {
  expect(rolesOf(value)).toEqual(["orders"]);
});

it("an instance that Terraform keeps in its older form is told, beside those that it does not", () => {
  const instances = [{ attributes: role("orders") }, { index_key: 1, attributes_flat: { id: "x" } }];
  const value = { version: 4, resources: [{ mode: "managed", type: "aws_iam_role", name: "a", instances }] };
  expect(rolesOf(value)).toEqual(["orders"]);
  expect(unreadOf(value)).toEqual([
    ["aws_iam_role aws_iam_role.a[1]", "its values are in the form of Terraform before 0.12: refresh the state"],
  ]);
});

it("a Kubernetes object of Terraform without a name is told", () => {
  const instances = [{ attributes: { metadata: [{ namespace: "shop" }] } }];
  const value = { version: 4, resources: [{ type: "kubernetes_service_account_v1", name: "a", instances }] };
  expect(unreadOf(value)).toEqual([["ServiceAccount kubernetes_service_account_v1.a", "it has no name"]]);
});

it.each([
  [
    "a state that OpenTofu has encrypted",
    {
      serial: 3,
      lineage: "l",
      meta: { "key_provider.pbkdf2.a": "e30=" },
      encrypted_data: "c2VhbGVk",
      encryption_version: "v0",
    },
    /OpenTofu has encrypted: give what tofu show -json prints/,
  ],
  [
    "a state of Terraform before 0.12",
    { version: 3, terraform_version: "0.11.14", serial: 7, lineage: "l", modules: [{ path: ["root"], resources: {} }] },
    /before 0\.12: give what terraform show -json/,
  ],
  [
    "the settings of a backend",
    { version: 3, serial: 1, lineage: "l", backend: { type: "gcs", config: { bucket: "states" } } },
    /give what terraform state pull prints/,
  ],
  ["a configuration", { resource: { aws_iam_role: { orders: { name: "orders" } } } }, /give a plan or a state/],
  ["a list of RAM's roles", { Roles: { Role: [{ RoleName: "a", Arn: "acs:ram::1:role/a" }] } }, /GetRole does/],
  [
    "a list of Huawei's agencies",
    { agencies: [{ agency_id: "1", agency_name: "a", urn: "iam::1:agency:a" }] },
    /ShowAgencyV5 does/,
  ],
  ["a list of roles of Google Cloud", [{ name: "projects/shop/roles/a", title: "A" }], /describe does/],
  ["a policy of AWS alone", JSON.parse(POLICY), /aws iam get-role does/],
  ["a policy of RAM alone", { Version: "1", Statement: [] }, /aliyun ram GetRole does/],
  ["a policy of Huawei Cloud alone", { Version: "5.0", Statement: [] }, /ShowAgencyV5 does/],
  [
    "a template of CloudFormation",
    "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Role: { Type: AWS::IAM::Role, Properties: { RoleName: !Ref Name } }\n",
    /get-account-authorization-details says what there is/,
  ],
  [
    "a template of Resource Manager",
    { $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#", resources: [] },
    /federated-credential list says what there is/,
  ],
  [
    "an error of Kubernetes",
    { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message: "pods is forbidden", code: 403 },
    /in place of objects: pods is forbidden/,
  ],
  [
    "a kustomization",
    { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources: ["sa.yaml"] },
    /give what kubectl kustomize prints/,
  ],
  [
    "a chart's template",
    "kind: ServiceAccount\nmetadata:\n  name: {{ .Release.Name }}\n  annotations:\n    {{ .Values.annotations | toYaml }}\n",
    /it is a template: give what is made of it/,
  ],
])("%s is refused with what to give in its place", (_, value, why) => {
  const { unread, identities } = auditOf(value);
  expect(unread).toEqual([expect.objectContaining({ source: "kept.json", why: expect.stringMatching(why) })]);
  expect(identities).toEqual([]);
});

describe("a list of documents", () => {
  const printed = (name: string) => ({
    Role: { Arn: ROLE.replace("orders", name), RoleName: name, AssumeRolePolicyDocument: POLICY },
  });

  it("is read one by one, as pages and joined files are", () => {
    expect(rolesOf([printed("orders"), { Roles: [printed("carts").Role] }])).toEqual(["orders", "carts"]);
    expect(rolesOf(`- Roles:\n  - ${JSON.stringify(printed("orders").Role)}\n`)).toEqual(["orders"]);
  });

  it("says which of its items are not understood", () => {
    const pool = { name: "projects/1/locations/global/workloadIdentityPools/prod", state: "ACTIVE" };
    expect(unreadOf([pool, { something: "else" }, 7])).toEqual([
      ["item 2", expect.stringContaining("of no form that is read")],
      ["item 3", expect.stringContaining("of no form that is read")],
    ]);
    expect(unreadOf({ value: [{ appId: "a", id: "b" }, { something: "else" }] })).toEqual([
      ["the document", "value[1] is of no form that is read"],
    ]);
  });

  it.each([
    [[]],
    [{ value: [] }],
    [{ Roles: [] }],
    [{ Roles: { Role: [] } }],
    [{ OIDCProviders: { OIDCProvider: [] } }],
    [{ OpenIDConnectProviderList: [] }],
    [{ agencies: [] }],
  ])("with nothing in it is understood: %j", (value) => {
    expect(auditOf(value).unread).toEqual([]);
  });
});

it.each([
  ["iam.services.k8s.aws/v1alpha1", "Role"],
  ["iam.aws.m.upbound.io/v1beta1", "Role"],
  ["eksctl.io/v1alpha5", "ClusterConfig"],
  ["managedidentity.azure.com/v1api20230131", "FederatedIdentityCredential"],
  ["iam.cnrm.cloud.google.com/v1beta1", "IAMPolicyMember"],
])("an object of %s, which a controller makes an identity of, is told once and not read", (apiVersion, kind) => {
  const items = ["a", "b"].map((name) => ({ apiVersion, kind, metadata: { name, namespace: "shop" } }));
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: "shop", name: "orders" } };
  const told = unreadOf({ apiVersion: "v1", kind: "List", items: [...items, account] });
  expect(told.filter(([what]) => what !== "cluster cluster")).toEqual([
    [`${kind} of ${apiVersion}`, expect.stringContaining("give the vendor's own export")],
  ]);
});

it.each([
  [
    "of a workload identity pool without providers",
    "principalSet://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/prod/*",
    "provider",
  ],
  ["of a project's pool without clusters", "serviceAccount:shop.svc.id.goog[shop/orders]", "cluster"],
])("a policy %s is told as not decided, and not as one that takes no tokens", (_, member, taker) => {
  const policy = `bindings:\n- members:\n  - ${member}\n  role: roles/iam.workloadIdentityUser\netag: BwYEAEXIucs=\nversion: 1\n`;
  const { unread, passedOver } = auditOf(policy, "orders@shop.iam.gserviceaccount.com.yaml");
  expect(unread).toEqual([
    expect.objectContaining({
      what: "orders@shop.iam.gserviceaccount.com",
      why: expect.stringMatching(`no input has a ${taker} of`),
    }),
  ]);
  expect([...passedOver]).toEqual([]);
});

it("a role that cannot be read is not counted among those that take no tokens", () => {
  const Role = { Arn: "arn:aws:iam::7XXXXXXXXXXX:role/orders", RoleName: "orders", AssumeRolePolicyDocument: POLICY };
  const { unread, passedOver } = auditOf({ Role });
  expect(unread).toMatchObject([{ what: Role.Arn }]);
  expect([...passedOver]).toEqual([]);
});

it("a ServiceAccount that names an identity whose trust cannot be read is not told that it is not there", () => {
  const Roles = [
    { Arn: ROLE, RoleName: "orders", AssumeRolePolicyDocument: POLICY },
    {
      Arn: ROLE.replace("orders", "carts"),
      RoleName: "carts",
      AssumeRolePolicyDocument: { Version: "2012-10-17", Statment: [] },
    },
  ];
  const accounts = ["orders", "carts"].map((name) => ({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { namespace: "shop", name, annotations: { "eks.amazonaws.com/role-arn": ROLE.replace("orders", name) } },
  }));
  const inputs = [{ Roles }, ...accounts].map((value, i) => ({ source: `${i}.json`, text: JSON.stringify(value) }));
  const { findings, unread } = audit(inputs, [{ name: "prod", issuer: `https://${HOST}` }]);
  expect(unread).toMatchObject([{ what: ROLE.replace("orders", "carts") }]);
  expect(findings.map(({ row }) => row)).toEqual(["E15"]);
});

it("a registration that a trust names which cannot be read is not told as unused", () => {
  const provider = { Url: HOST, ClientIDList: ["sts.amazonaws.com"], ThumbprintList: [] };
  const broken = (policy: string) => ({
    Role: { Arn: ROLE, RoleName: "orders", AssumeRolePolicyDocument: policy.replace('"Statement"', '"Statment"') },
  });
  const rowsOf = (policy: string) => auditOf([provider, broken(policy)]).findings.map(({ row }) => row);
  expect(rowsOf(POLICY)).toEqual([]);
  expect(rowsOf(POLICY.replaceAll(HOST, "elsewhere.example.com"))).toEqual(["E6"]);
});

describe("a flexible credential as Resource Manager lists it", () => {
  const credential = (languageVersion: number) => ({
    value: [
      {
        id: "/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders/federatedIdentityCredentials/ci",
        name: "ci",
        type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
        properties: {
          issuer: "https://token.actions.githubusercontent.com",
          audiences: ["api://AzureADTokenExchange"],
          claimsMatchingExpression: { value: "claims['sub'] matches 'repo:example/*'", languageVersion },
        },
      },
    ],
  });

  it("is read in the version of the language that is documented, and told in another one", () => {
    expect(unreadOf(credential(1))).toEqual([]);
    expect(unreadOf(credential(2))).toEqual([
      [expect.stringContaining("orders"), expect.stringContaining("languageVersion")],
    ]);
  });
});
