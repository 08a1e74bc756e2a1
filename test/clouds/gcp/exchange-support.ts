import { gcp } from "../../../src/clouds/gcp/cloud";
import { gcpManagedPrincipal, gcpPrincipal } from "../../../src/clouds/gcp/trust";
import { simulated } from "../../support/exchange-bench";

/** A cluster of no vendor's with a pool of its own, and a GKE cluster; `shop/orders` of either becomes the service account. */
export const issuer = "https://oidc.example.com/prod";
export const gkeIssuer =
  "https://container.googleapis.com/v1/projects/example-project/locations/europe-west3/clusters/a";
export const orders = { namespace: "shop", serviceAccount: "orders" };

export const pool = "projects/123456789012/locations/global/workloadIdentityPools/prod";
export const provider = `${pool}/providers/cluster`;
export const principal = gcpPrincipal(pool, orders);
const managedPool = { workloadPool: "example-project.svc.id.goog", projectNumber: "123456789012" };
const managedPrincipal = gcpManagedPrincipal(managedPool, orders);

const account = simulated(gcp, "gcp:serviceaccount/account:Account", { accountId: "orders" });
export const email = String(account.state.email);

export const grant = (member: string, role = "roles/iam.workloadIdentityUser") =>
  simulated(gcp, "gcp:serviceaccount/iAMMember:IAMMember", { serviceAccountId: account.state.name, role, member });

export const providerResource = (changes: object = {}) =>
  simulated(gcp, "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider", {
    workloadIdentityPoolId: "prod",
    workloadIdentityPoolProviderId: "cluster",
    oidc: { issuerUri: issuer },
    attributeMapping: { "google.subject": "assertion.sub" },
    ...changes,
  });

export const serviceAccountObject = (annotations: Record<string, string>) => ({
  type: "kubernetes:core/v1:ServiceAccount",
  name: "orders",
  id: "shop/orders",
  state: { metadata: { name: "orders", namespace: "shop", annotations } },
});

export const everything = () => [account, providerResource(), grant(principal), grant(managedPrincipal)];
