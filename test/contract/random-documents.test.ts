import { describe, expect, it } from "vitest";
import type { Cloud } from "../../src/clouds/cloud";
import { clouds } from "../../src/clouds/registry";
import type { Admission } from "../../src/core/admission";
import type { Decision } from "../../src/core/decision";
import type { Proof } from "../../src/core/proof/difference";
import { prove } from "../../src/core/prove";
import { parseSubjectClaim } from "../../src/core/subject";
import type { Token } from "../../src/core/token";
import { kubernetesToken, tokenAudiences } from "../../src/core/token";
import type { Intent } from "../../src/core/trust-intent";
import { rounds } from "../support/rounds";
import { RANDOM_DOCUMENTS } from "./random";
import { Draw } from "./random/draw";
import type { RandomDocument } from "./random/random-document";
import { AUDIENCE, AUDIENCES, CLUSTER, OTHER_AUDIENCE, REPOSITORIES, SERVICE_ACCOUNTS, SUBJECTS } from "./random/words";

/** Documents of each cloud: what `.ci/run` asks for. */
const DOCUMENTS = rounds(1000, 100_000);

type Named = { issuer: string; subject: string; audience?: string };

interface Case {
  document: RandomDocument;
  admission: Admission;
  intent: Intent;
  others: object;
  /** What the cloud answers to a token. */
  decide(token: Token): Decision["decision"];
  /** Tokens that shall get in. */
  isWanted(token: Token): boolean;
  /** Tokens of every issuer: of a cluster such as an API server signs, of all others whatever. */
  tokens: Token[];
  /** Whether somebody comes in without a token whom the intent does not name; and whom it names and who does not. */
  openUnnamed: boolean;
  namedMissing: boolean;
}

/** A document of the cloud, and an intent: mostly those who get in, or one more or less, so that no verdict is rare. */
function drawCase(cloud: Cloud, draw: Draw): Case {
  const document = RANDOM_DOCUMENTS[cloud.name]!(draw);
  const trust = cloud.parse(document.trust);
  const admission = cloud.admits(trust);
  const answers = new Map<string, Decision["decision"]>();
  const decide = (token: Token) => {
    const key = `${token.iss} ${token.sub} ${String(token.aud)} ${String(token.repository)}`;
    const known = answers.get(key) ?? cloud.evaluate(trust, token).decision;
    answers.set(key, known);
    return known;
  };
  const issuers = [...new Set([CLUSTER, ...admission.issuers])];
  const subjectsOf = (issuer: string) => (issuer === CLUSTER ? SERVICE_ACCOUNTS : SUBJECTS);
  const pairs = issuers.flatMap((issuer) => subjectsOf(issuer).map((subject): Named => ({ issuer, subject })));
  const isAdmitted = ({ issuer, subject }: Named) => decide(kubernetesToken(issuer, subject, AUDIENCE)) === "allow";
  const named = draw.percent(80) ? pairs.filter(isAdmitted) : draw.some(pairs);
  if (draw.percent(20)) named.splice(draw.below(named.length + 1), 1);
  if (draw.percent(10) || named.length === 0) named.push(draw.of(pairs));
  const isSubject = ({ issuer }: Named) => issuer === CLUSTER;
  const subjects = [...new Set(named)].filter(isSubject);
  const otherSubjects = [...new Set(named)]
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
  };
  const isWanted = (token: Token) => {
    const [audience = ""] = tokenAudiences(token);
    const names = ({ issuer, subject, audience: own = AUDIENCE }: Named) =>
      issuer === token.iss && subject === token.sub && own === audience;
    const isInside = token.iss === CLUSTER && parseSubjectClaim(token.sub)?.namespace === "shop";
    return [...subjects, ...otherSubjects].some(names) || (isInside && namespaces.length > 0 && audience === AUDIENCE);
  };
  // A cluster that the intent has nobody of is an issuer like any other.
  const isHonest = (issuer: string) => issuer === CLUSTER && subjects.length + namespaces.length > 0;
  const readsRepository = JSON.stringify(document.trust).includes("repository");
  const tokens = issuers.flatMap((issuer) => {
    const signed = isHonest(issuer) ? SERVICE_ACCOUNTS : SUBJECTS;
    const usual = signed.map((sub) => kubernetesToken(issuer, sub, AUDIENCE));
    const claims = isHonest(issuer) || !readsRepository ? [] : REPOSITORIES;
    const more = claims.flatMap((repository) => usual.map((each) => ({ ...each, repository })));
    return [...usual, ...more, kubernetesToken(issuer, draw.of(signed), OTHER_AUDIENCE)];
  });
  return {
    document,
    admission,
    intent,
    others: document.others(otherSubjects, namedWays),
    decide,
    isWanted,
    tokens,
    openUnnamed: ways.some(({ isOpen, isNamed }) => isOpen && !isNamed),
    namedMissing: ways.some(({ isOpen, isNamed }) => !isOpen && isNamed),
  };
}

/** What is wrong with a proof, as far as tokens show it; nothing where it holds. */
function disagreement(found: Case, proof: Proof): string | undefined {
  const { decide, isWanted, tokens, openUnnamed, namedMissing } = found;
  const { verdict } = proof;
  if (verdict === "over" || verdict === "under") {
    const { token, otherWay } = proof;
    const isUnder = verdict === "under";
    if (otherWay !== undefined) {
      if (!(isUnder ? namedMissing : openUnnamed)) return `${verdict} by ${otherWay}, which is not so`;
    } else {
      if (decide(token) !== (isUnder ? "deny" : "allow")) return `${verdict} by a token that gets ${decide(token)}`;
      if (isWanted(token) !== isUnder) return `${verdict} by a token that is ${isUnder ? "not " : ""}intended`;
    }
  }
  if (verdict === "over") return undefined;
  if (openUnnamed) return `${verdict}, though another way is open`;
  if (found.document.mayStayOpen === true && verdict !== "equal") return undefined;
  // Whom an intent names of a foreign issuer shall get in with some token, whatever else that has to say.
  const wanted = new Map<string, Set<string>>();
  let open = false;
  for (const token of tokens) {
    const decision = decide(token);
    if (isWanted(token)) {
      const who = `${token.iss} ${token.sub} ${String(token.aud)}`;
      wanted.set(who, (wanted.get(who) ?? new Set()).add(decision));
    } else if (decision === "allow") return `${verdict}, though ${JSON.stringify(token)} gets in`;
    else if (decision === "unknown") open = true;
  }
  const answers = [...wanted.values()];
  const missing = namedMissing || answers.some((each) => each.size === 1 && each.has("deny"));
  if (answers.some((each) => !each.has("allow"))) open = true;
  if (verdict === "under") return undefined;
  if (missing) return `${verdict}, though somebody intended is refused`;
  return open && verdict === "equal" ? "equal, though a token gets unknown" : undefined;
}

describe("every cloud", () => {
  it("has random documents, so that none escapes this suite", () => {
    expect(Object.keys(RANDOM_DOCUMENTS).sort()).toEqual(clouds.map(({ name }) => name).sort());
  });
});

describe.each(clouds.map((cloud) => ({ cloud, title: cloud.title })))("random documents of $title", ({ cloud }) => {
  it("are proved as every token by itself is answered, foreign issuers, other principals and others on purpose included", () => {
    const verdicts = { equal: 0, over: 0, under: 0, unknown: 0 };
    for (let seed = 1; seed <= DOCUMENTS; seed++) {
      const found = drawCase(cloud, new Draw(seed));
      const proof = prove(found.admission, found.intent, cloud.others?.(found.others));
      verdicts[proof.verdict]++;
      const wrong = disagreement(found, proof);
      if (wrong === undefined) continue;
      const { document, intent, others } = found;
      const shown = { trust: document.trust, intent, others, proof };
      expect.fail(`document ${seed}: ${wrong}\n${JSON.stringify(shown, null, 1)}`);
    }
    const usual = [verdicts.equal, verdicts.over, verdicts.under];
    expect(Math.min(...usual), JSON.stringify(verdicts)).toBeGreaterThan(DOCUMENTS / 25);
  }, 900_000);
});
