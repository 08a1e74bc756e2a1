// Trusts on every cloud that admit by patterns, as many and as complex as someone may write them.

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const host = url.slice("https://".length);
const arn = `arn:aws:iam::111122223333:oidc-provider/${host}`;
const ram = "acs:ram::1234567890123456:oidc-provider/cluster";
const urn = "iam::123456789012:oidcProvider:cluster";
const pool = "projects/123456789012/locations/global/workloadIdentityPools/cluster";
const S = "system:serviceaccount:";

const many = (count, write) => Array.from({ length: count }, (_, i) => write(i));
const letter = (i) => String.fromCharCode(97 + (i % 26));

/** By name, the patterns that one trust admits by. */
export const SHAPES = {
  "a namespace": [`${S}shop:*`],
  "40 stars": [S + many(40, () => "*").join("a")],
  "40 stars and an end": [`${S + many(40, () => "*").join("a")}b`],
  "500 stars": [S + many(500, () => "*").join("a")],
  "20 characters behind a letter": [`*a${"?".repeat(20)}`],
  "20 patterns of 2 stars": many(20, (i) => `${S}shop-${i}-*:ord*-${i}`),
  "20 patterns of 20 stars": many(20, (i) => S + many(20, (j) => `*${letter(i + j)}`).join("")),
  "26 searches for two letters": many(26, (i) => `*${letter(i)}*${letter(7 * i)}*`),
  "40 ends": many(40, (i) => `*:orders-${i}`),
  "100 namespaces": many(100, (i) => `${S}shop-${i}:*`),
  "1000 searches": many(1000, (i) => `*n${i}x*`),
  "1000 subjects": many(1000, (i) => `${S}shop-${i % 40}:orders-${i}`),
  "1000 subjects and a namespace": [...many(1000, (i) => `${S}shop-${i % 40}:orders-${i}`), `${S}shop:*`],
};

const policy = (action, principal, operator, conditions, keys, sub) => ({
  Effect: "Allow",
  Action: action,
  Principal: principal,
  Condition: { StringEquals: conditions, [operator]: { [keys]: sub } },
});
const aws = (operator) => (patterns) => ({
  cloud: "aws",
  oidcProviders: [{ arn, url, clientIds: ["sts.amazonaws.com"] }],
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      policy(
        "sts:AssumeRoleWithWebIdentity",
        { Federated: arn },
        operator,
        { [`${host}:aud`]: "sts.amazonaws.com" },
        `${host}:sub`,
        patterns,
      ),
    ],
  },
});

const expression = (pattern) => `^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`;
const google = (condition) => (patterns) => ({
  cloud: "gcp",
  pool,
  providers: [
    {
      name: `${pool}/providers/kubernetes`,
      issuer: url,
      attributeMapping: { "google.subject": "assertion.sub" },
      attributeCondition: condition(patterns),
    },
  ],
  bindings: [{ role: "roles/storage.objectViewer", members: [`principalSet://iam.googleapis.com/${pool}/*`] }],
});
const pieces = (pattern) => {
  const [first, ...rest] = pattern.split("*");
  const last = rest.pop();
  return [
    `assertion.sub.startsWith('${first}')`,
    ...rest.map((piece) => `assertion.sub.contains('${piece}')`),
    ...(last === undefined ? [] : [`assertion.sub.endsWith('${last}')`]),
  ].join(" && ");
};

/** By name: the audience, and the trust of some patterns. */
export const CLOUDS = {
  AWS: { audience: "sts.amazonaws.com", trust: aws("StringLike") },
  "AWS, denied": { audience: "sts.amazonaws.com", trust: aws("StringNotLike") },
  Azure: {
    audience: "api://AzureADTokenExchange",
    trust: (patterns) => ({
      cloud: "azure",
      federatedIdentityCredentials: patterns.map((pattern, i) => ({
        name: `credential-${i}`,
        issuer: url,
        audiences: ["api://AzureADTokenExchange"],
        claimsMatchingExpression: { value: `claims['sub'] matches '${pattern}'`, languageVersion: 1 },
      })),
    }),
  },
  "Google Cloud, expressions": {
    audience: `https://iam.googleapis.com/${pool}/providers/kubernetes`,
    trust: google((patterns) => patterns.map((each) => `assertion.sub.matches('${expression(each)}')`).join(" || ")),
  },
  "Google Cloud, pieces": {
    audience: `https://iam.googleapis.com/${pool}/providers/kubernetes`,
    trust: google((patterns) => patterns.map((each) => `(${pieces(each)})`).join(" || ")),
  },
  "Alibaba Cloud": {
    audience: "sts.aliyuncs.com",
    trust: (patterns) => ({
      cloud: "alicloud",
      oidcProviders: [{ arn: ram, issuer: url, clientIds: ["sts.aliyuncs.com"] }],
      assumeRolePolicy: {
        Version: "1",
        Statement: [
          policy(
            "sts:AssumeRole",
            { Federated: [ram] },
            "StringLike",
            { "oidc:aud": "sts.aliyuncs.com", "oidc:iss": url },
            "oidc:sub",
            patterns,
          ),
        ],
      },
    }),
  },
  "Huawei Cloud rules": {
    audience: "shop-prod-cluster",
    trust: (patterns) => ({
      cloud: "huawei",
      identityProvider: { id: "cluster", issuer: url, clientId: "shop-prod-cluster" },
      group: "orders",
      rules: patterns.map((pattern, i) => ({
        local: [{ user: { name: `user-${i}` } }, { group: { name: "orders" } }],
        remote: [{ type: "sub", any_one_of: [expression(pattern)], regex: true }],
      })),
    }),
  },
  "Huawei Cloud agency": {
    audience: "shop-prod-cluster",
    trust: (patterns) => ({
      cloud: "huawei",
      oidcProviders: [{ urn, url, clientIds: ["shop-prod-cluster"] }],
      trustPolicy: {
        Version: "5.0",
        Statement: [
          policy(
            ["sts:agencies:assumeWithOIDC"],
            { Federated: [urn] },
            "StringLike",
            { "oidc:iss": [url], "oidc:aud": ["shop-prod-cluster"] },
            "oidc:sub",
            patterns,
          ),
        ],
      },
    }),
  },
};

/** Whoever shall get in, and a token with a long name, which takes longest to be compared with patterns. */
export const INTENDED = { issuer: url, namespace: "shop", serviceAccount: "orders" };
export const STRANGER = { iss: url, sub: `${S}shop:${"a".repeat(200)}-orders` };
