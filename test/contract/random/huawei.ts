import type { Draw } from "./draw";
import type { PolicyWords } from "./policy";
import { drawStatements } from "./policy";
import type { RandomDocument } from "./random-document";
import { AUDIENCE, AUDIENCES, CLUSTER, GITHUB, SUBJECTS } from "./words";

const urnOf = (issuer: string) => `iam::0a1b2c:oidcProvider:${issuer === CLUSTER ? "prod" : "ci"}`;
const ROOT = "iam::0a1b2c:root";
const CONDITIONS = { StringEquals: { "g:SourceAccount": ["0a1b2c"] } };

const WORDS: PolicyWords = {
  issuers: [CLUSTER, GITHUB],
  provider: urnOf,
  action: ["sts:agencies:assumeWithOIDC"],
  key: (_, claim) => `oidc:${claim}`,
  operators: ["StringEquals", "StringLike", "StringMatch", "StringNotEquals", "StringNotMatch"],
  saysIssuer: true,
  claims: [],
  ways: [
    {
      statement: { Effect: "Allow", Principal: { Service: ["service.CCE"] }, Action: ["sts:agencies:assume"] },
      named: { principal: "service.CCE" },
    },
    {
      statement: {
        Effect: "Allow",
        Principal: { IAM: [ROOT] },
        Action: ["sts:agencies:assume"],
        Condition: CONDITIONS,
      },
      named: { principal: ROOT, conditions: CONDITIONS },
    },
  ],
};

function randomAgency(draw: Draw): RandomDocument {
  const { statements, open } = drawStatements(draw, WORDS);
  return {
    trust: {
      cloud: "huawei",
      trustPolicy: { Version: "5.0", Statement: statements },
      oidcProviders: WORDS.issuers.map((issuer) => ({
        urn: urnOf(issuer),
        issuer,
        clientIds: draw.percent(70) ? AUDIENCES.slice(0, 1) : AUDIENCES,
      })),
    },
    ways: WORDS.ways.map((way) => ({ isOpen: open.includes(way), named: way.named })),
    others: (subjects, principals) => ({ subjects, principals }),
  };
}

const EXPRESSIONS = [
  "^system:serviceaccount:shop:.*$",
  "^(system:serviceaccount:.*:orders|repo:example/shop)$",
  "^repo:example/[a-z]+$",
  "orders",
];

function randomRules(draw: Draw): RandomDocument {
  const group = () => draw.of(["orders", "orders", "orders", "ops"]);
  const rules = draw.list(0, 4, () => {
    const test = draw.of(["any_one_of", "any_one_of", "any_one_of", "not_any_of"]);
    const regex = draw.percent(15);
    const values = draw.list(1, 2, () => draw.of(regex ? EXPRESSIONS : SUBJECTS));
    const remote = draw.percent(8)
      ? [{ type: draw.of(["sub", "aud"]) }]
      : [{ type: "sub", [test]: values, ...(regex ? { regex } : {}) }];
    const [name, groups] = [draw.of(["a", "b", "c", "d", "e", "{0}"]), draw.below(10)];
    return {
      local: [
        ...(draw.percent(90) ? [{ user: { name } }] : []),
        ...(groups < 8 ? [{ group: { name: group() } }] : []),
        ...(groups === 8 ? [{ groups: JSON.stringify([group(), "ops"]) }] : []),
        ...(groups === 9 ? [{ group: { name: "ops" } }] : []),
      ],
      remote,
    };
  });
  return {
    trust: {
      cloud: "huawei",
      identityProvider: { id: "prod", issuer: draw.percent(75) ? CLUSTER : GITHUB, clientId: AUDIENCE },
      rules,
      group: "orders",
    },
    ways: [],
    others: (subjects) => ({ subjects }),
  };
}

export function randomHuawei(draw: Draw): RandomDocument {
  return draw.percent(50) ? randomAgency(draw) : randomRules(draw);
}
