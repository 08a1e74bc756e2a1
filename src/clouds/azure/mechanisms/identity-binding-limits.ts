import { checkForm } from "../../../core/form";
import type { Issue } from "../../../core/issue";
import { issue, issuesUnder } from "../../../core/issue";
import { ifKnown } from "../../../core/known";
import { show } from "../../../core/show";
import { WiringForm } from "../../../core/wiring-form";
import type { WithoutEffect } from "../../../core/without-effect";
import { checkEffects } from "../../../core/without-effect";
import type { AzureWorkloadArgs } from "../args";
import type { AzureFederatedIdentityCredential } from "../trust";
import { becomesApplication } from "./application-limits";

/** The credential that AKS keeps on an identity for all of its bindings, and how its issuer begins (AKS, identity bindings, preview, read 2026-08). */
export const AKS_BINDING_CREDENTIAL = "aks-identity-binding";
const AKS_BINDING_ISSUER = "https://ib.oic.prod-aks.azure.com/";
const AKS_CLUSTER_ISSUER = /^https:\/\/(?!ib\.oic\.)([a-z0-9-]+\.oic|oidc)\.prod-aks\.azure\.(com|us|cn)\//i;

const checkClusterName = checkForm(
  "azure-cluster-name-invalid",
  "cluster name",
  /^[a-zA-Z0-9]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9])?$/,
  '1 to 63 letters, digits, "-" or "_", and not the id of the cluster',
);
const checkIdentityId = checkForm(
  "azure-identity-id-invalid",
  "identity id",
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ManagedIdentity\/userAssignedIdentities\/[^/]+$/i,
  "the resource id of a user-assigned managed identity",
);

/** What a binding makes nothing of: its ServiceAccounts have no credential of their own. */
const WITHOUT_EFFECT: readonly WithoutEffect<AzureWorkloadArgs>[] = [
  {
    args: ["audience", "credentialName", "importCredentials", "tenantId"],
    beside: () => true,
    why: "with identityBinding AKS keeps the one credential, and the webhook takes its audience; leave it out",
  },
];

/** Faults of a binding to a cluster. */
export function checkIdentityBinding(args: AzureWorkloadArgs): Issue[] {
  const { identityBinding: binding, existingIdentity } = args;
  if (binding === undefined) return [];
  const { clusterResourceGroupName, clusterName } = binding;
  const missing = Object.entries({ clusterResourceGroupName, clusterName }).filter(
    ([, value]) => value === undefined || value === "",
  );
  const fault = (code: string, path: string, why: string) => issue(code, path, `Cannot bind the identity: ${why}`);
  return [
    ...(becomesApplication(args)
      ? [fault("azure-binding-unsupported", "identityBinding", "AKS binds managed identities alone; leave it out")]
      : []),
    ...(args.wiring === WiringForm.Projected
      ? [
          fault(
            "azure-binding-unsupported",
            "wiring",
            "only the webhook knows the cluster's token proxy; leave out wiring",
          ),
        ]
      : []),
    ...issuesUnder("identityBinding", [
      ...missing.map(([key]) => fault("azure-binding-incomplete", key, `it is of an AKS cluster; set ${key}`)),
      ...(clusterName === "" ? [] : ifKnown(clusterName, "clusterName", checkClusterName)),
    ]),
    ...(existingIdentity === undefined
      ? []
      : issuesUnder(
          "existingIdentity",
          existingIdentity.id === undefined
            ? [fault("azure-identity-id-missing", "id", "it is bound by its resource id, and that is not given")]
            : ifKnown(existingIdentity.id, "id", checkIdentityId),
        )),
    ...checkEffects(args, WITHOUT_EFFECT),
  ];
}

/** Faults of the issuers of a binding's ServiceAccounts: it is for one cluster, and for one of AKS. */
export function checkBoundIssuers([first, second]: readonly unknown[]): Issue[] {
  if (second !== undefined) {
    return [
      notBindable(
        "a binding is for one cluster, and these ServiceAccounts are of several; make a component for each, the others with existingIdentity",
      ),
    ];
  }
  return ifKnown(first, "subjects", checkBoundIssuer);
}

function checkBoundIssuer(url: unknown): Issue[] {
  return AKS_CLUSTER_ISSUER.test(String(url))
    ? []
    : [
        notBindable(
          `only AKS has bindings, and ${show(url)} is no issuer of an AKS cluster; leave out identityBinding`,
        ),
      ];
}

function notBindable(why: string): Issue {
  return issue("azure-binding-clusters", "subjects", `Cannot bind the identity: ${why}`);
}

/** Whether what says of what a binding is holds on final values. */
export const BINDING_CHECKS = {
  clusterName: (name: string) => checkClusterName(name, "identityBinding.clusterName"),
  resourceId: (id: string) => checkIdentityId(id, "existingIdentity.id"),
  url: checkBoundIssuer,
};

/** Whether a credential is the one that AKS keeps for bindings. */
export function isBindingCredential({ name, issuer }: AzureFederatedIdentityCredential): boolean {
  return name === AKS_BINDING_CREDENTIAL && issuer.startsWith(AKS_BINDING_ISSUER);
}
