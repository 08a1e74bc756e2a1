import { describe, expect, it } from "vitest";
import type { AwsOpenShiftArgs } from "../../../src/clouds/aws/openshift/args";
import type { AzureOpenShiftArgs } from "../../../src/clouds/azure/openshift/args";
import type { GcpOpenShiftArgs } from "../../../src/clouds/gcp/openshift/args";
import type {
  OpenShiftIdentitiesArgs,
  OpenShiftIssuer,
  OpenShiftKubernetesArgs,
  OpenShiftNarrowing,
  OpenShiftNarrowingCondition,
  OpenShiftOperator,
  OpenShiftOperatorPermission,
} from "../../../src/openshift";
import { OpenShiftIdentities } from "../../../src/openshift";
import type { Said } from "../../support/effects";
import { at, silentArguments } from "../../support/effects";
import { credentialsRequest } from "../../support/openshift-requests";

const jwks = '{"keys":[{"alg":"RS256","e":"AQAB","kid":"a","kty":"RSA","n":"bW9kdWx1cw","use":"sig"}]}';
const fingerprints = ["0123456789abcdef0123456789abcdef01234567"];
const GUID = "00000000-0000-4000-8000-00000000000";
const SUBSCRIPTION = "00000000-0000-4000-8000-00000000000a";
const tags = { team: "shop" };
const pool = "projects/1/locations/global/workloadIdentityPools/prod";

const asksFor = (spec: object, name = "ingress") =>
  credentialsRequest({ name, secret: `openshift-ingress-operator/${name}`, serviceAccounts: [name] }, spec);

const OPENSHIFT: Said[] = [
  ...at<Omit<OpenShiftIdentitiesArgs, "aws" | "azure" | "gcp" | "adopt" | "credentialsRequests">>("", {
    clusterName: "other",
    issuer: { url: "https://storage.googleapis.com/other", jwks },
    operators: [
      {
        name: "own",
        namespace: "own",
        serviceAccounts: ["own"],
        permissions: [{ kind: "action", name: "s3:GetObject" }],
      },
    ],
    featureSet: "TechPreviewNoUpgrade",
    featureGates: ["SomeGate"],
    naming: "ccoctl",
    narrowings: [{ permissions: ["s3:GetObject"], resources: ["arn:aws:s3:::shop"] }],
    kubernetes: { secrets: true },
  }),
  ...at<AwsOpenShiftArgs>("aws", {
    region: "eu-west-1",
    permissionsBoundary: "arn:aws:iam::111122223333:policy/bound",
    path: "/shop/",
    tags,
    thumbprints: fingerprints,
    oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/storage.googleapis.com/prod-oidc",
  }),
  ...at<AzureOpenShiftArgs>("azure", {
    subscriptionId: `${GUID}4`,
    region: "northeurope",
    tenantId: `${GUID}5`,
    oidcResourceGroupName: "oidc",
    installationResourceGroupName: "install",
    networkResourceGroupName: "network",
    dnsZoneResourceGroupName: "dns",
    scopes: { "openshift-ingress-azure": [`/subscriptions/${SUBSCRIPTION}/resourceGroups/g`] },
    conditions: { "openshift-image-registry-azure": "true" },
    assignableScopes: [`/subscriptions/${SUBSCRIPTION}/resourceGroups/g`],
    tags,
  }),
  ...at<GcpOpenShiftArgs>("gcp", {
    project: "other",
    poolId: "own",
    poolSuffix: "two",
    providerId: "own",
    existingPool: { workloadIdentityPool: pool, workloadIdentityProvider: `${pool}/providers/prod` },
    uploadJwks: false,
    workloadPool: false,
    sharedRoles: true,
    conditions: { ingress: { title: "one", expression: 'resource.name == "one"' } },
    universeDomain: "example.goog",
  }),
];

/** What may be said of an operator of the user's own, and of what is narrowed. */
const INNER: Said[] = [
  ...at<OpenShiftIssuer>("issuer", { url: "https://storage.googleapis.com/other", jwks: jwks.replace('"a"', '"b"') }),
  ...at<OpenShiftOperator>("operators.0", {
    name: "other",
    namespace: "other",
    secretName: "other",
    serviceAccounts: ["other"],
    permissions: [{ kind: "action", name: "s3:ListBucket" }],
  }),
  ...at<OpenShiftOperatorPermission>("operators.0.permissions.0", {
    kind: "permission",
    name: "s3:ListBucket",
    resource: "arn:aws:s3:::other",
  }),
  ...at<OpenShiftNarrowing>("narrowings.0", {
    requests: ["own"],
    permissions: ["s3:PutObject"],
    permissionsInstead: ["s3:GetObject"],
    resources: ["arn:aws:s3:::other"],
    conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["true"] }],
  }),
  ...at<OpenShiftNarrowingCondition>("narrowings.0.conditions.0", {
    test: "StringLike",
    variable: "aws:ResourceTag/team",
    values: ["other"],
  }),
  ...at<OpenShiftKubernetesArgs>("kubernetes", { secrets: false, authentication: true }),
];

const openShift = { issuer: { url: "https://storage.googleapis.com/prod-oidc", jwks } };
const OPENSHIFTS: [string, OpenShiftIdentitiesArgs][] = [
  [
    "AWS",
    {
      ...openShift,
      credentialsRequests: [
        asksFor({
          kind: "AWSProviderSpec",
          statementEntries: [{ effect: "Allow", action: ["s3:GetObject"], resource: "*" }],
        }),
      ],
      aws: {},
    },
  ],
  [
    "Azure",
    {
      ...openShift,
      credentialsRequests: [
        asksFor(
          { kind: "AzureProviderSpec", permissions: ["Microsoft.Network/dnsZones/read"] },
          "openshift-ingress-azure",
        ),
        asksFor(
          { kind: "AzureProviderSpec", roleBindings: [{ role: "Contributor" }] },
          "openshift-image-registry-azure",
        ),
      ],
      azure: { subscriptionId: SUBSCRIPTION, region: "westeurope", tenantId: `${GUID}2` },
    },
  ],
  [
    "Google Cloud",
    {
      ...openShift,
      credentialsRequests: [
        asksFor({ kind: "GCPProviderSpec", predefinedRoles: ["roles/viewer"], permissions: ["dns.changes.create"] }),
      ],
      gcp: { project: "shop-prod" },
    },
  ],
];

const NARROWED: OpenShiftIdentitiesArgs = {
  ...openShift,
  credentialsRequests: [
    asksFor({
      kind: "AWSProviderSpec",
      statementEntries: [{ effect: "Allow", action: ["s3:GetObject", "s3:PutObject"], resource: "*" }],
    }),
  ],
  operators: [
    {
      name: "own",
      namespace: "own",
      serviceAccounts: ["own"],
      permissions: [{ kind: "action", name: "s3:*" }],
    },
  ],
  narrowings: [
    {
      permissions: ["s3:*"],
      resources: ["arn:aws:s3:::shop"],
      conditions: [{ test: "StringEquals", variable: "aws:ResourceTag/team", values: ["shop"] }],
    },
  ],
  kubernetes: {},
  aws: {},
};

/** Facts of a cluster that no request here depends on. */
const HARMLESS = ["featureGates", "featureSet"];
const silentIn = async <A extends object>(make: (args: A) => object, args: A, said: readonly Said[]) =>
  (await silentArguments(make, args, said)).filter((path) => !HARMLESS.includes(path));

describe("an argument makes a difference or is told to make none", () => {
  it.each(OPENSHIFTS)("of OpenShift's identities on %s", async (_, args) => {
    const make = (given: OpenShiftIdentitiesArgs) => new OpenShiftIdentities("prod", given);
    expect(await silentIn<OpenShiftIdentitiesArgs>(make, args, OPENSHIFT)).toEqual([]);
  });

  it("of an operator of one's own, and of what is narrowed", async () => {
    const make = (given: OpenShiftIdentitiesArgs) => new OpenShiftIdentities("prod", given);
    expect(await silentIn<OpenShiftIdentitiesArgs>(make, NARROWED, INNER)).toEqual([]);
  });
});
