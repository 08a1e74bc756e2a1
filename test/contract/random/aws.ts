import type { Draw } from "./draw";
import type { PolicyWords } from "./policy";
import { drawStatements } from "./policy";
import type { RandomDocument } from "./random-document";
import { AUDIENCES, CLUSTER, GITHUB } from "./words";

const KEDA = "arn:aws:iam::111122223333:role/keda-operator";
const POD_IDENTITY = "pods.eks.amazonaws.com";
const CONDITIONS = { StringEquals: { "aws:SourceAccount": ["111122223333"] } };

const arnOf = (issuer: string) => `arn:aws:iam::111122223333:oidc-provider/${issuer.slice("https://".length)}`;

const WORDS: PolicyWords = {
  issuers: [CLUSTER, GITHUB],
  provider: arnOf,
  action: "sts:AssumeRoleWithWebIdentity",
  key: (issuer, claim) => `${issuer.slice("https://".length)}:${claim}`,
  operators: [
    "StringEquals",
    "StringLike",
    "StringNotEquals",
    "StringNotLike",
    "StringEqualsIgnoreCase",
    "StringEqualsIfExists",
    "ForAnyValue:StringEquals",
    "ForAllValues:StringLike",
  ],
  saysIssuer: false,
  claims: ["repository"],
  ways: [
    { statement: { Effect: "Allow", Principal: { AWS: KEDA }, Action: "sts:AssumeRole" }, named: { principal: KEDA } },
    {
      statement: {
        Effect: "Allow",
        Principal: { Service: POD_IDENTITY },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: CONDITIONS,
      },
      named: { principal: POD_IDENTITY, conditions: CONDITIONS },
    },
    { statement: { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" } },
  ],
};

export function randomAws(draw: Draw): RandomDocument {
  const { statements, open } = drawStatements(draw, WORDS);
  return {
    trust: {
      cloud: "aws",
      assumeRolePolicy: { Version: "2012-10-17", Statement: statements },
      oidcProviders: WORDS.issuers.map((issuer) => ({
        arn: arnOf(issuer),
        issuer,
        clientIds: draw.percent(70) ? AUDIENCES.slice(0, 1) : AUDIENCES,
      })),
    },
    ways: WORDS.ways.map((way) => ({ isOpen: open.includes(way), named: way.named })),
    others: (subjects, principals) => ({ subjects, principals }),
    // For each statement that asks for a repository one token is made up, and another statement may ask for another one.
    mayStayOpen: JSON.stringify(statements).split(":repository").length > 2,
  };
}
