import { describe, expect, it } from "vitest";
import type { Cloud } from "../../src/clouds/cloud";
import { verdictOf } from "../../src/clouds/proof";
import { clouds } from "../../src/clouds/registry";
import { parseSubjectClaim } from "../../src/core/subject";
import type { Token } from "../../src/core/token";
import { kubernetesToken, tokenAudiences } from "../../src/core/token";
import type { Intent } from "../../src/core/trust-intent";
import type { Verdict } from "../../src/core/verdict";
import { rounds } from "../support/rounds";
import { RANDOM_DOCUMENTS } from "./random";
import { Draw } from "./random/draw";
import type { RandomDocument } from "./random/random-document";
import { AUDIENCE, AUDIENCES, CLUSTER, SERVICE_ACCOUNTS, SUBJECTS } from "./random/words";

/** Documents of each cloud: what `.ci/run` asks for. */
const DOCUMENTS = rounds(1000, 100_000);

interface Case {
  document: RandomDocument;
  trust: { cloud: string };
  intent: Intent;
  /** Tokens that shall get in. */
  isWanted(token: Token): boolean;
  /** Whether somebody comes in without a token whom the intent does not name; and whom it names and who does not. */
  openUnnamed: boolean;
  namedMissing: boolean;
}

type Named = { issuer: string; subject: string; audience?: string };

/** Every issuer but the cluster's signs whatever it likes. */
function tokens(issuers: readonly string[], isHonest: (issuer: string) => boolean): Token[] {
  return issuers.flatMap((issuer) =>
    (isHonest(issuer) ? SERVICE_ACCOUNTS : SUBJECTS).flatMap((sub) =>
      AUDIENCES.flatMap((audience) => {
        const token = kubernetesToken(issuer, sub, audience);
        return isHonest(issuer) ? [token] : [token, { ...token, repository: "example/shop" }];
      }),
    ),
  );
}

function drawCase(cloud: Cloud, draw: Draw): Case {
  const document = RANDOM_DOCUMENTS[cloud.name]!(draw);
  const trust = cloud.parse(document.trust);
  const pairs = [...new Set([CLUSTER, ...cloud.admits(trust).issuers])].flatMap((issuer) =>
    (issuer === CLUSTER ? SERVICE_ACCOUNTS : SUBJECTS).map((subject): Named => ({ issuer, subject })),
  );
  const isAdmitted = ({ issuer, subject, audience = AUDIENCE }: Named) =>
    cloud.evaluate(trust, kubernetesToken(issuer, subject, audience)).decision === "allow";
  // Mostly those who get in, or one more or less, so that no verdict is rare.
  const named = draw.percent(80) ? pairs.filter(isAdmitted) : draw.some(pairs);
  if (draw.percent(20)) named.splice(draw.below(named.length + 1), 1);
  if (draw.percent(10) || named.length === 0) named.push(draw.of(pairs));
  const isSubject = ({ issuer, subject }: Named) => issuer === CLUSTER && parseSubjectClaim(subject) !== undefined;
  const subjects = [...new Set(named)].filter(isSubject);
  const others = [...new Set(named)]
    .filter((each) => !isSubject(each))
    .map((each): Named => {
      const isApart = document.othersHaveAudiences === true && draw.percent(30);
      return isApart ? { ...each, audience: draw.of(AUDIENCES) } : each;
    });
  const namespaces = draw.percent(5) ? [{ issuer: CLUSTER, namespace: "shop" }] : [];
  const ways = document.ways.map((way) => ({
    ...way,
    isNamed: way.named !== undefined && draw.percent(way.isOpen ? 80 : 5),
  }));
  const namedWays = ways.filter(({ isNamed }) => isNamed).map((way) => way.named);
  const intent: Intent = {
    subjects: subjects.map(({ issuer, subject }) => ({ issuer, ...parseSubjectClaim(subject)! })),
    audience: AUDIENCE,
    namespaces,
    others: { [cloud.name]: document.others(others, namedWays) },
  };
  const isWanted = (token: Token) => {
    const [audience = ""] = tokenAudiences(token);
    const names = ({ issuer, subject, audience: own = AUDIENCE }: Named) =>
      issuer === token.iss && subject === token.sub && own === audience;
    const isInside =
      namespaces.length > 0 && token.iss === CLUSTER && parseSubjectClaim(token.sub)?.namespace === "shop";
    return [...subjects, ...others].some(names) || (isInside && audience === AUDIENCE);
  };
  return {
    document,
    trust,
    intent,
    isWanted,
    openUnnamed: ways.some(({ isOpen, isNamed }) => isOpen && !isNamed),
    namedMissing: ways.some(({ isOpen, isNamed }) => !isOpen && isNamed),
  };
}

/** What is wrong with a verdict, as far as tokens show it; nothing where it holds. */
function disagreement(cloud: Cloud, found: Case, verdict: Verdict): string | undefined {
  const { trust, intent, isWanted, openUnnamed, namedMissing } = found;
  const decide = (token: Token) => cloud.evaluate(trust, token).decision;
  if (verdict.verdict === "over" || verdict.verdict === "under") {
    const { token, otherWay } = verdict;
    if (otherWay !== undefined) {
      const isSo = verdict.verdict === "over" ? openUnnamed : namedMissing;
      return isSo ? undefined : `${verdict.verdict} by ${otherWay}, which is not so`;
    }
    const wanted = verdict.verdict === "under";
    if (decide(token) !== (wanted ? "deny" : "allow"))
      return `${verdict.verdict} by a token that gets ${decide(token)}`;
    if (isWanted(token) !== wanted) return `${verdict.verdict} by a token that is ${wanted ? "not " : ""}intended`;
  }
  if (verdict.verdict === "over") return undefined;
  if (openUnnamed) return `${verdict.verdict}, though another way is open`;
  const isHonest = (issuer: string) =>
    [...intent.subjects, ...(intent.namespaces ?? [])].some((each) => each.issuer === issuer);
  let [missing, open] = [namedMissing, false];
  for (const token of tokens([...new Set([CLUSTER, ...cloud.admits(trust).issuers])], isHonest)) {
    const decision = decide(token);
    if (decision === "unknown") open = true;
    else if (decision === "allow" && !isWanted(token))
      return `${verdict.verdict}, though ${JSON.stringify(token)} gets in`;
    else if (decision === "deny" && isWanted(token)) missing = true;
  }
  if (verdict.verdict === "under") return undefined;
  if (missing) return `${verdict.verdict}, though somebody intended is refused`;
  return open && verdict.verdict === "equal" ? "equal, though a token gets unknown" : undefined;
}

describe("every cloud", () => {
  it("has random documents, so that none escapes this suite", () => {
    expect(Object.keys(RANDOM_DOCUMENTS).sort()).toEqual(clouds.map(({ name }) => name).sort());
  });
});

describe.each(clouds.map((cloud) => ({ cloud, title: cloud.title })))("random documents of $title", ({ cloud }) => {
  it("are proved as every token by itself is answered, with foreign issuers, other principals and others on purpose", () => {
    const verdicts = { equal: 0, over: 0, under: 0, unknown: 0 };
    for (let seed = 1; seed <= DOCUMENTS; seed++) {
      const found = drawCase(cloud, new Draw(seed));
      const verdict = verdictOf(cloud, found.trust, found.intent);
      verdicts[verdict.verdict]++;
      const wrong = disagreement(cloud, found, verdict);
      if (wrong === undefined) continue;
      const { trust } = found.document;
      expect.fail(`document ${seed}: ${wrong}\n${JSON.stringify({ trust, intent: found.intent, verdict }, null, 1)}`);
    }
    for (const [verdict, count] of Object.entries(verdicts)) {
      if (verdict !== "unknown")
        expect(count, `${verdict} of ${JSON.stringify(verdicts)}`).toBeGreaterThan(DOCUMENTS / 25);
    }
  }, 120_000);
});
