// How long an audit takes, against asking about each identity and each ServiceAccount in pairs.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { audit } = require("../dist/audit/index.js");
const { evaluate, readTrusts } = require("../dist/verifier/index.js");

const HOST = "oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const ISSUER = `https://${HOST}`;
const AWS = `arn:aws:iam::111122223333:oidc-provider/${HOST}`;
const ALICLOUD = "acs:ram::1234567890123456:oidc-provider/prod";
const HUAWEI = "iam::0a1b2c3d4e5f60718293a4b5c6d7e8f9:oidcProvider:prod";
const POOL = "projects/123456789012/locations/global/workloadIdentityPools/prod";
const GROUP = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities";
const CLOUDS = 5;

const subject = (i) => `system:serviceaccount:ns-${i % 100}:sa-${i}`;
const resource = (type, name, state) => ({ type, name, id: String(state.id ?? name), state });

const REGISTRATIONS = [
  resource("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "prod", {
    arn: AWS,
    url: ISSUER,
    clientIdLists: ["sts.amazonaws.com"],
  }),
  resource("gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", "prod", {
    name: `${POOL}/providers/prod`,
    attributeMapping: { "google.subject": "assertion.sub" },
    oidc: { issuerUri: ISSUER },
  }),
  resource("alicloud:ims/oidcProvider:OidcProvider", "prod", {
    arn: ALICLOUD,
    issuerUrl: ISSUER,
    clientIds: ["sts.aliyuncs.com"],
  }),
  resource("pulumi-nodejs:dynamic/huawei:OidcProvider", "prod", {
    providerUrn: HUAWEI,
    url: ISSUER,
    clientIds: ["sts"],
  }),
];

/** One identity on each cloud that trusts one ServiceAccount. */
function identities(i) {
  const sub = subject(i);
  const equals = { "oidc:iss": [ISSUER], "oidc:sub": [sub] };
  const email = `a${i}@shop.iam.gserviceaccount.com`;
  return [
    resource("aws:iam/role:Role", `r${i}`, {
      arn: `arn:aws:iam::111122223333:role/r${i}`,
      name: `r${i}`,
      assumeRolePolicy: policy("2012-10-17", AWS, "sts:AssumeRoleWithWebIdentity", {
        [`${HOST}:aud`]: "sts.amazonaws.com",
        [`${HOST}:sub`]: sub,
      }),
    }),
    resource("azure-native:managedidentity:UserAssignedIdentity", `i${i}`, { id: `${GROUP}/i${i}`, name: `i${i}` }),
    resource("azure-native:managedidentity:FederatedIdentityCredential", `f${i}`, {
      id: `${GROUP}/i${i}/federatedIdentityCredentials/prod`,
      name: "prod",
      issuer: ISSUER,
      subject: sub,
      audiences: ["api://AzureADTokenExchange"],
    }),
    resource("gcp:serviceaccount/account:Account", `a${i}`, { email }),
    resource("gcp:serviceaccount/iAMMember:IAMMember", `m${i}`, {
      serviceAccountId: `projects/shop/serviceAccounts/${email}`,
      role: "roles/iam.workloadIdentityUser",
      member: `principal://iam.googleapis.com/${POOL}/subject/${sub}`,
    }),
    resource("alicloud:ram/role:Role", `ali${i}`, {
      arn: `acs:ram::1234567890123456:role/ali${i}`,
      roleName: `ali${i}`,
      assumeRolePolicyDocument: policy("1", ALICLOUD, "sts:AssumeRole", { ...equals, "oidc:aud": "sts.aliyuncs.com" }),
    }),
    resource("pulumi-nodejs:dynamic/huawei:TrustAgency", `t${i}`, {
      agencyUrn: `iam::0a1b2c3d4e5f60718293a4b5c6d7e8f9:agency:t${i}`,
      trustPolicy: policy("5.0", [HUAWEI], "sts:agencies:assumeWithOIDC", { ...equals, "oidc:aud": ["sts"] }),
    }),
  ];
}

function policy(Version, Federated, Action, StringEquals) {
  return JSON.stringify({
    Version,
    Statement: [{ Effect: "Allow", Principal: { Federated }, Action, Condition: { StringEquals } }],
  });
}

/** The texts of an estate with as many identities as ServiceAccounts, the identities spread over the clouds. */
function estate(size) {
  const each = Math.round(size / CLOUDS);
  const resources = [...REGISTRATIONS, ...Array.from({ length: each }, (_, i) => identities(i)).flat()];
  const items = Array.from({ length: size }, (_, i) => ({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { namespace: `ns-${i % 100}`, name: `sa-${i}` },
  }));
  return [JSON.stringify(resources), JSON.stringify({ apiVersion: "v1", kind: "List", items })];
}

/** The audit of an estate of this size. */
export function auditOf(size) {
  return audit(inputsOf(size), CLUSTERS);
}

const CLUSTERS = [{ name: "prod", issuer: ISSUER }];

function inputsOf(size) {
  const [resources, objects] = estate(size);
  return [
    { source: "resources.json", text: resources },
    { source: "objects.json", text: objects },
  ];
}

function audited(size) {
  const inputs = inputsOf(size);
  const start = performance.now();
  const { pairs } = audit(inputs, CLUSTERS);
  const seconds = (performance.now() - start) / 1000;
  if (pairs.length !== size)
    throw new Error(`${pairs.length} pairs of ${size} identities with one ServiceAccount each`);
  return seconds;
}

/** The same question put pair by pair, as an auditor without an index has to. */
function pairwise(size) {
  const [resources] = estate(size);
  const audiences = ["sts.amazonaws.com", "api://AzureADTokenExchange", "sts.aliyuncs.com", "sts"];
  const aud = [...audiences, `https://iam.googleapis.com/${POOL}/providers/prod`];
  const start = performance.now();
  for (const { trust } of readTrusts(resources)) {
    for (let i = 0; i < size; i++) for (const one of aud) evaluate(trust, { iss: ISSUER, sub: subject(i), aud: [one] });
  }
  return (performance.now() - start) / 1000;
}

export async function run() {
  audited(500);
  const small = audited(1000);
  const large = audited(10_000);
  const memory = process.memoryUsage().rss / 1e6;
  const pairs = pairwise(100);
  return [
    { what: "10,000 identities of 5 clouds x 10,000 ServiceAccounts", value: large, unit: "s", goal: 2 },
    { what: "memory after it", value: memory, unit: "MB", goal: 500 },
    { what: "10,000 against ten times 1,000 (1 is linear)", value: large / (10 * small), unit: "x", goal: 1.3 },
    {
      what: "100 x 100 pair by pair, against the audit of as many",
      value: pairs / audited(100),
      unit: "x",
      detail: "the baseline grows with the product",
    },
  ];
}
