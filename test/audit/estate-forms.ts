import { stringify } from "yaml";

/** One estate on five clouds, written by hand as each tool writes it. What stands in one form stands in all. */

const HOST = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
export const ISSUER = `https://${HOST}`;
const ACCOUNT = "111122223333";
const AWS_PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${HOST}`;
const ALI_PROVIDER = "acs:ram::1234567890123456:oidc-provider/prod";
const GROUP =
  "/subscriptions/00000000-0000-4000-8000-0000000000aa/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities";
const CLIENT_ID = "00000000-0000-4000-8000-000000000001";
const PRINCIPAL_ID = "00000000-0000-4000-8000-000000000002";
const POOL = "projects/123456789012/locations/global/workloadIdentityPools/prod";
const GSA = "orders@shop-prod.iam.gserviceaccount.com";
const STORAGE_READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1";

const sub = (name: string) => `system:serviceaccount:shop:${name}`;
const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;

function awsPolicy(operator: string, subject: string) {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: AWS_PROVIDER },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition:
          operator === "StringEquals"
            ? { StringEquals: { [`${HOST}:aud`]: "sts.amazonaws.com", [`${HOST}:sub`]: subject } }
            : { StringEquals: { [`${HOST}:aud`]: "sts.amazonaws.com" }, [operator]: { [`${HOST}:sub`]: subject } },
      },
    ],
  };
}

/** A role that is right, one that admits a namespace, one for a ServiceAccount that is gone. */
const AWS_ROLES: Readonly<Record<string, object>> = {
  orders: awsPolicy("StringEquals", sub("orders")),
  wide: awsPolicy("StringLike", sub("*")),
  gone: awsPolicy("StringEquals", sub("gone")),
};

const aliPolicy = JSON.stringify({
  Version: "1",
  Statement: [
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Federated: [ALI_PROVIDER] },
      Condition: { StringEquals: { "oidc:iss": ISSUER, "oidc:aud": "sts.aliyuncs.com", "oidc:sub": sub("orders") } },
    },
  ],
});
const huaweiRule = {
  local: [{ user: { name: "shop.orders" } }, { group: { name: "orders" } }],
  remote: [{ type: "sub", any_one_of: [sub("orders")] }],
};
const member = `principal://iam.googleapis.com/${POOL}/subject/${sub("orders")}`;
const mapping = { "google.subject": "assertion.sub" };

const stateOf = (type: string, name: string, id: string, outputs: object) => ({
  urn: `urn:pulumi:prod::shop::${type}::${name}`,
  custom: true,
  type,
  id,
  inputs: {},
  outputs,
});

/** What `pulumi stack export` prints. */
export const pulumi: unknown[] = [
  {
    version: 3,
    deployment: {
      manifest: {},
      resources: [
        { urn: "urn:pulumi:prod::shop::pulumi:pulumi:Stack::shop-prod", custom: false, type: "pulumi:pulumi:Stack" },
        stateOf("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "prod", AWS_PROVIDER, {
          arn: AWS_PROVIDER,
          url: HOST,
          clientIdLists: ["sts.amazonaws.com"],
        }),
        ...Object.entries(AWS_ROLES).map(([name, policy]) =>
          stateOf("aws:iam/role:Role", name, name, {
            arn: roleArn(name),
            name,
            assumeRolePolicy: JSON.stringify(policy),
          }),
        ),
        stateOf("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "read", "orders-1", {
          role: "orders",
          policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        }),
        stateOf("aws:s3/bucketV2:BucketV2", "data", "data", { arn: "arn:aws:s3:::data" }),
        stateOf("azure-native:managedidentity:UserAssignedIdentity", "orders", `${GROUP}/orders`, {
          name: "orders",
          clientId: CLIENT_ID,
          principalId: PRINCIPAL_ID,
        }),
        stateOf(
          "azure-native:managedidentity:FederatedIdentityCredential",
          "orders",
          `${GROUP}/orders/federatedIdentityCredentials/shop_orders`,
          {
            name: "shop_orders",
            resourceName: "orders",
            issuer: ISSUER,
            subject: sub("orders"),
            audiences: ["api://AzureADTokenExchange"],
          },
        ),
        stateOf(
          "azure-native:authorization:RoleAssignment",
          "read",
          "/subscriptions/x/providers/Microsoft.Authorization/roleAssignments/1",
          {
            principalId: PRINCIPAL_ID,
            roleDefinitionId: `/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/${STORAGE_READER}`,
            scope: "/subscriptions/x",
          },
        ),
        stateOf("gcp:iam/workloadIdentityPool:WorkloadIdentityPool", "prod", POOL, { name: POOL }),
        stateOf("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", "prod", `${POOL}/providers/prod`, {
          name: `${POOL}/providers/prod`,
          attributeMapping: mapping,
          oidc: { issuerUri: ISSUER },
        }),
        stateOf("gcp:serviceaccount/account:Account", "orders", `projects/shop-prod/serviceAccounts/${GSA}`, {
          email: GSA,
        }),
        stateOf("gcp:serviceaccount/iAMMember:IAMMember", "orders", "1", {
          serviceAccountId: `projects/shop-prod/serviceAccounts/${GSA}`,
          role: "roles/iam.workloadIdentityUser",
          member,
        }),
        stateOf("alicloud:ims/oidcProvider:OidcProvider", "prod", "prod", {
          arn: ALI_PROVIDER,
          issuerUrl: ISSUER,
          clientIds: ["sts.aliyuncs.com"],
        }),
        stateOf("alicloud:ram/role:Role", "orders", "orders", {
          arn: "acs:ram::1234567890123456:role/orders",
          roleName: "orders",
          assumeRolePolicyDocument: aliPolicy,
        }),
        stateOf("pulumi-nodejs:dynamic/huawei:IdentityProvider", "prod", "prod", {
          name: "prod",
          issuer: ISSUER,
          clientId: "huawei",
          mappingId: "prod",
        }),
        stateOf("pulumi-nodejs:dynamic/huawei:ConversionRule", "orders", "1", { mappingId: "prod", rule: huaweiRule }),
        stateOf("pulumi-nodejs:dynamic/huawei:Group", "orders", "0a1b", { name: "orders" }),
      ],
    },
  },
];

const values = [
  [
    "aws_iam_openid_connect_provider",
    "prod",
    { id: AWS_PROVIDER, arn: AWS_PROVIDER, url: HOST, client_id_list: ["sts.amazonaws.com"] },
  ],
  ...Object.entries(AWS_ROLES).map(([name, policy]) => [
    "aws_iam_role",
    name,
    {
      id: name,
      arn: roleArn(name),
      name,
      assume_role_policy: JSON.stringify(policy),
      inline_policy: [],
      managed_policy_arns: [],
    },
  ]),
  [
    "aws_iam_role_policy_attachment",
    "read",
    { id: "orders-1", role: "orders", policy_arn: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
  ],
  ["aws_s3_bucket", "data", { id: "data" }],
  [
    "azurerm_user_assigned_identity",
    "orders",
    { id: `${GROUP}/orders`, name: "orders", client_id: CLIENT_ID, principal_id: PRINCIPAL_ID },
  ],
  [
    "azurerm_federated_identity_credential",
    "orders",
    {
      id: `${GROUP}/orders/federatedIdentityCredentials/shop_orders`,
      name: "shop_orders",
      parent_id: `${GROUP}/orders`,
      issuer: ISSUER,
      subject: sub("orders"),
      audience: ["api://AzureADTokenExchange"],
    },
  ],
  [
    "azurerm_role_assignment",
    "read",
    {
      id: "/subscriptions/x/providers/Microsoft.Authorization/roleAssignments/1",
      principal_id: PRINCIPAL_ID,
      role_definition_id: `/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/${STORAGE_READER}`,
      role_definition_name: "Storage Blob Data Reader",
      scope: "/subscriptions/x",
    },
  ],
  ["google_iam_workload_identity_pool", "prod", { id: POOL, name: POOL, workload_identity_pool_id: "prod" }],
  [
    "google_iam_workload_identity_pool_provider",
    "prod",
    {
      id: `${POOL}/providers/prod`,
      name: `${POOL}/providers/prod`,
      attribute_mapping: mapping,
      attribute_condition: "",
      disabled: false,
      oidc: [{ issuer_uri: ISSUER, allowed_audiences: [], jwks_json: "" }],
    },
  ],
  [
    "google_service_account",
    "orders",
    { id: `projects/shop-prod/serviceAccounts/${GSA}`, email: GSA, unique_id: "1", disabled: false },
  ],
  [
    "google_service_account_iam_member",
    "orders",
    {
      id: "1",
      service_account_id: `projects/shop-prod/serviceAccounts/${GSA}`,
      role: "roles/iam.workloadIdentityUser",
      member,
      condition: [],
    },
  ],
  [
    "alicloud_ims_oidc_provider",
    "prod",
    { id: "prod", arn: ALI_PROVIDER, issuer_url: ISSUER, client_ids: ["sts.aliyuncs.com"] },
  ],
  [
    "alicloud_ram_role",
    "orders",
    {
      id: "orders",
      arn: "acs:ram::1234567890123456:role/orders",
      role_name: "orders",
      assume_role_policy_document: aliPolicy,
      document: aliPolicy,
    },
  ],
  [
    "huaweicloud_identity_provider",
    "prod",
    {
      id: "prod",
      name: "prod",
      protocol: "oidc",
      access_config: [{ access_type: "program", provider_url: ISSUER, client_id: "huawei" }],
      conversion_rules: [],
    },
  ],
  [
    "huaweicloud_identity_provider_conversion",
    "orders",
    {
      id: "prod",
      provider_id: "prod",
      conversion_rules: [
        {
          local: [{ username: "shop.orders", group: "orders" }],
          remote: [{ attribute: "sub", condition: "any_one_of", value: [sub("orders")] }],
        },
      ],
    },
  ],
  ["huaweicloud_identity_group", "orders", { id: "0a1b", name: "orders" }],
] as const;

/** A file with what stands in it: text as it is, anything else as JSON. */
export type EstateFile = readonly [name: string, document: unknown];

/** The file of a state. */
export const terraformState: unknown[] = [
  {
    version: 4,
    terraform_version: "1.9.0",
    serial: 1,
    lineage: "x",
    outputs: {},
    resources: values.map(([type, name, attributes]) => ({
      mode: "managed",
      type,
      name,
      provider: "provider",
      instances: [{ schema_version: 0, attributes, sensitive_attributes: [] }],
    })),
  },
];

/** What `terraform show -json` prints of a plan, with a module. */
export const terraformPlan: unknown[] = [
  {
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: {
      root_module: {
        resources: values
          .slice(0, 4)
          .map(([type, name, each]) => ({ address: `${type}.${name}`, mode: "managed", type, name, values: each })),
        child_modules: [
          {
            address: "module.rest",
            resources: values.slice(4).map(([type, name, each]) => ({
              address: `module.rest.${type}.${name}`,
              mode: "managed",
              type,
              name,
              values: each,
            })),
          },
        ],
      },
    },
    resource_changes: [],
  },
];

/** What the vendors' command lines print; some of it does not say its owner, which is told by the file's name. */
export const commandLines: readonly EstateFile[] = [
  [
    "roles",
    {
      RoleDetailList: Object.entries(AWS_ROLES).map(([RoleName, policy]) => ({
        Path: "/",
        RoleName,
        RoleId: "AROA",
        Arn: roleArn(RoleName),
        // As IAM's API answers it.
        AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(policy)),
        AttachedManagedPolicies:
          RoleName === "orders"
            ? [{ PolicyName: "ReadOnlyAccess", PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }]
            : [],
        RolePolicyList: [],
      })),
    },
  ],
  ["providers", { OpenIDConnectProviderList: [{ Arn: AWS_PROVIDER }] }],
  [
    "provider",
    { Url: HOST, ClientIDList: ["sts.amazonaws.com"], ThumbprintList: ["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"] },
  ],
  [
    "identities",
    [
      {
        id: `${GROUP}/orders`,
        name: "orders",
        clientId: CLIENT_ID,
        principalId: PRINCIPAL_ID,
        resourceGroup: "shop",
        type: "Microsoft.ManagedIdentity/userAssignedIdentities",
      },
    ],
  ],
  [
    "credentials",
    {
      value: [
        {
          id: `${GROUP}/orders/federatedIdentityCredentials/shop_orders`,
          name: "shop_orders",
          type: "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials",
          properties: { issuer: ISSUER, subject: sub("orders"), audiences: ["api://AzureADTokenExchange"] },
        },
      ],
    },
  ],
  [
    "assignments",
    [
      {
        id: "/subscriptions/x/providers/Microsoft.Authorization/roleAssignments/1",
        name: "1",
        principalId: PRINCIPAL_ID,
        roleDefinitionId: `/subscriptions/x/providers/Microsoft.Authorization/roleDefinitions/${STORAGE_READER}`,
        roleDefinitionName: "Storage Blob Data Reader",
        scope: "/subscriptions/x",
      },
    ],
  ],
  ["pools", [{ name: POOL, state: "ACTIVE", displayName: "prod" }]],
  [
    "pool",
    [{ name: `${POOL}/providers/prod`, state: "ACTIVE", attributeMapping: mapping, oidc: { issuerUri: ISSUER } }],
  ],
  [
    "accounts",
    [
      {
        name: `projects/shop-prod/serviceAccounts/${GSA}`,
        email: GSA,
        projectId: "shop-prod",
        uniqueId: "1",
        displayName: "orders",
      },
    ],
  ],
  [
    "policies",
    [
      {
        resource: `//iam.googleapis.com/projects/shop-prod/serviceAccounts/${GSA}`,
        policy: { bindings: [{ role: "roles/iam.workloadIdentityUser", members: [member] }] },
      },
    ],
  ],
  [
    "role",
    {
      Role: { Arn: "acs:ram::1234567890123456:role/orders", RoleName: "orders", AssumeRolePolicyDocument: aliPolicy },
      RequestId: "x",
    },
  ],
  [
    "ram",
    {
      OIDCProviders: {
        OIDCProvider: [
          { Arn: ALI_PROVIDER, OIDCProviderName: "prod", IssuerUrl: ISSUER, ClientIds: "sts.aliyuncs.com" },
        ],
      },
    },
  ],
  ["idp", { identity_providers: [{ id: "prod", enabled: true }] }],
  ["prod", { openid_connect_config: { access_mode: "program", idp_url: ISSUER, client_id: "huawei" } }],
  [
    "prod-protocols",
    {
      protocols: [
        {
          id: "oidc",
          mapping_id: "prod_rules",
          links: { identity_provider: "https://iam.example.com/v3/OS-FEDERATION/identity_providers/prod" },
        },
      ],
    },
  ],
  ["mappings", { mappings: [{ id: "prod_rules", rules: [huaweiRule] }] }],
  ["groups", { groups: [{ id: "0a1b", name: "orders" }] }],
];

const account = (name: string, annotations: object = {}) => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { namespace: "shop", name, annotations },
});

const deployment = (name: string, spec: object, labels: object = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { namespace: "shop", name },
  spec: { template: { metadata: { labels }, spec: { serviceAccountName: name, ...spec } } },
});

/** What `kubectl get namespaces,sa,deploy,secrets -A -o json` prints. */
export const objects = {
  apiVersion: "v1",
  kind: "List",
  items: [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } },
    account("orders", {
      "eks.amazonaws.com/role-arn": roleArn("orders"),
      "azure.workload.identity/client-id": CLIENT_ID,
      "pod-identity.alibabacloud.com/role-name": "orders",
    }),
    // Named by a ServiceAccount that it refuses; an identity that is not there.
    account("cart", { "eks.amazonaws.com/role-arn": roleArn("orders") }),
    account("mail", { "eks.amazonaws.com/role-arn": roleArn("mail") }),
    deployment(
      "orders",
      { containers: [{ name: "app", env: [{ name: "AWS_ACCESS_KEY_ID", value: "AKIAIOSFODNN7EXAMPLE" }] }] },
      { "azure.workload.identity/use": "true" },
    ),
    {
      apiVersion: "v1",
      kind: "Secret",
      type: "kubernetes.io/service-account-token",
      metadata: { namespace: "shop", name: "old", annotations: { "kubernetes.io/service-account.name": "cart" } },
      data: { token: "c2VjcmV0" },
    },
  ],
};

/** The same state as OpenTofu writes it. */
export const openTofuState: unknown[] = terraformState.map((state) =>
  JSON.parse(
    JSON.stringify({ ...(state as object), terraform_version: "1.10.6" }).replaceAll(
      '"provider":"provider"',
      String.raw`"provider":"provider[\"registry.opentofu.org/hashicorp/aws\"].by_region"`,
    ),
  ),
);

/** What `tofu show -json` prints of a plan, of which somebody kept the changes. */
export const openTofuChanges: unknown[] = [
  {
    resource_changes: values.map(([type, name, after]) => ({
      address: `module.shop["eu"].${type}.${name}[0]`,
      module_address: 'module.shop["eu"]',
      mode: "managed",
      type,
      name,
      index: 0,
      provider_name: "registry.opentofu.org/hashicorp/any",
      change: {
        actions: ["no-op"],
        before: after,
        after,
        after_unknown: {},
        after_sensitive: {},
      },
    })),
  },
];

/** The members that hold a list of what a command prints one of under another name. */
const ONE_OF: Readonly<Record<string, string>> = {
  RoleDetailList: "Role",
  identity_providers: "identity_provider",
  protocols: "protocol",
  mappings: "mapping",
  groups: "group",
};

/** The same by the commands that show one thing, or by a loop over them: YAML, and JSON behind JSON. */
export const shownOneByOne: readonly EstateFile[] = commandLines.map(([name, document]): EstateFile => {
  if (name === "policies") {
    const [{ policy } = { policy: {} }] = document as { policy: object }[];
    return [GSA, stringify({ ...policy, etag: "BwYEAEXIucs=", version: 1 })];
  }
  if (Array.isArray(document)) return [name, document.map((item) => stringify(item)).join("---\n")];
  const [[list, items] = ["", undefined]] = Object.entries(document as object);
  if (list === "value") return [name, (items as object[]).map((item) => JSON.stringify(item, null, 2)).join("\n")];
  const one = ONE_OF[list];
  if (one === undefined) return [name, stringify(document)];
  return [name, (items as object[]).map((item) => JSON.stringify({ [one]: item })).join("\n")];
});

/** The same as other commands list it: lists of Resource Manager, joined documents, and pages as AWS writes them in YAML. */
export const listedOtherwise: readonly EstateFile[] = commandLines.map(([name, document]): EstateFile => {
  if (["identities", "assignments"].includes(name)) return [name, { value: document }];
  if (name === "credentials") return [name, (document as { value: object[] }).value];
  return [name, Array.isArray(document) ? document.map((item) => [item]) : stringify([document])];
});
