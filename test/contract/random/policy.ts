import type { Draw } from "./draw";
import { AUDIENCE, AUDIENCES, PATTERNS, REPOSITORIES, SUBJECTS } from "./words";

/** A way in without a token: the statement that opens it, and what an intent calls it; nothing where none can name it. */
interface PolicyWay {
  statement: object;
  named?: object;
}

/** How one vendor writes the parts of a trust policy. */
export interface PolicyWords {
  issuers: readonly string[];
  provider(issuer: string): string;
  action: string | string[];
  key(issuer: string, claim: Claim): string;
  operators: readonly string[];
  ways: readonly PolicyWay[];
  /** Whether a statement of the usual form says the issuer too. */
  saysIssuer: boolean;
  /** Further claims that keys are for. */
  claims: readonly Claim[];
}

type Claim = "iss" | "sub" | "aud" | "repository";

interface Statements {
  statements: object[];
  open: PolicyWay[];
}

/** Statements as people write them, as they go wrong, and of others; with the ways in without a token that they open. */
export function drawStatements(draw: Draw, words: PolicyWords): Statements {
  const open = words.ways.filter(() => draw.percent(15));
  const statements = [
    ...draw.list(0, 2, () => usualStatement(draw, words)),
    ...(draw.percent(50) ? draw.list(1, 2, () => wildStatement(draw, words)) : []),
    ...open.map(({ statement }) => statement),
  ];
  return { statements, open };
}

function usualStatement(draw: Draw, { issuers, provider, action, key, saysIssuer }: PolicyWords): object {
  const issuer = draw.of(issuers);
  const sub = draw.list(1, 2, () => draw.of(SUBJECTS));
  const isPattern = draw.percent(20);
  return {
    Effect: "Allow",
    Action: action,
    Principal: { Federated: [provider(issuer)] },
    Condition: {
      StringEquals: {
        ...(saysIssuer ? { [key(issuer, "iss")]: [issuer] } : {}),
        [key(issuer, "aud")]: [AUDIENCE],
        ...(isPattern ? {} : { [key(issuer, "sub")]: sub }),
      },
      ...(isPattern ? { StringLike: { [key(issuer, "sub")]: [draw.of(PATTERNS)] } } : {}),
    },
  };
}

function wildStatement(draw: Draw, words: PolicyWords): object {
  const { issuers, provider, action, key, operators, saysIssuer, claims } = words;
  const Condition: Record<string, Record<string, string[]>> = {};
  for (const claim of draw.some<Claim>(["sub", "aud", ...(saysIssuer ? (["iss"] as const) : []), ...claims])) {
    const values = {
      sub: [...SUBJECTS, ...PATTERNS],
      aud: [...AUDIENCES, "*.example"],
      iss: issuers,
      repository: REPOSITORIES,
    }[claim];
    const operator = draw.of(operators);
    const issuer = draw.of(issuers);
    Condition[operator] = { ...Condition[operator], [key(issuer, claim)]: draw.list(1, 2, () => draw.of(values)) };
  }
  return {
    Effect: draw.percent(70) ? "Allow" : "Deny",
    Action: action,
    Principal: { Federated: [...new Set(draw.list(1, 2, () => provider(draw.of(issuers))))] },
    ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
  };
}
