/** What an API server returns for the objects that this library creates: the name that autonaming fills in, and nothing else new. */
export const kubernetesResources: Record<
  string,
  (
    resource: { name: string; inputs: Record<string, unknown> },
    account: { suffix(name: string): string },
  ) => { id: string; state: Record<string, unknown> }
> = Object.fromEntries(
  ["ServiceAccount", "ServiceAccountPatch", "Namespace", "NamespacePatch", "ConfigMap"].map((kind) => [
    `kubernetes:core/v1:${kind}`,
    ({ name, inputs }, account) => {
      const metadata = (inputs.metadata ?? {}) as { name?: string; namespace?: string };
      const named = { ...metadata, name: metadata.name ?? `${name}-${account.suffix(name)}` };
      const namespaced = kind.startsWith("Namespace")
        ? named
        : { ...named, namespace: metadata.namespace ?? "default" };
      const id = kind.startsWith("Namespace")
        ? named.name
        : `${(namespaced as { namespace: string }).namespace}/${named.name}`;
      return { id, state: { apiVersion: "v1", kind: kind.replace(/Patch$/, ""), ...inputs, metadata: namespaced } };
    },
  ]),
);
