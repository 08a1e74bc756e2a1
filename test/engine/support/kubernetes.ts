import type { SimulatedResource } from "../../../src/clouds/cloud";

type Metadata = { name?: string; namespace?: string };

/** The Kubernetes objects that programs create next to cloud resources: echoed, with the metadata an API server fills in. */
export const kubernetesResources: Record<string, SimulatedResource> = {
  "kubernetes:core/v1:Namespace": object("v1", "Namespace"),
  "kubernetes:core/v1:NamespacePatch": object("v1", "Namespace"),
  "kubernetes:core/v1:ServiceAccount": object("v1", "ServiceAccount"),
  "kubernetes:core/v1:ServiceAccountPatch": object("v1", "ServiceAccount"),
  "kubernetes:core/v1:ConfigMap": object("v1", "ConfigMap"),
  "kubernetes:apps/v1:Deployment": object("apps/v1", "Deployment"),
};

function object(apiVersion: string, kind: string): SimulatedResource {
  return ({ name, inputs }, account) => {
    const { name: given, namespace, ...rest } = (inputs.metadata ?? {}) as Metadata;
    const clusterScoped = kind === "Namespace";
    const metadata = {
      ...rest,
      name: given ?? `${name}-${account.suffix(name)}`,
      ...(clusterScoped ? {} : { namespace: namespace ?? "default" }),
      uid: `00000000-0000-4000-8000-${account.suffix(`${kind}/${name}`).padStart(12, "0")}`,
    };
    const id = clusterScoped ? metadata.name : `${metadata.namespace}/${metadata.name}`;
    return { id, state: { apiVersion, kind, metadata } };
  };
}
