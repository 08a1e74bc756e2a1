import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { HuaweiSubject, HuaweiWorkloadIdentityArgs } from "../../../src/clouds/huawei/args";
import { HuaweiWorkloadIdentity } from "../../../src/clouds/huawei/workload-identity";
import type { CloudMocks } from "../../../src/testing/mocks";
import { installCloudMocks, outputValue, settled } from "../../../src/testing/mocks";
import { faultCodes } from "../../support/fault-codes";
import { lateFaults } from "../../support/late-faults";
import { JWKS, OTHER_JWKS } from "./support/samples";

const jwks = JSON.stringify(JWKS);
const blue = {
  url: "https://kubernetes.default.svc.cluster.local",
  jwks,
  huawei: { identityProviderId: "blue", clientId: "cce-blue", signingKey: jwks },
};
const own = {
  url: "https://issuer.example.com/blue",
  huawei: { oidcProviderUrn: "iam::a1:oidcProvider:blue", clientId: "sts.myhuaweicloud.com" },
};
const TYPE = "pulumi-nodejs:dynamic/huawei:";

const subject = (serviceAccount: string, issuer: HuaweiSubject["issuer"] = blue, key?: string): HuaweiSubject => ({
  issuer,
  namespace: "shop",
  serviceAccount,
  ...(key === undefined ? {} : { key }),
});
const create = (args: object) => new HuaweiWorkloadIdentity("orders", args as HuaweiWorkloadIdentityArgs);
const codes = (args: object) => faultCodes(() => create(args));
const late = (args: object) => lateFaults(() => void create(args));

let mocks: CloudMocks;

beforeEach(async () => {
  mocks = await installCloudMocks();
});

const ofKind = (kind: string) => mocks.ofType(TYPE + kind);
async function identityOf(args: HuaweiWorkloadIdentityArgs) {
  const identity = await outputValue(create(args).identity);
  await settled();
  return identity;
}

describe("a user group", () => {
  it.each([
    ["written down", blue],
    ["an output", pulumi.output(blue)],
  ])("does not get a ServiceAccount that another workload names, with an issuer that is %s", (_, issuer) => {
    const shared = { subjects: [subject("orders", issuer)] };
    new HuaweiWorkloadIdentity("first", shared);
    expect(codes(shared)).toEqual(["huawei-user-name-taken"]);
  });

  it("gets one rule of the vendor's form for each ServiceAccount, with a user of its own", async () => {
    const identity = await identityOf({ subjects: [subject("orders"), subject("canary")] });
    const group = identity.groupName!;
    expect(group).toMatch(/^orders-group-[0-9a-f]{8}$/);
    const rules = ofKind("ConversionRule").map(({ inputs }) => inputs.rule);
    expect(rules).toEqual([
      {
        local: [{ user: { name: "shop.orders" } }, { group: { name: group } }],
        remote: [{ type: "sub", any_one_of: ["system:serviceaccount:shop:orders"] }],
      },
      {
        local: [{ user: { name: "shop.canary" } }, { group: { name: group } }],
        remote: [{ type: "sub", any_one_of: ["system:serviceaccount:shop:canary"] }],
      },
    ]);
    expect(identity).toMatchObject({ identityProviderId: "blue", clientId: "cce-blue" });
    expect(identity.proof).toContain("exactly 2 ServiceAccount");
    expect(ofKind("ConversionRule")[0]?.inputs).toMatchObject({
      mappingId: "blue",
      owner: "project/stack",
      shared: false,
    });
  });

  it("gets roles and policies, each named by what it grants", async () => {
    await identityOf({
      subjects: [subject("orders")],
      roles: [
        { role: "OBS ReadOnlyAccess", scope: "all-projects" },
        { role: "OBS ReadOnlyAccess", scope: "project", scopeId: "cn-north-4" },
      ],
      customPolicies: { read: { policy: '{"Version":"1.1","Statement":[]}', scope: "domain" } },
    });
    const [policy] = ofKind("CustomPolicy");
    expect(policy?.inputs).toMatchObject({ type: "AX", policy: { Version: "1.1", Statement: [] } });
    expect(ofKind("GroupRoleAssignment").map(({ inputs }) => [inputs.role, inputs.scope, inputs.scopeId])).toEqual([
      ["OBS ReadOnlyAccess", "all-projects", undefined],
      ["OBS ReadOnlyAccess", "project", "cn-north-4"],
      [policy?.id, "domain", undefined],
    ]);
  });

  it("that exists is named by the rules, and stays when ours go", async () => {
    const existingGroup = { name: "admins", id: pulumi.output("g1") };
    const { groupName, trust } = await identityOf({ subjects: [subject("orders")], existingGroup });
    expect(groupName).toBe("admins");
    expect(trust).toContain('{"group":{"name":"admins"}}');
    expect(ofKind("Group")).toEqual([]);
  });

  it("loses one rule and nothing else when the first of three subjects is removed", async () => {
    const run = async (names: string[]) => {
      mocks = await installCloudMocks();
      await identityOf({ subjects: names.map((name) => subject(name)) });
      return mocks.resources.map(({ name }) => name).sort();
    };
    const [before, after] = [await run(["a", "b", "c"]), await run(["b", "c"])];
    expect(before.filter((name) => !after.includes(name))).toEqual([expect.stringMatching(/^orders-rule-shop\.a-/)]);
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });

  it("takes a ServiceAccount of two clusters that share an issuer, each by a key of its own", async () => {
    const green = {
      ...blue,
      jwks: JSON.stringify(OTHER_JWKS),
      huawei: { identityProviderId: "green", clientId: "cce-green" },
    };
    const [one, other] = [pulumi.output(blue), pulumi.output(green)];
    expect(codes({ subjects: [subject("orders", one), subject("orders", other)] })).toEqual([
      "huawei-subject-key-missing",
    ]);
    await identityOf({ subjects: [subject("orders", one, "blue"), subject("orders", other, "green")] });
    expect(ofKind("ConversionRule").map(({ name, inputs }) => [name, inputs.mappingId])).toEqual([
      ["orders-rule-shop.orders-blue", "blue"],
      ["orders-rule-shop.orders-green", "green"],
    ]);
  });

  it("belongs to the owner that is given, everywhere, so that a stack can be renamed", async () => {
    const customPolicies = { read: { policy: '{"Version":"1.1","Statement":[]}', scope: "domain" as const } };
    await identityOf({ subjects: [subject("orders")], customPolicies, owner: "shop/old" });
    const owners = ["Group", "CustomPolicy", "ConversionRule"].map((kind) => ofKind(kind)[0]?.inputs.owner);
    expect(owners).toEqual(["shop/old", "shop/old", "shop/old"]);
  });

  it("keeps other rules of a mapping that is shared", async () => {
    const shared = { ...blue, huawei: { ...blue.huawei, mappingId: "all", sharedMapping: true } };
    await identityOf({ subjects: [subject("orders", shared)] });
    expect(ofKind("ConversionRule")[0]?.inputs).toMatchObject({ mappingId: "all", shared: true });
  });

  it("plans the same resources in a preview, where the registration is not known", async () => {
    mocks = await installCloudMocks({ preview: true });
    const unknown = pulumi.output(blue).apply((issuer) => issuer);
    create({ subjects: [subject("orders", unknown)] });
    await settled();
    expect(ofKind("ConversionRule")).toHaveLength(1);
  });

  it("is refused where the issuer is not registered, now or on final values", async () => {
    const { url } = blue;
    expect(codes({ subjects: [subject("orders", { url })] })).toEqual(["issuer-not-registered"]);
    expect((await late({ subjects: [subject("orders", pulumi.output({ url }))] })).join()).toContain(
      "issuer-not-registered",
    );
    expect((await late({ subjects: [subject("orders", own)] })).join()).toContain("huawei-registration-mismatch");
  });

  it("is refused where the stored keys are not the cluster's", async () => {
    const stale = { ...blue, jwks: JSON.stringify(OTHER_JWKS) };
    expect((await late({ subjects: [subject("orders", stale)] })).join()).toContain("[trust-over]");
  });
});

describe("a trust agency", () => {
  const mechanism = "trust-agency";

  it("names issuer, audience and every ServiceAccount in its trust policy, in one order", async () => {
    const identity = await identityOf({ mechanism, subjects: [subject("b", own), subject("a", own)] });
    const [agency] = ofKind("TrustAgency");
    expect(agency?.inputs.trustPolicy).toEqual({
      Version: "5.0",
      Statement: [
        {
          Effect: "Allow",
          Action: ["sts:agencies:assumeWithOIDC"],
          Principal: { Federated: ["iam::a1:oidcProvider:blue"] },
          Condition: {
            StringEquals: {
              "oidc:iss": ["https://issuer.example.com/blue"],
              "oidc:aud": ["sts.myhuaweicloud.com"],
              "oidc:sub": ["system:serviceaccount:shop:a", "system:serviceaccount:shop:b"],
            },
          },
        },
      ],
    });
    expect(identity.agencyUrn).toBe(agency?.state.agencyUrn);
    expect(identity.groupName).toBeUndefined();
  });

  it("gets its policies, by name or as outputs", async () => {
    const agencyPolicies = ["OBSReadOnlyPolicy", pulumi.output("shared")];
    await identityOf({ mechanism, subjects: [subject("a", own)], agencyPolicies, maxSessionDuration: 7200 });
    expect(ofKind("AgencyPolicyAttachment").map(({ inputs }) => inputs.policy)).toEqual([
      "OBSReadOnlyPolicy",
      "shared",
    ]);
    expect(ofKind("TrustAgency")[0]?.inputs.maxSessionDuration).toBe(7200);
  });

  it("trusts several clusters, a statement for each, when they have one audience", async () => {
    const green = {
      url: "https://a.example.com",
      huawei: { ...own.huawei, oidcProviderUrn: "iam::a1:oidcProvider:green" },
    };
    await identityOf({ mechanism, subjects: [subject("a", own), subject("a", green)] });
    const { Statement } = ofKind("TrustAgency")[0]!.inputs.trustPolicy as { Statement: object[] };
    expect(Statement).toHaveLength(2);
    const other = { ...green, huawei: { ...green.huawei, clientId: "another" } };
    mocks = await installCloudMocks();
    const faults = await late({ mechanism, subjects: [subject("a", own), subject("a", other)] });
    expect(faults.join()).toContain("huawei-client-ids-differ");
  });

  it("is refused for a registration of the old IAM, and for more ServiceAccounts than a policy holds", async () => {
    const registered = { ...own, huawei: { identityProviderId: "blue", clientId: "cce-blue" } };
    expect((await late({ mechanism, subjects: [subject("a", registered)] })).join()).toContain(
      "huawei-registration-mismatch",
    );
    const many = Array.from({ length: 200 }, (_, i) => subject(`service-account-${i}`, own));
    expect(codes({ mechanism, subjects: many })).toEqual(["huawei-trust-policy-too-long"]);
  });
});

describe("faults of arguments", () => {
  it("are all found at once", () => {
    const args = { subjects: [subject("default")], wiring: "webhook", groupName: "" };
    expect(codes(args)).toEqual([
      "huawei-group-name-invalid",
      "huawei-webhook-missing",
      "subject-default-service-account",
    ]);
  });

  it("name a registration that is no object", () => {
    expect(codes({ subjects: [subject("a", { url: own.url, huawei: "prod" } as never)] })).toEqual(["shape-invalid"]);
  });
});
