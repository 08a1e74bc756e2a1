import type { DeployedResource } from "../clouds/cloud";
import type { UncheckedFields } from "./fields";
import { record } from "./fields";

/** The pods that an object makes, or is: what all of them have. */
export interface WorkloadPod {
  /** Name of the object. */
  workload: string;
  namespace: string;
  metadata: UncheckedFields;
  spec: UncheckedFields;
}

/** Pods, and whatever has a template of them: Deployments, Jobs, CronJobs and their kin. */
export function podsOf({ type, state }: DeployedResource): WorkloadPod[] {
  if (!type.startsWith("kubernetes:")) return [];
  const { name, namespace = "default" } = record(state.metadata);
  const outer = record(state.spec);
  const template = record(record(record(outer.jobTemplate).spec).template ?? outer.template);
  const spec = "containers" in outer ? outer : record(template.spec);
  if (!("containers" in spec)) return [];
  const metadata = record("containers" in outer ? state.metadata : template.metadata);
  return [{ workload: String(name), namespace: String(namespace), metadata, spec }];
}

/** An API server reads the old name of the field, too. */
export function serviceAccountOf({ spec }: WorkloadPod): string {
  return String(spec.serviceAccountName || spec.serviceAccount || "default");
}

export function runsAs(pod: WorkloadPod, account: { namespace: string; serviceAccount: string }): boolean {
  return pod.namespace === account.namespace && serviceAccountOf(pod) === account.serviceAccount;
}
