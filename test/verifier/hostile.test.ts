import { describe, expect, it } from "vitest";
import type { CloudTrust, Intent } from "../../src/verifier";
import { evaluate, prove } from "../../src/verifier";
import * as ram from "../clouds/alicloud/good-trust";
import * as aws from "../clouds/aws/good-trust";

const CLOUDS: Record<string, { kit: typeof aws | typeof ram; sub: string; root: object; rootName: string }> = {
  aws: {
    kit: aws,
    sub: `${aws.KEY}:sub`,
    root: { AWS: "arn:aws:iam::111122223333:root" },
    rootName: "arn:aws:iam::111122223333:root",
  },
  alicloud: { kit: ram, sub: "oidc:sub", root: { RAM: ["acs:ram::1:root"] }, rootName: "acs:ram::1:root" },
};

describe.each(Object.entries(CLOUDS))("the verifier on %s", (cloud, { kit, sub, root, rootName }) => {
  const { statement, INTENT } = kit;
  const trust = kit.trust as (statements: unknown) => CloudTrust & { assumeRolePolicy: object | string };
  const rooted = trust([statement(), { Effect: "Allow", Principal: root, Action: "sts:AssumeRole" }]);
  const whole = trust([statement(), statement({ Condition: { StringLike: { [sub]: "system:serviceaccount:ns:*" } } })]);

  const polluted = <T>(name: string, value: unknown, use: () => T): T => {
    Object.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    try {
      return use();
    } finally {
      delete (Object.prototype as Record<string, unknown>)[name];
    }
  };

  it("refuses what nests too deeply, in the trust and in the intent", () => {
    let deep: unknown = {};
    for (let i = 0; i < 100_000; i++) deep = { deep };
    const policy = { ...(trust([statement()]).assumeRolePolicy as object), deep };
    const others = { [cloud]: { deep } };
    expect(() => prove({ ...trust([]), assumeRolePolicy: policy } as CloudTrust, INTENT)).toThrow(/nests too deeply/);
    expect(() => prove(trust([statement()]), { ...INTENT, others } as Intent)).toThrow(/nests too deeply/);
  });

  it("refuses a list of the intent that only says to be long", () => {
    const long: never[] = [];
    long.length = 4_294_967_295;
    for (const part of ["subjects", "audience", "namespaces", "namespacePrefixes"]) {
      const asked = () => prove(trust([statement()]), { ...INTENT, [part]: long } as Intent);
      expect(asked).toThrow(expect.objectContaining({ code: "intent-invalid" }));
    }
  });

  it("takes nothing that an intent inherits for intended", () => {
    const issuer = INTENT.subjects[0]?.issuer;
    const principals = [{ principal: rootName }];
    const verdicts = [
      polluted("namespaces", [{ issuer, namespace: "ns" }], () => prove(whole, INTENT)),
      polluted("others", { [cloud]: { principals } }, () => prove(rooted, INTENT)),
      polluted("principals", principals, () => prove(rooted, { ...INTENT, others: { [cloud]: {} } } as Intent)),
    ];
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(["over", "over", "over"]);
  });

  it("refuses with a code what is no intent", () => {
    for (const none of [null, undefined, "shop/orders", 7]) {
      const asked = () => prove(trust([statement()]), none as unknown as Intent);
      expect(asked).toThrow(expect.objectContaining({ code: "intent-invalid" }));
    }
  });

  it("names the principal that it does not know", () => {
    const principal = `${(statement() as { Principal: { Federated: string } }).Principal.Federated}-elsewhere`;
    const unlisted = trust([statement(), statement({ Principal: { Federated: principal }, Condition: {} })]);
    expect(prove(unlisted, INTENT)).toMatchObject({ verdict: "unknown", reason: expect.stringContaining(principal) });
  });

  it("says where an intended token is refused when no known misconfiguration says it", () => {
    const none = trust([]);
    expect(prove(none, INTENT)).toMatchObject({
      verdict: "under",
      findings: [],
      why: expect.stringMatching(/is refused, which the intent names, at trust policy: /),
    });
  });

  it("reads each part of a document once", () => {
    let reads = 0;
    const policy = { ...(trust([statement()]).assumeRolePolicy as object) };
    Object.defineProperty(policy, "Statement", {
      enumerable: true,
      get: () => (reads++ < 1 ? [statement()] : [statement({ Condition: {} })]),
    });
    const verdict = prove({ ...trust([]), assumeRolePolicy: policy } as CloudTrust, INTENT);
    // Its size is looked at first; what is proved is what one more reading said, and never a mixture.
    expect(reads).toBe(2);
    expect(verdict.verdict).toBe("over");
  });

  it("reads a policy as the JSON text that vendors hand out", () => {
    const text = JSON.stringify(trust([statement()]).assumeRolePolicy);
    for (const assumeRolePolicy of [text, ` ${text}\n`, encodeURIComponent(text)]) {
      const written = { ...trust([]), assumeRolePolicy } as CloudTrust;
      expect(prove(written, INTENT)).toEqual({ verdict: "equal" });
      expect(evaluate(written, kit.token()).decision).toBe("allow");
    }
    for (const assumeRolePolicy of ["", "no JSON", "[]", `${text.slice(0, -1)},"Version":"1"}`]) {
      const none = { ...trust([]), assumeRolePolicy } as CloudTrust;
      expect(() => prove(none, INTENT)).toThrow(expect.objectContaining({ code: `${cloud}-trust-invalid` }));
    }
  });

  it("lets nobody in whom an unconditioned Deny takes away again", () => {
    const deny = (principal: unknown, changes: object = {}) =>
      prove(
        trust([
          statement(),
          { Effect: "Allow", Principal: root, Action: "sts:AssumeRole" },
          { Effect: "Deny", Principal: principal, Action: "sts:AssumeRole", ...changes },
        ]),
        INTENT,
      ).verdict;
    expect(deny(root)).toBe("equal");
    expect(deny(root, { Action: "sts:GetCallerIdentity" })).toBe("over");
    expect(deny(root, { Condition: { StringEquals: { "acs:SourceVpc": "a" } } })).toBe("over");
    expect(deny({ Service: "ec2.example.com" })).toBe("over");
  });

  it("does not prove a policy that the vendor would not store", () => {
    const notPrincipal = { Effect: "Deny", NotPrincipal: statement().Principal, Action: "sts:TagSession" };
    const verdict = prove(trust([statement(), notPrincipal]), INTENT);
    expect(verdict).toMatchObject({
      verdict: "unknown",
      reason: expect.stringMatching(/statement 2.*write Principal/),
    });
  });

  it("ends in unknown, and soon, where a decision would take too many steps", () => {
    const patterns = Array.from({ length: 50 }, (_, index) => `${"*a".repeat(1000)}b${index}`);
    const hard = trust([statement({ Condition: { StringLike: { [sub]: patterns } } })]);
    // What else the machine does is not the library's.
    const before = process.cpuUsage();
    const { decision, trace } = evaluate(hard, { ...kit.token(), sub: "a".repeat(2000) });
    const { user } = process.cpuUsage(before);
    expect(decision).toBe("unknown");
    expect(trace.map(({ detail }) => detail).join()).toContain("too many steps");
    expect(user / 1000).toBeLessThan(1000);
  });
});
