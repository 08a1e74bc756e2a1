/** A ServiceAccount of the cluster. */
export interface RbacAccount {
  readonly namespace: string;
  readonly name: string;
}

/** A pod, or an object with a template of pods. */
interface RbacWorkload {
  /** As rules name it, for example `deployments`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly serviceAccount: string;
  /** Of a pod that runs. */
  readonly node?: string;
}

/** A Secret with a long-lived token of a ServiceAccount. */
interface RbacTokenSecret {
  readonly namespace: string;
  readonly name: string;
  readonly serviceAccount: string;
}

/** What is in a cluster, as far as names in rules lead to ServiceAccounts by it. */
export interface RbacInventory {
  /** Absent where nobody has looked, and then every name may be one. */
  readonly workloads?: readonly RbacWorkload[];
  readonly tokenSecrets: readonly RbacTokenSecret[];
}

/** Finds the objects behind the names of a rule. */
export interface NamedObjects {
  /** Whether nobody has looked for such objects. */
  isUnknown(of: string): boolean;
  find(of: string, name: string, resource?: string): readonly { namespace: string; serviceAccount: string }[];
}

export function namedObjects({ workloads = [], ...inventory }: RbacInventory): NamedObjects {
  const objects = new Map<string, { namespace: string; serviceAccount: string }[]>();
  const put = (key: string, object: { namespace: string; serviceAccount: string }) => {
    objects.set(key, [...(objects.get(key) ?? []), object]);
  };
  for (const workload of workloads) {
    put(`${workload.resource} ${workload.name}`, workload);
    if (workload.node !== undefined) put(`nodes ${workload.node}`, workload);
  }
  for (const secret of inventory.tokenSecrets) put(`secrets ${secret.name}`, secret);
  const hasPods = workloads.some(({ resource }) => resource === "pods");
  const seen: Readonly<Record<string, boolean>> = {
    secrets: true,
    workloads: workloads.length > 0,
    pods: hasPods,
    nodes: hasPods,
  };
  return {
    // Names of pods are made up as they start, and which node runs them they say themselves.
    isUnknown: (of) => seen[of] !== true,
    find: (of, name, resource) => objects.get(`${of === "workloads" ? resource : of} ${name}`) ?? [],
  };
}
