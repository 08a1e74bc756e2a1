import { describe, expect, it } from "vitest";
import { evaluate, prove } from "../../src/verifier";

const ISSUER = "https://issuer.example.com";
const statement = {
  Effect: "Allow",
  Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/issuer.example.com" },
  Action: "sts:AssumeRoleWithWebIdentity",
  Condition: { StringEquals: { "issuer.example.com:sub": "system:serviceaccount:shop:orders" } },
};
const trust = {
  cloud: "aws",
  oidcProviders: [{ arn: statement.Principal.Federated, issuer: ISSUER, clientIds: ["sts.amazonaws.com"] }],
  assumeRolePolicy: { Version: "2012-10-17", Statement: [statement] },
};
const intent = {
  subjects: [{ issuer: ISSUER, namespace: "shop", serviceAccount: "orders" }],
  audience: "sts.amazonaws.com",
};
const token = { iss: ISSUER, sub: "system:serviceaccount:shop:orders", aud: "sts.amazonaws.com" };

const failing = <T extends object>(value: T, name: string): T =>
  Object.defineProperty({ ...value }, name, {
    enumerable: true,
    get: () => {
      throw new RangeError("no such thing");
    },
  });
const revoked = (): never[] => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return proxy;
};

/** The fault of a question, as code and path. */
function fault(ask: () => unknown): string {
  try {
    ask();
  } catch (error) {
    const { code, issues, message } = error as { code: string; issues: { path: string }[]; message: string };
    return `${code} at ${issues.map(({ path }) => path).join()}: ${message.split("\n")[0]}`;
  }
  return "none";
}
const proving = (trust: unknown, intent: unknown) => fault(() => prove(trust as never, intent as never));

describe("a value that throws when it is read", () => {
  it("is a fault of the trust, with its place", () => {
    const policy = (Statement: unknown) => ({ ...trust, assumeRolePolicy: { Version: "2012-10-17", Statement } });
    const where = (one: unknown) => proving(one, intent).replace(": Cannot read the trust:", "");
    expect(where(failing(trust, "cloud"))).toBe("value-unreadable at cloud");
    expect(where(policy([statement, failing(statement, "Condition")]))).toBe(
      "value-unreadable at assumeRolePolicy.Statement[1].Condition",
    );
    expect(where(policy([{ ...statement, Action: revoked() }]))).toBe(
      "value-unreadable at assumeRolePolicy.Statement[0].Action",
    );
    expect(where({ ...trust, oidcProviders: revoked() })).toBe("value-unreadable at oidcProviders");
    const azure = {
      cloud: "azure",
      federatedIdentityCredentials: [failing({ name: "orders", issuer: ISSUER }, "subject")],
    };
    expect(where(azure)).toBe("value-unreadable at federatedIdentityCredentials[0].subject");
  });

  it("is one of the intent or the token where these cannot be read", () => {
    const subjects = [failing(intent.subjects[0]!, "issuer")];
    expect(proving(trust, { ...intent, subjects })).toBe(
      "value-unreadable at subjects[0].issuer: Cannot read the intent:",
    );
    expect(proving(trust, { ...intent, others: { aws: { principals: revoked() } } })).toBe(
      "value-unreadable at others.aws.principals: Cannot read the intent:",
    );
    expect(fault(() => evaluate(trust as never, failing(token, "aud")))).toBe(
      "value-unreadable at aud: Cannot read the token:",
    );
  });

  it("says what was thrown and what to hand over", () => {
    expect(() => prove(failing(trust, "cloud") as never, intent)).toThrow(/"no such thing".*hand over plain data/);
  });
});
