import { Agent, request } from "node:http";
import { createRequire } from "node:module";
import { text } from "node:stream/consumers";
import { createLocalJWKSet, jwtVerify } from "jose";
import { median } from "./report.mjs";

const require = createRequire(import.meta.url);
const { startSandbox } = require("../dist/sandbox/index.js");

const ISSUER = "https://oidc.cluster.example/prod";
const ARN = "arn:aws:iam::111122223333:oidc-provider/oidc.cluster.example/prod";
const ROLE = "arn:aws:iam::111122223333:role/orders";
const AT_ONCE = 8;

const object = (type, name, id, state) => ({ account: "default", type, name, id, inputs: {}, state });
const snapshot = {
  version: 1,
  resources: [
    object("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "cluster", ARN, {
      arn: ARN,
      url: ISSUER,
      clientIdLists: ["sts.amazonaws.com"],
    }),
    object("aws:iam/role:Role", "orders", "orders", {
      arn: ROLE,
      name: "orders",
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Federated: ARN },
            Action: "sts:AssumeRoleWithWebIdentity",
            Condition: {
              StringEquals: {
                "oidc.cluster.example/prod:aud": "sts.amazonaws.com",
                "oidc.cluster.example/prod:sub": "system:serviceaccount:shop:orders",
              },
            },
          },
        ],
      }),
    }),
  ],
};

/** Calls per second, the middle of several rounds after a warm-up. */
async function rate(call, calls) {
  const rounds = [];
  for (let round = 0; round < 6; round++) {
    let started = 0;
    const start = process.hrtime.bigint();
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        while (started++ < calls) await call();
      }),
    );
    rounds.push(calls / (Number(process.hrtime.bigint() - start) / 1e9));
  }
  return median(rounds.slice(1));
}

/** Exchanges over loopback, client included, beside jose's bare verification of the same token. */
export async function run() {
  const sandbox = await startSandbox({ snapshot });
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  try {
    const jwt = await sandbox.mint({
      issuer: ISSUER,
      namespace: "shop",
      serviceAccount: "orders",
      audience: "sts.amazonaws.com",
    });
    const keys = createLocalJWKSet((await sandbox.issuer(ISSUER)).jwks);
    const fields = {
      Action: "AssumeRoleWithWebIdentity",
      Version: "2011-06-15",
      RoleArn: ROLE,
      RoleSessionName: "bench",
    };
    const body = new URLSearchParams({ ...fields, WebIdentityToken: jwt }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const exchange = async () => {
      const response = await new Promise((resolve, reject) => {
        request(`${sandbox.url}/aws/`, { method: "POST", agent, headers }, resolve).on("error", reject).end(body);
      });
      const answer = await text(response);
      if (response.statusCode !== 200) throw new Error(`the exchange was refused: ${answer}`);
    };
    const verified = await rate(() => jwtVerify(jwt, keys), 2000);
    const exchanged = await rate(exchange, 500);
    return [
      { what: "jose: bare verification of one token", value: verified, unit: "/s" },
      { what: "aws: exchange over loopback", value: exchanged, unit: "/s" },
      { what: "bare verifications in the time of one exchange", value: verified / exchanged, unit: "" },
    ];
  } finally {
    agent.destroy();
    await sandbox.close();
  }
}
