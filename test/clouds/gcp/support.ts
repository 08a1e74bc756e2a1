import type { GcpBinding, GcpProvider, GcpTrust } from "../../../src/clouds/gcp/trust";

export const pool = "projects/123/locations/global/workloadIdentityPools/prod";
export const issuer = "https://oidc.eks.eu-central-1.amazonaws.com/id/A";
export const audience = "sts.example.com";
const serviceAccount = "projects/-/serviceAccounts/orders@shop.iam.gserviceaccount.com";
export const principal = `principal://iam.googleapis.com/${pool}`;
export const principalSet = `principalSet://iam.googleapis.com/${pool}`;
export const orders = `${principal}/subject/system:serviceaccount:shop:orders`;
export const namespaceMapping = {
  "google.subject": "assertion.sub",
  "attribute.namespace": "assertion['kubernetes.io']['namespace']",
};

export function provider(changes: Partial<GcpProvider> = {}): GcpProvider {
  return {
    name: "cluster",
    issuer,
    allowedAudiences: [audience],
    attributeMapping: { "google.subject": "assertion.sub" },
    ...changes,
  };
}

export function binding(members: string[], changes: Partial<GcpBinding> = {}): GcpBinding {
  return { role: "roles/iam.workloadIdentityUser", resource: serviceAccount, members, ...changes };
}

export function trust(changes: Partial<GcpTrust> = {}): GcpTrust {
  return { cloud: "gcp", pool, providers: [provider()], bindings: [binding([orders])], ...changes };
}

export const managedPool = "shop.svc.id.goog";
export const cluster = "https://container.googleapis.com/v1/projects/shop/locations/europe-west3/clusters/prod";
export const managedPrincipal = `principal://iam.googleapis.com/projects/123/locations/global/workloadIdentityPools/${managedPool}`;

export function managedTrust(changes: Partial<GcpTrust> = {}): GcpTrust {
  const members = [`${managedPrincipal}/subject/ns/shop/sa/orders`];
  return {
    cloud: "gcp",
    pool: managedPool,
    providers: [{ name: "prod", issuer: cluster }],
    bindings: [binding(members)],
    ...changes,
  };
}
