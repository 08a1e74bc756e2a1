import { describe, expect, it } from "vitest";
import { awsOpenShift } from "../../../src/clouds/aws/openshift/cloud";
import type { AwsProviderSpec } from "../../../src/clouds/aws/openshift/spec";
import type { CredentialsRequest, PlannedIdentity } from "../../../src/clouds/openshift-cloud";
import type { Issue } from "../../../src/core/issue";

const statement = { effect: "Allow", action: ["ec2:RunInstances"], resource: "*" };

function read(providerSpec: object): { spec: AwsProviderSpec; codes: string[] } {
  const issues: Issue[] = [];
  const spec = awsOpenShift.readSpec(providerSpec, "providerSpec", issues);
  return { spec, codes: issues.map(({ code, path }) => `${path} ${code}`) };
}

const request = (name: string, secret: string, statementEntries: AwsProviderSpec["statementEntries"] = []) => {
  const [namespace = "", secretName = ""] = secret.split("/");
  return {
    name,
    secret: { namespace, name: secretName },
    serviceAccounts: ["operator"],
    spec: { statementEntries },
  } satisfies CredentialsRequest<AwsProviderSpec>;
};

describe("what a CredentialsRequest asks of AWS", () => {
  it("is read with conditions as the payload has them, booleans included", () => {
    const entry = { ...statement, policyCondition: { Bool: { "kms:GrantIsForAWSResource": true } } };
    expect(read({ statementEntries: [entry] })).toEqual({ spec: { statementEntries: [entry] }, codes: [] });
  });

  it.each<[string, object]>([
    ["providerSpec.statementEntries[0].effect shape-invalid", { ...statement, effect: "allow" }],
    ["providerSpec.statementEntries[0].action[0] aws-statement-invalid", { ...statement, action: ["RunInstances"] }],
    ["providerSpec.statementEntries[0].action aws-statement-invalid", { ...statement, action: [] }],
    ["providerSpec.statementEntries[0].resource shape-invalid", { ...statement, resource: ["*"] }],
  ])("is a fault where it is malformed: %s", (fault, entry) => {
    expect(read({ statementEntries: [entry] }).codes).toEqual([fault]);
  });

  it("has each permission once, in whatever letter case, and comes back from its permissions", () => {
    const { spec } = read({
      statementEntries: [statement, { ...statement, action: ["ec2:runinstances", "ec2:StopInstances"] }],
    });
    const permissions = awsOpenShift.permissions(spec);
    expect(permissions.map(({ name }) => name.toLowerCase())).toEqual(["ec2:runinstances", "ec2:stopinstances"]);
    const again = awsOpenShift.withPermissions(spec, permissions, "", []);
    expect(awsOpenShift.permissions(again)).toEqual(permissions);
  });

  it.each([
    ["iam:PassRole", "*", true],
    ["iam:*", "*", true],
    ["iam:PassRole", "arn:aws:iam::111122223333:role/worker", false],
    ["ec2:RunInstances", "*", false],
  ])("escalates by %s on %s: %s", (name, resource, expected) => {
    expect(awsOpenShift.escalation({ kind: "action", name, resource }) !== undefined).toBe(expected);
  });
});

/** Suffixes of the 7 requests of release 5.1, with the length of a cluster's name at which ccoctl begins to cut. */
const PAYLOAD: [secret: string, cutFrom: number][] = [
  ["openshift-machine-api/aws-cloud-credentials", 21],
  ["openshift-ingress-operator/cloud-credentials", 20],
  ["openshift-cluster-csi-drivers/ebs-cloud-credentials", 13],
  ["openshift-image-registry/installer-cloud-credentials", 12],
  ["openshift-cluster-api/capa-manager-bootstrap-credentials", 8],
  ["openshift-cloud-network-config-controller/cloud-credentials", 5],
  ["openshift-cloud-credential-operator/cloud-credential-operator-iam-ro-creds", 1],
];

describe("the names of roles", () => {
  const namesOf = (cluster: string, kind: "names" | "ccoctlNames") =>
    PAYLOAD.map(([secret]) => awsOpenShift[kind](cluster, request("r", secret)).role!.name);

  it.each(PAYLOAD)("of %s are cut from a cluster name of %i characters on", (secret, cutFrom) => {
    const isCut = (length: number) => {
      const { name, whole } = awsOpenShift.ccoctlNames("c".repeat(length), request("r", secret)).role!;
      expect(name).toBe(whole.slice(0, 64));
      return name !== whole;
    };
    expect(isCut(cutFrom)).toBe(true);
    if (cutFrom > 1) expect(isCut(cutFrom - 1)).toBe(false);
  });

  it.each([
    [44, 7],
    [45, 6],
    [47, 5],
    [51, 4],
    [52, 3],
    [53, 1],
    [58, 1],
  ])("are %i characters of the cluster's, of which ccoctl leaves %i apart, and ours never collide", (length, apart) => {
    const cluster = "c".repeat(length);
    expect(new Set(namesOf(cluster, "ccoctlNames")).size).toBe(apart);
    const ours = namesOf(cluster, "names");
    expect(new Set(ours).size).toBe(7);
    expect(Math.max(...ours.map((name) => name.length))).toBeLessThanOrEqual(64);
  });
});

describe("what ccoctl made on AWS", () => {
  const issuer = "https://prod-oidc.s3.eu-central-1.amazonaws.com";
  const arn = "arn:aws:iam::111122223333:role/prod-openshift-ingress-operator-cloud-credentials";
  const ingress = request("openshift-ingress", "openshift-ingress-operator/cloud-credentials", [
    { effect: "Allow", action: ["route53:ListHostedZones"], resource: "*" },
  ]);
  const planned: PlannedIdentity<AwsProviderSpec> = {
    request: ingress,
    names: awsOpenShift.ccoctlNames("prod", ingress),
  };
  const trusting = (equals: object) => ({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/prod-oidc.s3.eu-central-1.amazonaws.com" },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: { StringEquals: equals },
      },
    ],
  });
  const key = (claim: string) => `prod-oidc.s3.eu-central-1.amazonaws.com:${claim}`;
  const subject = "system:serviceaccount:openshift-ingress-operator:operator";
  const roleWith = (equals: object, actions: string[]) => ({
    RoleName: "prod-openshift-ingress-operator-cloud-credentials",
    Arn: arn,
    AssumeRolePolicyDocument: trusting(equals),
    RolePolicyList: [
      {
        PolicyName: "prod-openshift-ingress-operator-cloud-credentials",
        PolicyDocument: { Statement: { Effect: "Allow", Action: actions, Resource: "*" } },
      },
    ],
  });
  const adopt = (document: object, cluster = "prod") =>
    awsOpenShift.adopt({ cluster, issuer, documents: [document] }, [planned]);
  const changesOf = (equals: object, actions = ["route53:ListHostedZones"]) =>
    adopt({ RoleDetailList: [roleWith(equals, actions)] }).changes.flatMap(({ code, message, request: of }) =>
      of === undefined ? [] : [`${code}: ${message}`],
    );

  it("changes nothing of a role that is right", () => {
    expect(changesOf({ [key("aud")]: "openshift", [key("sub")]: [subject] })).toEqual([]);
  });

  it.each<[string, object, string[] | undefined]>([
    ["role-trust: its trust takes tokens for any audience", { [key("sub")]: [subject] }, undefined],
    [
      "role-trust: its trust lets in system:serviceaccount:openshift-ingress-operator:old",
      { [key("aud")]: "openshift", [key("sub")]: [subject, "system:serviceaccount:openshift-ingress-operator:old"] },
      undefined,
    ],
    [
      "permissions-missing: it lacks route53:ListHostedZones",
      { [key("aud")]: "openshift", [key("sub")]: [subject] },
      ["route53:GetHostedZone"],
    ],
  ])("lists what is wrong: %s", (change, equals, actions) => {
    expect(changesOf(equals, actions)[0]).toContain(change);
  });

  it("is the bucket, its documents, the provider and each role with its policy", () => {
    const { objects } = adopt({ RoleDetailList: [roleWith({ [key("sub")]: [subject] }, ["route53:ListHostedZones"])] });
    expect(objects.map(({ component, name, id }) => `${component} ${name}: ${id}`)).toEqual([
      "identities aws-oidc-provider: arn:aws:iam::111122223333:oidc-provider/prod-oidc.s3.eu-central-1.amazonaws.com",
      "identities openshift-ingress-role: prod-openshift-ingress-operator-cloud-credentials",
      "identities openshift-ingress-prod-openshift-ingress-operator-cloud-credentials: prod-openshift-ingress-operator-cloud-credentials:prod-openshift-ingress-operator-cloud-credentials",
      "issuer bucket: prod-oidc",
      "issuer access: prod-oidc",
      "issuer policy: prod-oidc",
      "issuer key-set: prod-oidc/keys.json",
      "issuer discovery: prod-oidc/.well-known/openid-configuration",
    ]);
  });

  it("is not found under another cluster's name, or in a document that no command printed", () => {
    expect(adopt({ RoleDetailList: [] }).issues.map(({ code }) => code)).toEqual(["openshift-install-not-found"]);
    expect(adopt({ Roles: [] }).issues.map(({ code }) => code)).toEqual(["aws-inventory-unknown"]);
  });

  it("takes over managed policies that hold what no inline policy does, where they are attached", () => {
    const action = Array.from({ length: 400 }, (_, index) => `ec2:DescribeSomethingQuiteLongNumber${index}`);
    const long = request("openshift-ingress", "openshift-ingress-operator/cloud-credentials", [
      { effect: "Allow", action, resource: "*" },
    ]);
    const name = "prod-openshift-ingress-operator-cloud-credentials-1";
    const policyArn = `arn:aws:iam::111122223333:policy/${name}`;
    const role = {
      ...roleWith({ [key("sub")]: [subject] }, []),
      RolePolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: name, PolicyArn: policyArn }],
    };
    const policy = { PolicyName: name, Arn: policyArn, PolicyVersionList: [{ Document: {}, IsDefaultVersion: true }] };
    const { objects } = awsOpenShift.adopt(
      { cluster: "prod", issuer, documents: [{ RoleDetailList: [role], Policies: [policy] }] },
      [{ ...planned, request: long }],
    );
    expect(objects.filter(({ name: of }) => of.includes("policy-part")).map(({ type, id }) => `${type} ${id}`)).toEqual(
      [
        `aws:iam/policy:Policy ${policyArn}`,
        `aws:iam/rolePolicyAttachment:RolePolicyAttachment prod-openshift-ingress-operator-cloud-credentials/${policyArn}`,
      ],
    );
  });
});
