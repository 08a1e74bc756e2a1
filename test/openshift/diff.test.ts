import { describe, expect, it } from "vitest";
import { asksForMore, diffCredentialsRequests, readCredentialsRequests } from "../../src/openshift";
import { diffMarkdown, diffText } from "../../src/openshift/diff-text";
import { permissionText } from "../../src/openshift/permission-order";
import { request } from "./support/payload";

type Fields = NonNullable<Parameters<typeof request>[1]>;

function diff(name: string, before: Fields, after: Fields) {
  return diffCredentialsRequests(
    readCredentialsRequests(request(name, before)),
    readCredentialsRequests(request(name, after)),
  );
}

function statements(
  ...entries: [action: string[], resource?: string, policyCondition?: object, effect?: string][]
): Fields {
  return {
    spec: {
      statementEntries: entries.map(([action, resource = "*", policyCondition, effect = "Allow"]) => ({
        effect,
        action,
        resource,
        ...(policyCondition === undefined ? {} : { policyCondition }),
      })),
    },
  };
}

/** What changed, by the words of the report, with the permissions as text. */
function changes(before: Fields, after: Fields, name = "openshift-ingress") {
  const [found] = diff(name, before, after);
  if (found === undefined) return "nothing";
  return {
    ...(found.added.length > 0 ? { added: found.added.map(permissionText) } : {}),
    ...(found.removed.length > 0 ? { removed: found.removed.map(permissionText) } : {}),
    ...(found.widened.length > 0 ? { widened: found.widened.map(({ after: wide }) => permissionText(wide)) } : {}),
    ...(found.narrowed.length > 0 ? { narrowed: found.narrowed.map(({ before: wide }) => permissionText(wide)) } : {}),
    more: asksForMore(found),
  };
}

const WHEN = { Bool: { "kms:GrantIsForAWSResource": true } };

describe("diffCredentialsRequests", () => {
  it.each([
    ["added", statements([["ec2:A"]]), statements([["ec2:A", "ec2:B"]]), { added: ["ec2:B on *"], more: true }],
    ["removed", statements([["ec2:A", "ec2:B"]]), statements([["ec2:A"]]), { removed: ["ec2:B on *"], more: false }],
    [
      "widened by a wildcard",
      statements([["kms:ReEncryptFrom", "kms:Decrypt"]]),
      statements([["kms:ReEncrypt*", "kms:Decrypt"]]),
      { widened: ["kms:ReEncrypt* on *"], more: true },
    ],
    [
      "narrowed from a wildcard",
      statements([["kms:ReEncrypt*"]]),
      statements([["kms:ReEncryptFrom", "kms:ReEncryptTo"]]),
      { narrowed: ["kms:ReEncrypt* on *", "kms:ReEncrypt* on *"], more: false },
    ],
    [
      "widened by a condition less",
      statements([["kms:CreateGrant"], "*", WHEN]),
      statements([["kms:CreateGrant"]]),
      { widened: ["kms:CreateGrant on *"], more: true },
    ],
    [
      "narrowed by a condition more",
      statements([["kms:CreateGrant"]]),
      statements([["kms:CreateGrant"], "*", WHEN]),
      { narrowed: ["kms:CreateGrant on *"], more: false },
    ],
    [
      "narrowed to a resource",
      statements([["s3:GetObject"]]),
      statements([["s3:GetObject"], "arn:aws:s3:::a/*"]),
      { narrowed: ["s3:GetObject on *"], more: false },
    ],
    [
      "widened by a prohibition less",
      statements([["s3:*"]], [["s3:DeleteBucket"], "*", undefined, "Deny"]),
      statements([["s3:*"]]),
      { removed: ["deny s3:DeleteBucket on *"], more: true },
    ],
    [
      "narrowed by a prohibition more",
      statements([["s3:*"]]),
      statements([["s3:*"]], [["s3:DeleteBucket"], "*", undefined, "Deny"]),
      { added: ["deny s3:DeleteBucket on *"], more: false },
    ],
  ] as [string, Fields, Fields, object][])("says what is %s", (_, before, after, expected) => {
    // A wildcard that became two single actions is one permission with two in its place.
    expect(changes(before, after)).toEqual(expected);
  });

  it.each([
    [
      "another order, and statements put together differently",
      statements([["ec2:A", "ec2:B"]]),
      statements([["ec2:B"]], [["ec2:A"]]),
    ],
    ["another letter case", statements([["ec2:runinstances"]]), statements([["ec2:RunInstances"]])],
    ["a permission twice", statements([["ec2:A", "ec2:A"]]), statements([["ec2:A"]])],
    ["a permission that a wildcard had already", statements([["ec2:*", "ec2:A"]]), statements([["ec2:*"]])],
  ])("does not see %s", (_, before, after) => {
    expect(changes(before, after)).toBe("nothing");
  });

  const when = (values: unknown, operator = "StringEquals", key = "aws:RequestTag/a"): Fields =>
    statements([["ec2:A"], "*", { [operator]: { [key]: values } }]);
  const forbidden = (values?: string[]): Fields => {
    const conditions = values === undefined ? undefined : { StringEquals: { k: values } };
    return statements([["ec2:A"]], [["ec2:B"], "*", conditions, "Deny"]);
  };
  it.each([
    ["order of values", when(["a", "b"]), when(["b", "a"]), "nothing"],
    ["a list of one value", when("a"), when(["a"]), "nothing"],
    ["letter case of a key", when("a"), when("a", "StringEquals", "aws:requesttag/a"), "nothing"],
    ["letter case of an operator", when("a"), when("a", "stringequals"), "nothing"],
    ["a boolean as text", when(true, "Bool"), when("true", "Bool"), "nothing"],
    [
      "no conditions in an operator",
      statements([["ec2:A"]]),
      statements([["ec2:A"], "*", { StringEquals: {} }]),
      "nothing",
    ],
    ["a value more", when(["a"]), when(["a", "b"]), { widened: 1, more: true }],
    ["a value less", when(["a", "b"]), when(["a"]), { narrowed: 1, more: false }],
    [
      "an excepted value more",
      when(["a"], "StringNotEquals"),
      when(["a", "b"], "StringNotEquals"),
      { narrowed: 1, more: false },
    ],
    [
      "an excepted value less",
      when(["a", "b"], "StringNotLike"),
      when(["a"], "StringNotLike"),
      { widened: 1, more: true },
    ],
    ["another value", when("a"), when("b"), { added: 1, removed: 1, more: true }],
    [
      "a test that passes without a key",
      when("a"),
      when("a", "StringEqualsIfExists"),
      { added: 1, removed: 1, more: true },
    ],
    ["less forbidden", forbidden(), forbidden(["a"]), { widened: 1, more: true }],
    ["more forbidden", forbidden(["a"]), forbidden(["a", "b"]), { narrowed: 1, more: false }],
    [
      "a resource of another letter case",
      statements([["s3:A"], "arn:aws:s3:::B"]),
      statements([["s3:A"], "arn:aws:s3:::b"]),
      { added: 1, removed: 1, more: true },
    ],
    [
      "a resource with a wildcard letter",
      statements([["s3:A"], "arn:aws:s3:::a"]),
      statements([["s3:A"], "arn:aws:s3:::?"]),
      { widened: 1, more: true },
    ],
  ] as [string, Fields, Fields, object | string][])(
    "counts conditions and resources as AWS does: %s",
    (_, before, after, expected) => {
      const found = changes(before, after);
      if (typeof found === "string") return expect(found).toBe(expected);
      const { more, ...lists } = found;
      const counted = Object.fromEntries(
        Object.entries(lists).map(([word, list]) => [word, (list as string[]).length]),
      );
      expect({ ...counted, more }).toEqual(expected);
    },
  );

  it("compares permissions of Azure without regard to letter case, and by wildcards", () => {
    const of = (...permissions: string[]) => ({ spec: { permissions } });
    const wide = "Microsoft.Resources/subscriptions/resourceGroups/*/read";
    const narrow = "Microsoft.Resources/subscriptions/resourceGroups/resources/read";
    expect(
      changes(
        of("Microsoft.Network/dnsZones/A/write"),
        of("microsoft.network/dnszones/a/write"),
        "openshift-ingress-azure",
      ),
    ).toBe("nothing");
    expect(changes(of(wide), of(narrow), "openshift-ingress-azure")).toEqual({ narrowed: [wide], more: false });
    expect(
      changes({ spec: { permissions: [narrow] } }, { spec: { dataPermissions: [narrow] } }, "openshift-ingress-azure"),
    ).toMatchObject({ added: [`dataPermission ${narrow}`], removed: [narrow] });
  });

  it("tells a role from the permissions that take its place", () => {
    const expected = { added: ["dns.changes.create"], removed: ["role roles/dns.admin"], more: true };
    expect(
      changes(
        { spec: { predefinedRoles: ["roles/dns.admin"] } },
        { spec: { permissions: ["dns.changes.create"] } },
        "openshift-ingress-gcp",
      ),
    ).toEqual(expected);
  });

  it("says who may become the identity now, and where its Secret, token and features moved", () => {
    const [found] = diff(
      "openshift-cluster-api-aws",
      { accounts: ["capi-controllers"], gates: "ClusterAPIMachineManagement" },
      { accounts: ["capa-controller-manager"], secret: "capa-credentials", tokenPath: "/var/run/token" },
    );
    expect(found).toMatchObject({
      change: "changed",
      newSubjects: ["openshift-cluster-api/capa-controller-manager"],
      goneSubjects: ["openshift-cluster-api/capi-controllers"],
      secret: {
        before: "openshift-cluster-api/capa-manager-bootstrap-credentials",
        after: "openshift-cluster-api/capa-credentials",
      },
      tokenPath: { before: "", after: "/var/run/token" },
      features: {
        before: "ClusterAPIMachineManagement",
        after: "ClusterAPIMachineManagement,ClusterAPIMachineManagementAWS",
      },
    });
    expect(asksForMore(found!)).toBe(true);
  });

  it("lists requests that came and went, each cloud's apart", () => {
    const old = readCredentialsRequests([request("openshift-ingress"), request("openshift-ingress-gcp")]);
    const next = readCredentialsRequests([request("openshift-ingress"), request("openshift-machine-api-aws")]);
    expect(
      diffCredentialsRequests(old, next).map(({ cloud, request: name, change }) => `${cloud} ${name} ${change}`),
    ).toEqual(["aws openshift-machine-api-aws added", "gcp openshift-ingress-gcp removed"]);
  });

  it("compares twins for different features with each other's like", () => {
    const [on, off] = ["Gate", "-Gate"].map((gates) =>
      request("openshift-ingress", { gates, secret: `credentials${gates.toLowerCase().replace("-gate", "-off")}` }),
    );
    const twins = readCredentialsRequests([on!, off!]);
    expect(diffCredentialsRequests(twins, twins)).toEqual([]);
    expect(
      diffCredentialsRequests(
        twins,
        readCredentialsRequests([off!, on!.replace("ec2:DescribeInstances", "ec2:*")]),
      ).map(({ request: name }) => name),
    ).toEqual(["openshift-ingress (Gate)"]);
  });
});

describe("the text of a difference", () => {
  const found = diff(
    "openshift-ingress",
    statements([["kms:ReEncryptFrom", "kms:ReEncryptTo"]]),
    statements([["kms:ReEncrypt*", "ec2:`A"].slice(0, 1)]),
  );

  it("names a wildcard once with everything that it took the place of", () => {
    expect(diffText(found)).toBe(
      "openshift-ingress (aws): changed, asks for more\n  widened: kms:ReEncrypt* on * (held kms:ReEncryptFrom on *, kms:ReEncryptTo on *)",
    );
  });

  it("is Markdown for a review", () => {
    expect(diffMarkdown(found)).toBe(
      "### openshift-ingress (aws): changed, asks for more\n\n- **widened**: `kms:ReEncrypt* on * (held kms:ReEncryptFrom on *, kms:ReEncryptTo on *)`",
    );
    expect(diffMarkdown([])).toBe("The releases ask for the same.");
  });
});
