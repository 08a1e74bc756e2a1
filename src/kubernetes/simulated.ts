/** Outputs of an object as an API server fills them in; `suffix` is what autonaming appends. */
type SimulatedObject = (
  resource: { name: string; inputs: Record<string, unknown> },
  account: { suffix(name: string): string },
) => { id: string; state: Record<string, unknown> };

type Metadata = { name?: string; namespace?: string };

/** Kinds without a namespace that programs create next to workloads. */
const CLUSTER_SCOPED =
  /^(Namespace|Node|PersistentVolume|StorageClass|CustomResourceDefinition|CSIDriver|Cluster.*|.*WebhookConfiguration)$/;

/** What an API server returns for an object of any kind: the object, with the metadata filled in; `undefined` for other types. */
export function kubernetesResource(type: string): SimulatedObject | undefined {
  const [, apiVersion = "", kindOrPatch = ""] = /^kubernetes:([^:]+):(\w+)$/.exec(type) ?? [];
  if (apiVersion === "") return undefined;
  const kind = kindOrPatch.replace(/Patch$/, "");
  return ({ name, inputs }, account) => {
    const { name: given, namespace, ...rest } = (inputs.metadata ?? {}) as Metadata;
    const clusterScoped = CLUSTER_SCOPED.test(kind);
    const metadata = {
      ...rest,
      name: given ?? `${name}-${account.suffix(name)}`,
      ...(clusterScoped ? {} : { namespace: namespace ?? "default" }),
    };
    const id = clusterScoped ? metadata.name : `${metadata.namespace}/${metadata.name}`;
    const uid = `00000000-0000-4000-8000-${account.suffix(`${kind} ${id}`).padStart(12, "0")}`;
    const state = { ...inputs, apiVersion: apiVersion.replace(/^core\//, ""), kind, metadata: { ...metadata, uid } };
    return { id, state };
  };
}

/** The kinds that this library creates and works with, by type token. */
export const kubernetesResources: Record<string, SimulatedObject> = Object.fromEntries(
  [
    "core/v1:Namespace",
    "core/v1:NamespacePatch",
    "core/v1:ServiceAccount",
    "core/v1:ServiceAccountPatch",
    "core/v1:ConfigMap",
    "rbac.authorization.k8s.io/v1:ClusterRole",
    "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
    "apps/v1:Deployment",
  ].map((kind) => [`kubernetes:${kind}`, kubernetesResource(`kubernetes:${kind}`)!]),
);
