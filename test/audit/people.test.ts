import { describe, expect, it } from "vitest";
import { audit } from "../../src/audit";
import { matchBaseline } from "../../src/audit/baseline";
import { auditDot } from "../../src/audit/present/dot";
import { auditMarkdown } from "../../src/audit/present/markdown";
import { auditMermaid } from "../../src/audit/present/mermaid";
import { auditText } from "../../src/audit/present/text";
import { bind, bindEverywhere, clusterRole, role, rule } from "./rbac/support";

const ISSUER = "https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";
const ROLE = "arn:aws:iam::111122223333:role/orders";
const HOST = ISSUER.slice(8);

const iam = [
  {
    RoleDetailList: [
      {
        RoleName: "orders",
        Arn: ROLE,
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${HOST}` },
              Action: "sts:AssumeRoleWithWebIdentity",
              Condition: {
                StringEquals: {
                  [`${HOST}:sub`]: "system:serviceaccount:shop:orders",
                  [`${HOST}:aud`]: "sts.amazonaws.com",
                },
              },
            },
          ],
        },
        AttachedManagedPolicies: [{ PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" }],
      },
    ],
  },
  { Url: HOST, ClientIDList: ["sts.amazonaws.com"] },
];
const account = (namespace: string, name: string) => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { namespace, name },
});
const accounts = [account("shop", "orders"), account("shop", "cart"), account("dev", "ci")];

function auditOf(...objects: object[]) {
  const list = { apiVersion: "v1", kind: "List", items: [...accounts, ...objects] };
  const inputs = [...iam, list].map((value, i) => ({ source: `${i}.json`, text: JSON.stringify(value) }));
  return audit(inputs, [{ name: "prod", issuer: ISSUER }]);
}
const rowsOf = (...objects: object[]) =>
  auditOf(...objects)
    .findings.filter(({ row }) => /^E1[789]$/.test(row))
    .map(({ row, about }) => `${row} ${about}`);

describe("an audit", () => {
  it("goes from a person by the rule to the ServiceAccount, its identity and what that is granted", () => {
    const answer = auditOf(
      role("shop", "dev", rule("create", "deployments", "apps")),
      bind("shop", "Role/dev", "user:alice"),
    );
    const [people] = answer.people;
    expect(people?.namespaces[0]?.paths).toEqual([
      {
        actor: "User alice",
        reachesClouds: true,
        isBuiltIn: false,
        steps: [
          {
            actor: "User alice",
            becomes: "Group system:serviceaccounts:shop",
            ways: ["run-pod"],
            isSelfGranted: false,
            text: expect.stringContaining("User alice runs a pod"),
            rules: ["RoleBinding shop/dev-to-alice -> Role dev, rule 1 (create on deployments)"],
          },
        ],
      },
    ]);
    const [end] = people?.subjects ?? [];
    expect(end).toMatchObject({ subject: "prod/shop/orders", identities: [`aws ${ROLE}`] });
    expect(answer.identities.find(({ id }) => id === end?.identities[0])?.grants).toEqual([
      "arn:aws:iam::aws:policy/ReadOnlyAccess",
    ]);
    // Somebody has to run pods.
    expect(rowsOf(role("shop", "dev", rule("create", "pods")), bind("shop", "Role/dev", "user:alice"))).toEqual([]);
  });

  it("says nothing of people where no input has roles, and nothing of ServiceAccounts without an identity", () => {
    expect(auditOf().people).toEqual([]);
    const [people] = auditOf(role("shop", "r", rule("get", "pods"))).people;
    expect(people?.subjects.map(({ subject }) => subject)).toEqual(["prod/shop/orders"]);
  });

  it("finds that everybody can act as it", () => {
    const mints = role("shop", "r", rule("create", "serviceaccounts/token", "", ["orders"]));
    expect(rowsOf(mints, bind("shop", "Role/r", "group:system:authenticated"))).toEqual([
      expect.stringMatching(/^E17 Group system:authenticated/),
    ]);
    expect(rowsOf(bindEverywhere("ClusterRole/cluster-admin", "group:system:serviceaccounts"))).toContainEqual(
      expect.stringMatching(/^E17 Group system:serviceaccounts/),
    );
  });

  it("finds another workload that can act as it, once", () => {
    const found = rowsOf(role("shop", "r", rule("create", "pods pods/exec")), bind("shop", "Role/r", "sa:dev/ci"));
    expect(found).toEqual([expect.stringMatching(/^E18 ServiceAccount dev\/ci/)]);
    expect(rowsOf(role("shop", "r", rule("get", "pods")), bind("shop", "Role/r", "sa:dev/ci"))).toEqual([]);
    // What it may do to the ServiceAccount in the cluster ends there.
    expect(
      rowsOf(role("shop", "r", rule("impersonate", "serviceaccounts")), bind("shop", "Role/r", "sa:dev/ci")),
    ).toEqual([]);
  });

  it("finds who can raise himself to it", () => {
    const rbac = "rbac.authorization.k8s.io";
    const rights = clusterRole("r", rule("bind", "clusterroles", rbac), rule("create", "rolebindings", rbac));
    expect(rowsOf(rights, bind("shop", "ClusterRole/r", "user:alice"))).toEqual([
      expect.stringMatching(/^E19 User alice/),
    ]);
  });

  it("marks what the API server made for its own parts, and nobody else's bindings of that label", () => {
    const labelled = (...subjects: string[]) => {
      const binding = bindEverywhere("ClusterRole/cluster-admin", ...subjects);
      return {
        ...binding,
        metadata: { ...binding.metadata, labels: { "kubernetes.io/bootstrapping": "rbac-defaults" } },
      };
    };
    const marks = (subject: string) =>
      auditOf(labelled(subject)).people[0]?.everywhere.find(({ actor }) => actor !== "Group system:masters")?.isBuiltIn;
    expect(marks("user:system:kube-controller-manager")).toBe(true);
    expect(marks("user:mallory")).toBe(false);
    expect(marks("group:system:authenticated")).toBe(false);
  });

  it("is shown in a terminal and in Markdown with who, how, the rules, and what is not modelled", () => {
    const answer = auditOf(role("shop", "dev", rule("create", "pods")), bind("shop", "Role/dev", "user:alice"));
    const known = matchBaseline(answer.findings, [], "2026-11-26");
    for (const shown of [auditText(answer, known, false), auditMarkdown(answer, known)]) {
      expect(shown).toContain("User alice");
      expect(shown).toContain("runs a pod as it");
      expect(shown).toContain("RoleBinding shop/dev-to-alice -> Role dev, rule 1 (create on pods)");
      expect(shown).toContain("Admission is not modelled");
    }
    const without = auditOf();
    expect(auditText(without, matchBaseline([], [], "2026-11-26"), false)).not.toContain("Who can act");
  });

  it.each([
    [
      "DOT",
      auditDot,
      '"person User alice" -> "prod/shop/orders"',
      '"person Group ops" -> "place every ServiceAccount of prod"',
    ],
    ["Mermaid", auditMermaid, '{{"User alice"}}', '[["every ServiceAccount of prod"]]'],
  ])("draws people and what they can be in %s", (_, draw, one, all) => {
    const picture = draw(
      auditOf(
        role("shop", "dev", rule("create", "serviceaccounts/token", "", ["orders"])),
        bind("shop", "Role/dev", "user:alice"),
        clusterRole("runner", rule("create", "pods")),
        bindEverywhere("ClusterRole/runner", "group:ops"),
      ),
    );
    expect(picture).toContain(one);
    expect(picture).toContain(all);
    expect(picture).not.toContain("system:masters");
  });
});
