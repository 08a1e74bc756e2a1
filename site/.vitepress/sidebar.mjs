/** Every page of the guides, in the order in which a person meets them. */
export const sidebar = [
  section("Start", { "What it is": "", Guides: "docs/" }),
  section("Identities", {
    "Issuers from clusters": "docs/issuers",
    "Fleets of Google Cloud": "docs/fleets",
    "Issuers of your own": "docs/self-managed-issuers",
    "EKS Pod Identity": "docs/eks-pod-identity",
    "Entra applications and identity bindings": "docs/entra-application",
    "Whole namespaces": "docs/namespaces",
    "Other languages": "docs/languages",
  }),
  section("Who brings a token of its own", {
    "Secrets as files": "docs/secrets-store-csi",
    "Workloads of Helm charts": "docs/helm-charts",
    "Cluster API Provider Azure": "docs/capz",
    "Azure Service Operator": "docs/aso",
    OpenShift: "docs/openshift",
  }),
  section("Day two", {
    "Changing what is deployed": "docs/changes",
    "From one way to another": "docs/migrations",
    Audit: "docs/audit",
    Doctor: "docs/doctor",
    "Policy pack": "docs/policy-pack",
    Sandbox: "docs/sandbox",
    "Permissions of the deployer": "docs/permissions",
  }),
  section("Reference", { "Catalogue of misconfigurations": "docs/catalogue", "API reference": "api/entries" }),
];

function section(text, pages) {
  return { text, items: Object.entries(pages).map(([title, page]) => ({ text: title, link: `/${page}` })) };
}
