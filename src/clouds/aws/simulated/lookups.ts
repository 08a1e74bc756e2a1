import { lookupOf } from "../../simulated/made-lookup";
import type { SimulatedAccount, SimulatedLookup } from "../../simulation";
import { awsPartitionOf } from "../partition";
import { AWS_SIMULATED_ACCOUNT, awsRegionOf, awsResources } from "./resources";

/** What programs write ARNs and policies by, and what they read of a cluster, a role or a registration that stands already. */
export const awsLookups: Record<string, SimulatedLookup> = {
  "aws:index/getCallerIdentity:getCallerIdentity": (args, account) => ({
    ...args,
    id: AWS_SIMULATED_ACCOUNT,
    accountId: AWS_SIMULATED_ACCOUNT,
    arn: `arn:${partitionOf(account).name}:iam::${AWS_SIMULATED_ACCOUNT}:user/simulated`,
    userId: "AIDASIMULATEDUSER0001",
  }),
  "aws:index/getPartition:getPartition": (args, account) => {
    const { name, dnsSuffix } = partitionOf(account);
    const reverseDnsPrefix = dnsSuffix.split(".").reverse().join(".");
    return { ...args, id: name, partition: name, dnsSuffix, reverseDnsPrefix };
  },
  "aws:index/getRegion:getRegion": (args, account) => {
    const region = awsRegionOf(args, account);
    const endpoint = `ec2.${region}.${awsPartitionOf(region).dnsSuffix}`;
    return { ...args, id: region, name: region, region, endpoint, description: region };
  },
  "aws:iam/getPolicyDocument:getPolicyDocument": (args) => {
    const json = policyDocument(args);
    return { ...args, id: "document", json, minifiedJson: JSON.stringify(JSON.parse(json)) };
  },
  "aws:iam/getOpenIdConnectProvider:getOpenIdConnectProvider": (args, account) => {
    const url = args.url ?? String(args.arn).split(":oidc-provider/")[1];
    return lookupOf(awsResources, "aws:iam/openIdConnectProvider:OpenIdConnectProvider")({ ...args, url }, account);
  },
  "aws:iam/getRole:getRole": lookupOf(awsResources, "aws:iam/role:Role"),
  "aws:eks/getCluster:getCluster": lookupOf(awsResources, "aws:eks/cluster:Cluster"),
};

function partitionOf(account: SimulatedAccount) {
  return awsPartitionOf(awsRegionOf({}, account));
}

type Statement = Record<string, unknown>;

/** The JSON that Pulumi's provider writes of statements; documents to start with come first, and those that override go by `Sid`. */
function policyDocument(args: Record<string, unknown>): string {
  const read = (documents: unknown) =>
    list<string>(documents).flatMap((text) => list<Statement>(JSON.parse(text).Statement ?? []));
  const own = list<Statement>(args.statements).map(statementOf);
  const overriding = read(args.overridePolicyDocuments);
  const kept = [...read(args.sourcePolicyDocuments), ...own].filter(
    ({ Sid }) => Sid === undefined || overriding.every((other) => other.Sid !== Sid),
  );
  const { version = "2012-10-17", policyId } = args;
  return JSON.stringify({ Version: version, Id: policyId, Statement: [...kept, ...overriding] }, undefined, 2);
}

function statementOf(given: Statement): Statement {
  const principals = (value: unknown) => {
    const byType: Record<string, string[]> = {};
    for (const { type, identifiers } of list<{ type: string; identifiers: string[] }>(value)) {
      byType[type] = [...(byType[type] ?? []), ...identifiers];
    }
    if (Object.keys(byType).length === 0) return undefined;
    const texts = Object.entries(byType).map(([type, identifiers]) => [type, one(identifiers)]);
    return byType["*"] === undefined ? Object.fromEntries(texts) : "*";
  };
  const byTest: Record<string, Record<string, unknown>> = {};
  for (const { test, variable, values } of list<{ test: string; variable: string; values: string[] }>(
    given.conditions,
  )) {
    byTest[test] = { ...byTest[test], [variable]: one(values) };
  }
  const statement = {
    Sid: given.sid,
    Effect: given.effect ?? "Allow",
    Principal: principals(given.principals),
    NotPrincipal: principals(given.notPrincipals),
    Action: one(given.actions),
    NotAction: one(given.notActions),
    Resource: one(given.resources),
    NotResource: one(given.notResources),
    Condition: Object.keys(byTest).length === 0 ? undefined : byTest,
  };
  // Variables of a policy are written `&{aws:username}` in a program.
  return JSON.parse(JSON.stringify(statement).replaceAll("&{", "${"));
}

/** A list as the provider writes it: one text alone, and none left out. */
function one(value: unknown): unknown {
  const texts = list<string>(value);
  return texts.length > 1 ? texts : texts[0];
}

function list<T>(value: unknown): T[] {
  return value === undefined ? [] : ([value].flat() as T[]);
}
