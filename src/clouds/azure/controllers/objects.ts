import type { AzureIdentity } from "../args";
import type { AsoSecretArgs, AsoSecretReference, CapzClusterIdentityArgs, CapzIdentityReference } from "./args";

/** What objects say of an identity. */
export type ControllerIdentity = Pick<AzureIdentity, "clientId" | "tenantId">;

/** An object as an API server takes it. */
export interface ControllerObject {
  apiVersion: string;
  kind: string;
  metadata: { name?: string; namespace: string; labels?: Record<string, string> };
}

interface AllowedNamespaces {
  list?: string[];
  selector?: object;
}

/** The spec of an AzureClusterIdentity. */
export interface ClusterIdentitySpec {
  type: "WorkloadIdentity";
  tenantID: string;
  clientID: string;
  allowedNamespaces: AllowedNamespaces;
}

interface AsoSecret extends ControllerObject {
  type: "Opaque";
  stringData: Record<string, string>;
}

const CLUSTER_IDENTITY = { apiVersion: "infrastructure.cluster.x-k8s.io/v1beta1", kind: "AzureClusterIdentity" };

/** Without it `clusterctl move` leaves the object behind (Cluster API, provider contract, 2026-11). */
const MOVED = { "clusterctl.cluster.x-k8s.io/move-hierarchy": "true" };

/** The object that lets clusters of some namespaces be managed as an identity, as far as it is known before the identity is. */
export function clusterIdentityObject({ name, namespace }: CapzClusterIdentityArgs): ControllerObject {
  return {
    ...CLUSTER_IDENTITY,
    metadata: { ...(name === undefined ? {} : { name }), namespace, labels: { ...MOVED } },
  };
}

/** What that object says: the identity, by no secret, and who may use it. */
export function clusterIdentitySpec(
  args: CapzClusterIdentityArgs,
  { clientId, tenantId }: ControllerIdentity,
): ClusterIdentitySpec {
  return {
    type: "WorkloadIdentity",
    tenantID: tenantId,
    clientID: clientId,
    allowedNamespaces: allowedNamespaces(args),
  };
}

/** Which namespaces may use the identity. For CAPZ an object without members is every namespace, so what names some always has its list. */
function allowedNamespaces({
  allowedNamespaces: list,
  allowedNamespaceSelector: selector,
  allowEveryNamespace,
}: CapzClusterIdentityArgs): AllowedNamespaces {
  if (allowEveryNamespace === true) return {};
  return { list: [...(list ?? [])], ...(selector === undefined ? {} : { selector }) };
}

export function clusterIdentityReference(name: string, namespace: string): CapzIdentityReference {
  return { ...CLUSTER_IDENTITY, name, namespace };
}

/** The Secret of all resources of a namespace (Azure Service Operator, "credential scope", 2026-11). */
const NAMESPACE_SECRET = "aso-credential";

/** The Secret that leads Azure Service Operator to the identity. It holds no secret: it is a Secret because the operator looks for one. */
export function asoSecret(
  secret: AsoSecretArgs,
  { clientId, tenantId }: ControllerIdentity,
  subscriptionId: string,
): AsoSecret {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: asoSecretName(secret), namespace: secret.namespace },
    type: "Opaque",
    stringData: {
      AUTH_MODE: "workloadidentity",
      AZURE_CLIENT_ID: clientId,
      AZURE_SUBSCRIPTION_ID: subscriptionId,
      AZURE_TENANT_ID: tenantId,
    },
  };
}

export function asoSecretName({ name = NAMESPACE_SECRET }: AsoSecretArgs): string {
  return name;
}

/** How resources refer to a Secret; that of their namespace they use by themselves. */
export function asoSecretReference(secret: AsoSecretArgs): AsoSecretReference {
  const name = asoSecretName(secret);
  const annotations: Record<string, string> =
    name === NAMESPACE_SECRET ? {} : { "serviceoperator.azure.com/credential-from": name };
  return { namespace: secret.namespace, name, annotations };
}

/** Objects as one text that `kubectl apply` takes. */
export function manifestsOf(objects: readonly object[]): string {
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }, undefined, 2);
}
