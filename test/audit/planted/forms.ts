import { stringify } from "yaml";
import type { AlicloudTrust } from "../../../src/clouds/alicloud/trust";
import type { AwsTrust } from "../../../src/clouds/aws/trust";
import type { AzureTrust } from "../../../src/clouds/azure/trust";
import type { GcpTrust } from "../../../src/clouds/gcp/trust";
import type { HuaweiTrust } from "../../../src/clouds/huawei/trust";
import type { CloudTrust } from "../../../src/clouds/registry";

/** One resource in three forms: Pulumi's type and outputs, Terraform's type and values, and what a command prints of it. */
export interface Planted {
  readonly pulumi: readonly [type: string, outputs: Record<string, unknown>];
  readonly terraform: readonly [type: string, values: Record<string, unknown>];
  /** The file's name without its ending, and what stands in it. */
  readonly printed: readonly [file: string, document: unknown];
}

type FormsOf<Trust> = (trust: Trust) => Planted[];

export const ROLE_ARN = "arn:aws:iam::111122223333:role/orders";
export const RAM_ROLE = "orders";
export const CLIENT_ID = "00000000-0000-4000-8000-000000000001";
export const EMAIL = "orders@shop.iam.gserviceaccount.com";
const IDENTITY =
  "/subscriptions/00000000-0000-4000-8000-0000000000aa/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/orders";

const aws: FormsOf<AwsTrust> = ({ assumeRolePolicy, oidcProviders, roleArn = ROLE_ARN, podIdentityAssociations }) => [
  ...oidcProviders.map(({ arn, issuer, clientIds }): Planted => {
    const url = issuer.slice("https://".length);
    return {
      pulumi: ["aws:iam/openIdConnectProvider:OpenIdConnectProvider", { arn, url, clientIdLists: clientIds }],
      terraform: ["aws_iam_openid_connect_provider", { id: arn, arn, url, client_id_list: clientIds }],
      printed: [arn, { Url: url, ClientIDList: clientIds, ThumbprintList: [] }],
    };
  }),
  {
    pulumi: ["aws:iam/role:Role", { arn: roleArn, name: "orders", assumeRolePolicy: JSON.stringify(assumeRolePolicy) }],
    terraform: [
      "aws_iam_role",
      { id: "orders", arn: roleArn, name: "orders", assume_role_policy: JSON.stringify(assumeRolePolicy) },
    ],
    printed: [
      "roles",
      {
        RoleDetailList: [
          {
            Path: "/",
            RoleName: "orders",
            Arn: roleArn,
            AssumeRolePolicyDocument: assumeRolePolicy,
            AttachedManagedPolicies: [],
            RolePolicyList: [],
          },
        ],
      },
    ],
  },
  ...(podIdentityAssociations ?? []).flatMap(
    ({ clusterArn, issuer = "", namespace, serviceAccount, disableSessionTags }): Planted[] => {
      const clusterName = clusterArn.split("/")[1]!;
      const associationArn = `${clusterArn.replace(":cluster/", ":podidentityassociation/")}/a-1`;
      const association = { associationArn, clusterName, namespace, serviceAccount, roleArn, disableSessionTags };
      return [
        {
          pulumi: ["aws:eks/podIdentityAssociation:PodIdentityAssociation", association],
          terraform: [
            "aws_eks_pod_identity_association",
            {
              id: "a-1",
              association_arn: associationArn,
              cluster_name: clusterName,
              namespace,
              service_account: serviceAccount,
              role_arn: roleArn,
              disable_session_tags: disableSessionTags,
            },
          ],
          printed: ["association", { association: { associationId: "a-1", ...association } }],
        },
        {
          pulumi: [
            "aws:eks/cluster:Cluster",
            { arn: clusterArn, name: clusterName, identities: [{ oidcs: [{ issuer }] }] },
          ],
          terraform: [
            "aws_eks_cluster",
            { id: clusterName, arn: clusterArn, name: clusterName, identity: [{ oidc: [{ issuer }] }] },
          ],
          printed: ["cluster", { cluster: { name: clusterName, arn: clusterArn, identity: { oidc: { issuer } } } }],
        },
      ];
    },
  ),
];

const azure: FormsOf<AzureTrust> = ({ federatedIdentityCredentials }) => [
  {
    pulumi: [
      "azure-native:managedidentity:UserAssignedIdentity",
      { id: IDENTITY, name: "orders", clientId: CLIENT_ID, principalId: "p" },
    ],
    terraform: [
      "azurerm_user_assigned_identity",
      { id: IDENTITY, name: "orders", client_id: CLIENT_ID, principal_id: "p" },
    ],
    printed: ["identities", [{ id: IDENTITY, name: "orders", clientId: CLIENT_ID, principalId: "p" }]],
  },
  ...federatedIdentityCredentials.map((credential): Planted => {
    const { name, issuer, subject, audiences, claimsMatchingExpression: value } = credential;
    const id = `${IDENTITY}/federatedIdentityCredentials/${name}`;
    const expression = value === undefined ? {} : { claimsMatchingExpression: { value, languageVersion: 1 } };
    const said = { name, issuer, audiences, ...(subject === undefined ? {} : { subject }), ...expression };
    return {
      pulumi: ["azure-native:managedidentity:FederatedIdentityCredential", { id, resourceName: "orders", ...said }],
      terraform: [
        "azurerm_federated_identity_credential",
        { id, name, parent_id: IDENTITY, issuer, subject, audience: audiences, ...expression },
      ],
      printed: ["credentials", [{ id, resourceGroup: "shop", ...said }]],
    };
  }),
];

const gcp: FormsOf<GcpTrust> = ({ pool, providers, bindings, serviceAccount = EMAIL }) => {
  const account = `projects/shop/serviceAccounts/${serviceAccount}`;
  const onAccount = bindings.filter(({ resource = account }) => resource.includes("/serviceAccounts/"));
  const onProject = bindings.filter(({ resource = account }) => /^projects\/[^/]+$/.test(resource));
  return [
    ...(pool.includes("/")
      ? [
          {
            pulumi: ["gcp:iam/workloadIdentityPool:WorkloadIdentityPool", { name: pool }],
            terraform: ["google_iam_workload_identity_pool", { id: pool, name: pool }],
            printed: ["pools", [{ name: pool, state: "ACTIVE" }]],
          } as const,
          ...providers.map(
            ({ name, issuer, allowedAudiences, attributeMapping, attributeCondition, jwksJson }): Planted => {
              const full = `${pool}/providers/${name}`;
              const oidc = { issuerUri: issuer, allowedAudiences, jwksJson };
              return {
                pulumi: [
                  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider",
                  { name: full, attributeMapping, attributeCondition, oidc },
                ],
                terraform: [
                  "google_iam_workload_identity_pool_provider",
                  {
                    id: full,
                    name: full,
                    attribute_mapping: attributeMapping,
                    attribute_condition: attributeCondition ?? "",
                    disabled: false,
                    oidc: [
                      { issuer_uri: issuer, allowed_audiences: allowedAudiences ?? [], jwks_json: jwksJson ?? "" },
                    ],
                  },
                ],
                printed: ["providers", [{ name: full, state: "ACTIVE", attributeMapping, attributeCondition, oidc }]],
              };
            },
          ),
        ]
      : providers.map(({ issuer }): Planted => {
          const place = issuer.slice("https://container.googleapis.com/v1/".length);
          const name = place.split("/").at(-1)!;
          return {
            pulumi: [
              "gcp:container/cluster:Cluster",
              { id: place, name, workloadIdentityConfig: { workloadPool: pool } },
            ],
            terraform: [
              "google_container_cluster",
              { id: place, name, workload_identity_config: [{ workload_pool: pool }] },
            ],
            printed: ["clusters", [{ name, selfLink: issuer, workloadIdentityConfig: { workloadPool: pool } }]],
          };
        })),
    {
      pulumi: ["gcp:serviceaccount/account:Account", { id: account, email: serviceAccount }],
      terraform: ["google_service_account", { id: account, email: serviceAccount, disabled: false }],
      printed: ["accounts", [{ name: account, email: serviceAccount, uniqueId: "1" }]],
    },
    ...onAccount.flatMap(({ role, members }) =>
      members.map(
        (member): Planted => ({
          pulumi: ["gcp:serviceaccount/iAMMember:IAMMember", { serviceAccountId: account, role, member }],
          terraform: [
            "google_service_account_iam_member",
            { id: `${account}/${role}/${member}`, service_account_id: account, role, member, condition: [] },
          ],
          printed: [
            "policies",
            [{ resource: `//iam.googleapis.com/${account}`, policy: { bindings: [{ role, members: [member] }] } }],
          ],
        }),
      ),
    ),
    ...onProject.map(({ role, members, resource = "" }): Planted => {
      const project = resource.split("/")[1];
      return {
        pulumi: ["gcp:projects/iAMBinding:IAMBinding", { project, role, members }],
        terraform: ["google_project_iam_binding", { id: `${project}/${role}`, project, role, members, condition: [] }],
        printed: [
          "policies",
          [
            {
              resource: `//cloudresourcemanager.googleapis.com/${resource}`,
              policy: { bindings: [{ role, members }] },
            },
          ],
        ],
      };
    }),
  ];
};

const alicloud: FormsOf<AlicloudTrust> = ({ assumeRolePolicy, oidcProviders, roleArn }) => {
  const arn = roleArn ?? `acs:ram::1234567890123456:role/${RAM_ROLE}`;
  const text = JSON.stringify(assumeRolePolicy);
  return [
    ...oidcProviders.map(
      ({ arn, issuer, clientIds }): Planted => ({
        pulumi: ["alicloud:ims/oidcProvider:OidcProvider", { arn, issuerUrl: issuer, clientIds }],
        terraform: ["alicloud_ims_oidc_provider", { id: arn, arn, issuer_url: issuer, client_ids: clientIds }],
        printed: [
          "idp",
          { OIDCProviders: { OIDCProvider: [{ Arn: arn, IssuerUrl: issuer, ClientIds: clientIds.join(",") }] } },
        ],
      }),
    ),
    {
      pulumi: ["alicloud:ram/role:Role", { arn, roleName: RAM_ROLE, assumeRolePolicyDocument: text }],
      terraform: ["alicloud_ram_role", { id: RAM_ROLE, arn, role_name: RAM_ROLE, assume_role_policy_document: text }],
      printed: ["role", { Role: { Arn: arn, RoleName: RAM_ROLE, AssumeRolePolicyDocument: text } }],
    },
  ];
};

const huawei: FormsOf<HuaweiTrust> = (trust) => {
  const type = (kind: string) => `pulumi-nodejs:dynamic/huawei:${kind}`;
  if ("trustPolicy" in trust) {
    const urn = "iam::0a1b2c:agency:orders";
    const text = JSON.stringify(trust.trustPolicy);
    return [
      ...trust.oidcProviders.map(
        ({ urn, issuer, clientIds }): Planted => ({
          pulumi: [type("OidcProvider"), { providerUrn: urn, url: issuer, clientIds }],
          terraform: ["huaweicloud_identity_oidc_provider", { id: urn, urn, url: issuer, client_ids: clientIds }],
          printed: ["oidc", { oidc_providers: [{ urn, name: urn, url: issuer, client_ids: clientIds }] }],
        }),
      ),
      {
        pulumi: [type("TrustAgency"), { agencyUrn: urn, trustPolicy: text }],
        terraform: ["huaweicloud_identity_trust_agency", { id: "a", urn, name: "orders", trust_policy: text }],
        printed: ["agencies", { agencies: [{ urn, agency_name: "orders", agency_id: "a", trust_policy: text }] }],
      },
    ];
  }
  const { id: name, issuer, clientId, signingKey } = trust.identityProvider;
  return [
    {
      pulumi: [type("IdentityProvider"), { name, issuer, clientId, signingKey, mappingId: name }],
      terraform: [
        "huaweicloud_identity_provider",
        {
          id: name,
          name,
          protocol: "oidc",
          access_config: [
            { access_type: "program", provider_url: issuer, client_id: clientId, signing_key: signingKey },
          ],
        },
      ],
      printed: [name, { openid_connect_config: { idp_url: issuer, client_id: clientId, signing_key: signingKey } }],
    },
    ...trust.rules.map(
      (rule, index): Planted => ({
        pulumi: [type("ConversionRule"), { id: `${index}`, mappingId: name, rule }],
        terraform: [
          "huaweicloud_identity_provider_mapping",
          { id: `${name}-${index}`, provider_id: name, mapping_rules: JSON.stringify([rule]) },
        ],
        printed: ["mappings", { mappings: [{ id: `mapping of ${name}`, rules: [rule] }] }],
      }),
    ),
  ];
};

const FORMS_OF = { aws, azure, gcp, alicloud, huawei };

/** A trust as the resources that make it up. */
export function plantedAs(trust: CloudTrust): Planted[] {
  return (FORMS_OF[trust.cloud] as FormsOf<CloudTrust>)(trust);
}

type File = readonly [name: string, document: unknown];

/** What each tool writes of resources. */
export const FORMS: Readonly<Record<string, (planted: readonly Planted[]) => File[]>> = {
  "a stack of Pulumi": (planted) => [
    [
      "stack",
      {
        version: 3,
        deployment: {
          manifest: {},
          resources: planted.map(({ pulumi: [type, outputs] }, i) => ({
            urn: `urn:pulumi:prod::shop::${type}::r${i}`,
            custom: true,
            type,
            id: outputs.id ?? `r${i}`,
            inputs: {},
            outputs,
          })),
        },
      },
    ],
  ],
  "a state of Terraform": (planted) => [
    [
      "terraform",
      {
        version: 4,
        terraform_version: "1.9.0",
        outputs: {},
        resources: planted.map(({ terraform: [type, attributes] }, i) => ({
          mode: "managed",
          type,
          name: `r${i}`,
          instances: [{ schema_version: 0, attributes }],
        })),
      },
    ],
  ],
  "a plan of Terraform": (planted) => [
    [
      "plan",
      {
        format_version: "1.2",
        planned_values: {
          root_module: {
            child_modules: [
              {
                address: "module.shop",
                resources: planted.map(({ terraform: [type, values] }, i) => ({
                  address: `module.shop.${type}.r${i}`,
                  mode: "managed",
                  type,
                  name: `r${i}`,
                  values,
                })),
              },
            ],
          },
        },
        resource_changes: [],
      },
    ],
  ],
  "the changes of a plan of OpenTofu": (planted) => [
    [
      "changes",
      {
        resource_changes: planted.map(({ terraform: [type, after] }, i) => ({
          address: `module.shop["eu"].${type}.r[${i}]`,
          type,
          index: i,
          provider_name: "registry.opentofu.org/hashicorp/any",
          change: { actions: ["update"], before: { id: "before" }, after, after_unknown: {} },
        })),
      },
    ],
  ],
  "the vendors' command lines": (planted) => planted.map(({ printed }) => printed),
  "the vendors' command lines one by one, as YAML": (planted) =>
    planted.map(({ printed: [file, document] }) => [file, stringify(oneOf(document))]),
};

/** What the command for one thing prints, where a list has one. */
function oneOf(document: unknown): unknown {
  if (Array.isArray(document)) return document.length === 1 ? document[0] : document;
  const [[list, items] = ["", undefined]] = Object.entries(document as object);
  const one = Object.hasOwn(ONE_OF, list) ? ONE_OF[list] : undefined;
  return one !== undefined && Array.isArray(items) && items.length === 1 ? { [one]: items[0] } : document;
}

/** The members that hold a list of what a command prints one of under another name. */
const ONE_OF: Readonly<Record<string, string>> = {
  RoleDetailList: "Role",
  mappings: "mapping",
  agencies: "agency",
  oidc_providers: "oidc_provider",
};
