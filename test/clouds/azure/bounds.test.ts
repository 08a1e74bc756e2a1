import { describe, expect, it } from "vitest";
import { azure } from "../../../src/clouds/azure/cloud";
import type { AzureTrust } from "../../../src/clouds/azure/trust";
import { evaluate, prove } from "../../../src/verifier";

const GITHUB = "https://token.actions.githubusercontent.com";
const AUDIENCE = "api://AzureADTokenExchange";
const sub = "a".repeat(2000);

/** As many flexible credentials as an identity holds, each with an expression as long as one is read. */
function flexible(expression: (i: number) => string, audiences: string[] = [AUDIENCE]): AzureTrust {
  return {
    cloud: "azure",
    federatedIdentityCredentials: Array.from({ length: 20 }, (_, i) => ({
      name: `credential-${i}`,
      issuer: GITHUB,
      audiences,
      claimsMatchingExpression: expression(i),
    })),
  };
}

/** CPU time in milliseconds: what else the machine does is not the library's. */
function cost(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const long = `*${"a".repeat(1900)}b`;
const hostile = {
  "patterns that almost match": flexible((i) =>
    Array.from({ length: 5 }, () => `claims['sub'] matches '${long}${i}'`).join(" and "),
  ),
  "many stars": flexible((i) => `claims['sub'] matches '${"*a".repeat(3000)}${i}b'`),
  "many clauses about other claims": flexible((i) =>
    Array.from({ length: 300 }, (_, j) => `claims['c${j}'] matches '*${i}*'`).join(" and "),
  ),
  "many audiences": flexible(
    (i) => `claims['sub'] matches '${"*a".repeat(1000)}${i}'`,
    Array.from({ length: 5000 }, (_, i) => `api://${i}`),
  ),
};

describe("hostile expressions", () => {
  it.each(Object.entries(hostile))("end soon, and are never equal: %s", (_, trust) => {
    const intent = {
      subjects: [{ issuer: "https://issuer.example.com", namespace: "shop", serviceAccount: "orders" }],
      audience: AUDIENCE,
    };
    azure.parse(trust);
    expect(cost(() => expect(prove(trust, intent).verdict).not.toBe("equal"))).toBeLessThan(1500);
    const token = { iss: GITHUB, sub, aud: trust.federatedIdentityCredentials[0]!.audiences[0]! };
    expect(cost(() => expect(evaluate(trust, token).decision).not.toBe("allow"))).toBeLessThan(500);
  });

  it("that would take too long are unknown, and those that people write are not", () => {
    const token = { iss: GITHUB, sub, aud: AUDIENCE };
    expect(evaluate(hostile["patterns that almost match"], token).decision).toBe("unknown");
    const usual = flexible((i) => `claims['sub'] matches 'repo:example/${i}:*'`);
    expect(evaluate(usual, { ...token, sub: "repo:example/19:ref:refs/heads/main" }).decision).toBe("allow");
    expect(evaluate(usual, { ...token, sub: "repo:example/20:ref:refs/heads/main" }).decision).toBe("deny");
  });
});
