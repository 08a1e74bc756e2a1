import { createRequire } from "node:module";
import { median } from "./report.mjs";

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
      oidcProviders: [{ arn, url, clientIds: ["sts.amazonaws.com"] }],
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
    globs: true,
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
    trust: (subs, glob) => ({
      cloud: "gcp",
      pool,
      providers: [
        {
          name: `${pool}/providers/kubernetes`,
          issuer: url,
          attributeMapping: {
            "google.subject": "assertion.sub",
            ...(glob ? { "attribute.namespace": "assertion['kubernetes.io']['namespace']" } : {}),
          },
        },
      ],
      bindings: [
        {
          role: "roles/storage.objectViewer",
          members: [
            ...subs.map((sub) => `principal://iam.googleapis.com/${pool}/subject/${sub}`),
            ...(glob ? [`principalSet://iam.googleapis.com/${pool}/attribute.namespace/more`] : []),
          ],
        },
      ],
    }),
    globs: true,
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
    globs: true,
  },
};

/** Microseconds of one call, the middle of several batches after a warm-up. */
function time(call, batch) {
  for (let i = 0; i < batch; i++) call();
  const rounds = Array.from({ length: 9 }, () => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < batch; i++) call();
    return Number(process.hrtime.bigint() - start) / 1e3 / batch;
  });
  return median(rounds);
}

function expectVerdict(verdict, expected) {
  if (verdict.verdict !== expected) throw new Error(`expected ${expected}, got ${JSON.stringify(verdict)}`);
}

/** Proof and evaluation on every cloud; each measured call is checked for its answer first. */
export function run() {
  return Object.entries(CLOUDS).flatMap(([cloud, { audience, trust, globs, most = 1000 }]) => {
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
    if (globs) {
      const withGlob = trust(subjects.map(claim), "system:serviceaccount:more:*");
      const intent = { ...manyIntent, namespaces: [{ issuer: url, namespace: "more" }] };
      expectVerdict(prove(withGlob, intent), cloud === "gcp" ? "under" : "equal"); // Google refuses the namespace's longest names
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
