import * as pulumi from "@pulumi/pulumi";
import { beforeEach, describe, expect, it } from "vitest";
import type { FederatedWorkloadArgs } from "../../src";
import { FederatedWorkload } from "../../src";
import { AlicloudWorkloadIdentity } from "../../src/clouds/alicloud/workload-identity";
import { AwsWorkloadIdentity } from "../../src/clouds/aws/workload-identity";
import type { CloudIntent } from "../../src/clouds/registry";
import type { CloudMocks } from "../../src/testing";
import { installCloudMocks, outputValue, toAdmitOnly } from "../../src/testing";
import { faultCodes } from "../support/fault-codes";
import { lateFaults } from "../support/late-faults";

const GITHUB = "https://token.actions.githubusercontent.com";
const MAIN = "repo:example/shop:ref:refs/heads/main";
const issuer = {
  url: "https://issuer.shop.example.com",
  aws: { oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/issuer.shop.example.com" },
  alicloud: { oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/shop" },
};
const subject = { issuer: issuer.url, namespace: "shop", serviceAccount: "orders" };

/** The same on each cloud whose roles have a trust policy. */
const CLOUDS = [
  {
    cloud: "aws",
    principal: "arn:aws:iam::444455556666:role/keda-operator",
    service: "pods.eks.amazonaws.com",
    conditions: { StringEquals: { "aws:RequestTag/kubernetes-namespace": ["shop"] } },
    github: { issuer: GITHUB, subject: MAIN },
    role: "arn:aws:iam::111122223333:role/legacy",
    elsewhere: "arn:aws:iam::444455556666:role/legacy",
    other: {
      url: "https://b.example.com",
      aws: { oidcProviderArn: "arn:aws:iam::444455556666:oidc-provider/b.example.com" },
    },
    create: (args: object) => new AwsWorkloadIdentity("orders", args as never),
  },
  {
    cloud: "alicloud",
    principal: "acs:ram::6543210987654321:role/keda-operator",
    service: "cs.aliyuncs.com",
    conditions: { StringEquals: { "acs:SourceVpc": ["vpc-1", "vpc-2"] } },
    github: { issuer: GITHUB, subject: MAIN, oidcProviderArn: "acs:ram::1234567890123456:oidc-provider/github" },
    role: "acs:ram::1234567890123456:role/legacy",
    elsewhere: "acs:ram::6543210987654321:role/legacy",
    other: { url: "https://b.example.com", alicloud: { oidcProviderArn: "acs:ram::6543210987654321:oidc-provider/b" } },
    create: (args: object) => new AlicloudWorkloadIdentity("orders", args as never),
  },
];

/** What the identities have in common. */
type Said = { proof: string; trustPolicy: string };

describe.each(CLOUDS)("others of a workload on $cloud", (each) => {
  const { cloud, principal, service, conditions, github, role, elsewhere, other } = each;
  let mocks: CloudMocks;
  const workload = (args: object) =>
    new FederatedWorkload("orders", {
      issuer,
      namespace: "shop",
      serviceAccount: "orders",
      [cloud]: args,
    } as FederatedWorkloadArgs);
  const named = { subjects: [github], principals: [{ principal }, { principal: service, conditions }] };
  const { subject: sub, issuer: iss } = github;
  const intended = { subjects: [{ issuer: iss, subject: sub }], principals: named.principals };
  const admits = async (others: object | undefined) => {
    const expected = { subjects: [subject], ...(others === undefined ? {} : { others: { [cloud]: others } }) };
    // The registration of the other issuer is made elsewhere.
    const trust = (await mocks.trust(cloud)) as { oidcProviders: object[] };
    const audience = cloud === "aws" ? "sts.amazonaws.com" : "sts.aliyuncs.com";
    const providers = [issuer.url, GITHUB].map((url, index) => {
      const own = (issuer as unknown as Record<string, { oidcProviderArn: string }>)[cloud]!.oidcProviderArn;
      const arns = [
        own,
        cloud === "aws"
          ? own.replace("issuer.shop.example.com", GITHUB.slice(8))
          : "acs:ram::1234567890123456:oidc-provider/github",
      ];
      return { arn: arns[index], issuer: url, clientIds: [audience] };
    });
    return toAdmitOnly({ ...trust, oidcProviders: providers } as never, expected as CloudIntent);
  };

  beforeEach(async () => {
    mocks = await installCloudMocks();
  });

  it("are written into the trust and proved with it, and everybody else is an alarm", async () => {
    const made = workload({ others: named }) as unknown as Record<string, pulumi.Output<{ proof: string }>>;
    const { proof } = await outputValue(made[cloud]!);
    expect(proof).toMatch(/exactly 1 ServiceAccount\(s\) and the 3 other\(s\)/);
    expect((await admits(intended)).message()).toContain("equal");
    expect((await admits(intended)).pass).toBe(true);
    expect((await admits(undefined)).pass).toBe(false);
    expect((await admits({ principals: intended.principals })).message()).toContain(MAIN);
    const unconditioned = { ...intended, principals: [{ principal }, { principal: service }] };
    expect((await admits(unconditioned)).message()).toContain(service);
  });

  it("are proved in the component alone, with values that are known later", async () => {
    const subjects = [{ issuer, namespace: "shop", serviceAccount: "orders" }];
    const later = {
      subjects: [{ ...github, subject: pulumi.output(MAIN) }],
      principals: [{ principal: pulumi.output(principal) }],
    };
    const { proof, trustPolicy } = await outputValue<Said>(each.create({ subjects, others: later }).identity);
    expect(proof).toMatch(/^proved/);
    expect(trustPolicy).toContain(MAIN);
    expect(trustPolicy).toContain(principal);
  });

  it("write the same policy in whatever order they come", async () => {
    const text = async (others: object) =>
      (
        await outputValue<Said>(
          each.create({ subjects: [{ issuer, namespace: "shop", serviceAccount: "orders" }], others }).identity,
        )
      ).trustPolicy;
    const forward = await text(named);
    mocks = await installCloudMocks();
    expect(await text({ ...named, principals: [...named.principals].reverse() })).toBe(forward);
  });

  it.each([
    ["other-subject-invalid", { subjects: [{ ...github, subject: "repo:example/*" }] }],
    ["other-principal-invalid", { principals: [{ principal: "*" }] }],
    ["other-principal-invalid", { principals: [{ principal: `${principal}*` }] }],
    ["other-conditions-invalid", { principals: [{ principal, conditions: { StringEqual: { a: ["b"] } } }] }],
    ["other-conditions-invalid", { principals: [{ principal, conditions: { StringEquals: { a: [] } } }] }],
    ["other-repeated", { principals: [{ principal }, { principal }] }],
    ["issuer-not-public", { subjects: [{ ...github, issuer: "https://ci.internal" }] }],
    ["argument-unknown", { principals: [{ principal, condition: {} }] }],
    ["shape-invalid", { principals: [principal] }],
  ])("are refused with %s", (code, others) => {
    expect(faultCodes(() => workload({ others }))).toContain(code);
  });

  it("prove an external role whose policy is given", async () => {
    const made = workload({ externalRoleArn: role, others: named }) as unknown as Record<
      string,
      pulumi.Output<{ proof: string; trustPolicy: string }>
    >;
    const { proof, trustPolicy } = await outputValue(made[cloud]!);
    expect(proof).toMatch(/^not proved/);

    mocks = await installCloudMocks();
    const given = { externalRoleArn: role, externalTrustPolicy: pulumi.output(trustPolicy), others: named };
    const proved = workload(given) as unknown as typeof made;
    expect((await outputValue(proved[cloud]!)).proof).toMatch(/^proved: .*was given for the external role/);

    mocks = await installCloudMocks();
    const unnamed = { externalRoleArn: role, externalTrustPolicy: trustPolicy };
    expect(faultCodes(() => workload(unnamed))).toEqual(["trust-over"]);
    const faults = await lateFaults(() => workload({ ...unnamed, externalTrustPolicy: pulumi.output(trustPolicy) }));
    expect(faults.join()).toContain("trust-over");
    expect(faultCodes(() => workload({ externalTrustPolicy: trustPolicy }))).toEqual([`${cloud}-role-owner-unclear`]);
  });

  it("are all whose tokens are for another client id, where an external role's policy compares none", async () => {
    const made = workload({ externalRoleArn: role }) as unknown as Record<string, pulumi.Output<Said>>;
    const { trustPolicy } = await outputValue(made[cloud]!);
    const policy = JSON.parse(trustPolicy);
    for (const { Condition } of policy.Statement)
      for (const key of Object.keys(Condition.StringEquals).filter((each) => each.endsWith(":aud")))
        delete Condition.StringEquals[key];
    mocks = await installCloudMocks();
    const given = (externalTrustPolicy: string) => () => workload({ externalRoleArn: role, externalTrustPolicy });
    expect(faultCodes(given(JSON.stringify(policy)))).toEqual(["trust-over"]);
    expect(given(trustPolicy)).not.toThrow();
  });

  it("cannot help a role that is of another account than its provider", async () => {
    const code = `${cloud}-account-mismatch`;
    expect(faultCodes(() => workload({ externalRoleArn: elsewhere }))).toEqual([code]);
    const subjects = [issuer, other].map((one) => ({ issuer: one, namespace: "shop", serviceAccount: "orders" }));
    expect(faultCodes(() => each.create({ subjects }))).toEqual([code]);
    const faults = await lateFaults(() => workload({ externalRoleArn: pulumi.output(elsewhere) }));
    expect(faults.join()).toContain(code);
  });
});
