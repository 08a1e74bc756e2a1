import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aws } from "../../../src/clouds/aws/cloud";
import type { AwsTrust } from "../../../src/clouds/aws/trust";
import { contains } from "../../../src/core/language/member";
import { prove } from "../../../src/core/prove";
import type { Subject } from "../../../src/core/subject";
import type { Token } from "../../../src/core/token";
import type { Intent } from "../../../src/core/trust-intent";
import { rounds } from "../../support/rounds";
import { AUDIENCE, arnOf, ISSUER, KEY, OTHER_ISSUER, OTHER_KEY, sub, token } from "./good-trust";

const RUNS = rounds(300);
const THIRD_ISSUER = "https://issuer.example.com/third";
const NAMES = ["ns:sa", "ns:a", "ns:b", "ns:sa-1", "b:sa", "ns2:sa"];
const AUDIENCES = [AUDIENCE, "other", "third"];
const SEVERAL_AUDIENCES = [[AUDIENCE, "other"], ["other", "third"], [AUDIENCE, "fourth"], AUDIENCES];
const ISSUERS = [ISSUER, OTHER_ISSUER, THIRD_ISSUER];

const listOf = <T>(values: fc.Arbitrary<T>) => fc.oneof(values, fc.array(values, { minLength: 1, maxLength: 3 }));
const name = fc.constantFrom(...NAMES);
const subjectValue = fc.oneof(
  { weight: 4, arbitrary: name.map(sub) },
  fc.constantFrom("*", sub("*"), sub("ns:*"), sub("*:sa"), sub("ns:s?"), "*:sa*", sub("n?*:*a"), sub("NS:SA")),
  {
    weight: 1,
    arbitrary: fc.constantFrom("*", "aws:PrincipalTag/x", `${KEY}:sub`).map((variable) => sub(`ns:\${${variable}}`)),
  },
);
const audienceValue = fc.constantFrom(...AUDIENCES, "*", "o*", "?ther", "OTHER");
const operator = fc
  .tuple(
    fc.constantFrom("", "", "", "ForAllValues:", "ForAnyValue:"),
    fc.constantFrom(
      "StringEquals",
      "StringLike",
      "StringNotEquals",
      "StringNotLike",
      "StringEqualsIgnoreCase",
      "StringNotEqualsIgnoreCase",
      "ArnLike",
      "Unheard",
    ),
    fc.constantFrom("", "", "", "IfExists"),
  )
  .map((parts) => parts.join(""));
const condition = fc.oneof(
  fc.tuple(
    operator,
    fc.constantFrom(`${KEY}:sub`, `${KEY.toUpperCase()}:SUB`, `${OTHER_KEY}:sub`),
    listOf(subjectValue),
  ),
  fc.tuple(operator, fc.constantFrom(`${KEY}:aud`, `${OTHER_KEY}:aud`), listOf(audienceValue)),
  fc.tuple(
    fc.constant("Null"),
    fc.constantFrom(`${KEY}:sub`, `${OTHER_KEY}:aud`),
    fc.constantFrom("true", "false", false),
  ),
  fc.tuple(fc.constantFrom("IpAddress", "Bool"), fc.constantFrom("aws:SourceIp", `${OTHER_KEY}:sub`), fc.constant("x")),
);
const principal = fc.oneof(
  { weight: 6, arbitrary: fc.record({ Federated: listOf(fc.constantFrom(...ISSUERS.map(arnOf))) }) },
  fc.constantFrom("*", { AWS: "*" }, { AWS: "arn:aws:iam::111122223333:root" }, { Federated: "*" }),
);
const statement = fc.record({
  Effect: fc.constantFrom("Allow", "Allow", "Deny"),
  who: fc.tuple(fc.constantFrom("Principal", "Principal", "Principal", "NotPrincipal"), principal),
  what: fc.tuple(
    fc.constantFrom("Action", "Action", "Action", "NotAction"),
    fc.constantFrom("sts:AssumeRoleWithWebIdentity", "sts:AssumeRoleWithWebIdentity", "sts:assume*", "sts:AssumeRole"),
  ),
  conditions: fc.array(condition, { maxLength: 4 }),
});
/** Documents as above, or nearer to what people write: a subject, an audience, one provider. */
const trust = fc
  .record({
    statements: fc.array(statement, { maxLength: 4 }),
    usual: fc.array(
      fc.tuple(
        fc.constantFrom(ISSUER, OTHER_ISSUER),
        listOf(subjectValue),
        fc.constantFrom("StringEquals", "StringLike"),
      ),
      { maxLength: 2 },
    ),
    clientIds: fc.subarray(AUDIENCES),
    listsThird: fc.boolean(),
  })
  .map(({ statements, usual, clientIds, listsThird }) => ({
    cloud: "aws" as const,
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [
        ...usual.map(([issuer, value, like]) => ({
          Effect: "Allow",
          Principal: { Federated: arnOf(issuer) },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: { [`${issuer.slice(8)}:aud`]: AUDIENCE },
            [like === "StringEquals" ? "StringEqualsIfExists" : like]: { [`${issuer.slice(8)}:sub`]: value },
          },
        })),
        ...statements.map(({ Effect, who, what, conditions }) => ({
          Effect,
          [who[0]]: who[1],
          [what[0]]: what[1],
          Condition: merged(conditions),
        })),
      ],
    },
    oidcProviders: (listsThird ? ISSUERS : ISSUERS.slice(0, 2)).map((issuer) => ({
      arn: arnOf(issuer),
      issuer,
      clientIds,
    })),
  }));

function merged(conditions: [string, string, unknown][]): Record<string, Record<string, unknown>> {
  const result: Record<string, Record<string, unknown>> = {};
  for (const [operatorName, key, values] of conditions)
    result[operatorName] = { ...result[operatorName], [key]: values };
  return result;
}

const intent: fc.Arbitrary<Intent> = fc
  .record({
    names: fc.uniqueArray(fc.tuple(fc.constantFrom(ISSUER, OTHER_ISSUER), name), { maxLength: 3, selector: String }),
    wholeNamespace: fc.boolean(),
  })
  .filter(({ names, wholeNamespace }) => names.length > 0 || wholeNamespace)
  .map(({ names, wholeNamespace }) => ({
    subjects: names.map(([issuer, one]) => subjectOf(issuer, one)),
    audience: AUDIENCE,
    ...(wholeNamespace ? { namespaces: [{ issuer: ISSUER, namespace: "ns" }] } : {}),
  }));

function subjectOf(issuer: string, one: string): Subject {
  const [namespace = "", serviceAccount = ""] = one.split(":");
  return { issuer, namespace, serviceAccount };
}

/** Those of the known names that the trust admits, so that proofs of equality are not rare. */
function intentOf(document: AwsTrust): Intent {
  const isAllowed = (issuer: string, one: string) =>
    aws.evaluate(document, token(one, AUDIENCE, issuer)).decision === "allow";
  const subjects = ISSUERS.flatMap((issuer) =>
    NAMES.filter((one) => isAllowed(issuer, one)).map((one) => subjectOf(issuer, one)),
  );
  return { subjects: subjects.length > 0 ? subjects : [subjectOf(ISSUER, "ns:sa")], audience: AUDIENCE };
}

function isIntended({ subjects, namespaces = [] }: Intent, wanted: Subject): boolean {
  const { issuer, namespace, serviceAccount } = wanted;
  return (
    subjects.some(
      (one) => one.issuer === issuer && one.namespace === namespace && one.serviceAccount === serviceAccount,
    ) || namespaces.some((one) => one.issuer === issuer && one.namespace === namespace)
  );
}

function checkProof(document: AwsTrust, wanted: Intent): void {
  const proof = prove(aws.admits(document), wanted);
  const answer = (seen: Token) => aws.evaluate(document, seen).decision;
  if (proof.verdict === "over" && proof.token.iss !== "") expect(answer(proof.token)).toBe("allow");
  if (proof.verdict === "under") expect(answer(proof.token)).toBe("deny");
  if (proof.verdict !== "equal") return;
  for (const issuer of ISSUERS) {
    for (const one of NAMES) {
      const isWanted = isIntended(wanted, subjectOf(issuer, one));
      for (const audience of AUDIENCES) {
        expect(answer(token(one, audience, issuer))).toBe(audience === AUDIENCE && isWanted ? "allow" : "deny");
      }
      if (isWanted) continue;
      for (const audiences of SEVERAL_AUDIENCES) expect(answer(token(one, audiences, issuer))).toBe("deny");
    }
  }
}

describe("the two readings of a trust policy", () => {
  it("agree on every token with one audience", () => {
    fc.assert(
      fc.property(
        trust,
        fc.constantFrom(...ISSUERS),
        name,
        fc.constantFrom(...AUDIENCES, "fourth"),
        (document, issuer, one, audience) => {
          const answer = aws.evaluate(document, token(one, audience, issuer)).decision;
          const member = contains(aws.admits(document).subjects(issuer, audience), sub(one));
          if (member === "unknown") {
            // The sets leave open what variables stand for, and who gets in where this audience comes with a client id.
            const hasVariable = JSON.stringify(document).includes("${");
            const mayNeedAnother = answer === "deny" && !document.oidcProviders[0]?.clientIds.includes(audience);
            if (hasVariable || mayNeedAnother) return;
          }
          expect(answer).toBe(member === "unknown" ? "unknown" : member ? "allow" : "deny");
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("agree on the token that shows a difference, and on all tokens where there is none", () => {
    fc.assert(
      fc.property(trust, intent, (document, wanted) => {
        checkProof(document, wanted);
        checkProof(document, intentOf(document));
      }),
      { numRuns: RUNS },
    );
  });

  it("come to every verdict, so that the properties above say something", () => {
    const verdicts = fc
      .sample(trust, { numRuns: 400, seed: 1 })
      .map((document) => prove(aws.admits(document), intentOf(document)).verdict);
    for (const verdict of ["equal", "over", "under", "unknown"]) {
      expect(verdicts.filter((one) => one === verdict).length, verdict).toBeGreaterThan(10);
    }
  });
});
