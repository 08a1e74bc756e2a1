import { audit } from "../../../src/audit";
import { matchBaseline } from "../../../src/audit/baseline";
import { auditHtml } from "../../../src/audit/present/html";
import { ISSUER, objects, pulumi } from "../../audit/estate-forms";
import { bind, bindEverywhere, clusterRole, role, rule } from "../../audit/rbac/support";

/** The page of the estate of all five clouds, with some people who can act as its ServiceAccounts. */
export function estatePage(): string {
  const people = [
    role("shop", "dev", rule("create", "deployments", "apps")),
    bind("shop", "Role/dev", "user:alice"),
    clusterRole("breakglass", rule("impersonate", "serviceaccounts")),
    bindEverywhere("ClusterRole/breakglass", "group:on-call"),
  ];
  return pageOf([...pulumi, objects, { apiVersion: "v1", kind: "List", items: people }], ISSUER);
}

export function pageOf(documents: readonly unknown[], issuer: string): string {
  const inputs = documents.map((value, i) => ({ source: `${i}.json`, text: JSON.stringify(value), cluster: "prod" }));
  const answer = audit(inputs, [{ name: "prod", issuer }]);
  return auditHtml(answer, matchBaseline(answer.findings, [], "2026-11-26"));
}
