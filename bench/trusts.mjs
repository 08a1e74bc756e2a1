// The trusts of every cloud as this library writes them, for any number of ServiceAccounts.

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const host = url.slice("https://".length);
const arn = `arn:aws:iam::111122223333:oidc-provider/${host}`;
const ram = "acs:ram::1234567890123456:oidc-provider/cluster";
const urn = "iam::123456789012:oidcProvider:cluster";
const pools = "projects/123456789012/locations/global/workloadIdentityPools";
const pool = `${pools}/cluster`;
const clientId = "shop-prod-cluster";
const gke = {
  pool: "shop-prod.svc.id.goog",
  issuer: "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/prod",
};

const claim = ({ namespace, serviceAccount }) => `system:serviceaccount:${namespace}:${serviceAccount}`;
const claims = (subjects) => subjects.map(claim);
const oneOrMany = (values) => (values.length === 1 ? values[0] : values);

/** ServiceAccounts in forty namespaces. */
export function subjectsOf(count, issuer = url) {
  return Array.from({ length: count }, (_, i) => ({
    issuer,
    namespace: `shop-${i % 40}`,
    serviceAccount: `orders-${i}`,
  }));
}

/** By name: the audience, the issuer where it is another one, how many subjects the cloud takes, and the trust of some subjects. */
export const TRUSTS = {
  AWS: {
    audience: "sts.amazonaws.com",
    most: 180,
    trust: (subjects) => ({
      cloud: "aws",
      oidcProviders: [{ arn, url, clientIds: ["sts.amazonaws.com"] }],
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: arn },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: { [`${host}:aud`]: "sts.amazonaws.com", [`${host}:sub`]: oneOrMany(claims(subjects)) },
            },
          },
        ],
      },
    }),
  },
  Azure: {
    audience: "api://AzureADTokenExchange",
    most: 20,
    trust: (subjects) => ({
      cloud: "azure",
      federatedIdentityCredentials: subjects.map((subject) => ({
        name: `${subject.namespace}_${subject.serviceAccount}`,
        issuer: subject.issuer,
        subject: claim(subject),
        audiences: ["api://AzureADTokenExchange"],
      })),
    }),
  },
  "Google Cloud": {
    audience: `https://iam.googleapis.com/${pool}/providers/kubernetes`,
    trust: (subjects) => ({
      cloud: "gcp",
      pool,
      providers: [
        {
          name: `${pool}/providers/kubernetes`,
          issuer: url,
          attributeMapping: { "google.subject": "assertion.sub" },
        },
      ],
      bindings: [
        {
          role: "roles/storage.objectViewer",
          members: claims(subjects).map((sub) => `principal://iam.googleapis.com/${pool}/subject/${sub}`),
        },
      ],
    }),
  },
  GKE: {
    audience: gke.pool,
    issuer: gke.issuer,
    trust: (subjects) => ({
      cloud: "gcp",
      pool: `${pools}/${gke.pool}`,
      providers: [{ name: "prod", issuer: gke.issuer }],
      bindings: [
        {
          role: "roles/storage.objectViewer",
          members: subjects.map(
            ({ namespace, serviceAccount }) =>
              `principal://iam.googleapis.com/${pools}/${gke.pool}/subject/ns/${namespace}/sa/${serviceAccount}`,
          ),
        },
      ],
    }),
  },
  "Alibaba Cloud": {
    audience: "sts.aliyuncs.com",
    trust: (subjects) => ({
      cloud: "alicloud",
      oidcProviders: [{ arn: ram, issuer: url, clientIds: ["sts.aliyuncs.com"] }],
      assumeRolePolicy: {
        Statement: [
          {
            Action: "sts:AssumeRole",
            Condition: {
              StringEquals: {
                "oidc:aud": "sts.aliyuncs.com",
                "oidc:iss": url,
                "oidc:sub": oneOrMany(claims(subjects)),
              },
            },
            Effect: "Allow",
            Principal: { Federated: [ram] },
          },
        ],
        Version: "1",
      },
    }),
  },
  "Huawei Cloud rules": {
    audience: clientId,
    trust: (subjects) => ({
      cloud: "huawei",
      identityProvider: { id: "cluster", issuer: url, clientId },
      rules: subjects.map((subject) => ({
        local: [{ user: { name: `${subject.namespace}.${subject.serviceAccount}` } }, { group: { name: "orders" } }],
        remote: [{ type: "sub", any_one_of: [claim(subject)] }],
      })),
      group: "orders",
    }),
  },
  "Huawei Cloud agency": {
    audience: clientId,
    most: 130,
    trust: (subjects) => ({
      cloud: "huawei",
      trustPolicy: {
        Version: "5.0",
        Statement: [
          {
            Effect: "Allow",
            Action: ["sts:agencies:assumeWithOIDC"],
            Principal: { Federated: [urn] },
            Condition: {
              StringEquals: { "oidc:iss": [url], "oidc:aud": [clientId], "oidc:sub": claims(subjects) },
            },
          },
        ],
      },
      oidcProviders: [{ urn, url, clientIds: [clientId] }],
    }),
  },
};
