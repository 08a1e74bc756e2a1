import { describe, expect, it } from "vitest";
import type { ClusterIssuer, FederatedWorkloadArgs, WorkloadPodOptions } from "../../../src";
import { FederatedWorkload, WorkloadPodTemplate } from "../../../src";
import type {
  AlicloudOtherPrincipal,
  AlicloudOtherSubject,
  AlicloudRegistration,
} from "../../../src/clouds/alicloud/args";
import type { AwsOtherPrincipal, AwsOtherSubject, AwsRegistration } from "../../../src/clouds/aws/args";
import type { AzureOtherCredential } from "../../../src/clouds/azure/others";
import type { GcpRegistration } from "../../../src/clouds/gcp/args";
import type { HuaweiConnection } from "../../../src/clouds/huawei/api/settings";
import type {
  HuaweiExistingGroup,
  HuaweiOtherPrincipal,
  HuaweiOtherSubject,
  HuaweiRegistration,
} from "../../../src/clouds/huawei/args";
import type { Every, Said } from "../../support/effects";
import { at, silentArguments } from "../../support/effects";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const GKE = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/blue";
const OTHER = "https://issuer.example.com/other";
const GITHUB = "https://token.actions.githubusercontent.com";
const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const ownPool = "projects/1/locations/global/workloadIdentityPools/prod";
const ACCOUNT = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
const AGENCY = "sts.myhuaweicloud.com";
const fleet = "https://gkehub.googleapis.com/projects/fleet-host/locations/global/memberships/blue";
const conditions = { StringEquals: { "aws:SourceVpc": ["vpc-1"] } };

const otherHuawei: Every<HuaweiRegistration> = {
  clientId: "other",
  identityProviderId: "other",
  mappingId: "other",
  sharedMapping: true,
  signingKey: jwks.replace('"a"', '"b"'),
  oidcProviderUrn: "iam::0a1b:oidcProvider:other",
};

const INNER: Said[] = [
  ...at<AwsRegistration>("issuer.aws", { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/other" }),
  ...at<GcpRegistration>("issuer.gcp", {
    workloadIdentityPool: `${ownPool}2`,
    workloadIdentityProvider: `${ownPool}/providers/other`,
    audience: "https://shop.example.com",
    gkeWorkloadPool: "other.svc.id.goog",
    fleetWorkloadPool: "other.svc.id.goog",
    fleetIdentityProvider: `${fleet}2`,
    projectNumber: "2",
    attributeMapping: { "attribute.pod": "assertion['kubernetes.io'].pod.name" },
    attributeCondition: "assertion.sub != ''",
  }),
  ...at<AlicloudRegistration>("issuer.alicloud", { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/other" }),
  ...at<HuaweiRegistration>("issuer.huawei", otherHuawei),
  ...at<AwsOtherSubject>("aws.others.subjects.0", { issuer: OTHER, subject: "repo:a/c" }),
  ...at<AwsOtherPrincipal>("aws.others.principals.0", { principal: "arn:aws:iam::111122223333:role/cd", conditions }),
  ...at<AzureOtherCredential>("azure.others.credentials.0", {
    issuer: OTHER,
    subject: "repo:a/c",
    claimsMatchingExpression: "claims['sub'] matches 'repo:a/b:*'",
    audience: "api://other",
  }),
  ...at<AlicloudOtherSubject>("alicloud.others.subjects.0", {
    issuer: OTHER,
    subject: "repo:a/c",
    oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/cd",
  }),
  ...at<AlicloudOtherPrincipal>("alicloud.others.principals.0", {
    principal: "acs:ram::1234567890123456:role/cd",
    conditions: { StringEquals: { "acs:SourceVpc": ["vpc-1"] } },
  }),
  ...at<HuaweiOtherSubject>("huawei.others.subjects.0", {
    issuer: OTHER,
    subject: "repo:a/c",
    registration: { clientId: AGENCY, identityProviderId: "cd", oidcProviderUrn: `iam::${ACCOUNT}:oidcProvider:cd` },
  }),
  ...at<HuaweiRegistration>("huawei.others.subjects.0.registration", otherHuawei),
  ...at<HuaweiOtherPrincipal>("huawei.others.principals.0", {
    principal: "iam::0a1b:agency:cd",
    conditions: { StringEquals: { "g:SourceAccount": ["0a1b"] } },
  }),
  ...at<HuaweiExistingGroup>("huawei.existingGroup", { name: "other", id: "0a1b2d" }),
  ...["huawei.connection", "registrations.huawei.connection"].flatMap((path) =>
    at<HuaweiConnection>(path, {
      region: "eu-west-101",
      projectId: "p",
      domainId: "d",
      cloud: "myhuaweicloud.eu",
      iamEndpoint: "https://iam.example.com",
      cceEndpoint: "https://cce.example.com",
    }),
  ),
];

const SUBJECT = { namespace: "shop", serviceAccount: "orders" };
const OWN = { ...SUBJECT, issuer: { url: EKS, jwks } };
const ofGithub = { issuer: GITHUB, subject: "repo:a/b" };
const AWS = { oidcProviderArn: `arn:aws:iam::111122223333:oidc-provider/${EKS.slice("https://".length)}` };
const POOL = { workloadIdentityPool: ownPool, workloadIdentityProvider: `${ownPool}/providers/prod` };
const GKE_POOL = { gkeWorkloadPool: "shop-prod.svc.id.goog" };
const FLEET = { fleetWorkloadPool: "fleet-host.svc.id.goog", fleetIdentityProvider: fleet };
const ALICLOUD = { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/prod" };
const ramOther = { ...ofGithub, oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/ci" };
const agencyOther = {
  ...ofGithub,
  registration: { clientId: AGENCY, oidcProviderUrn: `iam::${ACCOUNT}:oidcProvider:ci` },
};
const impersonation = { gcp: { access: "impersonation" as const } };
const registered = (entries: Partial<ClusterIssuer>, url = EKS) => ({ ...SUBJECT, issuer: { url, ...entries } });

const WORKLOADS: [string, FederatedWorkloadArgs][] = [
  ["a registration on AWS", { ...registered({ aws: AWS }), aws: {} }],
  ["a pool", { ...registered({ gcp: POOL }), gcp: {} }],
  ["a service account behind a pool", { ...registered({ gcp: POOL }), ...impersonation }],
  ["GKE's pool", { ...registered({ gcp: { ...GKE_POOL, projectNumber: "1" } }, GKE), gcp: {} }],
  ["a service account behind GKE's pool", { ...registered({ gcp: GKE_POOL }, GKE), ...impersonation }],
  ["a fleet's pool", { ...registered({ gcp: { ...FLEET, projectNumber: "1" } }), gcp: {} }],
  ["a service account behind a fleet's pool", { ...registered({ gcp: FLEET }), ...impersonation }],
  ["a registration on Alibaba Cloud", { ...registered({ alicloud: ALICLOUD }), alicloud: {} }],
  [
    "an identity provider of Huawei Cloud",
    { ...registered({ jwks, huawei: { clientId: "shop", identityProviderId: "prod" } }), huawei: {} },
  ],
  [
    "an OIDC provider of Huawei Cloud",
    {
      ...registered({ huawei: { clientId: AGENCY, oidcProviderUrn: `iam::${ACCOUNT}:oidcProvider:prod` } }),
      huawei: { mechanism: "trust-agency" },
    },
  ],
  [
    "others of a role",
    {
      ...OWN,
      aws: { others: { subjects: [ofGithub], principals: [{ principal: "arn:aws:iam::111122223333:role/ci" }] } },
    },
  ],
  ["others of an application", { ...OWN, azure: { application: {}, others: { credentials: [ofGithub] } } }],
  [
    "others of a managed identity",
    { ...OWN, azure: { resourceGroupName: "shop", others: { credentials: [ofGithub] } } },
  ],
  [
    "others of a RAM role",
    {
      ...registered({ alicloud: ALICLOUD }),
      alicloud: { others: { subjects: [ramOther], principals: [{ principal: "acs:ram::1234567890123456:role/ci" }] } },
    },
  ],
  ["others of a user group", { ...OWN, huawei: { others: { subjects: [{ ...ofGithub, issuer: EKS }] } } }],
  [
    "others of a user group from another provider",
    {
      ...OWN,
      huawei: {
        others: { subjects: [{ ...ofGithub, registration: { clientId: "shop-ci", identityProviderId: "ci" } }] },
      },
    },
  ],
  [
    "others of a trust agency",
    {
      ...OWN,
      registrations: { huawei: { mechanism: "trust-agency" } },
      huawei: {
        mechanism: "trust-agency",
        others: { subjects: [agencyOther], principals: [{ principal: `iam::${ACCOUNT}:agency:ci` }] },
      },
    },
  ],
  ["a group that exists", { ...OWN, huawei: { existingGroup: { name: "legacy" } } }],
  [
    "a group that exists and gets roles",
    {
      ...OWN,
      huawei: {
        existingGroup: { name: "legacy", id: "0a1b2c" },
        roles: [{ role: "OBS ReadOnlyAccess", scope: "domain" }],
      },
    },
  ],
  ["connections", { ...OWN, registrations: { huawei: { connection: {} } }, huawei: { connection: {} } }],
];

/** Facts of what exists, which may be more than one mechanism looks at. */
const FACTS = ["clientId", "identityProviderId", "mappingId", "sharedMapping", "signingKey", "oidcProviderUrn"];
const HARMLESS = [...FACTS.map((name) => `huawei.others.subjects.0.registration.${name}`), "huawei.existingGroup.id"];

type Templated = WorkloadPodOptions & { template: object };

describe("an argument makes a difference or is told to make none", () => {
  it.each(WORKLOADS)("of %s", async (_, args) => {
    const make = (given: FederatedWorkloadArgs) => new FederatedWorkload("orders", given);
    expect((await silentArguments(make, args, INNER)).filter((path) => !HARMLESS.includes(path))).toEqual([]);
  });

  it("of pods", async () => {
    const subject = { namespace: "shop", serviceAccount: "cart", issuer: { url: EKS } };
    const make = ({ template, ...options }: Templated) => {
      const workload = new FederatedWorkload("orders", { ...OWN, subjects: [subject], aws: {} });
      return new WorkloadPodTemplate("orders", { workload, template, ...options });
    };
    const own = { name: "side", env: [{ name: "AWS_REGION", value: "eu-west-1" }] };
    const said = at<WorkloadPodOptions>("", { subject, skipContainers: ["side"], keep: ["AWS_REGION"] });
    const template = { spec: { containers: [{ name: "app" }, own] } };
    expect(await silentArguments<Templated>(make, { template }, [...said, ["keep", ["MISSING"]]])).toEqual([]);
  });
});
