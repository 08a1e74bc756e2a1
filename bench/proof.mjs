import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const { evaluate, prove } = require("../dist/verifier/index.js");

const url = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const host = url.slice("https://".length);
const arn = `arn:aws:iam::111122223333:oidc-provider/${host}`;
const ram = "acs:ram::1234567890123456:oidc-provider/cluster";
const pool = "projects/123456789012/locations/global/workloadIdentityPools/cluster";
const claim = ({ namespace, serviceAccount }) => `system:serviceaccount:${namespace}:${serviceAccount}`;

/** A trust of each cloud for the given `sub` claims, and where the cloud has patterns, the same with one more glob. */
const CLOUDS = {
  aws: {
    audience: "sts.amazonaws.com",
    trust: (subs, glob) => ({
      cloud: "aws",
      oidcProviders: [{ arn, issuer: url, clientIds: ["sts.amazonaws.com"] }],
      assumeRolePolicy: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: arn },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: { [`${host}:aud`]: "sts.amazonaws.com" },
              StringLike: { [`${host}:sub`]: glob ? [...subs, glob] : subs },
            },
          },
        ],
      },
    }),
  },
  azure: {
    audience: "api://AzureADTokenExchange",
    trust: (subs) => ({
      cloud: "azure",
      federatedIdentityCredentials: subs.map((subject, i) => ({
        name: `credential-${i}`,
        issuer: url,
        subject,
        audiences: ["api://AzureADTokenExchange"],
      })),
    }),
    most: 20,
  },
  gcp: {
    audience: `https://iam.googleapis.com/${pool}/providers/kubernetes`,
    trust: (subs) => ({
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
          members: subs.map((sub) => `principal://iam.googleapis.com/${pool}/subject/${sub}`),
        },
      ],
    }),
  },
  alicloud: {
    audience: "sts.aliyuncs.com",
    trust: (subs, glob) => ({
      cloud: "alicloud",
      oidcProviders: [{ arn: ram, issuer: url, clientIds: ["sts.aliyuncs.com"] }],
      assumeRolePolicy: {
        Statement: [
          {
            Action: "sts:AssumeRole",
            Condition: {
              StringEquals: { "oidc:aud": "sts.aliyuncs.com", "oidc:iss": url, ...(glob ? {} : { "oidc:sub": subs }) },
              ...(glob ? { StringLike: { "oidc:sub": [...subs, glob] } } : {}),
            },
            Effect: "Allow",
            Principal: { Federated: [ram] },
          },
        ],
        Version: "1",
      },
    }),
  },
};

/** A GKE cluster's own pool, whose namespaces are members by themselves. */
const GKE = {
  issuer: "https://container.googleapis.com/v1/projects/shop-prod/locations/europe-west1/clusters/prod",
  audience: "shop-prod.svc.id.goog",
  trust(subjects, namespace) {
    const path = "projects/123456789012/locations/global/workloadIdentityPools/shop-prod.svc.id.goog";
    const members = subjects.map(
      (subject) =>
        `principal://iam.googleapis.com/${path}/subject/ns/${subject.namespace}/sa/${subject.serviceAccount}`,
    );
    members.push(`principalSet://iam.googleapis.com/${path}/namespace/${namespace}`);
    return {
      cloud: "gcp",
      pool: path,
      providers: [{ name: "prod", issuer: GKE.issuer }],
      bindings: [{ role: "roles/storage.objectViewer", members }],
    };
  },
};

/** The subjects of a cloud and one whole namespace more, with the intent that says so. */
function withNamespace({ trust, audience }, subjects) {
  return {
    withGlob: trust(subjects.map(claim), "system:serviceaccount:more:*"),
    intent: { subjects, audience, namespaces: [{ issuer: url, namespace: "more" }] },
  };
}

/** Microseconds of one call: the best of several batches after a warm-up, which other work on the machine disturbs least. */
function time(call, batch) {
  for (let i = 0; i < batch; i++) call();
  const rounds = Array.from({ length: 9 }, () => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < batch; i++) call();
    return Number(process.hrtime.bigint() - start) / 1e3 / batch;
  });
  return Math.min(...rounds);
}

function expectVerdict(verdict, expected) {
  if (verdict.verdict !== expected) throw new Error(`expected ${expected}, got ${JSON.stringify(verdict)}`);
}

CLOUDS.aws.globbed = (subjects) => withNamespace(CLOUDS.aws, subjects);
CLOUDS.alicloud.globbed = (subjects) => withNamespace(CLOUDS.alicloud, subjects);
// In a pool of one's own no namespace is admitted whole: its longest names exceed the 127 bytes of google.subject.
CLOUDS.gcp.globbed = (subjects) => {
  const ofGke = subjects.map((subject) => ({ ...subject, issuer: GKE.issuer }));
  const namespaces = [{ issuer: GKE.issuer, namespace: "more" }];
  return { withGlob: GKE.trust(ofGke, "more"), intent: { subjects: ofGke, audience: GKE.audience, namespaces } };
};

/** Proof and evaluation on every cloud; each measured call is checked for its answer first. */
export function run() {
  return Object.entries(CLOUDS).flatMap(([cloud, { audience, trust, globbed = () => ({}), most = 1000 }]) => {
    const subjects = Array.from({ length: most }, (_, i) => ({
      issuer: url,
      namespace: `shop-${i % 40}`,
      serviceAccount: `orders-${i}`,
    }));
    const [first] = subjects;
    const one = trust([claim(first)]);
    const oneIntent = { subjects: [first], audience };
    const many = trust(subjects.map(claim));
    const manyIntent = { subjects, audience };
    const token = {
      iss: url,
      sub: claim(first),
      aud: audience,
      "kubernetes.io": { namespace: first.namespace, serviceaccount: { name: first.serviceAccount } },
    };
    expectVerdict(prove(one, oneIntent), "equal");
    expectVerdict(prove(many, manyIntent), "equal");
    if (evaluate(one, token).decision !== "allow") throw new Error(`${cloud} refuses its own token`);
    const figures = [
      {
        what: `${cloud}: proof of one exact subject`,
        value: time(() => prove(one, oneIntent), 2000),
        unit: "us",
        goal: 10,
      },
      {
        what: `${cloud}: proof of ${most} exact subjects`,
        value: time(() => prove(many, manyIntent), 20) / 1000,
        unit: "ms",
        goal: 0.5,
      },
    ];
    const { withGlob, intent } = globbed(subjects);
    if (withGlob !== undefined) {
      expectVerdict(prove(withGlob, intent), "equal");
      figures.push({
        what: `${cloud}: proof of ${most} exact subjects and one glob`,
        value: time(() => prove(withGlob, intent), 10) / 1000,
        unit: "ms",
        goal: 5,
      });
    }
    figures.push({
      what: `${cloud}: evaluate of one token`,
      value: time(() => evaluate(one, token), 2000),
      unit: "us",
    });
    return figures;
  });
}
