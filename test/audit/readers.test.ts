import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";
import { matchBaseline } from "../../src/audit/baseline";
import { auditJson } from "../../src/audit/present/json";
import { auditText } from "../../src/audit/present/text";

const HOST = "a.example.com";
const ISSUER = `https://${HOST}`;
const ROLE = "arn:aws:iam::111122223333:role/orders";
const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${HOST}`;
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { Federated: PROVIDER },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: { [`${HOST}:aud`]: "sts.amazonaws.com", [`${HOST}:sub`]: "system:serviceaccount:shop:orders" },
      },
    },
  ],
});
const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { namespace: "shop", name: "orders" } };

const auditOf = (...texts: string[]) =>
  audit(
    texts.map((text, i) => ({ source: `${i}`, text })),
    [{ name: "prod", issuer: ISSUER }],
  );
const pairsOf = (...texts: string[]) =>
  auditOf(...texts).pairs.map(({ subject, identity }) => `${subject} ${identity}`);
const PAIR = `prod/shop/orders aws ${ROLE}`;

const role = { arn: ROLE, name: "orders", id: "orders", assume_role_policy: POLICY };
const provider = { arn: PROVIDER, id: PROVIDER, url: HOST, client_id_list: ["sts.amazonaws.com"] };
const state = (...resources: object[]) =>
  JSON.stringify({ version: 4, terraform_version: "1.9.0", serial: 1, lineage: "x", outputs: {}, resources });
const one = (type: string, attributes: object, more: object = {}) => ({
  ...{ mode: "managed", type, name: "this", provider: "p", ...more },
  instances: [{ schema_version: 0, attributes }],
});

describe("a state of Terraform", () => {
  const metadata = [{ name: "orders", namespace: "shop", annotations: {} }];

  it("is read with ServiceAccounts, pods and roles of its Kubernetes provider, whatever their version", () => {
    const text = state(
      one("aws_iam_role", role),
      one("aws_iam_openid_connect_provider", provider),
      one("kubernetes_service_account_v1", { metadata, automount_service_account_token: true, secret: [] }),
      one("kubernetes_role_v1", {
        metadata: [{ name: "runner", namespace: "shop" }],
        rule: [{ api_groups: [""], resources: ["pods"], resource_names: null, verbs: ["create"] }],
      }),
      one("kubernetes_role_binding", {
        metadata: [{ name: "runners", namespace: "shop" }],
        role_ref: [{ api_group: "rbac.authorization.k8s.io", kind: "Role", name: "runner" }],
        subject: [{ kind: "User", name: "alice", api_group: "rbac.authorization.k8s.io", namespace: "default" }],
      }),
    );
    expect(pairsOf(text)).toEqual([PAIR]);
    const { people, unread, subjects } = auditOf(text);
    expect(unread).toEqual([]);
    expect(subjects[0]).toMatchObject({ id: "prod/shop/orders", exists: true });
    const actors = people[0]!.namespaces[0]!.paths.map(({ actor, steps }) => `${actor} ${steps[0]!.ways}`);
    expect(actors).toEqual(["User alice run-pod"]);
  });

  it("is read from modules, counts and keys, with instances that are to be deleted still", () => {
    const [kept, deposed] = ["orders", "old"].map((name) => ({
      schema_version: 0,
      index_key: "eu",
      attributes: { ...role, arn: ROLE.replace("orders", name), name, id: name },
    }));
    const resource = { module: "module.shop[0].module.irsa", mode: "managed", type: "aws_iam_role", name: "this" };
    const text = state({ ...resource, instances: [kept, { ...deposed, deposed: "8c4e2b1a" }] });
    const { identities, unread } = auditOf(text);
    expect(identities.map(({ name, identity }) => [name, identity])).toEqual([
      ['module.shop[0].module.irsa.aws_iam_role.this["eu"]', ROLE],
      ['module.shop[0].module.irsa.aws_iam_role.this["eu"]', ROLE.replace("orders", "old")],
    ]);
    expect(unread).toEqual([]);
  });

  it("is read past policy documents and charts, which are counted", () => {
    const text = state(
      one("aws_iam_role", role),
      one("aws_iam_policy_document", { id: "1", json: POLICY }, { mode: "data" }),
      one("helm_release", { id: "orders", name: "orders", manifest: null, values: ["secret: s3cr3t-value"] }),
    );
    const answer = auditOf(text);
    expect(pairsOf(text)).toEqual([PAIR]);
    expect([...answer.passedOver]).toEqual([
      ["aws_iam_policy_document", 1],
      ["helm_release", 1],
    ]);
    expect(auditJson(answer, matchBaseline(answer.findings, [], ""))).not.toContain("s3cr3t-value");
  });
});

describe("a plan", () => {
  it("says which role it cannot read where its policy is known only later", () => {
    const text = JSON.stringify({
      format_version: "1.2",
      terraform_version: "1.9.0",
      planned_values: {
        root_module: {
          child_modules: [
            {
              address: "module.irsa",
              resources: [
                {
                  address: "module.irsa.aws_iam_role.this",
                  mode: "managed",
                  type: "aws_iam_role",
                  values: { name: "orders" },
                },
              ],
            },
          ],
        },
      },
      resource_changes: [
        {
          address: "module.irsa.aws_iam_role.this",
          change: { actions: ["create"], after_unknown: { arn: true, assume_role_policy: true } },
        },
      ],
    });
    const { unread } = auditOf(text);
    expect(unread[0]).toMatchObject({
      what: "aws_iam_role module.irsa.aws_iam_role.this",
      why: "arn, assumeRolePolicy is a secret, or known only after deployment",
    });
  });
});

describe("what Pulumi prints", () => {
  const urn = (type: string) => `urn:pulumi:prod::shop::${type}::orders`;
  const TYPE = "aws:iam/role:Role";
  const outputs = { arn: ROLE, name: "orders", assumeRolePolicy: POLICY };
  const SECRET = "4dabf18193072939515e22adb298388d";
  const mark = "1b47061264138c4ac30d75fd1eb44270";

  it("is read from a preview, without what it deletes", () => {
    const step = (op: string, arn: string) => ({
      op,
      urn: urn(TYPE),
      newState: { urn: urn(TYPE), type: TYPE, custom: true, id: "orders", outputs: { ...outputs, arn } },
    });
    const steps = [step("create", ROLE), step("delete", `${ROLE}-old`), step("same", `${ROLE}-2`)];
    const { identities } = auditOf(JSON.stringify({ config: {}, steps, changeSummary: { create: 1 } }));
    expect(identities.map(({ identity }) => identity)).toEqual([ROLE, `${ROLE}-2`]);
  });

  it("is read with secrets as unknown, and never prints one", () => {
    const resources = [
      {
        urn: urn(TYPE),
        type: TYPE,
        custom: true,
        id: "orders",
        outputs: { ...outputs, assumeRolePolicy: { [SECRET]: mark, ciphertext: "c1ph3r" } },
      },
      {
        urn: urn("random:index/password:P"),
        type: "random:index/password:P",
        custom: true,
        id: "p",
        outputs: { result: { [SECRET]: mark, plaintext: '"pl41n"' } },
      },
    ];
    const answer = auditOf(JSON.stringify({ version: 3, deployment: { manifest: {}, resources } }));
    expect(answer.unread[0]!.why).toBe("assumeRolePolicy is a secret, or known only after deployment");
    const told =
      auditJson(answer, matchBaseline(answer.findings, [], "")) +
      auditText(answer, { open: [], accepted: new Map(), expired: [], unused: [] }, false);
    expect(told).not.toMatch(/c1ph3r|pl41n/);
  });
});

/** A preview of Pulumi that makes one resource. */
const preview = (type: string, inputs: object) => {
  const urn = `urn:pulumi:prod::shop::${type}::orders`;
  return { config: {}, steps: [{ op: "create", urn, newState: { urn, type, custom: true, inputs } }] };
};

describe("what Pulumi's engine prints line by line", () => {
  const event = (kind: string, metadata: object) => ({ sequence: 1, timestamp: 1, [kind]: { metadata } });
  const role = (op: string, custom?: boolean) => {
    const outputs = { arn: ROLE, name: "orders", assumeRolePolicy: POLICY };
    const [urn, type] = ["urn:pulumi:prod::shop::aws:iam/role:Role::orders", "aws:iam/role:Role"];
    return { op, urn, type, old: null, new: op === "delete" ? null : { urn, type, custom, id: "orders", outputs } };
  };
  const linesOf = (...events: object[]) => auditOf(events.map((each) => JSON.stringify(each)).join("\n"));

  it("is read for what there is afterwards", () => {
    const other = { sequence: 0, timestamp: 1, preludeEvent: { config: {} } };
    for (const op of ["create", "update", "same", "read"]) {
      const told = linesOf(other, event("resourcePreEvent", role(op, true)), event("resOutputsEvent", role(op, true)));
      expect({ unread: told.unread, pairs: told.pairs.length }).toEqual({ unread: [], pairs: 1 });
    }
    for (const none of [role("delete", true), role("delete-replaced", true), role("create")]) {
      expect(linesOf(event("resOutputsEvent", none))).toMatchObject({ unread: [], identities: [] });
    }
  });
});

it.each([
  [
    "a secret policy",
    preview("aws:iam/role:Role", { name: "orders", assumeRolePolicy: "[secret]" }),
    "assumeRolePolicy",
  ],
  ...[
    ["an annotation", { kind: "ServiceAccount", metadata: { annotations: { role: "?" }, name: "orders" } }, "role"],
    ["all annotations", { kind: "ServiceAccount", metadata: { annotations: "?", name: "orders" } }, "annotations"],
    ["a namespace", { kind: "ServiceAccount", metadata: { namespace: "?", name: "orders" } }, "namespace"],
    [
      "the ServiceAccount of a pod",
      { kind: "Pod", metadata: { name: "orders" }, spec: { serviceAccountName: "?", containers: [] } },
      "serviceAccountName",
    ],
  ].map(([what, object, name]) => {
    const unknown = JSON.stringify(object).replace('"?"', '"04da6b54-80e4-46f7-96ec-b56ff0331ba9"');
    const { kind } = object as { kind: string };
    return [what, preview(`kubernetes:core/v1:${kind}`, { apiVersion: "v1", ...JSON.parse(unknown) }), name] as const;
  }),
  ...[
    [{ annotations: { role: true } }, "role"],
    [{ annotations: true }, "annotations"],
    [{ namespace: true }, "namespace"],
  ].map(([unknown, name]) => {
    const address = "kubernetes_service_account_v1.orders";
    const values = {
      metadata: [{ name: "orders", annotations: { other: "1" }, namespace: null, generate_name: null }],
    };
    const after = { id: true, metadata: [unknown] };
    const change = { actions: ["create"], after: values, after_unknown: after };
    const changes = [{ address, type: "kubernetes_service_account_v1", change }];
    return ["a plan", { format_version: "1.2", resource_changes: changes }, name] as const;
  }),
] as const)("says that %s is not known yet: %#", (_, document, name) => {
  const { unread, subjects } = auditOf(JSON.stringify(document));
  expect(unread[0]!.why).toBe(`${name} is a secret, or known only after deployment`);
  expect(JSON.stringify(subjects)).not.toContain("hidden");
});

describe("several documents in one text", () => {
  const roles = { Roles: [{ RoleName: "orders", Arn: ROLE, AssumeRolePolicyDocument: JSON.parse(POLICY) }] };

  it.each([
    ["lines of JSON", `${JSON.stringify(roles)}\n${JSON.stringify(account)}\n`],
    ["JSON without a line between", JSON.stringify(roles) + JSON.stringify(account)],
    [
      "YAML",
      `# roles\n---\n${JSON.stringify(roles)}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { namespace: shop, name: orders }\n---\n`,
    ],
    ["a byte order mark first", `\uFEFF${JSON.stringify(roles)}\r\n${JSON.stringify(account)}\r\n`],
  ])("are all read: %s", (_, text) => {
    expect(pairsOf(text)).toEqual([PAIR]);
    expect(auditOf(text).unread).toEqual([]);
  });

  it("are read but for the one that is broken, which is listed", () => {
    const text = `${JSON.stringify(roles)}\n---\nkind: [\n---\n${JSON.stringify(account)}\n`;
    expect(auditOf(text).unread).toMatchObject([{ what: "document 2" }]);
    expect(pairsOf(text)).toEqual([PAIR]);
  });
});

it.each([
  [
    "aws iam",
    { RoleDetailList: [], Policies: [], IsTruncated: true, Marker: "AAA" },
    "Marker says (RoleDetailList, Policies)",
  ],
  ["aws iam without its mark", { RoleDetailList: [], IsTruncated: true }, "IsTruncated says (RoleDetailList)"],
  ["aws --max-items", { OpenIDConnectProviderList: [], NextToken: "x" }, "NextToken says (OpenIDConnectProviderList)"],
  ["aws eks", { associations: [], nextToken: "x" }, "nextToken says (associations)"],
  ["aliyun ram", { Roles: { Role: [] }, IsTruncated: true, Marker: "m" }, "Marker says"],
  ["Resource Manager", { value: [], nextLink: "https://x" }, "nextLink says (value)"],
  ["Microsoft Graph", { value: [], "@odata.nextLink": "https://x" }, "@odata.nextLink says (value)"],
  ["the API of Google", { accounts: [], nextPageToken: "x" }, "nextPageToken says (accounts)"],
  [
    "kubectl",
    { apiVersion: "v1", kind: "ServiceAccountList", metadata: { continue: "abc" }, items: [] },
    "metadata.continue says (items)",
  ],
  ["hcloud", { agencies: [], page_info: { next_marker: "m" } }, "page_info.next_marker says (agencies)"],
])(
  "a page of several of %s is listed as such, with what says so and the lists that are not whole",
  (_, value, says) => {
    const told = auditOf(JSON.stringify(value)).unread.map(({ why }) => why);
    expect(told).toContain(`it is one page of several, as its ${says}: print all of them`);
  },
);

it.each([
  { RoleDetailList: [], IsTruncated: false },
  { RoleDetailList: [], Marker: "" },
])("a whole list is no page: %j", (value) => {
  expect(auditOf(JSON.stringify(value)).unread).toEqual([]);
});

describe("what aws iam get-account-authorization-details prints", () => {
  const detail = (name: string, AssumeRolePolicyDocument: unknown) => ({
    RoleName: name,
    Arn: ROLE.replace("orders", name),
    Path: "/",
    AssumeRolePolicyDocument,
    AttachedManagedPolicies: [{ PolicyName: "ReadOnly", PolicyArn: "arn:aws:iam::aws:policy/ReadOnly" }],
    RolePolicyList: [],
  });
  const page = (role: object, more: object) =>
    JSON.stringify({ UserDetailList: [], GroupDetailList: [], RoleDetailList: [role], Policies: [], ...more });

  it("is read page by page, with policies as objects, as text and as the API encodes them", () => {
    const pages = [
      page(detail("orders", JSON.parse(POLICY)), { IsTruncated: true, Marker: "next" }),
      page(detail("carts", POLICY), { IsTruncated: true, Marker: "last" }),
      page(detail("bills", encodeURIComponent(POLICY)), { IsTruncated: false }),
    ];
    const answer = auditOf(pages.join("\n"), JSON.stringify(account));
    expect(answer.pairs.map(({ identity }) => identity.split("/").at(-1))).toEqual(["orders", "carts", "bills"]);
    expect(answer.identities.map(({ grants }) => grants)).toEqual(Array(3).fill(["arn:aws:iam::aws:policy/ReadOnly"]));
    // Nobody knows whether the next page is the one that follows.
    expect(answer.unread.map(({ source, why }) => `${source} ${why.split(",")[0]}`)).toEqual([
      "0#1 it is one page of several",
      "0#2 it is one page of several",
    ]);
  });
});
