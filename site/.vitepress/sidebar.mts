/** Every page of the guides, in the order in which a person meets them. */
export const sidebar = [
  section("Start", {
    "What it is": "",
    "Five minutes": "docs/start",
    "Other languages": "docs/languages",
    "All guides": "docs/",
  }),
  section("Concepts", {
    "Who trusts whom": "docs/concepts",
    "The way of a token": "docs/tokens",
    "The proof": "docs/proof",
    "Many workloads, many clusters": "docs/workloads",
    "What exists already": "docs/what-exists",
    Pods: "docs/pods",
    "What beats a pod's identity": "docs/pod-rivals",
    "Whole namespaces": "docs/namespaces",
  }),
  section("Clouds", {
    AWS: "docs/aws",
    "EKS Pod Identity": "docs/eks-pod-identity",
    Azure: "docs/azure",
    "Entra applications and identity bindings": "docs/entra-application",
    "Google Cloud": "docs/google-cloud",
    "Alibaba Cloud": "docs/alibaba-cloud",
    "Huawei Cloud": "docs/huawei-cloud",
  }),
  section("Clusters", {
    "Every kind of cluster": "docs/clusters",
    "Issuers from clusters": "docs/issuers",
    "Fleets of Google Cloud": "docs/fleets",
    "Issuers of your own": "docs/self-managed-issuers",
    OpenShift: "docs/openshift",
  }),
  section("Who brings a token of its own", {
    "Secrets as files": "docs/secrets-store-csi",
    "Workloads of Helm charts": "docs/helm-charts",
    "Cluster API Provider Azure": "docs/capz",
    "Azure Service Operator": "docs/aso",
  }),
  section("Day two", {
    "From one way to another": "docs/migrations",
    "Changing what is deployed": "docs/changes",
    "Keys change": "docs/rotation",
    "Permissions of the deployer": "docs/permissions",
    Audit: "docs/audit",
    "Policy pack": "docs/policy-pack",
    Sandbox: "docs/sandbox",
    "Testing your program": "docs/testing",
  }),
  section("When it does not work", {
    Troubleshooting: "docs/troubleshooting",
    Doctor: "docs/doctor",
    "Errors by code": "docs/errors",
    "Catalogue of misconfigurations": "docs/catalogue",
  }),
  section("Reference", {
    "Command line": "docs/command-line",
    "Limits by vendor": "docs/limits",
    "Versions and promises": "docs/versions",
    "API reference": "api/entries",
  }),
];

function section(text: string, pages: Readonly<Record<string, string>>) {
  return { text, items: Object.entries(pages).map(([title, page]) => ({ text: title, link: `/${page}` })) };
}
