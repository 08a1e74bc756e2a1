import { describe, expect, it } from "vitest";
import type { WorkloadIdentityError } from "../../src/core/errors";
import type { NarrowPermission, OpenShiftNarrowing } from "../../src/openshift";
import {
  narrowCredentialsRequests,
  planOpenShift,
  readCredentialsRequests,
  writeCredentialsRequest,
} from "../../src/openshift";
import { parseNarrowings } from "../../src/openshift/read-narrowings";
import { request } from "./support/payload";

const WHEN = { Bool: { "kms:GrantIsForAWSResource": true } };
const STATEMENTS = [
  { effect: "Allow", action: ["ec2:RunInstances", "kms:ReEncrypt*"], resource: "*" },
  { effect: "Allow", action: ["kms:CreateGrant"], resource: "*", policyCondition: WHEN },
  { effect: "Allow", action: ["ec2:CreateTags"], resource: "arn:aws:ec2:*:*:security-group/*" },
  { effect: "Deny", action: ["ec2:*"], resource: "arn:aws:ec2:*:*:instance/i-keep" },
];
const TEXT = request("openshift-machine-api-aws", {
  spec: { statementEntries: STATEMENTS, stsIAMRoleARN: "arn:aws:iam::1:role/x" },
});
const settings = { cluster: "prod", cloud: "aws" };

/** The statements that are left after rules. */
function left(...narrowings: OpenShiftNarrowing[]): unknown {
  return (planOpenShift(TEXT, { ...settings, narrowings }).identities[0]!.request.spec as { statementEntries: unknown })
    .statementEntries;
}

function code(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    return (error as WorkloadIdentityError).issues.map((issue) => `${issue.path} ${issue.code}`);
  }
  return [];
}

describe("narrowings as data", () => {
  it("put resources in the place of *, one statement for each, and leave the rest alone", () => {
    const resources = ["arn:aws:ec2:eu-west-1:111122223333:instance/*", "arn:aws:ec2:eu-west-1:111122223333:volume/*"];
    expect(left({ permissions: ["ec2:RunInstances"], resources })).toEqual([
      ...resources.map((resource) => ({ effect: "Allow", action: ["ec2:RunInstances"], resource })),
      { effect: "Allow", action: ["kms:ReEncrypt*"], resource: "*" },
      ...STATEMENTS.slice(1),
    ]);
  });

  it("add a condition to those that are there", () => {
    const conditions = [
      { test: "StringEquals", variable: "aws:ResourceTag/kubernetes.io/cluster/prod-x7k2p", values: ["owned"] },
    ];
    expect(left({ permissions: ["kms:CreateGrant"], conditions })).toContainEqual({
      ...STATEMENTS[1],
      policyCondition: { ...WHEN, StringEquals: { "aws:ResourceTag/kubernetes.io/cluster/prod-x7k2p": "owned" } },
    });
  });

  it("put single permissions in the place of a wildcard, or nothing at all", () => {
    expect(
      left({ permissions: ["kms:ReEncrypt*"], permissionsInstead: ["kms:ReEncryptFrom", "kms:ReEncryptTo"] }),
    ).toContainEqual({
      effect: "Allow",
      action: ["ec2:RunInstances", "kms:ReEncryptFrom", "kms:ReEncryptTo"],
      resource: "*",
    });
    expect(left({ permissions: ["ec2:runinstances", "kms:*"], permissionsInstead: [] })).toEqual(STATEMENTS.slice(2));
  });

  it("narrow in the partition of the cluster, whichever the request names", () => {
    const resource = "arn:aws-us-gov:ec2:us-gov-west-1:111122223333:security-group/sg-1";
    expect(left({ permissions: ["ec2:CreateTags"], resources: [resource] })).toContainEqual({
      ...STATEMENTS[2],
      resource,
    });
  });

  it.each([
    [
      "more resources than were asked for",
      { permissions: ["ec2:CreateTags"], resources: ["arn:aws:ec2:*:*:instance/*"] },
    ],
    ["a wildcard in place of a permission", { permissions: ["ec2:RunInstances"], permissionsInstead: ["ec2:*"] }],
    ["another permission", { permissions: ["ec2:RunInstances"], permissionsInstead: ["iam:PassRole"] }],
    [
      "a condition in place of another",
      {
        permissions: ["kms:CreateGrant"],
        conditions: [{ test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["false"] }],
      },
    ],
  ])("never grant %s", (_, rule) => {
    expect(code(() => left(rule))).toEqual(["narrowings[0] openshift-narrowing-widens"]);
  });

  it("are a fault where they find nothing, so that nothing stays wide unseen", () => {
    const rules = [
      { permissions: ["ec2:TerminateInstances"] },
      { permissions: ["*"], requests: ["openshift-ingress"] },
    ];
    expect(code(() => left(...rules))).toEqual([
      "narrowings[0] openshift-narrowing-unused",
      "narrowings[1] openshift-narrowing-unused",
    ]);
  });

  it("may take values of a condition away, in any letter case, and no others", () => {
    const tagged = (values: string[], variable = "aws:RequestTag/a") =>
      planOpenShift(
        request("openshift-machine-api-aws", {
          spec: {
            statementEntries: [
              { ...STATEMENTS[0], policyCondition: { StringEquals: { "aws:RequestTag/a": ["x", "y"] } } },
            ],
          },
        }),
        { ...settings, narrowings: [{ permissions: ["*"], conditions: [{ test: "StringEquals", variable, values }] }] },
      );
    expect(() => tagged(["x"])).not.toThrow();
    expect(code(() => tagged(["z"]))).toContain("narrowings[0] openshift-narrowing-widens");
    expect(code(() => tagged(["x", "y", "z"]))).toContain("narrowings[0] openshift-narrowing-widens");
  });

  it("are a fault where a list is empty that would take the permission away unsaid", () => {
    const condition = { test: "StringEquals", variable: "aws:RequestTag/a", values: [] };
    const permissions = ["ec2:RunInstances"];
    expect(code(() => left({ permissions, resources: [] }, { permissions, conditions: [condition] }))).toEqual(
      expect.arrayContaining([
        "narrowings[0].resources openshift-narrowing-empty",
        "narrowings[1].conditions[0].values openshift-narrowing-empty",
      ]),
    );
  });

  it("are a fault where a cloud's requests cannot say them", () => {
    const narrowings = [{ permissions: ["Microsoft.Network/dnsZones/A/write"], resources: ["/subscriptions/x"] }];
    const text = request("openshift-ingress-azure", { spec: { permissions: ["Microsoft.Network/dnsZones/A/write"] } });
    expect(code(() => planOpenShift(text, { cluster: "prod", cloud: "azure", narrowings }))).not.toEqual([]);
  });

  it("are read from YAML with every fault", () => {
    expect(parseNarrowings('- permissions: ["ec2:*"]\n  resources: [a]\n', "narrow.yaml")).toEqual([
      { permissions: ["ec2:*"], resources: ["a"] },
    ]);
    expect(code(() => parseNarrowings("- permission: [a]\n- permissions: a\n", "narrow.yaml"))).toEqual([
      "[0].permissions shape-invalid",
      "[1].permissions shape-invalid",
      "[0].permission argument-unknown",
    ]);
    expect(() => parseNarrowings("[", "narrow.yaml")).toThrow(/Cannot read narrow.yaml/);
  });
});

describe("narrowCredentialsRequests", () => {
  it("asks a function what is granted for each permission, but for what is forbidden", () => {
    const seen: string[] = [];
    const narrow: NarrowPermission = (permission, { name }) => {
      seen.push(`${name} ${permission.name}`);
      return permission.name.startsWith("ec2:")
        ? [{ ...permission, resource: "arn:aws:ec2:*:*:security-group/sg-1" }]
        : [];
    };
    const [first] = narrowCredentialsRequests(readCredentialsRequests(TEXT), narrow).requests;
    expect(seen).toHaveLength(4);
    expect(first!.spec).toEqual({
      statementEntries: [
        {
          effect: "Allow",
          action: ["ec2:RunInstances", "ec2:CreateTags"],
          resource: "arn:aws:ec2:*:*:security-group/sg-1",
        },
        STATEMENTS[3],
      ],
    });
  });

  it("refuses a function that grants more", () => {
    const wide: NarrowPermission = (permission) => [{ ...permission, name: "*" }];
    expect(code(() => narrowCredentialsRequests(readCredentialsRequests(TEXT), wide))).toHaveLength(4);
  });
});

describe("writeCredentialsRequest", () => {
  it("writes what was read, with its narrowed permissions, so that it is read back as the same", () => {
    const [first] = readCredentialsRequests(TEXT).requests;
    const dropped = narrowCredentialsRequests(readCredentialsRequests(TEXT), (permission) =>
      permission.name === "ec2:RunInstances" ? [] : [permission],
    );
    const text = writeCredentialsRequest(dropped.requests[0]!);
    const [again] = readCredentialsRequests(text).requests;
    expect(again).toMatchObject({ name: first!.name, secret: first!.secret, spec: dropped.requests[0]!.spec });
    expect(text).toContain("stsIAMRoleARN: arn:aws:iam::1:role/x");
    expect(text).not.toContain("ec2:RunInstances");
  });

  it.each([
    [
      "openshift-ingress-azure",
      {
        roleBindings: [{ role: "Reader" }],
        permissions: ["Microsoft.Compute/disks/read"],
        dataPermissions: ["Microsoft.Storage/a/b/read"],
      },
    ],
    [
      "openshift-ingress-gcp",
      { predefinedRoles: ["roles/dns.admin"], permissions: ["dns.changes.create"], skipServiceCheck: true },
    ],
  ])("leaves nothing of what was taken away from %s", (name, spec) => {
    const read = readCredentialsRequests(request(name, { spec }));
    const [same] = readCredentialsRequests(writeCredentialsRequest(read.requests[0]!)).requests;
    expect(same!.spec).toEqual(read.requests[0]!.spec);
    const nothing = writeCredentialsRequest(narrowCredentialsRequests(read, () => []).requests[0]!);
    expect(nothing).not.toMatch(/ole(s|Bindings):|ermissions:/);
  });
});
