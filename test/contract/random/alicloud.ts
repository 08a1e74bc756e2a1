import type { Draw } from "./draw";
import type { PolicyWords } from "./policy";
import { drawStatements } from "./policy";
import type { RandomDocument } from "./random-document";
import { AUDIENCES, CLUSTER, GITHUB } from "./words";

const arnOf = (issuer: string) => `acs:ram::1234567890123456:oidc-provider/${issuer === CLUSTER ? "prod" : "ci"}`;
const ROOT = "acs:ram::1234567890123456:root";

const WORDS: PolicyWords = {
  issuers: [CLUSTER, GITHUB],
  provider: arnOf,
  action: "sts:AssumeRole",
  key: (_, claim) => `oidc:${claim}`,
  operators: ["StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "StringEqualsIgnoreCase"],
  saysIssuer: true,
  claims: [],
  ways: [
    {
      statement: { Effect: "Allow", Principal: { Service: ["cs.aliyuncs.com"] }, Action: "sts:AssumeRole" },
      named: { principal: "cs.aliyuncs.com" },
    },
    {
      statement: {
        Effect: "Allow",
        Principal: { RAM: [ROOT] },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "sts:ExternalId": ["shop"] } },
      },
      named: { principal: ROOT, conditions: { StringEquals: { "sts:ExternalId": ["shop"] } } },
    },
  ],
};

export function randomAlicloud(draw: Draw): RandomDocument {
  const { statements, open } = drawStatements(draw, WORDS);
  return {
    trust: {
      cloud: "alicloud",
      assumeRolePolicy: { Version: "1", Statement: statements },
      oidcProviders: WORDS.issuers.map((issuer) => ({
        arn: arnOf(issuer),
        issuer,
        clientIds: draw.percent(70) ? AUDIENCES.slice(0, 1) : AUDIENCES,
      })),
    },
    ways: WORDS.ways.map((way) => ({ isOpen: open.includes(way), named: way.named })),
    others: (subjects, principals) => ({ subjects, principals }),
  };
}
