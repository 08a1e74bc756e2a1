import { describe, expect, it } from "vitest";
import { FederatedWorkload } from "../../src";
import { clouds } from "../../src/clouds/registry";
import type { HookedResource } from "../support/hooked-program";
import { hookedProgram } from "../support/hooked-program";
import { samples } from "./samples";

/** What a transform of the program may make of an input. */
type Change = [input: string, value: (inputs: Record<string, object>) => unknown, code?: RegExp];

/** What is stored of a type and takes part in who becomes the identity, or whether anybody does, with changes to it that nobody intends. */
interface Trusting {
  refused: Change[];
  /** Inputs that say nothing of that. */
  free: string[];
}

const OVER = /\[trust-over\]/;
const EVIL = "https://token.actions.githubusercontent.com";
const to = (input: string, value: unknown, code?: RegExp): Change => [input, () => value, code];

/** One more statement for everybody, in a policy as text or as it stands. */
const statement = (Principal: unknown, Action: string) => (policy: unknown) => {
  const document = typeof policy === "string" ? JSON.parse(policy) : policy;
  const more = { ...document, Statement: [...document.Statement, { Effect: "Allow", Principal, Action }] };
  return typeof policy === "string" ? JSON.stringify(more) : more;
};

/** Grants of Google Cloud: whoever is a member comes in. */
const grant: Trusting = {
  refused: [to("member", "allUsers", /trust-over|input-changed/), to("role", "roles/owner")],
  free: ["bucket", "cryptoKeyId", "datasetId", "folder", "keyRingId", "location", "name", "orgId", "project"].concat(
    ...["repository", "secretId", "subscription", "topic", "condition"],
  ),
};

const TRUSTING: Record<string, Trusting> = {
  "aws:iam/openIdConnectProvider:OpenIdConnectProvider": {
    refused: [
      to("url", EVIL),
      to("clientIdLists", ["sts.amazonaws.com", "other"]),
      to("thumbprintLists", ["06b25927c42a721631c1efd9431e648fa62e1e39"]),
    ],
    free: [],
  },
  "aws:iam/role:Role": {
    refused: [
      [
        "assumeRolePolicy",
        ({ assumeRolePolicy }) => statement("*", "sts:AssumeRoleWithWebIdentity")(assumeRolePolicy),
        OVER,
      ],
    ],
    free: ["forceDetachPolicies"],
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    refused: [
      ...["clusterName", "region", "namespace", "serviceAccount", "roleArn", "targetRoleArn", "policy"].map((input) =>
        to(input, "other"),
      ),
      to("disableSessionTags", true),
    ],
    free: [],
  },
  "pulumi-nodejs:dynamic/aws:TrustStatement": {
    refused: [
      to("roleArn", "arn:aws:iam::111122223333:role/other"),
      to("statements", [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRoleWithWebIdentity", Sid: "x" }], OVER),
    ],
    free: [],
  },
  "azure-native:managedidentity:FederatedIdentityCredential": {
    refused: [
      to("issuer", EVIL, OVER),
      to("subject", "system:serviceaccount:shop:admin", OVER),
      to("audiences", ["other"], OVER),
      to("claimsMatchingExpression", { value: "claims['sub'] matches '*'", languageVersion: 1 }, /trust-under/),
      to("resourceGroupName", "other"),
      to("resourceName", "other"),
    ],
    free: ["federatedIdentityCredentialResourceName"],
  },
  "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential": {
    refused: [
      to("issuer", EVIL, OVER),
      to("subject", "system:serviceaccount:shop:admin", OVER),
      to("audiences", ["other"], OVER),
      to("applicationId", "/applications/00000000-0000-4000-8000-000000000009"),
    ],
    free: ["description", "displayName"],
  },
  "azuread:index/servicePrincipal:ServicePrincipal": { refused: [to("accountEnabled", false)], free: ["clientId"] },
  "azure-native:authorization:RoleAssignment": {
    refused: [to("principalId", "00000000-0000-4000-8000-000000000009")],
    free: ["principalType", "roleDefinitionId", "scope"],
  },
  "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": {
    refused: [
      to("disabled", true),
      to("mode", "TRUST_DOMAIN"),
      to("attestationRules", [{ googleCloudResource: "//compute.googleapis.com/x" }]),
      to("inlineTrustConfig", { additionalTrustBundles: [{ trustDomain: "example.com" }] }),
    ],
    // Members and provider follow the pool.
    free: ["project", "workloadIdentityPoolId"],
  },
  "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": {
    refused: [
      ["oidc", ({ oidc }) => ({ ...oidc, issuerUri: EVIL })],
      ["oidc", ({ oidc }) => ({ ...oidc, allowedAudiences: ["other"] })],
      ["oidc", ({ oidc }) => ({ ...oidc, jwksJson: '{"keys":[]}' })],
      to("attributeMapping", { "google.subject": "assertion.namespace" }),
      to("attributeCondition", "true"),
      to("workloadIdentityPoolId", "other"),
      to("project", "other"),
      to("disabled", true),
      ...["aws", "saml", "x509"].map((kind) => to(kind, { accountId: "111122223333" })),
    ],
    // The audience follows the provider.
    free: ["workloadIdentityPoolProviderId"],
  },
  "gcp:serviceaccount/account:Account": {
    refused: [to("disabled", true), to("createIgnoreAlreadyExists", true)],
    free: ["project"],
  },
  "gcp:serviceaccount/iAMMember:IAMMember": {
    refused: [
      to("serviceAccountId", "projects/-/serviceAccounts/other@shop-prod.iam.gserviceaccount.com"),
      to("role", "roles/iam.serviceAccountTokenCreator"),
      to("member", "allUsers", OVER),
      to("condition", { title: "never", expression: "false" }),
    ],
    free: [],
  },
  ...Object.fromEntries(
    [
      "artifactregistry/repositoryIamMember:RepositoryIamMember",
      "bigquery/datasetIamMember:DatasetIamMember",
      "cloudrunv2/serviceIamMember:ServiceIamMember",
      "folder/iAMMember:IAMMember",
      "kms/cryptoKeyIAMMember:CryptoKeyIAMMember",
      "kms/keyRingIAMMember:KeyRingIAMMember",
      "organizations/iAMMember:IAMMember",
      "projects/iAMMember:IAMMember",
      "pubsub/subscriptionIAMMember:SubscriptionIAMMember",
      "pubsub/topicIAMMember:TopicIAMMember",
      "secretmanager/secretIamMember:SecretIamMember",
      "storage/bucketIAMMember:BucketIAMMember",
    ].map((type) => [`gcp:${type}`, grant]),
  ),
  "alicloud:ims/oidcProvider:OidcProvider": {
    refused: [
      to("issuerUrl", EVIL),
      to("clientIds", ["sts.aliyuncs.com", "other"]),
      to("fingerprints", ["06b25927c42a721631c1efd9431e648fa62e1e39"]),
    ],
    free: ["oidcProviderName"],
  },
  "alicloud:ram/role:Role": {
    refused: [
      [
        "assumeRolePolicyDocument",
        ({ assumeRolePolicyDocument }) =>
          statement({ RAM: ["acs:ram::1234567890123456:root"] }, "sts:AssumeRole")(assumeRolePolicyDocument),
        OVER,
      ],
      to("document", "{}"),
      to("ramUsers", ["acs:ram::1234567890123456:user/a"]),
      to("services", ["ecs.aliyuncs.com"]),
    ],
    free: ["force", "roleName"],
  },
  "pulumi-nodejs:dynamic/alicloud:TrustStatement": {
    refused: [
      to("roleArn", "acs:ram::1234567890123456:role/other"),
      to(
        "statements",
        [{ Effect: "Allow", Principal: { RAM: ["acs:ram::1234567890123456:root"] }, Action: "sts:AssumeRole" }],
        OVER,
      ),
    ],
    free: [],
  },
  "pulumi-nodejs:dynamic/huawei:IdentityProvider": {
    refused: [
      to("issuer", EVIL),
      to("clientId", "other-cluster"),
      to("signingKey", '{"keys":[]}'),
      to("mappingId", "other"),
      to("enabled", false),
    ],
    // The client id follows the name.
    free: ["name", "owner"],
  },
  "pulumi-nodejs:dynamic/huawei:OidcProvider": {
    refused: [
      to("url", EVIL),
      to("clientIds", ["huaweicloud", "other"]),
      to("thumbprints", ["06b25927c42a721631c1efd9431e648fa62e1e39"]),
    ],
    free: ["name", "owner"],
  },
  "pulumi-nodejs:dynamic/huawei:ConversionRule": {
    refused: [
      to("mappingId", "other"),
      [
        "rule",
        ({ rule }) => ({
          ...rule,
          local: [{ user: { name: "a" } }, { group: { name: "admin" } }],
        }),
        /rule/,
      ],
    ],
    free: ["owner", "shared"],
  },
  "pulumi-nodejs:dynamic/huawei:TrustAgency": {
    refused: [
      [
        "trustPolicy",
        ({ trustPolicy }) =>
          statement({ IAM: ["0a1b2c3d4e5f60718293a4b5c6d7e8f9"] }, "sts:agencies:assume")(trustPolicy),
        OVER,
      ],
    ],
    free: ["name", "owner"],
  },
};

/** What has no part in who becomes the identity: what it may do then, and what the pods get. */
const BESIDE = new RegExp(
  [
    "^kubernetes:",
    "^aws:iam/rolePolicy(Attachment)?:",
    "^azure-native:managedidentity:UserAssignedIdentity$",
    "^azuread:index/applicationRegistration:",
    "^alicloud:ram/(policy|rolePolicyAttachment):",
    "^pulumi-nodejs:dynamic/huawei:(AgencyPolicyAttachment|CustomPolicy|Group|GroupRoleAssignment)$",
    "^pulumi-workload-identity:",
  ].join("|"),
);

const cases = clouds.flatMap(({ name: cloud, title }) =>
  (samples[cloud] ?? []).map((sample) => ({ name: `${title}: ${sample.title}`, sample })),
);

describe.each(cases)("a transform of the program on $name", ({ sample: { issuer, args, deployed } }) => {
  it("changes nothing of who becomes the identity", async () => {
    const program = () => {
      new FederatedWorkload("orders", { issuer, namespace: "shop", serviceAccount: "orders", ...args });
    };
    const trusting = (await hookedProgram(program, deployed)).filter(({ type }) => !BESIDE.test(type));
    const wrong: string[] = [];
    for (const resource of trusting) wrong.push(...(await wrongAnswers(resource)));
    expect(trusting).not.toEqual([]);
    expect(wrong).toEqual([]);
  });
});

/** What hooks say otherwise than the table: they let a change pass, refuse what is stored, or an input is in no list. */
async function wrongAnswers({ type, inputs, refusalOf }: HookedResource): Promise<string[]> {
  const { refused, free } = TRUSTING[type] ?? { refused: [], free: [] };
  const wrong: string[] = [];
  const unchanged = await refusalOf(inputs);
  if (unchanged !== undefined) wrong.push(`${type} is refused as it is: ${unchanged}`);
  const listed = new Set([...free, ...refused.map(([input]) => input)]);
  const given = Object.keys(inputs).filter((input) => input !== "__provider");
  for (const input of given) if (!listed.has(input)) wrong.push(`${type}: ${input} is not listed`);
  for (const [input, value, code = /\[input-changed\]/] of refused) {
    const refusal = await refusalOf({ ...inputs, [input]: value(inputs as Record<string, object>) });
    if (refusal === undefined) wrong.push(`${type}: another ${input} passes`);
    else if (!code.test(refusal)) wrong.push(`${type}: another ${input} is refused for another reason: ${refusal}`);
  }
  return wrong;
}
