import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import type { NamedCluster } from "../../src/audit";
import { workloadIdentityPolicies } from "../../src/crossguard";
import { catalogue } from "../../src/verifier";

const ISSUER = "https://issuer.example.com";
const ARN = "arn:aws:iam::111122223333";
const URN = "urn:pulumi:dev::shop::";

function trust(sub: string, operator = "StringEquals") {
  const host = ISSUER.slice("https://".length);
  const conditions = { StringEquals: { [`${host}:aud`]: "sts.amazonaws.com" } } as Record<string, object>;
  conditions[operator] = { ...conditions[operator], [`${host}:sub`]: sub };
  const Principal = { Federated: `${ARN}:oidc-provider/${host}` };
  const statement = { Effect: "Allow", Principal, Action: "sts:AssumeRoleWithWebIdentity", Condition: conditions };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

const resource = (type: string, name: string, props: object) =>
  ({ type, name, props, urn: `${URN}${type}::${name}`, opts: {} }) as unknown as PolicyResource;
const role = (assumeRolePolicy: string) =>
  resource("aws:iam/role:Role", "orders", { name: "orders", arn: `${ARN}:role/orders`, assumeRolePolicy });
const account = resource("kubernetes:core/v1:ServiceAccount", "orders", {
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: {
    namespace: "shop",
    name: "orders",
    annotations: { "eks.amazonaws.com/role-arn": `${ARN}:role/orders` },
  },
});
const provider = resource("aws:iam/openIdConnectProvider:OpenIdConnectProvider", "cluster", {
  arn: `${ARN}:oidc-provider/issuer.example.com`,
  url: "issuer.example.com",
  clientIdLists: ["sts.amazonaws.com"],
});

/** What the rules report of a stack, by their names. */
function reported(
  resources: PolicyResource[],
  except: string[] = [],
  clusters: NamedCluster[] = [{ name: "prod", issuer: ISSUER }],
  rules = workloadIdentityPolicies({ clusters }),
) {
  return rules.flatMap((rule: StackValidationPolicy) => {
    const told: string[] = [];
    const args = { resources, getConfig: () => ({ except }), notApplicable: () => undefined as never };
    rule.validateStack({ ...args, stackTags: new Map() } as never, (message) => void told.push(message));
    return told.map((message) => ({ rule: rule.name, message }));
  });
}

describe("the rules for a policy pack", () => {
  it("are the rows of the catalogue, the severe ones mandatory", () => {
    const rules = workloadIdentityPolicies();
    expect(rules.map(({ name }) => name)).toEqual(catalogue.map(({ id }) => id));
    const levels = { critical: "mandatory", high: "mandatory", medium: "advisory", low: "advisory" };
    for (const { id, severity } of catalogue) {
      const level = levels[severity];
      expect(rules.find(({ name }) => name === id)).toMatchObject({ enforcementLevel: level, severity });
    }
  });

  it("report nothing of a stack whose trusts admit its ServiceAccounts alone", () => {
    expect(reported([role(trust("system:serviceaccount:shop:orders")), provider, account])).toEqual([]);
  });

  it("report a trust that lets others in, and what to do", () => {
    const wide = reported([role(trust("system:serviceaccount:shop:*", "StringLike")), provider, account]);
    expect(wide.length).toBeGreaterThan(0);
    expect(wide[0]!.message).toContain("orders");
    const ids = wide.map(({ message }) => /\[([^\]]+)\]$/.exec(message)![1]!);
    expect(reported([role(trust("system:serviceaccount:shop:*", "StringLike")), provider, account], ids)).toEqual([]);
  });

  it("read a stack anew where a value in it changes", () => {
    const clusters = [{ name: "prod", issuer: ISSUER }];
    const rules = workloadIdentityPolicies({ clusters });
    const told = (sub: string) => reported([role(trust(sub, "StringLike")), provider, account], [], clusters, rules);
    expect(told("system:serviceaccount:shop:orders")).toEqual([]);
    expect(told("system:serviceaccount:shop:*")).not.toEqual([]);
    expect(told("system:serviceaccount:shop:orders")).toEqual([]);
  });

  it("leave out what the guide's configuration excepts, by the name in the report", () => {
    const pod = {
      serviceAccountName: "orders",
      containers: [{ name: "app", image: "app", env: [{ name: "AWS_ACCESS_KEY_ID", value: "AKIA" }] }],
    };
    const deployment = resource("kubernetes:apps/v1:Deployment", "orders", {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { namespace: "shop", name: "orders" },
      spec: { selector: { matchLabels: { app: "orders" } }, template: { metadata: {}, spec: pod } },
    });
    const stack = [role(trust("system:serviceaccount:shop:orders")), provider, account, deployment];
    const guide = readFileSync(resolve(__dirname, "../../docs/policy-pack.md"), "utf8");
    const { E11 } = JSON.parse(/```json\n([\s\S]*?)```/.exec(guide)![1]!);
    expect(reported(stack, [], [])).toMatchObject([{ rule: "E11" }]);
    expect(reported(stack, E11.except, [])).toEqual([]);
  });

  it("take what a preview does not know for unknown, and throw at nothing", () => {
    const props = { name: "orders", arn: `${ARN}:role/orders` };
    Object.defineProperty(props, "assumeRolePolicy", {
      enumerable: true,
      get: () => {
        throw new Error("can't be known during preview");
      },
    });
    const unknown = resource("aws:iam/role:Role", "orders", props);
    // The registration may well be used by it.
    expect(reported([unknown, provider, account])).toEqual([]);
    expect(reported([provider, account]).map(({ rule }) => rule)).toContain("E6");
  });
});
