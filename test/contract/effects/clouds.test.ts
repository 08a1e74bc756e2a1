import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { ClusterIssuer, FederatedWorkloadArgs } from "../../../src";
import { FederatedWorkload } from "../../../src";
import { observed } from "../../support/effects";
import { lateFaults } from "../../support/late-faults";

const EKS = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const GKE = "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west4/clusters/blue";
const AKS = "https://westeurope.oic.prod-aks.azure.com/00000000-0000-4000-8000-000000000002/blue/";
const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const fingerprints = ["0123456789abcdef0123456789abcdef01234567"];
const tenantId = "00000000-0000-4000-8000-000000000002";
const ids = { clientId: "00000000-0000-4000-8000-000000000001", tenantId };
const objectId = "00000000-0000-4000-8000-000000000003";
const clusterArn = "arn:aws:eks:eu-west-1:111122223333:cluster/blue";
const awsArn = `arn:aws:iam::111122223333:oidc-provider/${EKS.slice("https://".length)}`;
const pool = "projects/1/locations/global/workloadIdentityPools/prod";
const email = "orders@shop-prod.iam.gserviceaccount.com";
const gke = { gkeWorkloadPool: "shop-prod.svc.id.goog" };
const fleet = {
  fleetWorkloadPool: "fleet-host.svc.id.goog",
  fleetIdentityProvider: "https://gkehub.googleapis.com/projects/fleet-host/locations/global/memberships/blue",
};
const iamRole = "arn:aws:iam::111122223333:role/legacy";
const ramRole = "acs:ram::1234567890123456:role/legacy";

type Clouds = Pick<FederatedWorkloadArgs, "aws" | "azure" | "gcp" | "alicloud" | "huawei">;
type Cloud = keyof Clouds;
/** One way to use a cloud: what the workload asks for, where the cluster's issuer is registered, and what may be said there with no effect. */
type Form<C extends Cloud> = [
  title: string,
  asked: NonNullable<Clouds[C]>,
  issuer?: ClusterIssuer,
  harmless?: string[],
];
/** A value for every argument that a cloud has, and for some inside of them; the compiler misses none that is new. */
type Values<C extends Cloud> = { [K in keyof Required<NonNullable<Clouds[C]>>]: NonNullable<Clouds[C]>[K] | Inner[] };
/** What stands inside of an argument, one at a time. */
type Inner = { inner: object };

const inner = (...each: object[]): Inner[] => each.map((value) => ({ inner: value }));
const token = inner({ path: "own/token" }, { expirationSeconds: 7200 });

interface Table<C extends Cloud> {
  forms: Form<C>[];
  values: Values<C>;
}

const OWN: ClusterIssuer = { url: EKS, jwks };
/** Compared with the trust that the role has, as the vendor answers it. */
const IN_ANSWERS = ["others"];

const TABLES: { [C in Cloud]: Table<C> } = {
  aws: {
    forms: [
      ["a role", {}],
      ["the webhook", { wiring: "webhook" }],
      ["EKS Pod Identity beside tokens", { podIdentity: { clusterArn } }],
      ["EKS Pod Identity alone", { podIdentity: { clusterArn }, webIdentity: false }],
      ["both, and nothing projected", { podIdentity: { clusterArn }, wiring: "podIdentity" }],
      ["an external role", { externalRoleArn: iamRole }],
      ["a statement in somebody else's role", { externalRoleArn: iamRole, manageStatement: true }, OWN, IN_ANSWERS],
      ["a role that is taken over", { importRole: "legacy" }],
      ["an issuer that is registered", {}, { url: EKS, aws: { oidcProviderArn: awsArn } }],
    ],
    values: {
      policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
      policyArnsByKey: { read: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      inlinePolicies: { read: "{}" },
      inlineStatements: { read: [{ actions: ["s3:GetObject"], resources: ["*"] }] },
      permissionsBoundary: "arn:aws:iam::111122223333:policy/bound",
      roleName: "orders",
      path: "/shop/",
      description: "orders",
      maxSessionDuration: 7200,
      tags: { team: "shop" },
      audience: "shop",
      region: "eu-central-1",
      roleSessionName: "orders",
      wiring: "projected",
      podIdentity: { clusterArn },
      webIdentity: false,
      token,
      others: { principals: [{ principal: "arn:aws:iam::111122223333:role/ci" }] },
      externalRoleArn: iamRole,
      externalTrustPolicy: "{}",
      importRole: "legacy",
      manageStatement: true,
      statementProfile: "ops",
    },
  },
  azure: {
    forms: [
      ["a managed identity", { resourceGroupName: "shop" }],
      ["the webhook", { resourceGroupName: "shop", wiring: "webhook" }],
      ["an identity that exists", { existingIdentity: { resourceGroupName: "shop", name: "legacy", ...ids } }],
      ["an application", { application: {} }],
      ["an application that exists", { existingApplication: { ...ids, objectId } }],
      [
        "a binding",
        { resourceGroupName: "shop", identityBinding: { clusterResourceGroupName: "aks", clusterName: "blue" } },
        { url: AKS },
      ],
    ],
    values: {
      resourceGroupName: "other",
      name: "orders",
      location: "westeurope",
      tags: { team: "shop" },
      existingIdentity: { resourceGroupName: "shop", name: "legacy", ...ids },
      application: inner({ displayName: "orders" }, { description: "orders" }, { multiTenant: true }),
      existingApplication: { ...ids, objectId },
      identityBinding: { clusterResourceGroupName: "aks", clusterName: "blue" },
      credentialName: "orders",
      credentialDescription: "orders",
      importCredentials: [`${objectId}/federatedIdentityCredential/${objectId}`],
      tenantId: "00000000-0000-4000-8000-000000000009",
      roleAssignments: [{ role: "Reader", scope: "/" }],
      others: { credentials: [{ issuer: "https://token.actions.githubusercontent.com", subject: "repo:a/b" }] },
      environment: "usgovernment",
      authorityHost: "https://login.sovcloud-identity.de/",
      audience: "api://shop",
      wiring: "projected",
      token,
    },
  },
  gcp: {
    forms: [
      ["direct access", { project: "shop-prod" }],
      ["a service account", { access: "impersonation" }],
      ["a service account that exists", { access: "impersonation", serviceAccountEmail: email }],
      ["the webhook", { access: "impersonation", wiring: "webhook" }],
      ["GKE", {}, { url: GKE, gcp: { ...gke, projectNumber: "1" } }, ["gke"]],
      ["a service account on GKE", { access: "impersonation" }, { url: GKE, gcp: gke }, ["gke"]],
      ["GKE, as an output", { gke: true, projectNumber: "1" }, { url: GKE, gcp: pulumi.output(gke) }],
      ["a fleet", {}, { url: EKS, gcp: { ...fleet, projectNumber: "1" } }, ["fleet"]],
      ["a service account of a fleet", { access: "impersonation" }, { url: EKS, gcp: fleet }, ["fleet"]],
      [
        "a pool that exists",
        {},
        { url: EKS, gcp: { workloadIdentityPool: pool, workloadIdentityProvider: `${pool}/providers/prod` } },
      ],
    ],
    values: {
      access: "impersonation",
      project: "shop-dev",
      roles: ["roles/viewer"],
      grants: [{ kind: "bucket", resource: "shop", role: "roles/storage.objectViewer" }],
      gke: true,
      fleet: true,
      autopilot: true,
      projectNumber: "2",
      accountId: "orders-shop",
      displayName: "Orders",
      serviceAccountEmail: email,
      serviceAccountPolicy: '{"bindings":[]}',
      others: { members: ["group:ops@example.com"] },
      accessTokenLifetimeSeconds: 1800,
      universeDomain: "example.goog",
      wiring: "projected",
      token,
      gcloud: true,
    },
  },
  alicloud: {
    forms: [
      ["a role", {}],
      ["the webhook", { wiring: "webhook" }],
      ["an external role", { externalRoleArn: ramRole }],
      ["a statement in somebody else's role", { externalRoleArn: ramRole, manageStatement: true }, OWN, IN_ANSWERS],
      ["a role that is taken over", { importRole: "legacy" }],
    ],
    values: {
      systemPolicies: ["AliyunOSSReadOnlyAccess"],
      systemPoliciesByKey: { oss: "AliyunOSSReadOnlyAccess" },
      customPolicies: ["own"],
      customPoliciesByKey: { own: "own" },
      policies: { read: "{}" },
      roleName: "orders",
      description: "orders",
      maxSessionDuration: 7200,
      tags: { team: "shop" },
      audience: "shop",
      roleSessionName: "orders",
      stsRegion: "cn-hangzhou",
      stsVpcEndpoint: true,
      stsEndpoint: "sts.cn-hangzhou.aliyuncs.com",
      wiring: "projected",
      token,
      others: { principals: [{ principal: "acs:ram::1234567890123456:role/ci" }] },
      externalRoleArn: ramRole,
      externalTrustPolicy: "{}",
      importRole: "legacy",
      manageStatement: true,
      statementProfile: "ops",
    },
  },
  huawei: {
    forms: [
      ["a user group", {}],
      ["a user group that exists", { existingGroup: { name: "legacy", id: "0a1b2c" } }],
      ["a trust agency", { mechanism: "trust-agency" }],
    ],
    values: {
      mechanism: "trust-agency",
      roles: [{ role: "OBS ReadOnlyAccess", scope: "domain" }],
      customPolicies: { read: { policy: '{"Version":"1.1","Statement":[]}', scope: "domain" } },
      groupName: "orders",
      existingGroup: { name: "legacy", id: "0a1b2c" },
      agencyPolicies: ["OBSReadOnlyPolicy"],
      agencyPoliciesByKey: { obs: "OBSReadOnlyPolicy" },
      agencyName: "orders",
      maxSessionDuration: 7200,
      description: "orders",
      others: { subjects: [{ issuer: EKS, subject: "repo:a/b" }] },
      projectId: "p",
      projectName: "eu-west-101",
      domainId: "d",
      iamEndpoint: "https://iam.example.com",
      stsEndpoint: "https://sts.example.com",
      sessionName: "orders",
      wiring: "projected",
      token,
      owner: "shop/prod",
      connection: inner({ iamEndpoint: "https://iam.example.com" }, { cceEndpoint: "https://cce.example.com" }),
    },
  },
};

/** A workload as it is seen: its identity, its pods and its issuer. */
function made(issuer: ClusterIssuer, clouds: Clouds): object {
  const registrations = clouds.alicloud === undefined ? {} : { registrations: { alicloud: { fingerprints } } };
  const subject = { issuer, namespace: "shop", serviceAccount: "orders" };
  const workload = new FederatedWorkload("orders", { ...subject, ...registrations, ...clouds });
  const template = pulumi.output(workload.podTemplate({ spec: { containers: [{ name: "app" }] } }));
  const [cloud] = Object.keys(clouds) as [Cloud];
  return { identity: workload[cloud], template, issuer: workload.issuer };
}

/** What would be no change: the default itself. */
const DEFAULTS: readonly unknown[] = ["projected"];

describe.each(Object.entries(TABLES) as [Cloud, Table<Cloud>][])("an argument of %s", (cloud, { forms, values }) => {
  const variants = Object.entries(values as Record<string, unknown>).flatMap(([name, value]) =>
    Array.isArray(value) && value.every((each) => typeof each === "object" && "inner" in each)
      ? (value as Inner[]).map((each) => [`${name}.${Object.keys(each.inner)}`, name, each.inner] as const)
      : [[name, name, value] as const],
  );

  it.each(forms as [string, object, ClusterIssuer?, string[]?][])(
    "makes a difference or is told to make none: %s",
    async (_, asked, issuer = OWN, harmless = []) => {
      const silent: string[] = [];
      // A fault of final values is told too, where nobody waits for it.
      await lateFaults(async () => {
        const without = await observed(() => made(issuer, { [cloud]: asked }));
        for (const [title, name, value] of variants) {
          const own = (asked as Record<string, unknown>)[name];
          const isObject = typeof own === "object" && typeof value === "object" && title !== name;
          const given = { ...asked, [name]: isObject ? { ...(own as object), ...(value as object) } : value };
          if (DEFAULTS.includes(value) || harmless.includes(name) || (own !== undefined && !isObject)) continue;
          if ((await observed(() => made(issuer, { [cloud]: given }))) === without) silent.push(title);
        }
      });
      expect(silent).toEqual([]);
    },
  );
});
